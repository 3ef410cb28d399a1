"""The Security Token Service: who calls, and roles to assume."""

import datetime
import urllib.parse

import pytest
from botocore import UNSIGNED

from emulator.signature import Key
from emulator.testing import KEY

from .raw import exchange, shift_clock

ACCOUNT = "210987654321"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/path/publisher"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/publisher/run-1"
HOUR = 3600


def key_of(answer):
    given = answer["Credentials"]
    return Key(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])


def assume(emulator, key=KEY, **params):
    params = {"RoleArn": ROLE, "RoleSessionName": "run-1"} | params
    return emulator.client("sts", key=key).assume_role(**params)


def seconds_left(answer):
    end = answer["Credentials"]["Expiration"]
    return (end - datetime.datetime.now(datetime.UTC)).total_seconds()


def form(emulator, **params):
    """One unsigned form, as it is."""
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    body = urllib.parse.urlencode(params).encode()
    return exchange(emulator, "POST", "/", headers, body)


def test_it_says_who_the_caller_is(emulator):
    answer = emulator.client("sts").get_caller_identity()
    assert answer["Account"] == KEY.account
    assert answer["Arn"] == f"arn:aws:iam::{KEY.account}:user/emulator"
    assert answer["UserId"]
    entry = emulator.log("GetCallerIdentity")[-1]
    assert (entry["service"], entry["status"]) == ("sts", 200)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (Key("AKIANOBODY", "secret"), "InvalidClientTokenId"),
        (Key(KEY.access_key, "wrong"), "SignatureDoesNotMatch"),
    ],
)
@pytest.mark.parametrize("operation", ["get_caller_identity", "assume_role"])
def test_it_refuses_with_its_own_codes(emulator, operation, key, code, refused):
    client = emulator.client("sts", key=key)
    params = {"RoleArn": ROLE, "RoleSessionName": "run-1"}
    with refused(code, status=403):
        getattr(client, operation)(**(params if "role" in operation else {}))


@pytest.mark.parametrize("operation", ["GetCallerIdentity", "*"])
def test_it_can_be_throttled(emulator, refused, operation):
    emulator.fault("throttle", operation)
    with refused("Throttling", "Rate exceeded"):
        emulator.client("sts").get_caller_identity()


def test_it_knows_three_calls(emulator, refused):
    with refused("InvalidAction"):
        emulator.client("sts").get_session_token()


def test_a_form_without_the_version_is_no_call(emulator):
    answer = form(emulator, Action="GetCallerIdentity")
    assert answer.status == 400
    assert b"<Code>InvalidAction</Code>" in answer.body
    assert b"NO_VERSION_SPECIFIED" in answer.body


def test_a_session_acts_in_the_account_of_its_role(emulator):
    answer = assume(emulator)
    assert answer["AssumedRoleUser"]["Arn"] == SESSION
    assert HOUR - 10 < seconds_left(answer) <= HOUR
    key = key_of(answer)
    caller = emulator.client("sts", key=key).get_caller_identity()
    assert (caller["Account"], caller["Arn"]) == (ACCOUNT, SESSION)
    image = emulator.client(key=key).create_image(ImageName="one", RoleArn=ROLE)
    assert f":{ACCOUNT}:" in image["ImageArn"]
    assert set(emulator.images(account=ACCOUNT)) == {"one"}


@pytest.mark.parametrize(("late", "ended"), [(895, False), (901, True)])
def test_a_session_ends_when_it_was_said_to(
    emulator, refused, monkeypatch, late, ended
):
    key = key_of(assume(emulator, DurationSeconds=900))
    emulator.set(clock_offset=late)
    shift_clock(monkeypatch, late)
    sagemaker, sts = emulator.client(key=key), emulator.client("sts", key=key)
    if not ended:
        sagemaker.list_images()
        sts.get_caller_identity()
        return
    with refused("ExpiredTokenException"):
        sagemaker.list_images()
    with refused("ExpiredToken", status=403):
        sts.get_caller_identity()


def test_a_session_without_its_token_is_nobody(emulator, refused):
    key = key_of(assume(emulator))
    with refused("UnrecognizedClientException"):
        emulator.client(key=Key(key.access_key, key.secret_key)).list_images()


def test_a_reset_ends_sessions(emulator, refused):
    key = key_of(assume(emulator))
    emulator.reset("state")
    with refused("UnrecognizedClientException"):
        emulator.client(key=key).list_images()


def test_everything_of_a_request_is_read(emulator):
    answer = assume(
        emulator,
        DurationSeconds=900,
        ExternalId="the/external:id",
        SourceIdentity="someone",
        Policy='{"Version": "2012-10-17"}',
        PolicyArns=[{"arn": f"arn:aws:iam::{ACCOUNT}:policy/one"}] * 2,
        Tags=[{"Key": "team", "Value": "größe"}],
        TransitiveTagKeys=["team"],
    )
    assert 890 < seconds_left(answer) <= 900
    assert answer["SourceIdentity"] == "someone"
    entry = emulator.log("AssumeRole")[-1]
    assert entry["input"]["Tags.member.1.Value"] == "größe"
    assert entry["input"]["PolicyArns.member.2.arn"].endswith("policy/one")
    assert entry["access_key"] == KEY.access_key


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"RoleSessionName": "x"}, "greater than or equal to 2"),
        ({"RoleSessionName": "a b"}, "regular expression"),
        ({"DurationSeconds": 899}, "greater than or equal to 900"),
        ({"RoleArn": "arn:aws:iam::1:role/one"}, "is invalid"),
        ({"Tags": [{"Key": "", "Value": ""}]}, "tags.1.member.key"),
    ],
)
def test_what_the_model_forbids_is_refused(emulator, params, words, refused):
    params = {"RoleArn": ROLE, "RoleSessionName": "run-1"} | params
    client = emulator.client("sts", parameter_validation=False)
    with refused("ValidationError", words):
        client.assume_role(**params)


def test_a_number_that_is_none_is_refused(emulator):
    answer = form(
        emulator,
        Action="AssumeRoleWithWebIdentity",
        Version="2011-06-15",
        RoleArn=ROLE,
        RoleSessionName="run-1",
        WebIdentityToken="token",
        DurationSeconds="soon",
    )
    assert answer.status == 400
    assert b"be an integer" in answer.body


def test_a_session_of_a_session_is_short(emulator, refused):
    key = key_of(assume(emulator))
    second = f"arn:aws:iam::{KEY.account}:role/second"
    answer = assume(emulator, key, RoleArn=second, RoleSessionName="run-2")
    assert f":{KEY.account}:assumed-role/second/run-2" in str(answer["AssumedRoleUser"])
    with refused("ValidationError", "role chaining"):
        assume(emulator, key, DurationSeconds=HOUR + 1)


def test_a_token_is_exchanged_without_a_signature(emulator):
    client = emulator.client("sts", signature_version=UNSIGNED)
    answer = client.assume_role_with_web_identity(
        RoleArn=ROLE, RoleSessionName="run-1", WebIdentityToken="any-token"
    )
    caller = emulator.client("sts", key=key_of(answer)).get_caller_identity()
    assert caller["Arn"] == SESSION
    assert "access_key" not in emulator.log("AssumeRoleWithWebIdentity")[-1]


def test_a_role_that_may_not_be_assumed_is_a_fault(emulator, refused):
    message = "User is not authorized to perform: sts:AssumeRole"
    emulator.fault(
        "error", "AssumeRole", code="AccessDenied", status=403, message=message
    )
    with refused("AccessDenied", message, status=403):
        assume(emulator)
