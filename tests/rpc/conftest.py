"""Every test gets provider processes of its own and the local service in its first state."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from client import Client, end, make_stubs
from emulator.testing import Emulator
from launch import BINARY, ClientCertificate, Process, plugin_environment

AT_ONCE = {"creating": "0", "updating": "0", "deleting": "0"}


@pytest.fixture(scope="session", autouse=True)
def binary():
    assert BINARY.is_file(), f"{BINARY} is missing; ./dev build makes it"
    return BINARY


@pytest.fixture(scope="session")
def stubs(tmp_path_factory):
    return make_stubs(tmp_path_factory.mktemp("stubs"))


@pytest.fixture(scope="session")
def worker_service():
    with Emulator(**AT_ONCE) as emulator:
        yield emulator


@pytest.fixture
def service(worker_service):
    worker_service.reset()
    return worker_service


@pytest.fixture
def environment(service):
    """Makes the environment of a plugin; arguments add variables, None removes."""

    def make(**more):
        return plugin_environment(service.environment(), **more)

    return make


@pytest.fixture
def short_folder():
    """A folder whose path leaves room for a socket's name."""
    with tempfile.TemporaryDirectory(prefix="rpc", dir="/tmp") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def client_certificate():
    return ClientCertificate()


@pytest.fixture
def launch(environment):
    """Starts processes that the test ends itself, or that are ended after it."""
    with contextlib.ExitStack() as stack:

        def start(*arguments, variables=None, **options):
            process = Process(environment(**(variables or {})), *arguments, **options)
            return stack.enter_context(process)

        yield start


@pytest.fixture
def connect(launch, stubs):
    """Starts a process, shakes hands and connects."""
    with contextlib.ExitStack() as stack:

        def start(**options):
            process = launch(**options)
            process.shake_hands()
            client = Client(process, stubs)
            stack.callback(client.close)
            return client

        yield start


@pytest.fixture
def plain(connect):
    """A client of a process without TLS, which is shut down in good order."""
    client = connect()
    yield client
    end(client)


@pytest.fixture
def secure(connect, client_certificate):
    """The same over TLS both ways."""
    client = connect(tls=client_certificate)
    yield client
    end(client)


@pytest.fixture(params=["plain", "tls"])
def client(request, connect, client_certificate):
    """Both kinds of connection, one after the other."""
    made = connect(tls=client_certificate if request.param == "tls" else None)
    yield made
    end(made)


@pytest.fixture
def configured(plain):
    plain.configure().succeeded()
    return plain
