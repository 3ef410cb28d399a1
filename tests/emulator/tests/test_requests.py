"""What the service model forbids in a request is refused, member by member."""

import json
import re

import pytest
from botocore.exceptions import ClientError

from emulator.model import OPERATIONS, load_service_model
from emulator.testing import BASE_IMAGE, ROLE_ARN

from .raw import send

SERVICE = load_service_model()
PREFIX = "arn:aws:sagemaker:us-west-2:123456789012:"
NAME = "example-name"

VALID = {
    "CreateImage": {
        "ImageName": "another-name",
        "RoleArn": ROLE_ARN,
        "Tags": [{"Key": "key", "Value": "value"}],
    },
    "CreateImageVersion": {
        "ImageName": NAME,
        "BaseImage": BASE_IMAGE,
        "ClientToken": "token",
        "Aliases": ["first"],
    },
    "UpdateImage": {"ImageName": NAME, "DeleteProperties": ["Description"]},
    "UpdateImageVersion": {
        "ImageName": NAME,
        "Version": 1,
        "AliasesToAdd": ["first"],
        "AliasesToDelete": ["second"],
    },
    "DeleteImageVersion": {"ImageName": NAME, "Version": 1},
    "ListImages": {},
    "AddTags": {
        "ResourceArn": f"{PREFIX}image/{NAME}",
        "Tags": [{"Key": "key", "Value": "value"}],
    },
    "ListTags": {"ResourceArn": f"{PREFIX}image/{NAME}"},
    "DeleteTags": {"ResourceArn": f"{PREFIX}image/{NAME}", "TagKeys": ["key"]},
}
WRONG_TYPE = {
    "string": 7,
    "integer": "seven",
    "boolean": "yes",
    "timestamp": "2026-11-22T00:00:00Z",
    "list": "item",
    "structure": "members",
}
NO_MATCH = {
    ".*": "one\ntwo",
    r"\S(.*\S)?": " blank",
    r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)": "hash#",
}


def valid(operation):
    return json.loads(json.dumps(VALID.get(operation, {"ImageName": NAME})))


def members(shape, path=()):
    """Every member below a shape, as (path, shape, whether it is required)."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield (*path, name), member, name in shape.required_members
            yield from members(member, (*path, name))
    elif shape.type_name == "list":
        yield (*path, 0), shape.member, False
        yield from members(shape.member, (*path, 0))


def breaking_values(shape):
    """One value for each constraint of the shape, that breaks it."""
    limits = shape.metadata
    yield "type", WRONG_TYPE[shape.type_name]
    if shape.type_name == "integer":
        yield "fraction", 1.5
        yield "32 bits", 2**31
        yield "boolean", True
    if shape.type_name == "timestamp":
        yield "boolean", True
    if limits.get("enum"):
        yield "enum", "NOPE"
    if limits.get("pattern"):
        yield "pattern", NO_MATCH.get(limits["pattern"], "-no match-")
    if shape.type_name == "integer" and "min" in limits:
        yield "min", limits["min"] - 1
    elif limits.get("min"):
        yield "min", sized(shape, limits["min"] - 1)
    if shape.type_name == "integer" and "max" in limits:
        yield "max", limits["max"] + 1
    elif "max" in limits:
        yield "max", sized(shape, limits["max"] + 1)


def sized(shape, size):
    if shape.type_name == "string":
        return "a" * size
    if shape.member.type_name == "structure":
        return [{"Key": f"key-{index}", "Value": ""} for index in range(size)]
    return ["Description"] * size


def with_value(params, path, value):
    """``params`` with the member at ``path`` replaced, or removed by ``...``."""
    target = params
    for step in path[:-1]:
        target = target[step]
    if value is ...:
        del target[path[-1]]
    else:
        if isinstance(target, list) and not target:
            target.append(None)
        target[path[-1]] = value
    return params


def breaking_requests():
    for operation in OPERATIONS:
        shape = SERVICE.operation_model(operation).input_shape
        for path, member, required in members(shape):
            label = f"{operation}-{'.'.join(str(step) for step in path)}"
            if required:
                yield pytest.param(operation, path, ..., id=f"{label}-missing")
                yield pytest.param(operation, path, None, id=f"{label}-null")
            if path[-1] == 0:
                yield pytest.param(operation, path, None, id=f"{label}-null")
            for kind, value in breaking_values(member):
                yield pytest.param(operation, path, value, id=f"{label}-{kind}")


def spelled(path):
    """imageName, tags.1.member.key: the path as the service's texts have it."""
    steps = [
        f"{step + 1}.member" if isinstance(step, int) else step[0].lower() + step[1:]
        for step in path
    ]
    return ".".join(steps)


