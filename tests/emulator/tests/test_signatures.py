"""Signatures: what is accepted, and what is refused with which error."""

import hashlib

import pytest

from emulator.errors import ApiError
from emulator.service import Request
from emulator.signature import BUILT_IN_KEYS, Key, Keyring
from emulator.testing import KEY, Emulator

from .raw import exchange, send, shift_clock, signed_headers

BODY = b"{}"
TEMPORARY = Key("ASIAEXAMPLE", "secret", "token/with+signs==")
OTHER = Key("AKIAOTHER", "other-secret", account="210987654321")

# A request signed by botocore and recomputed by hand with plain HMAC, for three
# pairs of host and session token.
GOLDEN_BODY = b'{"ImageName":"example-name","Version":1}'
GOLDEN_TIME = 1795348800
GOLDEN = [
    (
        "api.sagemaker.us-west-2.amazonaws.com",
        "",
        "8b96091d02e69490538f49974b680a0c7584b7399941f4ad76bf76e6e65850f0",
    ),
    (
        "api.sagemaker.us-west-2.amazonaws.com",
        "TOKENEXAMPLE",
        "5cd945225dca0f24e603b9d1e2a2c84deb2ac5a57e6af6469d21351007af4295",
    ),
    (
        "127.0.0.1:4580",
        "",
        "5e6df3046de17b549680d4973846d5bc37784fc9206e17db174971d6f4da55e4",
    ),
]


def golden_request(host, token, signature):
    names = "content-type;host;x-amz-date;x-amz-target"
    if token:
        names = names.replace(";x-amz-target", ";x-amz-security-token;x-amz-target")
    headers = {
        "host": [host],
        "content-type": ["application/x-amz-json-1.1"],
        "x-amz-date": ["20261122T120000Z"],
        "x-amz-target": ["SageMaker.DescribeImageVersion"],
        "authorization": [
            "AWS4-HMAC-SHA256 "
            "Credential=AKIDEXAMPLE/20261122/us-west-2/sagemaker/aws4_request, "
            f"SignedHeaders={names}, Signature={signature}"
        ],
    }
    if token:
        headers["x-amz-security-token"] = [token]
    return Request("POST", "/", headers, GOLDEN_BODY, 1)


@pytest.mark.parametrize(("host", "token", "signature"), GOLDEN)
def test_the_golden_signatures_are_accepted(host, token, signature):
    key = Key("AKIDEXAMPLE", BUILT_IN_KEYS[1].secret_key, token)
    request = golden_request(host, token, signature)
    caller = Keyring([key]).verify(request, "sagemaker", GOLDEN_TIME)
    assert (caller.account, caller.region) == ("123456789012", "us-west-2")


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_are_within_the_window(seconds):
    request = golden_request(*GOLDEN[0])
    Keyring(BUILT_IN_KEYS).verify(request, "sagemaker", GOLDEN_TIME + seconds)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (
            301,
            "Signature expired: 20261122T120000Z is now earlier than "
            "20261122T120001Z (20261122T120501Z - 5 min.)",
        ),
        (
            -301,
            "Signature not yet current: 20261122T120000Z is still later than "
            "20261122T115959Z (20261122T115459Z + 5 min.)",
        ),
    ],
)
def test_more_than_five_minutes_are_not(seconds, text):
    request = golden_request(*GOLDEN[0])
    with pytest.raises(ApiError) as caught:
        Keyring(BUILT_IN_KEYS).verify(request, "sagemaker", GOLDEN_TIME + seconds)
    assert caught.value.code == "InvalidSignatureException"
    assert caught.value.message == text


def post(emulator, headers, body=BODY):
    return exchange(emulator, "POST", "/", headers, body)


def refusal(answer):
    error = answer.json()
    return answer.status, error["__type"], error["message"]


@pytest.fixture
def headers(emulator):
    return signed_headers(emulator.url, "ListImages", BODY)


def test_a_signed_request_is_answered(emulator, headers):
    assert post(emulator, headers).status == 200


def test_no_signature_is_a_missing_token(emulator, headers):
    del headers["Authorization"]
    status, code, _ = refusal(post(emulator, headers))
    assert (status, code) == (400, "MissingAuthenticationTokenException")


def test_an_unknown_key_is_unrecognized(emulator, refused):
    with refused("UnrecognizedClientException", "security token included"):
        send(emulator, "ListImages", {}, key=Key("AKIANOBODY", "secret"))


def test_a_token_that_does_not_belong_is_unrecognized(emulator, refused):
    with refused("UnrecognizedClientException"):
        send(
            emulator,
            "ListImages",
            {},
            key=Key(KEY.access_key, KEY.secret_key, "other token"),
        )


def test_a_wrong_secret_is_an_invalid_signature(emulator, refused):
    with refused("InvalidSignatureException", "does not match") as error:
        send(emulator, "ListImages", {}, key=Key(KEY.access_key, "wrong"))
    assert "The Canonical String for this request should have been" in error.message
    assert "AWS4-HMAC-SHA256" in error.message


def test_another_body_is_an_invalid_signature(emulator, headers):
    status, code, _ = refusal(post(emulator, headers, b'{"MaxResults": 1}'))
    assert (status, code) == (400, "InvalidSignatureException")


