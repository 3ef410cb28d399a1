"""Saved state of other versions and other providers, and import."""

from __future__ import annotations

import json

import pytest
from client import path_of
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
    saved_version,
    version_config,
)

# As hashicorp/aws 5 saved it: the id is the image's name.
SAVED_0 = {
    "arn": f"{VERSION_ARN}/3",
    "base_image": BASE_IMAGE,
    "container_image": f"{BASE_IMAGE}@sha256:0",
    "id": NAME,
    "image_arn": IMAGE_ARN,
    "image_name": NAME,
    "version": 3,
}
# As hashicorp/aws 6 saves it: what is not set is empty, not null.
SAVED_1 = SAVED_0 | {
    "aliases": None,
    "horovod": False,
    "id": f"{NAME},3",
    "job_type": "",
    "ml_framework": "",
    "processor": "",
    "programming_lang": "",
    "region": "us-west-2",
    "release_notes": "",
    "vendor_guidance": "",
}

JUNK = [
    "name",
    "name,",
    ",1",
    "name,-foo",
    "name,1,2",
    "a,b,c",
    "name,0",
    "name,-1",
    "name,.5",
    "name,99999999999999999999",
    "-name,1",
    "na me,1",
]


@pytest.mark.lifecycle
def test_a_version_saved_by_schema_0_gets_its_real_number(configured):
    state = configured.upgrade(VERSION, 0, json.dumps(SAVED_0)).succeeded().state
    assert state["id"] == f"{NAME},3"
    assert state["version"] == 3
    assert state["arn"] == f"{VERSION_ARN}/3"


def test_the_number_of_schema_0_can_come_from_the_arn(configured):
    saved = {key: value for key, value in SAVED_0.items() if key != "version"}
    state = configured.upgrade(VERSION, 0, json.dumps(saved)).succeeded().state
    assert state["id"] == f"{NAME},3"


@pytest.mark.parametrize("aliases", [None, []])
def test_state_of_the_aws_provider_plans_no_change(configured, aliases):
    saved = json.dumps(SAVED_1 | {"aliases": aliases})
    state = configured.upgrade(VERSION, 1, saved).succeeded().state
    plan = configured.plan(VERSION, state, version_config(configured)).succeeded()
    assert plan.state == state
    assert plan.replace == []


def test_attributes_that_are_gone_are_dropped_and_missing_ones_are_null(plain):
    saved = {"image_name": NAME, "role_arn": ROLE_ARN, "gone": {"deep": [1, {}]}}
    state = plain.upgrade(IMAGE, 0, json.dumps(saved)).succeeded().state
    assert state["image_name"] == NAME
    assert state["description"] is None
    assert "gone" not in state


@pytest.mark.parametrize("tags", [None, {}, {"a": "1"}])
def test_tags_of_the_aws_provider_are_taken_over(plain, tags):
    saved = {
        "arn": IMAGE_ARN,
        "description": "",
        "display_name": "",
        "id": NAME,
        "image_name": NAME,
        "region": "us-west-2",
        "role_arn": ROLE_ARN,
        "tags": tags,
        "tags_all": {"a": "1"},
    }
    state = plain.upgrade(IMAGE, 0, json.dumps(saved)).succeeded().state
    assert state["id"] == NAME
    assert (state["tags"], state["tags_all"]) == (tags or {}, {"a": "1"})


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", '{"version": "x"}', '{"aliases": 5}', "\x00", "[" * 5000],
)
def test_state_that_cannot_be_read_gets_a_diagnostic(plain, text):
    raw = text.encode() or b" "
    answer = plain.upgrade(VERSION, 1, "", json=raw)
    assert answer.errors
    assert plain.call("GetMetadata").resources


def test_the_flat_map_of_old_terraform_is_refused(plain):
    answer = plain.upgrade(VERSION, 1, "", flatmap={"id": NAME})
    assert "Terraform 0.11" in answer.only_error()


def test_a_version_of_the_schema_from_the_future_is_refused(plain):
    assert plain.upgrade(IMAGE, 7, "{}").errors


# Import.


@pytest.mark.lifecycle
def test_a_version_is_imported_and_read(configured):
    create_image(configured)
    made = create_version(configured, aliases=["a"], release_notes="notes")
    stub = configured.import_id(VERSION, f"{NAME},1").succeeded()
    read = configured.read(VERSION, stub.state, stub.private).succeeded()
    assert read.state == made


def test_an_image_is_imported_and_read(configured):
    made = create_image(configured, description="what for")
    stub = configured.import_id(IMAGE, NAME).succeeded()
    assert configured.read(IMAGE, stub.state).succeeded().state == made


def test_an_import_can_name_the_region(configured):
    stub = configured.import_id(VERSION, f"{NAME},1@eu-west-1").succeeded()
    assert stub.state["region"] == "eu-west-1"


def test_what_does_not_exist_is_imported_as_nothing(configured):
    stub = configured.import_id(VERSION, f"{NAME},7").succeeded()
    assert configured.read(VERSION, stub.state).succeeded().state is None


@pytest.mark.parametrize("identifier", JUNK)
def test_junk_is_refused_with_the_form_that_is_wanted(configured, service, identifier):
    answer = configured.import_id(VERSION, identifier)
    text = answer.only_error()
    assert "image_name,version" in text.replace("<", "").replace(">", "")
    assert service.log(service="sagemaker") == []


def test_an_alias_leads_to_its_version(configured):
    create_image(configured)
    create_version(configured)
    create_version(configured, aliases=["1.5"])
    stub = configured.import_id(VERSION, f"{NAME},1.5").succeeded()
    assert stub.state["version"] == 2
    assert stub.identity["version"] == 2


def test_an_alias_that_nobody_has_is_refused(configured):
    create_image(configured)
    assert "absent" in configured.import_id(VERSION, f"{NAME},absent").only_error()


@pytest.mark.parametrize("identifier", [f"{NAME},foo", "no-image,1.5"])
def test_an_alias_that_is_not_there_is_refused_with_the_forms_too(
    configured, identifier
):
    create_image(configured)
    text = configured.import_id(VERSION, identifier).only_error()
    assert "no version with the alias" in text
    assert "image_name,version" in text


@pytest.mark.parametrize("kind", [IMAGE, VERSION])
def test_an_import_without_an_id_is_refused(configured, kind):
    assert "empty" in configured.import_id(kind, "").only_error()


@pytest.mark.parametrize("identifier", ["-name", "na me", "name,1", "a" * 64])
def test_junk_for_an_image_is_refused(configured, service, identifier):
    assert configured.import_id(IMAGE, identifier).only_error()
    assert service.log(service="sagemaker") == []


def test_the_diagnostics_of_upgrades_name_the_attribute(plain):
    answer = plain.upgrade(
        VERSION, 1, json.dumps(saved_version(plain) | {"version": "x"})
    )
    assert answer.errors
    assert path_of(answer.errors[0]) in (["version"], [])
    assert "version" in answer.only_error()
