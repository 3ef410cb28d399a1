"""The life of an image version: numbers, selectors, properties, tokens."""

import concurrent.futures

import pytest

from emulator.testing import BASE_IMAGE, ROLE_ARN

NAME = "example-name"
PREFIX = "arn:aws:sagemaker:us-west-2:123456789012:image-version/"
PROPERTIES = {
    "VendorGuidance": "STABLE",
    "JobType": "TRAINING",
    "MLFramework": "TensorFlow 1.1",
    "ProgrammingLang": "Python 3.8",
    "Processor": "GPU",
    "Horovod": True,
    "ReleaseNotes": "Notes",
}


def describe(client, **selector):
    answer = client.describe_image_version(ImageName=NAME, **selector)
    del answer["ResponseMetadata"]
    return answer


def test_the_first_version_is_number_one(client, image):
    answer = client.create_image_version(ImageName=image, BaseImage=BASE_IMAGE)
    assert answer["ImageVersionArn"] == f"{PREFIX}{image}/1"
    assert describe(client)["ImageVersionStatus"] == "CREATING"


def test_a_version_without_options_has_horovod_false_and_no_others(client, create):
    create()
    answer = describe(client, Version=1)
    assert answer["Horovod"] is False
    assert not (PROPERTIES.keys() - {"Horovod"}) & answer.keys()
    assert answer["BaseImage"] == BASE_IMAGE
    assert answer["ImageVersionStatus"] == "CREATED"


def test_horovod_is_absent_when_switched(emulator, client, create):
    emulator.set(horovod_unset="absent")
    create()
    assert "Horovod" not in describe(client)


def test_all_properties_are_echoed(client, create):
    create(**PROPERTIES)
    assert PROPERTIES.items() <= describe(client).items()


def test_the_container_image_has_the_digest_once_created(emulator, client, create):
    create(settle=False)
    assert "ContainerImage" not in describe(client)
    emulator.step()
    repository, _, digest = describe(client)["ContainerImage"].partition("@sha256:")
    assert repository == BASE_IMAGE.removesuffix(":latest")
    assert len(digest) == 64


@pytest.mark.parametrize(
    ("base_image", "repository"),
    [
        ("registry:5000/team/image:1.0", "registry:5000/team/image"),
        ("registry:5000/team/image", "registry:5000/team/image"),
        ("image", "image"),
    ],
)
def test_a_port_is_no_tag(client, create, base_image, repository):
    create(BaseImage=base_image)
    assert describe(client)["ContainerImage"].startswith(f"{repository}@sha256:")


def test_a_digest_in_the_base_image_is_kept(client, create):
    base_image = "registry/image@sha256:" + "ab" * 32
    create(BaseImage=base_image)
    assert describe(client)["ContainerImage"] == base_image


def test_a_failed_version_shows_its_reason_and_no_container(emulator, client, create):
    emulator.fault("fail", "CreateImageVersion", match={"ImageName": "example-.*"})
    create()
    answer = describe(client)
    assert answer["ImageVersionStatus"] == "CREATE_FAILED"
    assert "role" in answer["FailureReason"]
    assert "ContainerImage" not in answer


def test_a_version_needs_a_created_image(emulator, client, refused):
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    with refused("ValidationException", "invalid state"):
        client.create_image_version(ImageName=NAME, BaseImage=BASE_IMAGE)


def test_what_is_absent_is_not_found(client, image, refused):
    with refused("ResourceNotFound", "Latest ImageVersion of Image with ARN "):
        describe(client)
    for selector in ({"Version": 0}, {"Version": 7}, {"Alias": "none"}):
        with refused("ResourceNotFound", "does not exist"):
            describe(client, **selector)
        with refused("ResourceNotFound", "does not exist"):
            client.update_image_version(ImageName=image, JobType="TRAINING", **selector)
        with refused("ResourceNotFound", "does not exist"):
            client.delete_image_version(ImageName=image, **selector)
    with refused("ResourceNotFound", "does not exist"):
        client.create_image_version(ImageName="no-name", BaseImage=BASE_IMAGE)


