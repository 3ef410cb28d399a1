"""The control API: state, drift, steps, waiting."""

import concurrent.futures

import pytest

from emulator.model import OPERATIONS, Problem, load_operations, load_service_model
from emulator.testing import BASE_IMAGE, ROLE_ARN, EmulatorError

from . import walker

NAME = "example-name"


def test_the_state_has_everything(emulator, client, create):
    create(Aliases=["b", "a"], JobType="TRAINING")
    [region] = emulator.state()["regions"]
    assert (region["account"], region["region"]) == ("123456789012", "us-west-2")
    [image] = region["images"]
    [version] = image["Versions"]
    assert image["ImageStatus"] == version["ImageVersionStatus"] == "CREATED"
    assert version["Aliases"] == ["b", "a"]
    assert version["JobType"] == "TRAINING"
    assert version["FailureReason"] is None


def test_the_state_is_that_of_now(emulator, client):
    emulator.set(creating="0")
    client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    assert emulator.image(NAME)["ImageStatus"] == "CREATED"


def test_a_version_can_be_changed_behind_the_clients_back(emulator, client, create):
    create(Aliases=["old"], JobType="TRAINING")
    emulator.put(
        NAME,
        1,
        ReleaseNotes="Drift",
        JobType=None,
        Aliases=["new"],
        ImageVersionStatus="CREATE_FAILED",
        FailureReason="moved",
        Tags={"key": "value"},
    )
    answer = client.describe_image_version(ImageName=NAME, Version=1)
    assert answer["ReleaseNotes"] == "Drift"
    assert "JobType" not in answer
    assert answer["ImageVersionStatus"] == "CREATE_FAILED"
    assert answer["FailureReason"] == "moved"
    aliases = client.list_aliases(ImageName=NAME)["SageMakerImageVersionAliases"]
    assert aliases == ["new"]
    assert emulator.image(NAME)["Versions"][0]["Tags"] == {"key": "value"}


def test_an_image_can_be_changed_behind_the_clients_back(emulator, client, image):
    emulator.put(image, DisplayName="Drift", Tags={"key": "value"})
    assert client.describe_image(ImageName=image)["DisplayName"] == "Drift"
    emulator.put(image, DisplayName=None, CreationTime=1.5)
    answer = client.describe_image(ImageName=image)
    assert "DisplayName" not in answer
    assert answer["CreationTime"].timestamp() == 1.5


def test_what_is_deleted_behind_the_clients_back_is_gone_at_once(
    emulator, client, create, refused
):
    create()
    emulator.put(NAME, 1, delete=True)
    with refused("ResourceNotFound"):
        client.describe_image_version(ImageName=NAME, Version=1)
    emulator.put(NAME, delete=True)
    with refused("ResourceNotFound"):
        client.describe_image(ImageName=NAME)


@pytest.mark.parametrize(
    ("where", "members", "text"),
    [
        ((NAME, 1), {"JobType": "NOPE"}, "enum value set"),
        ((NAME, 1), {"Colour": "red"}, "'Colour' is not one of"),
        ((NAME, 1), {"Aliases": ["-bad"]}, "pattern"),
        ((NAME,), {"Tags": {"": "value"}}, "length"),
        ((NAME,), {"Aliases": ["good"]}, "no Aliases"),
        ((NAME, 7), {"JobType": "TRAINING"}, "no version 7"),
        (("none",), {"DisplayName": "Name"}, "0 images"),
        ((NAME,), {}, "members to change"),
    ],
)
def test_a_change_that_the_model_forbids_is_refused(
    emulator, create, where, members, text
):
    create()
    with pytest.raises(EmulatorError, match="put") as caught:
        emulator.put(*where, **members)
    assert text in str(caught.value)


def test_an_image_in_two_regions_has_to_be_told_apart(emulator, image):
    emulator.client(region="eu-west-1").create_image(ImageName=image, RoleArn=ROLE_ARN)
    with pytest.raises(EmulatorError, match="2 images"):
        emulator.put(image, DisplayName="Drift")
    emulator.put(image, region="eu-west-1", DisplayName="Drift")
    assert emulator.image(image)["DisplayName"] is None


def test_a_step_ends_one_status_or_all(emulator, client, create):
    create(settle=False)
    create(settle=False)
    assert emulator.step(NAME, 1) == 1
    assert emulator.step(NAME, 1) == 0
    assert emulator.step(NAME, 2, fail_reason="stepped wrong") == 1
    answer = client.describe_image_version(ImageName=NAME)
    assert answer["ImageVersionStatus"] == "CREATE_FAILED"
    assert answer["FailureReason"] == "stepped wrong"


