"""Import by identity, and saved identities.

That every answer about an object brings its identity, wholly known and unchanged, is
judged in every call of every test (``client.py``, ``identity.py``).
"""

from __future__ import annotations

import json

import pytest
from client import path_of
from resources import (
    IMAGE,
    IMAGE_ARN,
    NAME,
    VERSION,
    create_image,
    create_version,
    image_config,
    saved_version,
)
from values import UNKNOWN

ACCOUNT = "123456789012"
REGION = "us-west-2"
WHERE = {"account_id": ACCOUNT, "region": REGION}

BAD_IMAGES = [
    ({"image_name": None}, "image_name"),
    ({"image_name": ""}, "image_name"),
    ({"image_name": "-a"}, "image_name"),
    ({"image_name": "a" * 64}, "image_name"),
    ({"image_name": NAME, "region": "nowhere"}, "region"),
    ({"image_name": NAME, "region": "cn-north-1"}, "region"),
    ({"image_name": NAME, "account_id": "12345"}, "account_id"),
    ({"image_name": NAME, "account_id": ""}, "account_id"),
]
BAD_VERSIONS = [
    {"version": None},
    {"version": 0},
    {"version": -1},
    {"version": 1.5},
    {"version": 2147483648},
    {"version": "99999999999999999999"},
]


def test_the_identities_are_those_that_are_documented(plain):
    found = plain.call("GetResourceIdentitySchemas").identity_schemas
    rows = {
        name: {
            item.name: ("R" if item.required_for_import else "O")
            + json.loads(item.type)
            for item in schema.identity_attributes
        }
        for name, schema in found.items()
    }
    image = {"account_id": "Ostring", "region": "Ostring", "image_name": "Rstring"}
    assert rows == {IMAGE: image, VERSION: image | {"version": "Rnumber"}}
    assert all(
        item.description
        for schema in found.values()
        for item in schema.identity_attributes
    )


def test_an_image_has_its_identity_from_its_creation_to_its_end(configured):
    config = image_config(configured)
    assert configured.plan(IMAGE, None, config).succeeded().identity is None
    made = configured.apply(IMAGE, None, config).succeeded()
    whole = WHERE | {"image_name": NAME}
    assert made.identity == whole
    assert configured.read(IMAGE, made.state).succeeded().identity == whole
    config |= {"description": "What for"}
    assert configured.plan(IMAGE, made.state, config).succeeded().identity == whole
    assert configured.apply(IMAGE, made.state, config).succeeded().identity == whole
    assert configured.plan(IMAGE, made.state, None).succeeded().identity == whole
    assert configured.destroy(IMAGE, made.state).succeeded().identity is None


def test_a_version_is_identified_by_its_number_too(configured):
    create_image(configured)
    create_version(configured)
    state = create_version(configured)
    whole = WHERE | {"image_name": NAME, "version": 2}
    assert configured.read(VERSION, state).succeeded().identity == whole


def test_a_state_from_before_accounts_gets_its_identity_in_a_refresh(configured):
    create_image(configured)
    create_version(configured)
    found = configured.read(VERSION, saved_version(configured)).succeeded()
    assert found.identity == WHERE | {"image_name": NAME, "version": 1}


@pytest.mark.parametrize("where", [{}, WHERE, {"region": ""}, {"account_id": ACCOUNT}])
def test_images_are_imported_by_identity(configured, where):
    state = create_image(configured)
    found = configured.import_identity(IMAGE, image_name=NAME, **where).succeeded()
    assert found.identity["region"] == REGION
    read = configured.read(IMAGE, found.state).succeeded()
    assert read.state == state
    assert read.identity == WHERE | {"image_name": NAME}


@pytest.mark.parametrize("where", [{}, WHERE, {"region": ""}, {"account_id": ACCOUNT}])
def test_versions_are_imported_by_identity(configured, where):
    create_image(configured)
    create_version(configured)
    state = create_version(configured)
    rows = {"image_name": NAME, "version": 2} | where
    found = configured.import_identity(VERSION, **rows).succeeded()
    assert found.identity["region"] == REGION
    read = configured.read(VERSION, found.state).succeeded()
    assert read.state == state
    assert read.identity == WHERE | {"image_name": NAME, "version": 2}


