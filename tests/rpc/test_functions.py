"""GetFunctions and CallFunction against the rules by which both CLIs refuse, or crash on, a function."""

from __future__ import annotations

import json
import re

import pytest
from client import CALL_SECONDS
from values import UNKNOWN, decode_dynamic

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
ARN = "arn:aws:sagemaker:eu-west-1:123456789012:image-version/my.image/42"
MARKDOWN = 1


def called(client, name, *arguments):
    values = [client.dynamic(value) for value in arguments]
    request = client.messages.CallFunction.Request(name=name, arguments=values)
    return client.provider.CallFunction(request, timeout=CALL_SECONDS)


def test_every_function_is_wholly_described(plain):
    functions = plain.schema.functions
    assert len(functions) >= 4
    for name, function in functions.items():
        assert IDENTIFIER.fullmatch(name)
        assert function.summary, name
        assert function.description, name
        assert function.description_kind == MARKDOWN, name
        assert json.loads(getattr(function, "return").type), name
        names = [item.name for item in function.parameters]
        assert len(set(names)) == len(names), name
        for item in function.parameters:
            assert IDENTIFIER.fullmatch(item.name), name
            assert json.loads(item.type), name
            assert item.description, name
            assert item.description_kind == MARKDOWN, name


def test_the_functions_are_those_of_the_schema(plain):
    assert plain.call("GetFunctions").functions == plain.schema.functions
    metadata = plain.call("GetMetadata")
    assert {item.name for item in metadata.functions} == set(plain.schema.functions)


def test_a_function_works_in_a_process_that_is_not_configured(plain):
    response = called(plain, "image_version_arn_parse", ARN)
    assert not response.HasField("error")
    assert decode_dynamic(response.result) == {
        "partition": "aws",
        "region": "eu-west-1",
        "account_id": "123456789012",
        "image_name": "my.image",
        "version": 42,
    }


@pytest.mark.parametrize("argument", [None, UNKNOWN, 1.5, ["a"]])
def test_an_argument_that_is_no_text_is_an_error_at_it(plain, argument):
    response = called(plain, "image_version_arn_parse", argument)
    assert response.error.text
    assert response.error.HasField("function_argument")
    assert response.error.function_argument == 0
    assert not response.HasField("result")


def test_an_absent_value_is_null(plain):
    request = plain.messages.CallFunction.Request(
        name="image_version_arn_parse", arguments=[plain.messages.DynamicValue()]
    )
    response = plain.provider.CallFunction(request, timeout=CALL_SECONDS)
    assert "null" in response.error.text


def test_the_error_is_about_the_argument_that_is_wrong(plain):
    arguments = ["aws", "eu-west-1", "123456789012", "my.image", 42]
    for position in range(len(arguments)):
        wrong = 0.5 if position == len(arguments) - 1 else "\u00fc"
        bad = arguments[:position] + [wrong] + arguments[position + 1 :]
        response = called(plain, "image_version_arn_build", *bad)
        assert response.error.function_argument == position


def test_an_error_about_no_argument_has_none(plain):
    for name, arguments in (("nothing", []), ("image_uri_parse", ["a", "b"])):
        response = called(plain, name, *arguments)
        assert name in response.error.text
        assert not response.error.HasField("function_argument")