def test_a_step_may_let_a_deletion_fail(emulator, client, create):
    create()
    client.delete_image_version(ImageName=NAME, Version=1)
    emulator.step(NAME, 1, fail_reason="in use")
    answer = client.describe_image_version(ImageName=NAME)
    assert answer["ImageVersionStatus"] == "DELETE_FAILED"


def test_counts_are_by_operation_and_error(emulator, image, refused):
    with refused("ResourceNotFound"):
        emulator.client().describe_image(ImageName="none")
    counts = emulator.counts()
    assert counts["calls"] == {"CreateImage": 1, "DescribeImage": 1}
    assert counts["errors"] == {"DescribeImage": {"ResourceNotFound": 1}}
    assert counts["total"] == 2


def test_the_log_can_be_cut(emulator, client, image):
    client.list_images()
    client.list_aliases(ImageName=image)
    last = emulator.log("ListImages")[0]["id"]
    assert [e["operation"] for e in emulator.log(since=last)] == ["ListAliases"]
    assert emulator.log(state="held") == []
    emulator.reset("log")
    assert emulator.log() == []
    assert emulator.image(image) is not None


def test_waiting_ends_with_the_request_waited_for(emulator, client):
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(emulator.wait_for, "ListImages", count=2)
        client.list_images()
        assert not waiting.done()
        client.list_images()
        assert len(waiting.result()) == 2


def test_waiting_in_vain_says_so(emulator, client):
    client.list_images()
    with pytest.raises(EmulatorError, match="1 of 2 ListImages requests answered"):
        emulator.wait_for("ListImages", count=2, timeout=0.05)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "nothing", None),
        ("POST", "state", {}),
        ("POST", "wait", {"state": "dreamt"}),
        ("POST", "reset", {"what": ["everything"]}),
        ("POST", "settings", {"colour": "red"}),
        ("POST", "settings", {"latency": "slow"}),
        ("POST", "faults", []),
    ],
)
def test_a_control_request_that_makes_no_sense_is_refused(emulator, method, path, body):
    with pytest.raises(EmulatorError):
        emulator.control(method, path, body)


def test_wrong_settings_change_nothing(emulator):
    before = emulator.settings()
    with pytest.raises(EmulatorError):
        emulator.set(alias_conflict="move", latency=-1)
    assert emulator.settings() == before


def test_the_help_lists_the_endpoints(emulator):
    answer = emulator.control("GET", "")
    assert "POST /_control/wait" in answer["endpoints"]
    assert "hold" in answer["faults"]


# The checks of answers themselves, against a second reading of the model.

ANSWERS = {
    "DescribeImage": {"ImageName": "a", "CreationTime": 1.5, "ImageStatus": "CREATED"},
    "DescribeImageVersion": {
        "Version": 1,
        "Horovod": False,
        "JobType": "TRAINING",
        "BaseImage": BASE_IMAGE,
        "ImageVersionArn": (
            "arn:aws:sagemaker:us-west-2:123456789012:image-version/a/1"
        ),
    },
    "ListAliases": {"SageMakerImageVersionAliases": ["a"], "NextToken": "t"},
    "ListTags": {"Tags": [{"Key": "a", "Value": ""}]},
}
WRONG = [None, 7, -1, 1.5, True, "", "NOPE", "x" * 9000, "2026-11-22", [], [None], {}]


@pytest.mark.parametrize("operation", ANSWERS)
def test_answers_are_checked_as_a_plain_walker_checks_them(operation):
    loaded = load_operations()[operation]
    shape = load_service_model().operation_model(operation).output_shape
    good = ANSWERS[operation]
    assert loaded.output_problems(good) == walker.problems(shape, good) == []
    refused = 0
    for name in shape.members:
        for value in WRONG:
            answer = {**good, name: value}
            ours = bool(loaded.output_problems(answer))
            assert ours == bool(walker.problems(shape, answer)), (name, value)
            refused += ours
    assert refused > len(shape.members)
    assert loaded.output_problems({**good, "Unknown": 1})


def test_an_operation_without_output_has_to_answer_nothing():
    loaded = load_operations()["DeleteImage"]
    assert loaded.output_problems({}) == []
    assert loaded.output_problems({"ImageArn": "a"})


def test_all_fourteen_operations_are_there():
    assert len(OPERATIONS) == 14
    assert load_operations().keys() == set(OPERATIONS)


def test_a_long_value_is_cut_in_texts():
    assert len(str(Problem("x" * 10_000, "imageName", "be short", "max"))) < 1200
