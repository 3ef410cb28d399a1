"""Every test gets a CLI, a folder and the local service in its first state.

Each worker of pytest-xdist has a service of its own, which one test at a time uses.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from cli import PROVIDER, SOURCE, Workspace
from emulator.testing import Emulator

PROJECT = Path(__file__).resolve().parents[2]
CACHED = "terraform-provider-sagemaker/bin"
AT_ONCE = {"creating": "0", "updating": "0", "deleting": "0"}


def pytest_collection_modifyitems(items):
    """The longest first: at the end one worker would be left alone with them."""
    items.sort(key=lambda item: item.path.name != "test_runners.py")


def cached_program(name):
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return os.environ.get(name.upper()) or str(Path(cache) / CACHED / name)


@pytest.fixture(scope="session")
def provider_binary():
    default = PROJECT / "build" / "release" / PROVIDER
    binary = Path(os.environ.get("PROVIDER_BINARY", default))
    assert binary.is_file(), f"{binary} is missing; ./dev build makes it"
    return binary


@pytest.fixture(scope="session")
def override_file(provider_binary, tmp_path_factory):
    """A CLI configuration that leads to the binary without an init."""
    folder = tmp_path_factory.mktemp("override")
    shutil.copy(provider_binary, folder / PROVIDER)
    file = folder / "cli.tfrc"
    file.write_text(
        "provider_installation {\n"
        f'  dev_overrides {{\n    "{SOURCE}" = "{folder}"\n  }}\n'
        "  direct {}\n}\n"
    )
    return file


@pytest.fixture(scope="session")
def worker_service():
    with Emulator(**AT_ONCE) as emulator:
        yield emulator


@pytest.fixture
def service(worker_service):
    """The local service. No request may have a member that the API does not know."""
    worker_service.reset()
    yield worker_service
    worker_service.release()
    strange = [e for e in worker_service.log() if "unknown_members" in e]
    assert not strange, f"members that the API does not know: {strange}"


@pytest.fixture(params=["tofu", "terraform"])
def cli(request):
    """The path of a CLI; each test runs with both."""
    return cached_program(request.param)


@pytest.fixture
def short_folder():
    """A temporary folder whose path leaves room for a socket's name."""
    with tempfile.TemporaryDirectory(prefix="acc", dir="/tmp") as folder:
        yield Path(folder)


@pytest.fixture
def new_workspace(cli, tmp_path, override_file, service):
    """Makes workspaces by name, and looks at what they leave when the test is over."""
    made = []
    with contextlib.ExitStack() as stack:

        def make(name):
            # A path that leaves room for a socket's name.
            sockets = tempfile.TemporaryDirectory(prefix="acc", dir="/tmp")
            folder = tmp_path / name
            folder.mkdir()
            short_folder = Path(stack.enter_context(sockets))
            made.append(Workspace(cli, folder, short_folder, override_file, service))
            return made[-1]

        yield make
        for one in made:
            one.assert_nothing_left()


@pytest.fixture
def workspace(new_workspace):
    return new_workspace("main")


@pytest.fixture
def runners(new_workspace):
    """Four more workspaces on the same service, as four CI runners have them."""
    return [new_workspace(f"runner-{letter}") for letter in "abcd"]
