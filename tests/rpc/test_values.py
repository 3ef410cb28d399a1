"""Values on the wire: every form that a CLI sends, and bytes that no CLI would send."""

from __future__ import annotations

import json
import unicodedata

import grpc
import msgpack
import pytest
from resources import (
    BASE_IMAGE,
    IMAGE,
    NAME,
    VERSION,
    image_config,
    saved_version,
    version_config,
)
from values import UNKNOWN, Kind, Unknown, decode, decode_dynamic, encode

MEGABYTES_6 = 6 * 1024 * 1024
DEEP = 10_000
REFINED_TEXT = bytes.fromhex("8201c202a4696d672d")  # not null, begins with "img-"
REFINED_LENGTH = bytes.fromhex("8201c2039200c3")  # not null, no shorter than 0
BIG = 9007199254740993
BIGGER = 12345678901234567890123


def validate_bytes(client, data, type_name=VERSION):
    """ValidateResourceConfig of raw bytes: its diagnostics."""
    response = client.call(
        "ValidateResourceConfig", type_name=type_name, config={"msgpack": data}
    )
    return response.diagnostics


def plan_bytes(client, config, type_name=VERSION):
    """PlanResourceChange of a creation, with raw bytes for the configuration."""
    null = encode(None)
    return client.call(
        "PlanResourceChange",
        type_name=type_name,
        prior_state={"msgpack": null},
        proposed_new_state={"msgpack": config},
        config={"msgpack": config},
    )


# Unknown values.


@pytest.mark.parametrize("refinements", [None, REFINED_TEXT, REFINED_LENGTH])
@pytest.mark.parametrize("name", ["release_notes", "image_name", "horovod", "aliases"])
def test_unknown_stays_unknown(configured, name, refinements):
    unknown = UNKNOWN
    if refinements:
        pairs = msgpack.unpackb(refinements, strict_map_key=False)
        unknown = Unknown(pairs)
    config = version_config(configured, **{name: unknown})
    configured.validate(VERSION, config).succeeded()
    plan = configured.plan(VERSION, None, config).succeeded()
    assert plan.state[name] == UNKNOWN


def test_refinements_are_read_byte_for_byte(configured):
    for payload in (REFINED_TEXT, REFINED_LENGTH):
        config = version_config(configured)
        config["release_notes"] = None
        data = encode(config)
        marker = encode("release_notes")
        at = data.index(marker) + len(marker)
        extension = msgpack.packb(msgpack.ExtType(12, payload))
        data = data[:at] + extension + data[at + 1 :]
        planned = decode_dynamic(plan_bytes(configured, data).planned_state)
        assert planned["release_notes"] == UNKNOWN


def test_an_unknown_element_of_a_set_is_no_error(configured):
    config = version_config(configured, aliases=["one", UNKNOWN])
    configured.validate(VERSION, config).succeeded()
    planned = configured.plan(VERSION, None, config).succeeded().state
    assert UNKNOWN in planned["aliases"]
    assert "one" in planned["aliases"]


def test_rules_on_unknown_values_wait(configured):
    config = version_config(configured, image_name=UNKNOWN, processor=UNKNOWN)
    configured.validate(VERSION, config).succeeded()


def test_unknown_provider_configuration_is_no_error(plain):
    plain.configure(region=UNKNOWN, access_key=UNKNOWN).succeeded()


# Objects, texts, sets.


def test_the_order_of_keys_is_free(configured):
    config = version_config(configured, release_notes="x")
    turned = dict(reversed(config.items()))
    assert not validate_bytes(configured, encode(turned))
    planned = decode_dynamic(plan_bytes(configured, encode(turned)).planned_state)
    assert planned["release_notes"] == "x"


def test_text_comes_back_as_it_was_sent(configured):
    """A CLI sends normalised text (NFC) and compares with it."""
    for text in ("caf\u00e9", "\u65e5\u672c", "a\U0001f600b", "1\u20602"):
        text = unicodedata.normalize("NFC", text)
        config = image_config(configured, description=text)
        plan = configured.plan(IMAGE, None, config).succeeded()
        assert plan.state["description"] == text


