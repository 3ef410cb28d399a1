"""Tags of images and image versions."""

import pytest

from emulator.testing import ROLE_ARN

PREFIX = "arn:aws:sagemaker:us-west-2:123456789012:"
IMAGE = f"{PREFIX}image/example-name"
VERSION = f"{PREFIX}image-version/example-name/1"


def pairs(**tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def test_tags_of_a_new_image_are_listed(client):
    client.create_image(
        ImageName="example-name", RoleArn=ROLE_ARN, Tags=pairs(b="2", a="1")
    )
    assert client.list_tags(ResourceArn=IMAGE)["Tags"] == pairs(a="1", b="2")


def test_adding_overwrites_by_key(client, image):
    client.add_tags(ResourceArn=IMAGE, Tags=pairs(a="1", b="2"))
    answer = client.add_tags(ResourceArn=IMAGE, Tags=pairs(b="3", c=""))
    assert answer["Tags"] == pairs(a="1", b="3", c="")


def test_deleting_removes_by_key_and_passes_over_others(client, image):
    client.add_tags(ResourceArn=IMAGE, Tags=pairs(a="1", b="2"))
    client.delete_tags(ResourceArn=IMAGE, TagKeys=["a", "none"])
    assert client.list_tags(ResourceArn=IMAGE)["Tags"] == pairs(b="2")


def test_versions_have_tags_of_their_own_unless_switched(
    emulator, client, create, refused
):
    create()
    client.add_tags(ResourceArn=VERSION, Tags=pairs(a="1"))
    assert client.list_tags(ResourceArn=VERSION)["Tags"] == pairs(a="1")
    assert client.list_tags(ResourceArn=IMAGE)["Tags"] == []
    emulator.set(version_tags="refuse")
    with refused("ValidationException", "cannot be tagged"):
        client.list_tags(ResourceArn=VERSION)


def test_fifty_tags_are_the_limit(client, image, refused):
    client.add_tags(
        ResourceArn=IMAGE, Tags=pairs(**{f"key-{n:02}": "" for n in range(50)})
    )
    assert len(client.list_tags(ResourceArn=IMAGE)["Tags"]) == 50
    client.add_tags(ResourceArn=IMAGE, Tags=pairs(**{"key-00": "new"}))
    with refused("ValidationException", "50 tags"):
        client.add_tags(ResourceArn=IMAGE, Tags=pairs(more=""))


def test_letters_of_any_script_are_allowed(client, image):
    client.add_tags(ResourceArn=IMAGE, Tags=pairs(größe="クラス 1"))
    assert client.list_tags(ResourceArn=IMAGE)["Tags"] == pairs(größe="クラス 1")


@pytest.mark.parametrize("key", ["aws:name", "AWS:name"])
def test_the_prefix_of_aws_is_reserved(client, image, key, refused):
    with refused("ValidationException", "reserved"):
        client.add_tags(ResourceArn=IMAGE, Tags=pairs(**{key: "value"}))
    with refused("ValidationException", "reserved"):
        client.delete_tags(ResourceArn=IMAGE, TagKeys=[key])


def test_a_key_twice_is_refused(client, image, refused):
    with refused("ValidationException", "Duplicate"):
        client.add_tags(ResourceArn=IMAGE, Tags=pairs(a="1") + pairs(a="2"))


@pytest.mark.parametrize(
    "arn",
    [
        f"{PREFIX}image/none",
        f"{PREFIX}image/example-name/1",
        f"{PREFIX}image-version/example-name",
        f"{PREFIX}image-version/example-name/7",
        f"{PREFIX}image-version/example-name/latest",
        f"{PREFIX}notebook-instance/example-name",
        IMAGE.replace("us-west-2", "eu-west-1"),
        IMAGE.replace("123456789012", "210987654321"),
    ],
)
def test_tags_of_what_is_absent_are_refused(client, create, arn, refused):
    create()
    with refused("ValidationException", "does not exist"):
        client.list_tags(ResourceArn=arn)