def test_numbers_rise_and_never_come_back(emulator, client, create):
    assert [create(), create(), create()] == [1, 2, 3]
    for number in (3, 2):
        client.delete_image_version(ImageName=NAME, Version=number)
    emulator.step()
    assert [create(), create()] == [4, 5]


def test_the_highest_number_comes_back_when_switched(emulator, client, create):
    emulator.set(number_reuse="highest")
    assert [create(), create()] == [1, 2]
    client.delete_image_version(ImageName=NAME, Version=2)
    emulator.step()
    assert create() == 2


def test_a_new_image_of_the_same_name_counts_from_one(emulator, client, create):
    create()
    create()
    client.delete_image(ImageName=NAME)
    emulator.step()
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    emulator.step()
    assert create(BaseImage="other") == 1


def test_latest_is_the_highest_number_whatever_its_status(emulator, client, create):
    create()
    create(settle=False)
    answer = describe(client)
    assert (answer["Version"], answer["ImageVersionStatus"]) == (2, "CREATING")
    client.delete_image_version(ImageName=NAME, Version=2)
    emulator.step()
    assert describe(client)["Version"] == 1


def test_numbers_are_distinct_when_many_create_at_once(emulator, image):
    clients = [emulator.client() for _ in range(8)]

    def create_some(client):
        return [
            client.create_image_version(ImageName=image, BaseImage=BASE_IMAGE)[
                "ImageVersionArn"
            ]
            for _ in range(10)
        ]

    with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
        arns = [arn for some in pool.map(create_some, clients) for arn in some]
    assert sorted(arns) == sorted(f"{PREFIX}{image}/{n}" for n in range(1, 81))


def test_overlapping_calls_conflict_when_switched(emulator, client, image, refused):
    emulator.set(concurrency="conflict", conflict_seconds=0)
    emulator.fault("hold", "CreateImageVersion", when="after")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        slow = pool.submit(
            emulator.client().create_image_version,
            ImageName=image,
            BaseImage=BASE_IMAGE,
        )
        emulator.wait_for("CreateImageVersion", state="held")
        try:
            with refused("ResourceInUse", "modified concurrently"):
                client.create_image_version(ImageName=image, BaseImage=BASE_IMAGE)
        finally:
            emulator.release()
        assert slow.result()["ImageVersionArn"].endswith("/1")


def test_calls_one_after_the_other_never_conflict(emulator, client, create, refused):
    emulator.set(concurrency="conflict", conflict_seconds=0.01)
    assert [create(settle=False, Aliases=[f"a{n}"]) for n in range(3)] == [1, 2, 3]
    with refused("ResourceInUse", "Alias"):
        create(Aliases=["a1"])
    client.delete_image_version(ImageName=NAME, Version=1)
    client.delete_image_version(ImageName=NAME, Version=2)


def test_the_same_token_answers_the_first_version_again(emulator, client, create):
    first = create(ClientToken="token", JobType="TRAINING")
    assert create(ClientToken="token", JobType="TRAINING") == first
    assert create(JobType="TRAINING") == first + 1
    assert len(emulator.image(NAME)["Versions"]) == 2


@pytest.mark.parametrize("code", ["ValidationException", "ResourceInUse"])
def test_a_token_with_other_parameters_is_refused(emulator, create, code, refused):
    emulator.set(token_mismatch=code)
    create(ClientToken="token")
    with refused(code, "ClientToken"):
        create(ClientToken="token", JobType="TRAINING")


def test_an_update_takes_effect_at_once(client, create):
    create()
    before = describe(client)
    answer = client.update_image_version(ImageName=NAME, Version=1, **PROPERTIES)
    assert answer["ImageVersionArn"] == f"{PREFIX}{NAME}/1"
    after = describe(client)
    assert PROPERTIES.items() <= after.items()
    assert after["ImageVersionStatus"] == "CREATED"
    assert after["LastModifiedTime"] >= before["LastModifiedTime"]
    client.update_image_version(ImageName=NAME, Version=1, Horovod=False)
    assert describe(client)["Horovod"] is False
    assert describe(client)["JobType"] == "TRAINING"