def test_text_in_a_binary_is_text(configured):
    config = version_config(configured, release_notes=b"notes")
    planned = decode_dynamic(plan_bytes(configured, encode(config)).planned_state)
    assert planned["release_notes"] == "notes"


def test_sets_are_compared_by_content(configured):
    prior = saved_version(configured, aliases=["a", "b", "c"])
    for aliases in (["c", "b", "a"], ["b", "c", "a"]):
        config = version_config(configured, aliases=aliases)
        plan = configured.plan(VERSION, prior, config).succeeded()
        assert sorted(plan.state["aliases"]) == ["a", "b", "c"]
        rest = {k: v for k, v in plan.state.items() if k != "aliases"}
        assert rest == {k: v for k, v in prior.items() if k != "aliases"}
        assert plan.replace == []


def test_json_is_read_where_msgpack_is_missing(configured):
    text = json.dumps(version_config(configured, aliases=["a"])).encode()
    response = configured.call(
        "ValidateResourceConfig", type_name=VERSION, config={"json": text}
    )
    assert not response.diagnostics


def test_a_value_in_no_form_is_null(configured):
    response = configured.call(
        "PlanResourceChange",
        type_name=VERSION,
        prior_state=configured.dynamic(saved_version(configured)),
        proposed_new_state={},
        config={},
    )
    assert not response.diagnostics
    assert decode_dynamic(response.planned_state) is None


# Numbers.


@pytest.mark.parametrize("number", [3, 3.0, "3"])
def test_each_form_of_a_number_is_read(plain, number):
    plain.configure(max_retries=number).succeeded()


@pytest.mark.parametrize(
    "number", ["0.1", 1.5, -1, "-1", BIG, str(BIGGER), 2**64 - 1, "1e400"]
)
def test_a_number_that_is_no_count_is_refused_by_name(plain, number):
    answer = plain.configure(max_retries=number)
    validated = plain.call(
        "ValidateProviderConfig",
        config=plain.dynamic(Kind(plain.schema.provider).object(max_retries=number)),
    )
    found = list(answer.diagnostics) + list(validated.diagnostics)
    assert any("max_retries" in str(item) for item in found)


@pytest.mark.parametrize("number", [0, 1, -1, 127, 128, 2**31, BIG, -BIG, BIGGER])
def test_whole_numbers_survive_the_way_through_the_state(configured, number):
    state = saved_version(configured, version=1)
    state["version"] = number
    upgraded = configured.upgrade(VERSION, 1, json.dumps(state)).succeeded().state
    assert int(upgraded["version"]) == number
    private = configured.call(
        "PlanResourceChange",
        type_name=VERSION,
        prior_state=configured.dynamic(upgraded),
        proposed_new_state=configured.dynamic(upgraded),
        config=configured.dynamic(version_config(configured)),
    )
    assert int(decode_dynamic(private.planned_state)["version"]) == number


@pytest.mark.parametrize("text", ["0.1", "1.5", "1e3", "-0.25"])
def test_decimals_survive_the_way_through_the_state(configured, text):
    state = json.dumps(saved_version(configured, version=77)).replace("77", text)
    upgraded = configured.upgrade(VERSION, 1, state).succeeded().state
    assert float(upgraded["version"]) == float(text)
    if isinstance(upgraded["version"], float):
        assert float(text) == 1.5 or text in ("1e3", "-0.25")


# Size.


def test_a_text_of_6_mebibytes_is_planned(configured):
    text = "x" * MEGABYTES_6
    config = version_config(configured, release_notes=text)
    plan = configured.plan(VERSION, None, config).succeeded()
    assert plan.state["release_notes"] == text


def test_a_text_of_6_mebibytes_is_refused_without_repeating_it(configured):
    config = version_config(configured, release_notes="x" * MEGABYTES_6)
    answer = configured.validate(VERSION, config)
    assert len(answer.only_error()) < 4096
    assert "release_notes" in answer.only_error()


# Bytes that no CLI would send.


