"""One service for all tests; each finds it empty and with default switches."""

import pytest
from botocore.exceptions import ClientError

from emulator.testing import BASE_IMAGE, ROLE_ARN, Emulator

from .walker import watch

NAME = "example-name"


@pytest.fixture(scope="session")
def running():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def emulator(running):
    """The service, with transitions that end when a test says so."""
    running.reset()
    running.set(creating="manual", updating="manual", deleting="manual")
    yield running
    assert running.violations() == []


@pytest.fixture(scope="session")
def _client(running):
    return watch(running.client())


@pytest.fixture
def client(emulator, _client):
    """A client that holds every answer against the service model."""
    return _client


@pytest.fixture
def plain_client(emulator):
    """A client that takes any answer, for scripted faults."""
    return emulator.client()


@pytest.fixture
def image(emulator, client):
    """The name of an image that is CREATED."""
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    emulator.step()
    return NAME


@pytest.fixture
def create(emulator, client, image):
    """Makes a version, by default CREATED, and answers its number."""

    def create(*, settle=True, image_name=image, **params):
        params = {"ImageName": image_name, "BaseImage": BASE_IMAGE} | params
        arn = client.create_image_version(**params)["ImageVersionArn"]
        if settle:
            emulator.step()
        return int(arn.rpartition("/")[2])

    return create


@pytest.fixture
def refused():
    """``with refused("ResourceInUse", "already exists"): ...``"""

    class Context:
        def __init__(self, code, text="", status=400):
            self.expected = code, text, status

        def __enter__(self):
            return self

        def __exit__(self, kind, error, _):
            code, text, status = self.expected
            assert kind is not None, f"{code} was expected, but the call succeeded"
            if not issubclass(kind, ClientError):
                return False
            self.message = error.response["Error"]["Message"]
            assert error.response["Error"]["Code"] == code, self.message
            assert text in self.message
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status
            return True

    return Context