@pytest.fixture
def unchecked(emulator):
    """Sends whatever it is given, signed, without a look at the model."""

    def unchecked(operation, params=None, **members):
        return send(emulator, operation, members if params is None else params)

    return unchecked


@pytest.fixture
def ready(emulator, create):
    """One image with one version."""
    return create()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_request_within_the_model_is_no_validation_error(
    operation, ready, emulator, unchecked
):
    emulator.set(delete_creating_version="accept")
    unchecked(operation, valid(operation))


@pytest.mark.parametrize(("operation", "path", "value"), list(breaking_requests()))
def test_a_broken_constraint_is_refused_and_named(operation, path, value, unchecked):
    params = with_value(valid(operation), path, value)
    with pytest.raises(ClientError) as caught:
        unchecked(operation, params)
    error = caught.value.response["Error"]
    assert error["Code"] == "ValidationException"
    found = re.match(r"(\d+) validation errors? detected: ", error["Message"])
    assert found, error["Message"]
    assert error["Message"].count("failed to satisfy constraint: Member must ") == int(
        found.group(1)
    )
    assert f"at '{spelled(path)}" in error["Message"]


def test_generated_requests_cover_every_constraint_of_the_model():
    kinds = {str(case.id).rpartition("-")[2] for case in breaking_requests()}
    assert kinds == {
        *("missing", "null", "type", "fraction", "32 bits", "boolean"),
        *("enum", "pattern", "min", "max"),
    }
    assert len(list(breaking_requests())) > 250


def test_limits_themselves_are_allowed(client, create):
    version = create(
        Aliases=["a" * 128, "a"],
        ClientToken="a" * 36,
        ReleaseNotes="a" * 255,
        BaseImage="a" * 255,
        MLFramework="a" * 124 + " 1.1",
    )
    assert version == 1


def test_two_broken_constraints_are_counted_in_one_answer(unchecked, refused):
    with refused("ValidationException", "2 validation errors detected: ") as error:
        unchecked("CreateImage", ImageName="-x-", RoleArn=ROLE_ARN, Description="")
    assert "; " in error.message
    assert "Value '-x-' at 'imageName' failed to satisfy constraint" in error.message
    assert (
        "Value '' at 'description' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1" in error.message
    )


def test_a_missing_member_is_named_in_the_services_words(unchecked, refused):
    with refused("ValidationException") as error:
        unchecked("DescribeImage")
    assert error.message == (
        "1 validation error detected: Value null at 'imageName' failed to satisfy "
        "constraint: Member must not be null"
    )


@pytest.mark.parametrize(
    "alias", ["-first", ".first", "with blank", "é", "slash/", "a" * 129, ""]
)
def test_an_alias_that_the_model_forbids_is_refused(alias, ready, unchecked, refused):
    with refused("ValidationException", "aliasesToAdd.1.member"):
        unchecked(
            "UpdateImageVersion",
            ImageName=NAME,
            Version=1,
            AliasesToAdd=[alias],
            AliasesToDelete=[],
        )


@pytest.mark.parametrize("text", ["TensorFlow", "PyTorch 2", "a-b 1.0", "A  1.0"])
def test_a_framework_without_a_version_is_refused(text, ready, unchecked, refused):
    with refused("ValidationException", "mLFramework"):
        unchecked("UpdateImageVersion", ImageName=NAME, Version=1, MLFramework=text)


def test_null_members_count_as_absent(ready, unchecked, client):
    unchecked(
        "UpdateImageVersion",
        ImageName=NAME,
        Version=1,
        JobType=None,
        ReleaseNotes="Notes",
    )
    answer = client.describe_image_version(ImageName=NAME, Version=1)
    assert answer["ReleaseNotes"] == "Notes"
    assert "JobType" not in answer


def test_unknown_members_are_passed_over_and_logged(ready, unchecked, emulator):
    unchecked("DescribeImage", ImageName=NAME, Colour="red", Size=3)
    assert emulator.log("DescribeImage")[-1]["unknown_members"] == ["Colour", "Size"]


def test_unknown_members_are_refused_when_switched(ready, unchecked, emulator, refused):
    emulator.set(unknown_member="refuse")
    with refused("ValidationException", "Colour"):
        unchecked("DescribeImage", ImageName=NAME, Colour="red")


def test_a_wrong_type_is_a_serialization_error_when_switched(
    emulator, unchecked, refused
):
    emulator.set(wrong_type="SerializationException")
    with refused("SerializationException", "imageName"):
        unchecked("DescribeImage", ImageName=7)


def test_fractions_of_seconds_are_accepted_in_time_filters(ready, unchecked):
    answer = unchecked("ListImages", CreationTimeAfter=0.25, CreationTimeBefore=1)
    assert answer["Images"] == []
