"""The life of an image."""

import time

import pytest

from emulator.testing import BASE_IMAGE, ROLE_ARN

NAME = "example-name"
ARN = f"arn:aws:sagemaker:us-west-2:123456789012:image/{NAME}"
OTHER_ROLE = "arn:aws:iam::123456789012:role/other-role"


def status(client, name=NAME):
    return client.describe_image(ImageName=name)["ImageStatus"]


def test_a_new_image_is_creating_and_then_created(emulator, client):
    answer = client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    assert answer["ImageArn"] == ARN
    assert status(client) == "CREATING"
    emulator.step(NAME)
    assert status(client) == "CREATED"


def test_an_image_without_options_has_only_what_it_was_given(client, image):
    answer = client.describe_image(ImageName=image)
    del answer["ResponseMetadata"]
    assert set(answer) == {
        *("ImageName", "ImageArn", "ImageStatus", "RoleArn"),
        *("CreationTime", "LastModifiedTime"),
    }
    assert answer["RoleArn"] == ROLE_ARN


def test_description_and_display_name_are_echoed(client):
    client.create_image(
        ImageName=NAME, RoleArn=ROLE_ARN, Description="Some text", DisplayName="Shown"
    )
    answer = client.describe_image(ImageName=NAME)
    assert answer["Description"] == "Some text"
    assert answer["DisplayName"] == "Shown"


def test_the_end_of_creating_moves_the_modification_time(emulator, client):
    emulator.set(creating="0.05")
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    while status(client) == "CREATING":
        pass
    image = emulator.image(NAME)
    late = image["LastModifiedTime"] - image["CreationTime"]
    assert late == pytest.approx(0.05, abs=0.002)


def test_a_taken_name_is_in_use(client, image, refused):
    with refused("ResourceInUse", "already exists"):
        client.create_image(ImageName=image, RoleArn=ROLE_ARN)


def test_a_failed_image_still_blocks_its_name(emulator, client, refused):
    emulator.fault("fail", "CreateImage", reason="no such role")
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    emulator.step()
    answer = client.describe_image(ImageName=NAME)
    assert answer["ImageStatus"] == "CREATE_FAILED"
    assert answer["FailureReason"] == "no such role"
    with refused("ResourceInUse", "already exists"):
        client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    client.delete_image(ImageName=NAME)
    emulator.step()
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)


def test_names_differ_by_case(client, image):
    client.create_image(ImageName="Example-Name", RoleArn=ROLE_ARN)
    answer = client.describe_image(ImageName="Example-Name")
    assert answer["ImageArn"].endswith(":image/Example-Name")


def test_an_absent_image_is_not_found(client, refused):
    with refused("ResourceNotFound", f"Image with ARN {ARN} does not exist"):
        client.describe_image(ImageName=NAME)
    with refused("ResourceNotFound", "does not exist"):
        client.update_image(ImageName=NAME, Description="Some text")
    with refused("ResourceNotFound", "No Image with the name"):
        client.delete_image(ImageName=NAME)


def test_an_update_passes_through_updating(emulator, client, image):
    client.update_image(
        ImageName=image, RoleArn=OTHER_ROLE, Description="New", DisplayName="Name"
    )
    assert status(client) == "UPDATING"
    emulator.step()
    answer = client.describe_image(ImageName=image)
    assert answer["ImageStatus"] == "CREATED"
    assert answer["RoleArn"] == OTHER_ROLE
    assert (answer["Description"], answer["DisplayName"]) == ("New", "Name")


def test_an_update_removes_properties(emulator, client):
    client.create_image(
        ImageName=NAME, RoleArn=ROLE_ARN, Description="Some text", DisplayName="Shown"
    )
    emulator.step()
    client.update_image(ImageName=NAME, DeleteProperties=["Description"])
    emulator.step()
    answer = client.describe_image(ImageName=NAME)
    assert "Description" not in answer
    assert answer["DisplayName"] == "Shown"


