"""Which keys the provider finds, from where and with which requests, case by case as hashicorp/aws does."""

from __future__ import annotations

import json

import cases
import errors
import pytest
from stub import Stub

from provider import run

CASES = cases.load()


def shown(log):
    return "\n".join(json.dumps(item, sort_keys=True) for item in log)


def found_keys(log):
    """Key and token of the request for which the keys were."""
    for item in log:
        if item["to"] == "sagemaker":
            return item["key"], item["token"]
    return None


def differences(case, outcome, stub, home):
    """What came out otherwise than expected, each thing by its name."""
    wanted = cases.expected(case)
    keys, log = wanted["keys"], cases.brief(case, stub.log())
    log = json.loads(json.dumps(log).replace(str(home), "@HOME@"))
    text = "\n".join(outcome.errors)
    kind, code = errors.kind_of(text), errors.api_code(text)
    failed = bool(outcome.errors) and not wanted.get("after")
    found = {}

    def compare(name, ours, theirs):
        if ours != theirs:
            found[name] = f"ours {ours!r}, expected {theirs!r}"

    compare("failure", failed, bool(wanted["error"]))
    if failed:
        compare("kind of error", kind, wanted["error"])
        if wanted["code"]:
            compare("code", code, wanted["code"])
    else:
        pair = (keys["id"], keys["token"]) if keys else None
        compare("keys", found_keys(log), pair)
    compare("warnings", outcome.warnings, wanted["warnings"])
    if log != wanted["log"]:
        found["log"] = f"ours\n{shown(log)}\nexpected\n{shown(wanted['log'])}"
    if problems := stub.problems({keys["id"]: keys["secret"]} if keys else {}):
        found["signature"] = "; ".join(problems)
    if found and text:
        found["said"] = text
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_case_ends_as_with_go(name, home, stubs):
    case = CASES[name]
    with Stub(case.stub) as stub:
        outcome = run(case, home, stub, stubs)
        found = differences(case, outcome, stub, home)
    if found:
        parts = [f"{part}: {text}" for part, text in found.items()]
        pytest.fail("\n".join(parts), pytrace=False)


def test_every_case_has_an_expectation_and_none_is_left_over():
    asked = {name for name, case in CASES.items() if case.oracle}
    assert asked == cases.expectations().keys()


def test_every_failure_is_of_a_known_kind():
    for name, found in cases.expectations().items():
        assert bool(found["text"]) == bool(found["error"]), name


def test_both_go_programs_come_to_the_same_keys():
    """The two exceptions are arguments and variables that only hashicorp/aws reads."""
    parted = [
        name
        for name, found in cases.expectations().items()
        if found["chain"] not in (None, "agrees")
    ]
    assert parted == [
        "a tilde and a variable in files of the arguments",
        "an instance by the old name of its endpoint",
    ]
