"""botocore's own waiters against the service."""

import pytest
from botocore.exceptions import WaiterError
from botocore.loaders import Loader
from botocore.waiter import WaiterModel, create_waiter_with_client

from emulator.testing import BASE_IMAGE, ROLE_ARN

NAME = "example-name"
WRONG_NAME = "ResourceNotFoundException"


def shipped_waiters():
    return Loader().load_service_model("sagemaker", "waiters-2")


def corrected_waiters():
    """The shipped waiters, told how the service really spells its error."""
    model = shipped_waiters()
    for waiter in model["waiters"].values():
        for acceptor in waiter["acceptors"]:
            if acceptor["expected"] == WRONG_NAME:
                acceptor["expected"] = "ResourceNotFound"
    return model


@pytest.fixture
def wait(client, emulator):
    emulator.set(creating="2 polls", updating="2 polls", deleting="2 polls")

    def wait(name, model, **params):
        waiter = create_waiter_with_client(name, WaiterModel(model), client)
        waiter.wait(WaiterConfig={"Delay": 0, "MaxAttempts": 5}, **params)

    return wait


def test_the_corrected_waiters_see_a_whole_life(client, wait):
    model = corrected_waiters()
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    wait("ImageCreated", model, ImageName=NAME)
    client.update_image(ImageName=NAME, Description="Some text")
    wait("ImageUpdated", model, ImageName=NAME)
    client.create_image_version(ImageName=NAME, BaseImage=BASE_IMAGE)
    wait("ImageVersionCreated", model, ImageName=NAME, Version=1)
    client.delete_image_version(ImageName=NAME, Version=1)
    wait("ImageVersionDeleted", model, ImageName=NAME, Version=1)
    client.delete_image(ImageName=NAME)
    wait("ImageDeleted", model, ImageName=NAME)


@pytest.mark.parametrize("name", ["ImageDeleted", "ImageVersionDeleted"])
def test_the_shipped_deletion_waiters_still_wait_for_the_wrong_error(name):
    """Once botocore mends this, the corrected waiters are not needed any more."""
    acceptors = shipped_waiters()["waiters"][name]["acceptors"]
    assert WRONG_NAME in [acceptor["expected"] for acceptor in acceptors]


def test_the_shipped_deletion_waiter_fails_as_it_does_with_the_service(client, wait):
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    wait("ImageCreated", corrected_waiters(), ImageName=NAME)
    client.delete_image(ImageName=NAME)
    with pytest.raises(WaiterError, match="does not exist"):
        wait("ImageDeleted", shipped_waiters(), ImageName=NAME)


def test_a_failed_creation_ends_the_waiter(client, emulator, wait):
    emulator.fault("fail", "CreateImage")
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    with pytest.raises(WaiterError, match="terminal failure"):
        wait("ImageCreated", corrected_waiters(), ImageName=NAME)
