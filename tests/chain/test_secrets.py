"""What the provider knows and nobody may read: not in its log at the finest level, not in what it says.

Every case of the chain plants secrets that are told apart by their form. A few more make the services repeat them.
"""

from __future__ import annotations

import re

import cases
import pytest
from cases import Case
from stub import Stub

from provider import run

PLANTED = re.compile(
    r"secret(/|%2F|\\/)\w+"
    r"|token(/|%2F|\\/)[A-Z]\w+"
    r"|(cached|refreshed)-(access|refresh)-token"
    r"|example-client-secret|example-metadata-token"
    r"|example\.web\.token"
    r"|token-of-the-(file|environment)|Bearer of"
    r"|Signature=[0-9a-f]{16}"
)
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "secret/AKIDENV"}
WITH_TOKEN = KEYS | {"AWS_SESSION_TOKEN": "token/AKIDENV"}
CANONICAL = (
    "The request signature we calculated does not match the signature you provided. "
    "The Canonical String for this request should have been 'POST\n/\n\n"
    "content-type:application/x-www-form-urlencoded\nhost:example\n"
    "x-amz-security-token:token/AKIDENV\n\n' and not secret/AKIDENV"
)
ROLE = "arn:aws:iam::123456789012:role/deploy"
PROCESS = "[default]\ncredential_process = "
SSO = """
[default]
sso_session = mine
sso_account_id = 123456789012
sso_role_name = Admin
[sso-session mine]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start
"""
SSO_TOKEN = (
    '{"accessToken": "cached-access-token", "expiresAt": "@TIME%s@", '
    '"refreshToken": "cached-refresh-token", "clientId": "example-client", '
    '"clientSecret": "example-client-secret", "registrationExpiresAt": "@TIME+86400@"}'
)
SSO_FILE = ".aws/sso/cache/@SHA1:mine@.json"


def refusal(text, status=400):
    return [{"status": status, "code": "ExampleRefusal", "message": text}]


ECHOES = [
    Case(
        "the identity is refused with the canonical request",
        env=WITH_TOKEN,
        args={"max_retries": 1},
        stub={"GetCallerIdentity": refusal(CANONICAL, 403)},
    ),
    Case(
        "a role is refused with the token",
        env=WITH_TOKEN,
        args={"assume_role": [{"role_arn": ROLE}]},
        stub={"AssumeRole": refusal("the token token/AKIDENV is not good")},
    ),
    Case(
        "a web identity is refused with its token",
        env={"AWS_WEB_IDENTITY_TOKEN_FILE": "@HOME@/web", "AWS_ROLE_ARN": ROLE},
        files={"web": "example.web.token"},
        stub={"AssumeRoleWithWebIdentity": refusal("no: example.web.token")},
    ),
    Case(
        "the portal refuses with the token",
        config=SSO,
        files={SSO_FILE: SSO_TOKEN % "+3600"},
        stub={"GetRoleCredentials": refusal("cached-access-token is not known", 401)},
    ),
    Case(
        "refreshing is refused with what was sent",
        config=SSO,
        files={SSO_FILE: SSO_TOKEN % "-60"},
        stub={"CreateToken": refusal("cached-refresh-token example-client-secret")},
    ),
    Case(
        "the service refuses with the canonical request",
        env=WITH_TOKEN,
        args={"max_retries": 1},
        stub={"DescribeImageVersion": refusal(CANONICAL)},
    ),
    Case(
        "a container refuses with its token",
        env={
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "@STUB@/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer of the example",
        },
        stub={"ContainerCredentials": refusal("who is Bearer of the example?", 403)},
    ),
    Case(
        "a process prints its keys and fails",
        config=PROCESS + "cat @HOME@/keys.json; exit 2\n",
        files={"keys.json": '{"Version": 1, "SecretAccessKey": "secret/AKIDPROCESS"}'},
    ),
    Case(
        "a process prints broken JSON with keys",
        config=PROCESS + "cat @HOME@/keys.json\n",
        files={"keys.json": '{"Version": 1, "SecretAccessKey": "secret/AKIDPROCESS"'},
    ),
    Case(
        "a token file holds broken JSON with tokens",
        config=SSO,
        files={SSO_FILE: '{"accessToken": "cached-access-token"'},
    ),
    Case(
        "a container answers broken JSON with keys",
        env={"AWS_CONTAINER_CREDENTIALS_FULL_URI": "@STUB@/credentials"},
        stub={
            "ContainerCredentials": [{"body": '{"SecretAccessKey": "secret/BROKEN"'}]
        },
    ),
    Case(
        "the token service answers broken XML with keys",
        env=KEYS,
        args={"assume_role": [{"role_arn": ROLE}]},
        stub={"AssumeRole": [{"body": "<SecretAccessKey>secret/BROKEN</Secret"}]},
    ),
]
ALL = cases.load() | {case.name: case for case in ECHOES}


def leaks(case, outcome):
    """What of the secrets can be read, and where."""
    places = {"the log": outcome.log}
    places["a diagnostic"] = "\n".join(map(str, outcome.diagnostics))
    secrets = [PLANTED]
    if case.name in cases.load():
        keys = cases.expected(case).get("keys")
        if keys and len(keys["secret"]) > 4:
            secrets.append(re.compile(re.escape(keys["secret"])))
    return [
        f"{place} has {found.group()!r}"
        for place, text in places.items()
        for secret in secrets
        if (found := secret.search(text))
    ]


@pytest.mark.parametrize("name", ALL)
def test_secrets_stay_inside(name, home, stubs):
    case = ALL[name]
    with Stub(case.stub) as stub:
        outcome = run(case, home, stub, stubs, TF_LOG="trace")
    if found := leaks(case, outcome):
        pytest.fail("\n".join(found), pytrace=False)


def test_a_process_sees_the_environment_and_nothing_more(home, stubs):
    """Its keys come from files and arguments, which are not for a program of the user's."""
    case = Case(
        "dump",
        config=PROCESS + "env > @HOME@/dump; cat @HOME@/keys.json\n",
        credentials="[other]\naws_access_key_id = A\naws_secret_access_key = secret/A\n",
        env={"MARKER": "a variable of the user's"},
        files={
            "keys.json": '{"Version": 1, "AccessKeyId": "AKIDPROCESS", '
            '"SecretAccessKey": "secret/AKIDPROCESS", "SessionToken": "token/AKIDPROCESS"}'
        },
        args={"assume_role": [{"role_arn": ROLE}]},
    )
    with Stub(case.stub) as stub:
        outcome = run(case, home, stub, stubs, TF_LOG="trace")
    dump = (home / "dump").read_text()
    assert "MARKER=a variable of the user's" in dump
    assert f"HOME={home}" in dump
    assert not PLANTED.search(dump)
    assert leaks(case, outcome) == []


def test_the_planted_secrets_would_be_found():
    """The form by which this file knows a secret is that of the secrets it plants."""
    for text in ["secret/AKIDENV", "token%2FAKIDENV", "cached-access-token"]:
        assert PLANTED.search(f"words {text} words")
    assert not PLANTED.search("/home/token and AWS_SECRET_ACCESS_KEY, secret_key")
