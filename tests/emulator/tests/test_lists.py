"""Lists: pages, order, filters, tokens."""

import datetime
import time

import pytest
from botocore.exceptions import ClientError

from emulator.testing import BASE_IMAGE, ROLE_ARN

from .raw import send

NAME = "example-name"
SIZES = [0, 1, 9, 10, 11, 100, 101, 250]


def create_images(client, count):
    names = [f"image-{number:03}" for number in range(count)]
    for name in names:
        client.create_image(ImageName=name, RoleArn=ROLE_ARN)
    return names


def create_versions(client, count):
    for _ in range(count):
        client.create_image_version(ImageName=NAME, BaseImage=BASE_IMAGE)


def pages(client, operation, **params):
    return list(client.get_paginator(operation).paginate(**params))


def pass_a_millisecond():
    """Lets what comes now be later than what was before, by the service's clock."""
    before = time.time()
    while time.time() < before + 0.002:
        pass


def image_names(found):
    return [image["ImageName"] for page in found for image in page["Images"]]


def numbers(found):
    return [item["Version"] for page in found for item in page["ImageVersions"]]


@pytest.mark.parametrize("count", SIZES)
def test_all_images_are_listed_once_newest_first(client, count):
    names = create_images(client, count)
    found = pages(client, "list_images")
    assert image_names(found) == names[::-1]
    assert [len(page["Images"]) for page in found[:-1]] == [10] * (len(found) - 1)
    assert len(found) == max(1, (count + 9) // 10)


@pytest.mark.parametrize("count", SIZES)
def test_all_versions_are_listed_once_newest_first(client, image, count):
    create_versions(client, count)
    found = pages(client, "list_image_versions", ImageName=NAME)
    assert numbers(found) == list(range(count, 0, -1))
    assert len(found) == max(1, (count + 9) // 10)


@pytest.mark.parametrize("count", SIZES)
def test_all_aliases_are_listed_once(client, create, count):
    aliases = [f"alias-{number:03}" for number in range(count)]
    create(Aliases=aliases)
    found = pages(client, "list_aliases", ImageName=NAME, Version=1)
    listed = [alias for page in found for alias in page["SageMakerImageVersionAliases"]]
    assert listed == aliases
    assert len(found) == max(1, (count + 9) // 10)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_pages_are_as_long_as_asked(client, image, size):
    create_versions(client, 7)
    found = pages(
        client,
        "list_image_versions",
        ImageName=NAME,
        PaginationConfig={"PageSize": size},
    )
    assert numbers(found) == [7, 6, 5, 4, 3, 2, 1]
    assert len(found[0]["ImageVersions"]) == min(size, 7)


def test_tags_are_listed_in_pages_when_the_cap_says_so(emulator, client, image):
    arn = f"arn:aws:sagemaker:us-west-2:123456789012:image/{NAME}"
    tags = [{"Key": f"key-{number:02}", "Value": ""} for number in range(50)]
    client.add_tags(ResourceArn=arn, Tags=tags)
    emulator.set(page_cap=7)
    found = pages(client, "list_tags", ResourceArn=arn)
    assert [tag for page in found for tag in page["Tags"]] == tags
    assert len(found) == 8


def test_the_page_of_aliases_is_a_switch(emulator, client, create):
    create(Aliases=["a", "b", "c"])
    emulator.set(aliases_page=2)
    found = pages(client, "list_aliases", ImageName=NAME)
    assert [page["SageMakerImageVersionAliases"] for page in found] == [
        ["a", "b"],
        ["c"],
    ]


def test_an_empty_page_may_come_first_when_switched(emulator, client, image):
    create_versions(client, 11)
    emulator.set(empty_pages=True)
    found = pages(client, "list_image_versions", ImageName=NAME)
    assert found[0]["ImageVersions"] == []
    assert numbers(found) == list(range(11, 0, -1))


def test_images_are_sorted_as_asked(emulator, client):
    for name in ("b", "c", "a"):
        client.create_image(ImageName=name, RoleArn=ROLE_ARN)
    for name in ("b", "a", "c"):
        pass_a_millisecond()
        emulator.step(name)
    orders = {
        ("CREATION_TIME", "ASCENDING"): "bca",
        ("CREATION_TIME", "DESCENDING"): "acb",
        ("IMAGE_NAME", "ASCENDING"): "abc",
        ("IMAGE_NAME", "DESCENDING"): "cba",
        ("LAST_MODIFIED_TIME", "ASCENDING"): "bac",
        ("LAST_MODIFIED_TIME", "DESCENDING"): "cab",
    }
    for (by, order), expected in orders.items():
        answer = client.list_images(SortBy=by, SortOrder=order)
        assert "".join(image_names([answer])) == expected, (by, order)


def test_versions_are_sorted_as_asked(client, image):
    create_versions(client, 3)
    pass_a_millisecond()
    client.update_image_version(ImageName=NAME, Version=2, JobType="TRAINING")
    orders = {
        ("VERSION", "ASCENDING"): [1, 2, 3],
        ("VERSION", "DESCENDING"): [3, 2, 1],
        ("CREATION_TIME", "ASCENDING"): [1, 2, 3],
        ("LAST_MODIFIED_TIME", "ASCENDING"): [1, 3, 2],
    }
    for (by, order), expected in orders.items():
        answer = client.list_image_versions(ImageName=NAME, SortBy=by, SortOrder=order)
        assert numbers([answer]) == expected, (by, order)


def test_names_are_filtered_by_what_they_contain(client):
    for name in ("first-one", "second-one", "third"):
        client.create_image(ImageName=name, RoleArn=ROLE_ARN)
    found = client.list_images(NameContains="-one")
    assert image_names([found]) == ["second-one", "first-one"]


@pytest.mark.parametrize("what", ["Creation", "LastModified"])
def test_time_bounds_are_inclusive(emulator, client, image, what):
    moment = emulator.image(image)[f"{what}Time"]
    bounds = [("After", moment, 1), ("After", moment + 0.001, 0)]
    bounds += [("Before", moment, 1), ("Before", moment - 0.001, 0)]
    for side, bound, count in bounds:
        answer = send_time(emulator, "ListImages", f"{what}Time{side}", bound)
        assert len(answer["Images"]) == count, (side, bound - moment)


def send_time(emulator, operation, name, seconds, **params):
    """botocore writes whole seconds; bounds are tested to the millisecond."""
    return send(emulator, operation, {name: seconds, **params})


def test_time_bounds_hold_for_versions_too(emulator, client, create):
    create()
    moment = emulator.image(NAME)["Versions"][0]["CreationTime"]
    for side, bound, count in (
        ("After", moment, 1),
        ("After", moment + 0.001, 0),
        ("Before", moment, 1),
        ("Before", moment - 0.001, 0),
    ):
        answer = send_time(
            emulator,
            "ListImageVersions",
            f"CreationTime{side}",
            bound,
            ImageName=NAME,
        )
        assert len(answer["ImageVersions"]) == count


def test_whole_seconds_are_accepted_as_botocore_writes_them(client, image):
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    assert client.list_images(CreationTimeAfter=past)["Images"]
    assert not client.list_images(CreationTimeBefore=past)["Images"]


def test_summaries_have_no_more_than_the_model_says(client, create):
    create(JobType="TRAINING")
    summary = client.list_image_versions(ImageName=NAME)["ImageVersions"][0]
    assert set(summary) == {
        *("CreationTime", "ImageArn", "ImageVersionArn", "ImageVersionStatus"),
        *("LastModifiedTime", "Version"),
    }


def test_items_that_come_and_go_neither_repeat_nor_hide_others(emulator, client, image):
    emulator.set(deleting="0")
    create_versions(client, 30)
    seen, token = [], {}
    for step in range(3):
        answer = client.list_image_versions(ImageName=NAME, **token)
        seen += numbers([answer])
        token = {"NextToken": answer["NextToken"]} if step < 2 else {}
        last = answer["ImageVersions"][-1]["Version"]
        client.delete_image_version(ImageName=NAME, Version=last)
        create_versions(client, 1)
    assert seen == list(range(30, 0, -1))


def token_of(client, **params):
    return client.list_images(MaxResults=1, **params)["NextToken"]


def test_a_token_belongs_to_its_request(client, refused):
    create_images(client, 3)
    token = token_of(client, NameContains="image")
    client.list_images(NextToken=token, NameContains="image", MaxResults=2)
    for other in ({"NameContains": "im"}, {}, {"SortBy": "IMAGE_NAME"}):
        with refused("ValidationException", "another request"):
            client.list_images(NextToken=token, **other)
    with refused("ValidationException", "another request"):
        client.list_image_versions(ImageName="image-000", NextToken=token)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "garbage",
        lambda token: token[:-1],
        lambda token: "A" + token,
        lambda token: token + "é",
        lambda token: ".",
        lambda token: token.partition(".")[0],
    ],
)
def test_a_garbled_token_is_refused(client, spoil):
    create_images(client, 2)
    with pytest.raises(ClientError, match="NextToken is invalid"):
        client.list_images(NextToken=spoil(token_of(client)))


def test_an_empty_token_starts_over(client, image):
    assert image_names([client.list_images(NextToken="")]) == [image]


def test_versions_of_an_absent_image_are_not_found(client, refused):
    with refused("ResourceNotFound", "does not exist"):
        client.list_image_versions(ImageName="none")