@pytest.mark.parametrize(
    ("operation", "word"),
    [("create", "created"), ("update", "updated"), ("delete", "deleted")],
)
def test_a_passing_image_takes_no_change(emulator, client, operation, word, refused):
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    if operation != "create":
        emulator.step()
    if operation == "update":
        client.update_image(ImageName=NAME, Description="New")
    if operation == "delete":
        client.delete_image(ImageName=NAME)
    with refused("ResourceInUse", f"is being {word}"):
        client.update_image(ImageName=NAME, Description="Newer")
    with refused("ResourceInUse", f"is being {word}"):
        client.delete_image(ImageName=NAME)


def test_a_deleted_image_is_deleting_and_then_gone(emulator, client, create, refused):
    create()
    client.delete_image(ImageName=NAME)
    assert status(client) == "DELETING"
    emulator.step()
    with refused("ResourceNotFound"):
        client.describe_image(ImageName=NAME)
    with refused("ResourceNotFound"):
        client.describe_image_version(ImageName=NAME, Version=1)


def test_an_image_with_versions_stays_when_switched(emulator, client, create, refused):
    create()
    emulator.set(delete_image_with_versions="refuse")
    with refused("ResourceInUse", "has versions"):
        client.delete_image(ImageName=NAME)


@pytest.mark.parametrize(
    ("operation", "ends_in"),
    [("UpdateImage", "UPDATE_FAILED"), ("DeleteImage", "DELETE_FAILED")],
)
def test_a_failed_change_shows_its_reason(emulator, client, image, operation, ends_in):
    emulator.fault("fail", operation, reason="not today")
    if operation == "UpdateImage":
        client.update_image(ImageName=image, Description="New")
    else:
        client.delete_image(ImageName=image)
    emulator.step()
    answer = client.describe_image(ImageName=image)
    assert (answer["ImageStatus"], answer["FailureReason"]) == (ends_in, "not today")
    client.delete_image(ImageName=image)
    assert "FailureReason" not in client.describe_image(ImageName=image)


def let_time_pass(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_the_time_of_an_ended_status_does_not_end_the_next(emulator, client):
    emulator.set(creating="0.05")
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    emulator.step()
    client.update_image(ImageName=NAME, Description="New")
    let_time_pass(0.06)
    assert status(client) == "UPDATING"


def test_the_end_of_a_deleted_image_leaves_its_successor_alone(emulator, client, image):
    emulator.set(deleting="0.05")
    client.delete_image(ImageName=image)
    emulator.put(image, delete=True)
    client.create_image(ImageName=image, RoleArn=ROLE_ARN)
    let_time_pass(0.06)
    assert status(client) == "CREATING"


def test_regions_are_apart_and_their_partition_is_in_the_arn(emulator, image):
    chinese = emulator.client(region="cn-north-1")
    answer = chinese.create_image(ImageName=image, RoleArn=ROLE_ARN)
    assert answer["ImageArn"] == (
        f"arn:aws-cn:sagemaker:cn-north-1:123456789012:image/{image}"
    )
    assert set(emulator.images()) == {image}
    assert set(emulator.images(region="cn-north-1")) == {image}
    assert emulator.images(region="eu-west-1") == {}


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-east-1", "aws"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
        ("eusc-de-east-1", "aws-eusc"),
        ("xx-future-9", "aws"),
    ],
)
def test_each_partition_has_its_arns(emulator, region, partition):
    client = emulator.client(region=region)
    answer = client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    assert answer["ImageArn"].startswith(f"arn:{partition}:sagemaker:{region}:")


def test_arns_are_lower_case_when_switched(emulator, client):
    emulator.set(arn_case="lower")
    arn = client.create_image(ImageName="Example.Name", RoleArn=ROLE_ARN)["ImageArn"]
    assert arn.endswith(":image/example.name")
    emulator.step()
    version = client.create_image_version(
        ImageName="Example.Name", BaseImage=BASE_IMAGE
    )
    assert version["ImageVersionArn"].endswith(":image-version/example.name/1")
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "key", "Value": "value"}])
    assert client.list_tags(ResourceArn=arn)["Tags"] == [
        {"Key": "key", "Value": "value"}
    ]
