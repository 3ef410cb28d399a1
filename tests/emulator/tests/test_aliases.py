"""Aliases of image versions."""

import pytest

NAME = "example-name"


@pytest.fixture
def aliases(client):
    """Answers the aliases of one version, or of all."""

    def aliases(**selector):
        answer = client.list_aliases(ImageName=NAME, **selector)
        return answer["SageMakerImageVersionAliases"]

    return aliases


@pytest.fixture
def update(client):
    def update(version, *, add=(), delete=()):
        client.update_image_version(
            ImageName=NAME,
            Version=version,
            AliasesToAdd=list(add),
            AliasesToDelete=list(delete),
        )

    return update


def test_aliases_belong_to_their_version(create, aliases):
    create(Aliases=["latest", "stable"])
    create(Aliases=["next"])
    assert aliases(Version=1) == ["latest", "stable"]
    assert aliases(Version=2) == ["next"]
    assert aliases(Alias="stable") == ["latest", "stable"]
    assert aliases() == ["latest", "stable", "next"]


def test_a_version_without_aliases_has_an_empty_list(create, aliases):
    create()
    assert aliases(Version=1) == []


def test_an_alias_finds_its_version(client, create):
    create(Aliases=["first"])
    create(Aliases=["second"])
    for alias, number in (("first", 1), ("second", 2)):
        answer = client.describe_image_version(ImageName=NAME, Alias=alias)
        assert answer["Version"] == number


def test_aliases_are_added_and_deleted_by_update(create, aliases, update):
    create(Aliases=["one", "two"])
    update(1, delete=["one"], add=["three"])
    assert aliases() == ["three", "two"]
    update(1, delete=["two", "three"])
    assert aliases() == []
    update(1, add=["one", "two"])
    assert aliases() == ["one", "two"]


def test_an_alias_both_deleted_and_added_stays(create, aliases, update):
    create(Aliases=["one"])
    update(1, delete=["one"], add=["one"])
    assert aliases() == ["one"]


def test_an_alias_of_another_version_is_refused(create, aliases, update, refused):
    create(Aliases=["one"])
    create()
    with refused("ResourceInUse", "one is in use"):
        update(2, add=["new", "one"])
    with refused("ResourceInUse"):
        create(Aliases=["one"])
    assert aliases() == ["one"]
    assert create() == 3


def test_an_alias_of_another_version_moves_when_switched(
    emulator, create, aliases, update
):
    emulator.set(alias_conflict="move")
    create(Aliases=["one", "two"])
    create(Aliases=["one"])
    assert (aliases(Version=1), aliases(Version=2)) == (["two"], ["one"])
    update(1, add=["one"])
    assert (aliases(Version=1), aliases(Version=2)) == (["one", "two"], [])


def test_an_alias_the_version_has_already_is_no_conflict(create, aliases, update):
    create(Aliases=["one"])
    update(1, add=["one"])
    assert aliases() == ["one"]


def test_a_duplicate_collapses_or_is_refused(emulator, create, aliases, refused):
    create(Aliases=["one", "one"])
    assert aliases() == ["one"]
    emulator.set(duplicate_aliases="error")
    with refused("ValidationException"):
        create(Aliases=["two", "two"])


def test_deleting_an_alias_that_is_not_there_is_ignored_or_refused(
    emulator, create, update, refused
):
    create()
    update(1, delete=["none"])
    emulator.set(missing_alias="error")
    with refused("ResourceNotFound", "none"):
        update(1, delete=["none"])


def test_a_deleted_version_frees_its_aliases(emulator, client, create, aliases):
    create(Aliases=["one"])
    client.delete_image_version(ImageName=NAME, Alias="one")
    emulator.step()
    assert create(Aliases=["one"]) == 2
    assert aliases(Version=2) == ["one"]


def test_images_do_not_share_aliases(emulator, client, create):
    client.create_image(
        ImageName="other", RoleArn="arn:aws:iam::123456789012:role/other"
    )
    emulator.step()
    create(Aliases=["one"])
    create(Aliases=["one"], image_name="other")


@pytest.mark.parametrize("selector", [{"Version": 7}, {"Alias": "none"}])
def test_aliases_of_what_is_absent_are_not_found(client, image, selector, refused):
    with refused("ResourceNotFound", "does not exist"):
        client.list_aliases(ImageName=image, **selector)
    with refused("ResourceNotFound", "does not exist"):
        client.list_aliases(ImageName="no-name")
