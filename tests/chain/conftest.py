"""What the tests of the credential chain share."""

from __future__ import annotations

import pytest
from client import make_stubs
from launch import BINARY

import provider  # noqa: F401 - puts the raw protocol client on the path


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
