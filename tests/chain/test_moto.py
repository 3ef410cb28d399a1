"""The provider against moto's token service, which checks signatures and permissions with code that is not ours."""

from __future__ import annotations

import json
import urllib.request

import botocore.config
import botocore.session
import errors
import pytest
from cases import Case
from moto.server import ThreadedMotoServer

from provider import configure

REGION = "us-west-2"
ACCOUNT = "123456789012"
FREE_CALLS = 6  # those that make the user, after which each needs a good signature
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "sts:AssumeRole",
        }
    ],
}


class Moto:
    """The service with one user who may do anything, and one role that may, too."""

    def __init__(self, url):
        self.url = url
        self._reset()
        iam = botocore.session.Session().create_client(
            "iam",
            region_name=REGION,
            endpoint_url=url,
            aws_access_key_id="anything",
            aws_secret_access_key="anything",
            config=botocore.config.Config(proxies={}),
        )
        iam.create_user(UserName="somebody")
        key = iam.create_access_key(UserName="somebody")["AccessKey"]
        self.access_key, self.secret_key = key["AccessKeyId"], key["SecretAccessKey"]
        made = iam.create_policy(PolicyName="all", PolicyDocument=json.dumps(POLICY))
        policy = made["Policy"]["Arn"]
        iam.attach_user_policy(UserName="somebody", PolicyArn=policy)
        trust = json.dumps(TRUST)
        role = iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=trust)
        self.role = role["Role"]["Arn"]
        iam.attach_role_policy(RoleName="deploy", PolicyArn=policy)

    def _reset(self):
        request = urllib.request.Request(
            f"{self.url}/moto-api/reset-auth",
            data=str(FREE_CALLS).encode(),
            headers={"Content-Type": "text/plain"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as answer:
            assert answer.status == 200

    def case(self, **more):
        """A case with the user's keys, whose provider asks moto only."""
        given = {
            "region": REGION,
            "access_key": self.access_key,
            "secret_key": self.secret_key,
            "allowed_account_ids": [ACCOUNT],
            "endpoints": [{"sts": self.url}],
            "max_retries": 1,
        }
        return Case("moto", args=given | more)


@pytest.fixture(scope="module")
def moto():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Moto(f"http://{host}:{port}")
    server.stop()


@pytest.fixture
def configured(moto, home, stubs):
    """Configures a provider with arguments over the good ones."""

    def make(**more):
        return configure(moto.case(**more), home, moto.url, stubs)

    return make


def test_a_good_key_is_accepted(configured):
    assert configured().errors == []


def test_a_wrong_secret_is_refused(configured):
    (text,) = configured(secret_key="wrong").errors
    assert errors.kind_of(text) == "identity"
    assert errors.api_code(text) == "SignatureDoesNotMatch"


def test_a_key_that_does_not_exist_is_refused(configured):
    (text,) = configured(access_key="AKIAIOSFODNN7EXAMPLE").errors
    assert errors.kind_of(text) == "identity"
    assert errors.api_code(text) == "InvalidClientTokenId"


def test_a_token_that_does_not_belong_to_the_key_is_refused(configured):
    assert configured(token="of nobody").errors


def test_a_role_is_assumed_and_its_keys_are_accepted(configured, moto):
    roles = [{"role_arn": moto.role, "session_name": "a-name", "duration": "1h"}]
    assert configured(assume_role=roles).errors == []


def test_a_role_is_assumed_with_everything_that_can_be_said(configured, moto):
    """But for blanks: moto spells them as plus signs before it checks a signature."""
    role = {
        "role_arn": moto.role,
        "session_name": "a-name@example",
        "external_id": "an/external:id+1",
        "policy": json.dumps(POLICY, separators=(",", ":")),
        "policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "tags": {"Team": "a+b", "Cost": "1=2&3/ä"},
        "transitive_tag_keys": ["Team"],
        "source_identity": "somebody",
    }
    assert configured(assume_role=[role]).errors == []


def test_a_role_assumes_a_role(configured, moto):
    roles = [{"role_arn": moto.role}, {"role_arn": moto.role}]
    assert configured(assume_role=roles).errors == []


def test_a_role_is_not_assumed_with_a_wrong_secret(configured, moto):
    (text,) = configured(
        secret_key="wrong", assume_role=[{"role_arn": moto.role}]
    ).errors
    assert errors.kind_of(text) == "role"
    assert errors.api_code(text) == "SignatureDoesNotMatch"


def test_another_account_is_not_allowed(configured):
    (text,) = configured(allowed_account_ids=["111111111111"]).errors
    assert errors.kind_of(text) == "account"