def test_the_region_of_an_identity_is_where_the_object_is_looked_for(configured):
    elsewhere = {"region": "eu-west-1"}
    create_image(configured, **elsewhere)
    found = configured.import_identity(IMAGE, image_name=NAME, **elsewhere).succeeded()
    assert configured.read(IMAGE, found.state).succeeded().state is not None
    found = configured.import_identity(IMAGE, image_name=NAME).succeeded()
    assert configured.read(IMAGE, found.state).succeeded().state is None


@pytest.mark.parametrize(("rows", "named"), BAD_IMAGES)
def test_an_identity_that_breaks_a_rule_names_the_row(configured, rows, named):
    answer = configured.import_identity(IMAGE, **rows)
    assert named in answer.only_error().lower()
    assert path_of(answer.errors[0]) == [named]


@pytest.mark.parametrize("rows", BAD_VERSIONS)
def test_a_number_that_is_no_versions_is_refused(configured, rows):
    answer = configured.import_identity(VERSION, image_name=NAME, **rows)
    assert "version" in answer.only_error()


def test_an_image_of_another_account_is_not_imported(configured):
    create_image(configured)
    other = "210987654321"
    found = configured.import_identity(IMAGE, image_name=NAME, account_id=other)
    answer = configured.read(IMAGE, found.succeeded().state)
    assert other in answer.only_error()
    assert ACCOUNT in answer.only_error()


def test_an_import_needs_exactly_one_name(configured):
    identity = configured.identity_data(WHERE | {"image_name": NAME})
    for fields in ({}, {"id": NAME, "identity": identity}):
        response = configured.call("ImportResourceState", type_name=IMAGE, **fields)
        assert len(response.diagnostics) == 1
        assert not response.imported_resources


@pytest.mark.parametrize(
    "data",
    [
        {"msgpack": b"\xc1"},
        {"msgpack": b"\x80"},
        {"msgpack": b"\xd4\x00\x00"},
        {"json": b"[]"},
    ],
)
def test_an_identity_that_does_not_decode_is_a_diagnostic(configured, data):
    state = configured.dynamic(create_image(configured))
    broken = {"identity_data": data}
    for method, fields in (
        ("ReadResource", {"current_state": state, "current_identity": broken}),
        ("PlanResourceChange", {"prior_state": state, "prior_identity": broken}),
        ("ApplyResourceChange", {"prior_state": state, "planned_identity": broken}),
        ("ImportResourceState", {"identity": broken}),
    ):
        response = configured.call(method, type_name=IMAGE, **fields)
        (diagnostic,) = response.diagnostics
        assert "identity" in diagnostic.detail, method


def test_an_identity_with_an_unknown_part_is_refused(configured):
    answer = configured.import_identity(IMAGE, image_name=UNKNOWN)
    assert "not wholly known" in answer.only_error()


def test_a_failed_read_keeps_the_identity(configured, service):
    state = create_image(configured)
    service.fault("error", "DescribeImage", code="ValidationException")
    answer = configured.read(IMAGE, state)
    assert answer.errors
    assert answer.identity == WHERE | {"image_name": NAME}


@pytest.mark.lifecycle
def test_saved_identities_are_read_on_an_unconfigured_process(plain):
    whole = WHERE | {"image_name": NAME, "version": 7}
    answer = plain.upgrade_identity(VERSION, 0, json.dumps(whole)).succeeded()
    assert answer.identity == whole


@pytest.mark.parametrize(
    ("version", "text", "words"),
    [
        (1, json.dumps({"image_name": NAME}), "version 1"),
        (-1, json.dumps({"image_name": NAME}), "version -1"),
        (0, "", "cannot be read"),
        (0, "null", "cannot be read"),
        (0, '{"image_name":[]}', "image_name"),
    ],
)
def test_other_saved_identities_are_a_diagnostic(plain, version, text, words):
    assert words in plain.upgrade_identity(IMAGE, version, text).only_error()


def test_the_arn_is_no_identity(configured):
    """What identifies an image at the service is its name: an ARN is an import ID."""
    answer = configured.import_identity(IMAGE, image_name=IMAGE_ARN)
    assert "image_name" in answer.only_error()
