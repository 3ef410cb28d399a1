"""The expectations against botocore, which the AWS CLI is made of; where it differs, the case says why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import cases
import pytest
from stub import Stub

SCRIPT = Path(__file__).with_name("botocore_keys.py")
# With other arguments a case is not a matter of the chain alone.
ARGUMENTS = {"profile", "region"}


def asked_of_both():
    return [
        name
        for name, case in cases.load().items()
        if case.args.keys() <= ARGUMENTS and case.oracle
    ]


@pytest.fixture(scope="module")
def helper(tmp_path_factory):
    """Answers one case after the other."""
    link = tmp_path_factory.mktemp("botocore") / "home"
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"HOME": str(link), "PATH": os.environ["PATH"]},
        text=True,
    )

    def ask(case, home, url):
        environment = cases.environment(case, home, url) | {"HOME": str(link)}
        # botocore reads this variable only, and the region is not what is asked.
        if region := environment.get("AWS_REGION"):
            environment.setdefault("AWS_DEFAULT_REGION", region)
        asked = {"environment": environment, "home": str(home)}
        asked["profile"] = case.args.get("profile") or None
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield ask
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


def roles(log):
    """Which role was assumed with which key, in that order."""
    found = [
        (item.get("key"), item["parameters"]["RoleArn"])
        for item in log
        if item["call"].startswith("AssumeRole")
    ]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("name", asked_of_both())
def test_botocore_finds_the_same_keys_or_the_case_says_why_not(name, home, helper):
    case = cases.load()[name]
    found = cases.expectations()[name]
    with Stub(case.stub) as stub:
        cases.write_files(case, home, stub.url)
        theirs = helper(case, home, stub.url)
        assumed = roles(stub.log())
    # What goes wrong after the keys were found is not botocore's matter here.
    only_keys = found["error"] in ("region", "identity", "account")
    same = only_keys or theirs.get("keys") == found["keys"]
    if found["keys"]:
        same = same and assumed == roles(found["log"])
    if case.botocore and same:
        pytest.fail(f"botocore agrees, but: {case.botocore}", pytrace=False)
    if not case.botocore and not same:
        pytest.fail(f"botocore: {theirs}, Go: {found['keys'] or found['text']}", False)
