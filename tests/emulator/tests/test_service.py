"""What the service does about mistakes of its own."""

import logging

import pytest

from emulator import service as service_module
from emulator.errors import in_use
from emulator.service import Request, Service
from emulator.signature import BUILT_IN_KEYS

from .raw import signed_headers

URL = "http://127.0.0.1:4580"
BODY = b"{}"


@pytest.fixture
def answer(monkeypatch, caplog):
    """Answers ListImages with an operation of the test's, in this process."""
    service = Service(BUILT_IN_KEYS)

    def answer(operation):
        monkeypatch.setitem(service_module.OPERATIONS, "ListImages", operation)
        headers = signed_headers(URL, "ListImages", BODY) | {"Host": "127.0.0.1:4580"}
        lower = {name.lower(): [value] for name, value in headers.items()}
        answers = []
        with caplog.at_level(logging.ERROR):
            service.handle(Request("POST", "/", lower, BODY, 1), answers.append)
        [only] = answers
        return only, service.violations, caplog.text

    return answer


def test_a_good_answer_is_sent(answer):
    sent, violations, _ = answer(lambda call: {"Images": []})
    assert (sent.status, violations) == (200, [])


@pytest.mark.parametrize("output", [{"Images": None}, {"Image": []}, {"Images": [{}]}])
def test_an_answer_that_the_model_forbids_is_never_sent(answer, output):
    sent, [violation], log = answer(lambda call: output)
    assert (sent.status, sent.error) == (500, "InternalFailure")
    assert violation["operation"] == "ListImages"
    assert violation["output"] == output
    assert "BUG in the emulator" in log


def test_an_error_that_the_model_does_not_name_is_a_violation(answer):
    def refuse(call):
        raise in_use("never said by ListImages")

    _, [violation], log = answer(refuse)
    assert "ResourceInUse is not modelled" in violation["problems"]
    assert "BUG in the emulator" in log


def test_an_exception_is_a_violation_and_an_internal_failure(answer):
    def fail(call):
        raise KeyError("surprise")

    sent, [violation], log = answer(fail)
    assert sent.status == 500
    assert "surprise" in log