@pytest.mark.parametrize("name", ["X-Amz-Target", "Host", "Content-Type"])
def test_a_changed_signed_header_is_an_invalid_signature(emulator, headers, name):
    changed = {
        "X-Amz-Target": "SageMaker.DescribeImage",
        "Host": "elsewhere",
        "Content-Type": "application/x-amz-json-1.1; charset=utf-8",
    }
    answer = post(emulator, headers | {name: changed[name]})
    assert refusal(answer)[1] == "InvalidSignatureException"


def test_refusals_are_403_when_switched(emulator, refused):
    emulator.set(auth_status="403")
    with refused("InvalidSignatureException", status=403):
        send(emulator, "ListImages", {}, key=Key(KEY.access_key, "wrong"))


@pytest.mark.parametrize(
    ("signing", "text"),
    [
        ({"service": "sts"}, "correct service: 'sagemaker'"),
        ({"region": "No_Region"}, "valid region"),
    ],
)
def test_another_scope_is_an_invalid_signature(emulator, signing, text, refused):
    with refused("InvalidSignatureException", text):
        send(emulator, "ListImages", {}, **signing)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("AWS4-HMAC-SHA256", "AWS4-ECDSA", "IncompleteSignatureException"),
        ("Credential=", "Nothing=", "IncompleteSignatureException"),
        ("Signature=", "Nothing=", "IncompleteSignatureException"),
        ("SignedHeaders=", "Nothing=", "IncompleteSignatureException"),
        ("/sagemaker/", "/", "IncompleteSignatureException"),
        ("content-type;host", "host;content-type", "IncompleteSignatureException"),
        ("content-type;host", "content-type", "InvalidSignatureException"),
        (";x-amz-target", "", "InvalidSignatureException"),
        (";x-amz-target", ";x-amz-target;x-none", "InvalidSignatureException"),
        ("aws4_request", "aws5_request", "InvalidSignatureException"),
    ],
)
def test_a_broken_authorization_is_refused(emulator, headers, old, new, code):
    assert old in headers["Authorization"]
    headers["Authorization"] = headers["Authorization"].replace(old, new)
    assert refusal(post(emulator, headers))[1] == code


@pytest.mark.parametrize("name", ["X-Amz-Target", "X-Amz-Content-SHA256"])
def test_a_header_that_has_to_be_signed_is_not_taken_unsigned(emulator, name):
    more = {"X-Amz-Content-SHA256": hashlib.sha256(BODY).hexdigest()}
    headers = signed_headers(
        emulator.url, "ListImages", BODY, more=more, unsigned=[name]
    )
    _, code, message = refusal(post(emulator, headers))
    assert code == "InvalidSignatureException"
    assert f"'{name.lower()}' must be a 'SignedHeader'" in message


def test_a_scope_of_another_day_is_refused(emulator, headers):
    today = headers["X-Amz-Date"][:8]
    headers["Authorization"] = headers["Authorization"].replace(today, "20200101")
    _, code, message = refusal(post(emulator, headers))
    assert code == "InvalidSignatureException"
    assert message.startswith("Date in Credential scope does not match YYYYMMDD")


@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("yesterday", "IncompleteSignatureException"),
        ("20269999T999999Z", "IncompleteSignatureException"),
        ("20200101T000000Z", "InvalidSignatureException"),
    ],
)
def test_a_broken_date_is_refused(emulator, headers, date, code):
    answer = post(emulator, headers | {"X-Amz-Date": date})
    assert refusal(answer)[1] == code


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-600, "Signature expired"), (600, "Signature not yet current")],
)
def test_a_clock_ten_minutes_off_is_refused(
    emulator, monkeypatch, seconds, text, refused
):
    shift_clock(monkeypatch, seconds)
    with refused("InvalidSignatureException", text):
        send(emulator, "ListImages", {})


def test_every_header_that_was_signed_is_verified(emulator):
    more = {"amz-sdk-request": "attempt=1; max=3", "x-own": "  two   blanks "}
    headers = signed_headers(emulator.url, "ListImages", BODY, more=more)
    assert "amz-sdk-request" in headers["Authorization"]
    assert post(emulator, headers).status == 200
    headers["amz-sdk-request"] = "attempt=2; max=3"
    assert refusal(post(emulator, headers))[1] == "InvalidSignatureException"


def test_a_declared_body_hash_has_to_be_right(emulator):
    for body, status in ((BODY, 200), (b"{} ", 400)):
        digest = hashlib.sha256(body).hexdigest()
        more = {"X-Amz-Content-SHA256": digest}
        headers = signed_headers(emulator.url, "ListImages", BODY, more=more)
        assert post(emulator, headers).status == status


def test_keys_of_the_command_line_have_their_accounts_and_tokens(refused):
    options = [
        f"--credential={OTHER.access_key}:{OTHER.secret_key}:{OTHER.account}",
        f"--credential={TEMPORARY.access_key}:{TEMPORARY.secret_key}:{TEMPORARY.token}",
    ]
    with Emulator(options=options) as emulator:
        arn = emulator.client(key=OTHER).create_image(
            ImageName="example-name",
            RoleArn="arn:aws:iam::210987654321:role/example-role",
        )["ImageArn"]
        assert f":{OTHER.account}:" in arn
        assert set(emulator.images(account=OTHER.account)) == {"example-name"}
        assert emulator.client(key=TEMPORARY).list_images()["Images"] == []
        with refused("UnrecognizedClientException"):
            send(emulator, "ListImages", {}, key=Key("ASIAEXAMPLE", "secret"))
