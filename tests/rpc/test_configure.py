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
        ({"endpoints": [{"sagemaker": "not a url", "sts": None}]}, ["not a url"]),
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
        plain.configure(endpoints=endpoints(url), max_retries=1).succeeded()
        text = plain.read(VERSION, saved_version(plain)).only_error()
        assert url.removeprefix("http://") in text


def test_refused_credentials_are_told(plain):
    plain.configure(access_key="AKIDWRONG", secret_key="wrong").succeeded()
    text = plain.read(VERSION, saved_version(plain)).only_error()
    assert "UnrecognizedClientException" in text
    assert "AKIDWRONG" not in text.replace("AKIDWRONG", "", 1)
    assert "wrong" not in text.replace("AKIDWRONG", "").lower().split()


def test_rules_of_the_provider_block_name_the_attribute(plain):
    config = Kind(plain.schema.provider).object(max_retries=-1)
    response = plain.call("ValidateProviderConfig", config=plain.dynamic(config))
    assert [path_of(item) for item in response.diagnostics] == [["max_retries"]]