def mutations(data):
    """Cut short at each length, and each byte replaced by some that matter."""
    for at in range(1, len(data)):
        yield data[:at]
    for at in range(len(data)):
        for byte in (0xC1, 0xC0, 0xDF, 0xDD, 0xDB, 0xFF, 0x9F, 0x8F, data[at] ^ 1):
            yield data[:at] + bytes([byte]) + data[at + 1 :]


@pytest.mark.lifecycle
def test_broken_msgpack_gets_a_diagnostic_and_the_process_lives_on(configured):
    data = encode(version_config(configured, aliases=["a"], release_notes=UNKNOWN))
    refused = 0
    for broken in mutations(data):
        refused += bool(validate_bytes(configured, broken))
    assert refused > len(data)
    assert not validate_bytes(configured, data)


BROKEN = {
    "a list": encode([1]),
    "a text": encode("text"),
    "a number": encode(1),
    "no key": encode({}),
    "a key too many": encode({"nope": 1}),
    "a key that is no text": encode({1: 2}),
    "never used": b"\xc1",
    "deep lists": b"\x91" * DEEP + b"\xc0",
    "deep maps": b"\x81\xa1a" * DEEP + b"\xc0",
    "a huge list": b"\xdd\xff\xff\xff\xff",
    "a huge map": b"\xdf\xff\xff\xff\xff",
    "a huge text": b"\xdb\xff\xff\xff\xff",
    "a huge extension": b"\xc9\xff\xff\xff\xff\x00",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_object_of_the_type_is_refused(configured, data):
    assert validate_bytes(configured, data)
    assert plan_bytes(configured, data).diagnostics
    read = configured.call(
        "ReadResource", type_name=VERSION, current_state={"msgpack": data}
    )
    assert read.diagnostics
    assert configured.call("GetMetadata").resources


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("image_name", 1),
        ("image_name", []),
        ("horovod", "yes"),
        ("aliases", "one"),
        ("aliases", [1]),
        ("aliases", {"a": "b"}),
        ("version", True),
        ("version", "one"),
        ("version", ""),
        ("version", float("nan")),
    ],
)
def test_a_value_of_the_wrong_type_is_named(configured, name, value):
    config = version_config(configured)
    config[name] = value
    found = validate_bytes(configured, encode(config))
    assert found
    assert name in str(found[0])


def test_a_missing_and_a_doubled_key_are_refused(configured):
    config = version_config(configured)
    short = {key: value for key, value in config.items() if key != "arn"}
    assert validate_bytes(configured, encode(short))
    data = encode(config)
    assert data[0] == 0xDE or data[0] & 0xF0 == 0x80
    doubled = data.replace(encode("arn"), encode("aaa"), 1)
    assert validate_bytes(configured, doubled)
    doubled = data.replace(encode("arn"), encode("id"), 1)
    assert validate_bytes(configured, doubled)


@pytest.mark.parametrize(
    "method",
    [
        "ValidateResourceConfig",
        "ReadResource",
        "PlanResourceChange",
        "ApplyResourceChange",
        "UpgradeResourceState",
        "ImportResourceState",
    ],
)
def test_an_unknown_type_is_named(configured, method):
    response = configured.call(method, type_name="aws_nope")
    assert any("aws_nope" in str(item) for item in response.diagnostics)


def test_answers_are_msgpack_with_each_key_once(configured):
    """decode refuses a key that stands twice and bytes behind the value."""
    data = encode(version_config(configured, aliases=["b", "a"]))
    response = plan_bytes(configured, data)
    planned = decode(response.planned_state.msgpack)
    described = configured.kind(VERSION)
    assert planned.keys() == described.attributes.keys() | described.blocks.keys()
    assert not response.planned_state.json
    assert (planned["image_name"], planned["base_image"]) == (NAME, BASE_IMAGE)


def test_a_request_beyond_256_mebibytes_is_refused_by_grpc(configured):
    with pytest.raises(grpc.RpcError):
        validate_bytes(configured, b"\xc0" * (257 * 1024 * 1024))
    assert configured.call("GetMetadata").resources
