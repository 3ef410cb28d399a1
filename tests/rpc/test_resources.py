"""The life of both resource types, each answer judged as a CLI judges it."""

from __future__ import annotations

import pytest
from client import path_of
from launch import FACTOR
from resources import (
    BASE_IMAGE,
    IMAGE,
    IMAGE_ARN,
    NAME,
    OTHER_ROLE_ARN,
    VERSION,
    VERSION_ARN,
    create_image,
    create_version,
    image_config,
    version_config,
)
from values import UNKNOWN

PRIVATE = b'{"kept": "\x00\xff"}'
EVERYTHING = {
    "aliases": ["latest", "stable"],
    "horovod": True,
    "job_type": "TRAINING",
    "ml_framework": "PyTorch 2.4",
    "processor": "GPU",
    "programming_lang": "Python 3.11",
    "release_notes": "First notes",
    "vendor_guidance": "STABLE",
}


def assert_settled(client, kind, state, config):
    """Read brings the same, and a plan nothing new."""
    assert client.read(kind, state).succeeded().state == state
    plan = client.plan(kind, state, config).succeeded()
    described = client.kind(kind)
    assert described.types.keys() | described.blocks.keys() == plan.state.keys()
    different = {
        k for k in state if sorted_if_list(state[k]) != sorted_if_list(plan.state[k])
    }
    assert not different
    assert plan.replace == []


def sorted_if_list(value):
    return sorted(value) if isinstance(value, list) else value


@pytest.mark.lifecycle
def test_the_life_of_an_image(client, service):
    client.configure().succeeded()
    config = image_config(client, description="What for", display_name="Shown")
    plan = client.plan(IMAGE, None, config).succeeded()
    assert plan.state["arn"] == UNKNOWN
    assert plan.state["id"] == UNKNOWN or plan.state["id"] == NAME
    state = client.apply(IMAGE, None, config).succeeded().state
    assert state["id"] == NAME
    assert state["arn"] == IMAGE_ARN
    assert state["description"] == "What for"
    assert_settled(client, IMAGE, state, config)

    config |= {"description": "Something else", "role_arn": OTHER_ROLE_ARN}
    plan = client.plan(IMAGE, state, config).succeeded()
    assert plan.replace == []
    assert plan.state["arn"] == IMAGE_ARN
    state = client.apply(IMAGE, state, config).succeeded().state
    assert service.image(NAME)["Description"] == "Something else"
    assert service.image(NAME)["RoleArn"] == OTHER_ROLE_ARN
    assert_settled(client, IMAGE, state, config)

    client.destroy(IMAGE, state).succeeded()
    assert service.images() == {}
    assert client.read(IMAGE, state).succeeded().state is None


@pytest.mark.lifecycle
def test_the_life_of_a_version(client, service):
    client.configure().succeeded()
    create_image(client)
    config = version_config(client, **EVERYTHING)
    state = client.apply(VERSION, None, config).succeeded().state
    assert state["id"] == f"{NAME},1"
    assert state["arn"] == f"{VERSION_ARN}/1"
    assert state["image_arn"] == IMAGE_ARN
    assert state["version"] == 1
    assert state["base_image"] == BASE_IMAGE
    assert state["container_image"]
    assert sorted(state["aliases"]) == EVERYTHING["aliases"]
    assert_settled(client, VERSION, state, config)

    config |= {
        "aliases": ["latest", "new"],
        "horovod": False,
        "release_notes": "More notes",
        "vendor_guidance": "ARCHIVED",
    }
    plan = client.plan(VERSION, state, config).succeeded()
    assert plan.replace == []
    assert plan.state["version"] == 1
    state = client.apply(VERSION, state, config).succeeded().state
    (found,) = service.image(NAME)["Versions"]
    assert sorted(found["Aliases"]) == ["latest", "new"]
    assert found["ReleaseNotes"] == "More notes"
    assert_settled(client, VERSION, state, config)

    client.destroy(VERSION, state).succeeded()
    assert service.image(NAME)["Versions"] == []
    assert client.read(VERSION, state).succeeded().state is None


def test_the_least_configuration_settles(configured):
    create_image(configured)
    state = create_version(configured)
    assert_settled(configured, VERSION, state, version_config(configured))


@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_each_argument_alone_is_created_changed_and_settled(configured, name):
    """Known values stay, unknown ones become known: judged at each step."""
    create_image(configured)
    bare = version_config(configured)
    with_it = version_config(configured, **{name: EVERYTHING[name]})
    state = configured.apply(VERSION, None, bare).succeeded().state
    state = configured.apply(VERSION, state, with_it).succeeded().state
    assert_settled(configured, VERSION, state, with_it)
    second = configured.apply(VERSION, None, with_it | {"aliases": None}).succeeded()
    assert second.state["version"] == 2


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (VERSION, "base_image", "other:1"),
        (VERSION, "image_name", "another-name"),
        (VERSION, "region", "eu-west-1"),
        (IMAGE, "image_name", "another-name"),
        (IMAGE, "region", "eu-west-1"),
    ],
)
def test_a_change_that_needs_a_new_object_says_which(configured, kind, name, value):
    image = create_image(configured)
    state = create_version(configured) if kind == VERSION else image
    make = version_config if kind == VERSION else image_config
    config = make(configured)
    config[name] = value
    plan = configured.plan(kind, state, config).succeeded()
    assert plan.replace == [[name]]
    again = configured.plan(kind, None, config, plan.private).succeeded()
    for key in ("id", "arn"):
        assert again.state[key] in (UNKNOWN, value)