def test_version_and_alias_together_have_to_agree(client, create, refused):
    create(Aliases=["one"])
    create(Aliases=["two"])
    assert describe(client, Version=1, Alias="one")["Version"] == 1
    with refused("ValidationException"):
        describe(client, Version=1, Alias="two")


def test_changes_need_a_selector(client, create, refused):
    create()
    with refused("ValidationException", "Version or Alias"):
        client.delete_image_version(ImageName=NAME)
    with refused("ValidationException", "Version or Alias"):
        client.update_image_version(ImageName=NAME, JobType="TRAINING")


def test_changes_without_a_selector_mean_latest_when_switched(emulator, client, create):
    emulator.set(no_selector="latest")
    create()
    create()
    client.update_image_version(ImageName=NAME, JobType="TRAINING")
    assert describe(client, Version=2)["JobType"] == "TRAINING"
    client.delete_image_version(ImageName=NAME)
    emulator.step()
    assert describe(client)["Version"] == 1


def test_a_deleted_version_is_deleting_and_then_gone(emulator, client, create, refused):
    create()
    client.delete_image_version(ImageName=NAME, Version=1)
    assert describe(client)["ImageVersionStatus"] == "DELETING"
    with refused("ResourceInUse", "is being deleted"):
        client.delete_image_version(ImageName=NAME, Version=1)
    with refused("ResourceInUse", "is being deleted"):
        client.update_image_version(ImageName=NAME, Version=1, JobType="TRAINING")
    emulator.step()
    with refused("ResourceNotFound", "does not exist"):
        describe(client, Version=1)


def test_a_failed_delete_shows_its_reason_and_may_be_tried_again(
    emulator, client, create, refused
):
    create()
    emulator.fault("fail", "DeleteImageVersion", reason="in use", match={"Version": 1})
    client.delete_image_version(ImageName=NAME, Version=1)
    emulator.step()
    answer = describe(client)
    assert answer["ImageVersionStatus"] == "DELETE_FAILED"
    assert answer["FailureReason"] == "in use"
    client.delete_image_version(ImageName=NAME, Version=1)
    emulator.step()
    with refused("ResourceNotFound"):
        describe(client)


def test_a_version_that_is_created_can_be_deleted_unless_switched(
    emulator, client, create, refused
):
    create(settle=False)
    emulator.set(delete_creating_version="refuse")
    with refused("ResourceInUse", "is being created"):
        client.delete_image_version(ImageName=NAME, Version=1)
    emulator.set(delete_creating_version="accept")
    client.delete_image_version(ImageName=NAME, Version=1)


def test_polls_end_a_status_after_that_many_looks(emulator, client, create):
    emulator.set(creating="2 polls", deleting="0 polls")
    create(settle=False)
    seen = [describe(client)["ImageVersionStatus"] for _ in range(3)]
    assert seen == ["CREATING", "CREATING", "CREATED"]
    client.delete_image_version(ImageName=NAME, Version=1)
    assert emulator.image(NAME)["Versions"] == []


def test_polls_end_a_deletion_too(emulator, client, create, refused):
    create()
    emulator.set(deleting="1 polls")
    client.delete_image_version(ImageName=NAME, Version=1)
    assert describe(client, Version=1)["ImageVersionStatus"] == "DELETING"
    with refused("ResourceNotFound"):
        describe(client, Version=1)


def test_a_read_lag_hides_what_is_new(emulator, client, image, create, refused):
    emulator.set(read_lag=2)
    create()
    for _ in range(2):
        with refused("ResourceNotFound"):
            describe(client, Version=1)

    assert describe(client, Version=1)["Version"] == 1
    client.create_image(ImageName="other", RoleArn=ROLE_ARN)
    with refused("ResourceNotFound"):
        client.describe_image(ImageName="other")
    assert [i["ImageName"] for i in client.list_images()["Images"]] == [image]
