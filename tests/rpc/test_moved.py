"""MoveResourceState: what `moved` blocks bring from other types and providers.

Terraform asks on a process that is not configured, OpenTofu on one that is.
"""

from __future__ import annotations

import json

import pytest
from resources import (
    BASE_IMAGE,
    IMAGE,
    IMAGE_ARN,
    NAME,
    ROLE_ARN,
    VERSION,
    VERSION_ARN,
    create_image,
    create_version,
    image_config,
    version_config,
)

AWSCC_IMAGE = "awscc_sagemaker_image"
AWSCC_VERSION = "awscc_sagemaker_image_version"
AWSCC = "registry.terraform.io/hashicorp/awscc"
AWS = "registry.terraform.io/hashicorp/aws"
WHERE = {"account_id": "123456789012", "region": "us-west-2", "image_name": NAME}

TAGS = {"team": "ml"}

IMAGE_STATE = {
    "id": IMAGE_ARN,
    "image_arn": IMAGE_ARN,
    "image_description": "What for",
    "image_display_name": None,
    "image_name": NAME,
    "image_role_arn": ROLE_ARN,
    "tags": [{"key": "team", "value": "ml"}],
}
VERSION_STATE = {
    "alias": None,
    "aliases": ["stable", "latest"],
    "base_image": BASE_IMAGE,
    "container_image": f"{BASE_IMAGE}@sha256:0",
    "horovod": None,
    "id": f"{VERSION_ARN}/1",
    "image_arn": IMAGE_ARN,
    "image_name": NAME,
    "image_version_arn": f"{VERSION_ARN}/1",
    "job_type": "TRAINING",
    "ml_framework": None,
    "processor": None,
    "programming_lang": None,
    "release_notes": None,
    "vendor_guidance": None,
    "version": 1,
}


def move(client, target, source, saved, **fields):
    more = {"source_provider_address": AWSCC, "source_schema_version": 1} | fields
    return client.move(target, source, {"json": json.dumps(saved).encode()}, **more)


@pytest.mark.lifecycle
def test_an_image_of_awscc_is_moved_on_an_unconfigured_process(plain):
    answer = move(plain, IMAGE, AWSCC_IMAGE, IMAGE_STATE).succeeded()
    assert answer.identity == WHERE
    given = {"id": NAME, "arn": IMAGE_ARN, "description": "What for"}
    assert given.items() <= answer.state.items()
    assert answer.state["role_arn"] == ROLE_ARN
    assert answer.state["tags"] == answer.state["tags_all"] == TAGS


def test_a_version_of_awscc_is_moved_on_an_unconfigured_process(plain):
    answer = move(plain, VERSION, AWSCC_VERSION, VERSION_STATE).succeeded()
    assert answer.identity == WHERE | {"version": 1}
    assert answer.state["id"] == f"{NAME},1"
    assert sorted(answer.state["aliases"]) == ["latest", "stable"]
    assert answer.state["timeouts"] is None


def test_what_was_moved_settles_without_a_change(configured):
    image = {"description": "What for", "tags": TAGS}
    create_image(configured, **image)
    given = {"aliases": ["latest", "stable"], "job_type": "TRAINING"}
    create_version(configured, **given)
    for kind, source, saved, config in (
        (IMAGE, AWSCC_IMAGE, IMAGE_STATE, image_config(configured, **image)),
        (VERSION, AWSCC_VERSION, VERSION_STATE, version_config(configured, **given)),
    ):
        moved = move(configured, kind, source, saved).succeeded()
        read = configured.read(kind, moved.state).succeeded().state
        plan = configured.plan(kind, read, config).succeeded()
        assert plan.state == read
        assert not plan.replace


def test_private_data_of_the_source_stays_behind(plain):
    answer = move(plain, IMAGE, AWSCC_IMAGE, IMAGE_STATE, source_private=b"secret")
    assert answer.succeeded().private == b""


def test_a_state_of_the_same_type_takes_the_way_of_an_upgrade(plain):
    saved = {
        "id": NAME,
        "arn": f"{VERSION_ARN}/3",
        "image_name": NAME,
        "base_image": BASE_IMAGE,
        "version": 3,
    }
    fields = {"source_provider_address": AWS, "source_schema_version": 0}
    answer = move(plain, VERSION, VERSION, saved, **fields).succeeded()
    assert answer.state["id"] == f"{NAME},3"
    assert answer.identity == WHERE | {"version": 3}
    fields["source_schema_version"] = 2
    answer = move(plain, VERSION, VERSION, saved, **fields)
    assert "too new" in answer.only_error()


def test_the_address_of_the_source_provider_does_not_matter(plain):
    fields = {"source_provider_address": "mirror.example.com/fork/cloudcontrol"}
    move(plain, IMAGE, AWSCC_IMAGE, IMAGE_STATE, **fields).succeeded()


def test_a_source_that_cannot_be_moved_is_named_with_those_that_can(plain):
    answer = move(plain, VERSION, "azurerm_image", {})
    text = answer.only_error()
    assert "azurerm_image" in text
    assert AWSCC_VERSION in text
    assert f"{VERSION} of hashicorp/aws" in text
    assert answer.state is None
    assert AWSCC_IMAGE in move(plain, IMAGE, AWSCC_VERSION, VERSION_STATE).only_error()


@pytest.mark.parametrize("lost", ["image_name", "image_version_arn"])
def test_a_state_that_does_not_say_what_it_is_about_is_refused(plain, lost):
    answer = move(plain, VERSION, AWSCC_VERSION, VERSION_STATE | {lost: None})
    assert "no image_name or no ARN" in answer.only_error()


@pytest.mark.parametrize("text", [b"", b"{", b"null", b"[]", b'{"image_name":{}}'])
def test_a_state_that_is_no_object_of_awscc_is_refused(plain, text):
    answer = plain.move(IMAGE, AWSCC_IMAGE, {"json": text})
    assert "cannot be moved" in answer.only_error()
    assert answer.state is None


def test_a_flat_map_cannot_be_moved(plain):
    answer = plain.move(IMAGE, AWSCC_IMAGE, {"flatmap": {"image_name": NAME}})
    assert "too old" in answer.only_error()


def test_an_unknown_target_is_a_diagnostic(plain):
    response = plain.call(
        "MoveResourceState", target_type_name="nothing", source_type_name=AWSCC_IMAGE
    )
    assert len(response.diagnostics) == 1


def test_the_capability_is_announced(plain):
    assert plain.schema.server_capabilities.move_resource_state