def test_an_unknown_that_decides_on_a_new_object_says_which(configured):
    create_image(configured)
    state = create_version(configured)
    config = version_config(configured, base_image=UNKNOWN)
    plan = configured.plan(VERSION, state, config).succeeded()
    assert plan.replace == [["base_image"]]


def test_destroying_is_planned_as_nothing(configured):
    create_image(configured)
    state = create_version(configured)
    plan = configured.plan(VERSION, state, None).succeeded()
    assert plan.state is None
    assert plan.replace == []


@pytest.mark.lifecycle
def test_what_the_service_changed_is_read(configured, service):
    image = create_image(configured, description="old")
    version = create_version(configured, release_notes="old")
    service.put(NAME, Description="new")
    service.put(NAME, 1, ReleaseNotes="new", Aliases=["put-there"])
    assert configured.read(IMAGE, image).state["description"] == "new"
    read = configured.read(VERSION, version).state
    assert read["release_notes"] == "new"
    assert read["aliases"] == ["put-there"]


@pytest.mark.lifecycle
def test_what_is_gone_is_read_as_nothing_and_deleted_without_error(configured, service):
    image = create_image(configured)
    version = create_version(configured)
    service.put(NAME, 1, delete=True)
    assert configured.read(VERSION, version).succeeded().state is None
    configured.destroy(VERSION, version).succeeded()
    service.put(NAME, delete=True)
    assert configured.read(IMAGE, image).succeeded().state is None
    configured.destroy(IMAGE, image).succeeded()


def test_private_data_is_kept_through_every_call(configured):
    image = create_image(configured)
    config = image_config(configured, description="new")
    read = configured.read(IMAGE, image, PRIVATE)
    assert read.private == PRIVATE
    plan = configured.plan(IMAGE, image, config, PRIVATE)
    assert plan.private == PRIVATE
    applied = configured.apply(IMAGE, image, config, PRIVATE).succeeded()
    assert applied.private == PRIVATE


# What fails.


@pytest.mark.lifecycle
def test_a_failed_creation_leaves_its_object_in_the_state(configured, service):
    create_image(configured)
    service.fault("fail", "CreateImageVersion", reason="The role is not allowed.")
    answer = configured.apply(VERSION, None, version_config(configured))
    assert "The role is not allowed." in answer.only_error()
    assert answer.state["id"] == f"{NAME},1"
    assert answer.state["version"] == 1
    configured.destroy(VERSION, answer.state).succeeded()


def test_a_refused_creation_leaves_nothing(configured):
    answer = configured.apply(VERSION, None, version_config(configured))
    assert "does not exist" in answer.only_error()
    assert answer.state is None


@pytest.mark.lifecycle
def test_a_failed_update_keeps_what_is_there(configured, service):
    configured.configure(max_retries=1).succeeded()
    create_image(configured)
    state = create_version(configured, release_notes="old")
    service.fault("500", "UpdateImageVersion", times=0)
    config = version_config(configured, release_notes="new")
    answer = configured.apply(VERSION, state, config)
    assert "InternalFailure" in answer.only_error()
    assert answer.state == state


def test_a_failed_deletion_keeps_the_object(configured, service):
    create_image(configured)
    state = create_version(configured)
    service.fault("fail", "DeleteImageVersion", reason="In use.")
    answer = configured.destroy(VERSION, state)
    assert "In use." in answer.only_error()
    assert answer.state == state


@pytest.mark.parametrize(
    ("kind", "operation"), [(IMAGE, "DescribeImage"), (VERSION, "DescribeImageVersion")]
)
def test_a_failed_read_is_not_taken_for_a_missing_object(
    configured, service, kind, operation
):
    configured.configure(max_retries=1).succeeded()
    image = create_image(configured)
    state = create_version(configured) if kind == VERSION else image
    for fault in ("500", "502", "503", "throttle"):
        number = service.fault(fault, operation, times=0)
        answer = configured.read(kind, state)
        assert answer.only_error()
        assert answer.state == state
        service.remove_fault(number)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("image_name", "-starts-with-dash"),
        ("image_name", "a" * 64),
        ("base_image", ""),
        ("job_type", "PLAYING"),
        ("processor", "cpu"),
        ("ml_framework", "PyTorch"),
        ("release_notes", "x" * 256),
        ("vendor_guidance", "GOOD"),
        ("aliases", ["ok", "a" * 129]),
        ("aliases", [".dot"]),
    ],
)
def test_a_value_that_breaks_a_rule_is_named_with_its_path(plain, name, value):
    answer = plain.validate(VERSION, version_config(plain, **{name: value}))
    assert answer.only_error()
    assert path_of(answer.errors[0])[0] == name
    assert name in answer.only_error()


@pytest.mark.lifecycle
def test_many_calls_at_once_are_served(configured, service):
    """The default parallelism of a CLI is 10; a user can raise it."""
    count = 100 // FACTOR
    create_image(configured)
    config = version_config(configured)
    planned = configured.plan(VERSION, None, config).succeeded().state
    fields = configured.apply_fields(VERSION, None, planned, config)
    calls = [configured.start("ApplyResourceChange", **fields) for _ in range(count)]
    answers = [
        configured.apply_answer(VERSION, planned, call.result()).succeeded()
        for call in calls
    ]
    numbers = sorted(answer.state["version"] for answer in answers)
    assert numbers == list(range(1, count + 1))
