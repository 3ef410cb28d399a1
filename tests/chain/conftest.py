"""What the tests of the credential chain share; the provider is spoken to with the client of tests/rpc."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "rpc"))

from client import make_stubs  # noqa: E402 - from the folder named above
from launch import BINARY  # noqa: E402


@pytest.fixture(scope="session")
def stubs(tmp_path_factory):
    """The generated protocol code, for tests that start the provider."""
    assert BINARY.is_file(), f"{BINARY} is missing; ./dev build makes it"
    return make_stubs(tmp_path_factory.mktemp("stubs"))


@pytest.fixture
def home(tmp_path):
    """A home of its own for each case."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder
