"""The provider's configuration: missing, wrong, replaced; one diagnostic that names the cure."""

from __future__ import annotations

import socket

import pytest
from client import path_of
from emulator.testing import Emulator
from resources import (
    IMAGE,
    NAME,
    VERSION,
    create_image,
    image_config,
    saved_version,
    version_config,
)
from values import Kind

AWS_VARIABLES = {"AWS_REGION": None, "AWS_DEFAULT_REGION": None}


def endpoints(url):
    return [{"sagemaker": url, "sts": url}]


def test_what_needs_no_configuration_works_without(plain):
    """The processes that only validate never see ConfigureProvider."""
    config = version_config(plain)
    plain.validate(VERSION, config).succeeded()
    plan = plain.plan(VERSION, saved_version(plain), config).succeeded()
    assert plan.state["id"] == f"{NAME},1"
    assert plain.upgrade(VERSION, 1, "{}").diagnostics is not None
    assert plain.call("StopProvider").Error == ""


@pytest.mark.lifecycle
def test_what_needs_a_configuration_says_so(plain):
    planned = image_config(plain)
    response = plain.call(
        "ApplyResourceChange",
        **plain.apply_fields(IMAGE, None, planned, planned),
    )
    assert any("configured" in str(item) for item in response.diagnostics)
    assert "configured" in plain.read(VERSION, saved_version(plain)).only_error()


@pytest.mark.lifecycle
def test_a_second_configuration_takes_the_place_of_the_first(plain, service):
    """In debug mode one process serves many runs."""
    with Emulator(creating="0") as second:
        plain.configure(endpoints=endpoints(service.url)).succeeded()
        first_image = create_image(plain, "first-image")
        plain.configure(endpoints=endpoints(second.url)).succeeded()
        create_image(plain, "second-image")
        assert list(service.images()) == ["first-image"]
        assert list(second.images()) == ["second-image"]
        assert plain.read(IMAGE, first_image).state is None
        plain.configure(endpoints=endpoints(service.url)).succeeded()
        assert plain.read(IMAGE, first_image).state == first_image


def test_a_call_in_flight_keeps_the_configuration_it_began_with(plain, service):
    with Emulator(creating="0") as second:
        plain.configure(endpoints=endpoints(service.url)).succeeded()
        service.fault("hold", "CreateImage")
        config = image_config(plain)
        planned = plain.plan(IMAGE, None, config).succeeded().state
        fields = plain.apply_fields(IMAGE, None, planned, config)
        call = plain.start("ApplyResourceChange", **fields)
        service.wait_for("CreateImage", state="held")
        plain.configure(endpoints=endpoints(second.url)).succeeded()
        service.release()
        plain.apply_answer(IMAGE, planned, call.result()).succeeded()
        assert list(service.images()) == [NAME]
        assert second.images() == {}


@pytest.mark.lifecycle
def test_a_failed_configuration_leaves_one_diagnostic(connect):
    client = connect(variables=AWS_VARIABLES)
    text = client.configure().only_error()
    assert "region" in text
    assert "AWS_REGION" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"region": "nowhere"}, ["region", "nowhere"]),
        ({"profile": "missing-profile"}, ["missing-profile"]),
        ({"access_key": "AKIDEXAMPLE"}, ["secret_key"]),
        ({"secret_key": "secret"}, ["access_key"]),
        ({"endpoints": [{"sagemaker": "not a url"}]}, ["not a url"]),
        ({"custom_ca_bundle": "/nowhere/ca.pem"}, ["/nowhere/ca.pem"]),
        ({"max_retries": -1}, ["max_retries"]),
    ],
)
def test_bad_arguments_get_one_diagnostic_with_a_cause(connect, given, words):
    client = connect(variables={"AWS_ACCESS_KEY_ID": None})
    text = client.configure(**given).only_error()
    for word in words:
        assert word in text


def test_an_unreachable_endpoint_is_named(plain, service):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        place = url.removeprefix("http://")
        only = {"sagemaker": url}
        plain.configure(endpoints=[only], max_retries=1).succeeded()
        assert place in plain.read(VERSION, saved_version(plain)).only_error()
        text = plain.configure(endpoints=endpoints(url), max_retries=1).only_error()
        assert "Retrieving AWS account details" in text
        assert place in text


def assert_refused(text, code):
    assert code in text
    assert "AKIDWRONG" not in text.replace("AKIDWRONG", "", 1)
    assert "wrong" not in text.replace("AKIDWRONG", "").lower().split()


WRONG_KEYS = {"access_key": "AKIDWRONG", "secret_key": "wrong"}


def test_refused_credentials_are_told_at_once(plain):
    text = plain.configure(**WRONG_KEYS).only_error()
    assert "retrieving caller identity from STS" in text
    assert_refused(text, "InvalidClientTokenId")


def test_credentials_that_are_not_checked_are_refused_later(plain):
    skips = {"skip_credentials_validation": True, "skip_requesting_account_id": True}
    answer = plain.configure(**WRONG_KEYS, **skips).succeeded()
    told = [item.summary for item in answer.warnings]
    assert told == ["AWS account ID not found for provider"]
    text = plain.read(VERSION, saved_version(plain)).only_error()
    assert_refused(text, "UnrecognizedClientException")


def role(name, account="210987654321"):
    return f"arn:aws:iam::{account}:role/{name}"


@pytest.mark.lifecycle
def test_roles_are_assumed_one_with_the_other(plain, service):
    blocks = [
        {"role_arn": role("first"), "session_name": "run-1", "duration": "30m"},
        {"role_arn": role("second", "109876543210"), "external_id": "customer/1"},
    ]
    plain.configure(assume_role=blocks).succeeded()
    first, second = [entry["input"] for entry in service.log("AssumeRole")]
    assert (first["RoleArn"], first["DurationSeconds"]) == (role("first"), "1800")
    assert first["RoleSessionName"] == "run-1"
    assert second["ExternalId"] == "customer/1"
    image = create_image(plain)
    assert ":109876543210:" in image["arn"]


def test_a_role_that_cannot_be_assumed_is_one_diagnostic(plain, service):
    fields = {"code": "AccessDenied", "message": "not you", "status": 403}
    service.fault("error", "AssumeRole", times=0, **fields)
    answer = plain.configure(assume_role=[{"role_arn": role("first")}])
    text = answer.only_error()
    assert text.startswith("Cannot assume IAM Role\n")
    assert role("first") in text
    assert "AccessDenied: not you" in text
    assert path_of(answer.errors[0]) == ["assume_role"]


def test_a_web_identity_is_exchanged_for_keys(connect, service):
    client = connect(variables={"AWS_ACCESS_KEY_ID": None, "AWS_ROLE_ARN": role("web")})
    token = {"web_identity_token": "the-token-itself"}
    client.configure(assume_role_with_web_identity=[token]).succeeded()
    [entry] = service.log("AssumeRoleWithWebIdentity")
    assert entry["input"]["RoleArn"] == role("web")
    assert entry["input"]["WebIdentityToken"] == "the-token-itself"
    assert "DurationSeconds" not in entry["input"]
    assert "the-token-itself" not in client.process.log()


@pytest.mark.parametrize(
    ("given", "passes"),
    [
        ({"allowed_account_ids": ["123456789012", "1"]}, True),
        ({"allowed_account_ids": ["210987654321"]}, False),
        ({"forbidden_account_ids": ["210987654321"]}, True),
        ({"forbidden_account_ids": ["123456789012"]}, False),
    ],
)
def test_account_lists_are_heeded(plain, given, passes):
    answer = plain.configure(**given)
    if passes:
        answer.succeeded()
        return
    assert "AWS account ID not allowed: 123456789012" in answer.only_error()
    assert [path_of(item) for item in answer.errors] == [list(given)]


def test_what_is_in_another_account_is_left_alone(plain, service):
    """With other credentials it would seem to be gone, and be made again there."""
    plain.configure().succeeded()
    state = create_image(plain)
    seen = service.log(service="sagemaker")
    plain.configure(assume_role=[{"role_arn": role("first")}]).succeeded()
    answer = plain.read(IMAGE, state)
    assert "Credentials of Another Account" in answer.only_error()
    assert answer.state == state
    assert service.log(service="sagemaker") == seen


def test_a_stop_ends_the_wait_for_credentials(plain, service):
    service.fault("hold", "GetCallerIdentity")
    config = Kind(plain.schema.provider).object()
    call = plain.start("ConfigureProvider", config=plain.dynamic(config))
    service.wait_for("GetCallerIdentity", state="held")
    plain.call("StopProvider")
    errors = [item for item in call.result().diagnostics if item.severity == 1]
    assert len(errors) == 1
    service.release()


def test_rules_of_the_provider_block_name_the_attribute(plain):
    config = Kind(plain.schema.provider).object(max_retries=-1)
    response = plain.call("ValidateProviderConfig", config=plain.dynamic(config))
    assert [path_of(item) for item in response.diagnostics] == [["max_retries"]]
