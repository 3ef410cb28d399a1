"""The cases: what is in the environment, the files and the provider block, and what must come of it.

``cases/*.toml`` holds what is given, ``expected.json`` what the Go programs of tools/oracle make of it. A case that is
to end otherwise here says so itself, with ``ours`` and the reason in ``differs``.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from stub import secret_of, stamp

FOLDER = Path(__file__).resolve().parent
EXPECTED = FOLDER / "expected.json"
PLACEHOLDER = re.compile(r"@(HOME|STUB|TIME|MILLIS|SHA1|SHA256)([+-]\d+|:[^@]*)?@")

# Each service is the stub, and nothing else is asked, unless a case says otherwise.
ENVIRONMENT = {
    "AWS_REGION": "us-west-2",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_ENDPOINT_URL_SAGEMAKER": "@STUB@",
    "AWS_ENDPOINT_URL_SIGNIN": "@STUB@",
    "AWS_ENDPOINT_URL_SSO": "@STUB@",
    "AWS_ENDPOINT_URL_SSO_OIDC": "@STUB@",
    "AWS_ENDPOINT_URL_STS": "@STUB@",
}


@dataclass
class Case:
    """One case; the names are those of the TOML."""

    name: str
    covers: str = ""  # section of the reference
    config: str | None = None  # ~/.aws/config
    credentials: str | None = None  # ~/.aws/credentials
    files: dict = field(default_factory=dict)  # others, by path under HOME
    env: dict = field(default_factory=dict)
    without: list = field(default_factory=list)  # of ENVIRONMENT
    args: dict = field(default_factory=dict)
    stub: dict = field(default_factory=dict)
    oracle: bool = True  # False: not a matter of the Go modules; ours says all
    differs: str = ""
    ours: dict = field(default_factory=dict)
    botocore: str = ""  # why botocore comes to another result
    group: str = ""

    def all_files(self):
        named = {".aws/config": self.config, ".aws/credentials": self.credentials}
        return {path: text for path, text in named.items() if text is not None} | (
            self.files
        )

    def text(self):
        """All that the case gives, to look for a word in it."""
        return json.dumps([self.all_files(), self.env, self.args])


def _replace(match, home, url):
    kind, more = match.groups()
    more = more or ""
    if kind == "HOME":
        return str(home)
    if kind == "STUB":
        return url
    if kind == "TIME":
        return stamp(int(more or 0))
    name = more.removeprefix(":").encode()
    return hashlib.new(kind.lower(), name).hexdigest()


def fill(value, home, url):
    """The value with its placeholders filled in, whatever it is made of."""
    if isinstance(value, dict):
        return {
            fill(name, home, url): fill(item, home, url) for name, item in value.items()
        }
    if isinstance(value, list):
        return [fill(item, home, url) for item in value]
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda match: _replace(match, home, url), value)
    return value


def write_files(case, home, url):
    for path, text in fill(case.all_files(), home, url).items():
        file = home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        if text.startswith("#!"):
            file.chmod(0o700)


def environment(case, home, url):
    """The whole environment of the program under test."""
    kept = {
        name: value for name, value in ENVIRONMENT.items() if name not in case.without
    }
    given = fill(kept | case.env, home, url)
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | given


@functools.cache
def load():
    """All cases by name."""
    found = {}
    for file in sorted((FOLDER / "cases").glob("*.toml")):
        for row in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            case = Case(**row, group=file.stem)
            assert case.name not in found, f"two cases are called {case.name}"
            assert bool(case.differs) == bool(case.ours), case.name
            found[case.name] = case
    return found


@functools.cache
def expectations():
    return json.loads(EXPECTED.read_text(encoding="utf-8"))


def of_static_keys(key, token="", region="us-west-2"):
    """What comes of keys that need no request but the one that tries them."""
    scope = {"key": key, "region": region, "token": token}
    return {
        "keys": {"id": key, "secret": secret_of(key), "token": token},
        "region": region,
        "log": [
            {"to": "sts", "call": "GetCallerIdentity", "for": "sts"} | scope,
            {"to": "sagemaker", "call": "any", "for": "sagemaker"} | scope,
        ],
    }


def expected(case):
    """What must come of a case here: Go's answer, unless the case says what is ours.

    ``ours`` with an ``id`` is a success with those keys, with an ``error`` a failure
    before any request, as far as it does not say more.
    """
    ours = dict(case.ours)
    if not ours:
        return expectations()[case.name]
    base = {"error": None, "code": None, "keys": None, "region": None}
    base |= {"warnings": [], "log": []}
    if case.oracle:
        base |= expectations()[case.name]
    if key := ours.pop("id", None):
        base |= {"error": None, "code": None, "warnings": []}
        base |= of_static_keys(
            key, ours.pop("token", ""), ours.pop("region", "us-west-2")
        )
    elif "error" in ours:
        base |= {"keys": None, "region": None, "code": None}
    return base | ours


def brief(case, log):
    """A log without what may differ: made-up names of sessions, repetitions, which images were read."""
    found = []
    given = case.text()
    for item in log:
        item = dict(item)
        if item["to"] == "sagemaker":
            item["call"] = "any"
        if "parameters" in item:
            values = dict(item["parameters"])
            session = values.get("RoleSessionName")
            if session and json.dumps(session)[1:-1] not in given:
                values["RoleSessionName"] = "made up"
            item["parameters"] = values
        if item not in found:
            found.append(item)
    return found
