"""The stand-in itself: it would tell of a bad signature, and a log of another request is another log."""

from __future__ import annotations

import botocore.config
import botocore.session
import pytest
from stub import Stub, secret_of


def describe(stub, secret):
    """One signed request, made by botocore."""
    client = botocore.session.Session().create_client(
        "sagemaker",
        region_name="us-west-2",
        endpoint_url=stub.url + "/at-place",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=secret,
        aws_session_token="a-token",
        config=botocore.config.Config(proxies={}),
    )
    client.describe_image_version(ImageName="example-name", Version=1)


def test_a_good_signature_is_no_problem():
    with Stub() as stub:
        describe(stub, secret_of("AKIDEXAMPLE"))
        assert stub.problems() == []
        assert stub.log() == [
            {
                "to": "sagemaker",
                "call": "DescribeImageVersion",
                "at": "place",
                "key": "AKIDEXAMPLE",
                "region": "us-west-2",
                "for": "sagemaker",
                "token": "a-token",
            }
        ]


@pytest.mark.parametrize("secret", ["wrong", "secret/AKIDEXAMPLE "])
def test_a_bad_signature_is_a_problem(secret):
    with Stub() as stub:
        describe(stub, secret)
        (problem,) = stub.problems()
        assert "does not match" in problem
        assert stub.problems({"AKIDEXAMPLE": secret}) == []
