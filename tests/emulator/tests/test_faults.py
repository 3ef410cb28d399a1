"""Scripted faults: each kind, and how requests are chosen."""

import concurrent.futures
import time
from email.utils import parsedate_to_datetime
from http.client import RemoteDisconnected

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ReadTimeoutError,
)

from emulator.testing import BASE_IMAGE, ROLE_ARN, EmulatorError

from .raw import exchange, send, signed_headers

NAME = "example-name"
LOST = (ConnectionClosedError,)


def outcomes(client, count):
    """Whether each of some calls was answered well: 'ok' or the error's code."""
    seen = []
    for _ in range(count):
        try:
            client.list_images()
            seen.append("ok")
        except ClientError as error:
            seen.append(error.response["Error"]["Code"])
    return seen


def hits(client, count):
    return [seen != "ok" for seen in outcomes(client, count)]


def raw_answer(emulator, operation="ListImages"):
    headers = signed_headers(emulator.url, operation, b"{}")
    return exchange(emulator, "POST", "/", headers, b"{}")


def test_a_throttled_call_has_exactly_the_recorded_body(emulator):
    emulator.fault("throttle")
    answer = raw_answer(emulator)
    assert answer.status == 400
    assert answer.body == b'{"__type":"ThrottlingException","message":"Rate exceeded"}'
    assert len(answer.body) == 58
    assert raw_answer(emulator).status == 200


@pytest.mark.parametrize("kind", ["throttle", "500", "503"])
def test_a_hint_for_the_next_attempt_is_a_header(emulator, kind):
    emulator.fault(kind, retry_after_ms=1500)
    assert raw_answer(emulator).headers["x-amz-retry-after"] == "1500"


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("500", 500, "InternalFailure"), ("503", 503, "ServiceUnavailable")],
)
def test_server_errors_have_status_and_code(emulator, kind, status, code):
    emulator.fault(kind)
    answer = raw_answer(emulator)
    assert (answer.status, answer.json()["__type"]) == (status, code)


def test_a_bad_gateway_answers_html(emulator):
    emulator.fault("502")
    answer = raw_answer(emulator)
    assert answer.status == 502
    assert answer.headers["content-type"] == "text/html"
    assert answer.body.startswith(b"<html>")


def test_any_error_can_be_answered(emulator, plain_client, refused):
    emulator.fault("error", code="ResourceLimitExceeded", message="Full", modelled=True)
    with refused("ResourceLimitExceeded", "Full"):
        plain_client.list_images()
    emulator.fault("error", code="AccessDeniedException", status=403)
    with refused("AccessDeniedException", status=403):
        plain_client.list_images()


def test_any_body_and_header_can_be_answered(emulator):
    emulator.fault(
        "error",
        status=418,
        body="<<not json",
        headers={"Content-Type": "text/plain", "x-amzn-ErrorType": "Odd"},
    )
    answer = raw_answer(emulator)
    assert (answer.status, answer.body) == (418, b"<<not json")
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["x-amzn-errortype"] == "Odd"
    emulator.fault("error", body={"code": "Other"})
    assert raw_answer(emulator).json() == {"code": "Other"}


def test_a_reset_comes_before_anything_is_done(emulator, plain_client):
    emulator.fault("reset", "CreateImage")
    with pytest.raises(LOST):
        plain_client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    assert emulator.image(NAME) is None
    plain_client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    first, second = emulator.log("CreateImage")
    assert (first["ending"], second["ending"]) == ("reset", "")
    assert (first["error"], first["status"], first["input"]) == ("reset", None, None)
    assert first["attempt"].startswith("attempt=1")


@pytest.mark.parametrize("kind", ["reset", "reset_after"])
def test_a_reset_is_one_on_the_wire(emulator, kind):
    emulator.fault(kind)
    with pytest.raises(ConnectionResetError) as caught:
        raw_answer(emulator)
    assert not isinstance(caught.value, RemoteDisconnected)


@pytest.mark.parametrize("kind", ["reset_after", "truncate"])
def test_a_lost_answer_leaves_its_effect(emulator, plain_client, kind):
    emulator.fault(kind, "CreateImage")
    with pytest.raises(LOST):
        plain_client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    assert emulator.image(NAME)["ImageStatus"] == "CREATING"


def test_a_slow_answer_comes_late(emulator):
    impatient = emulator.client(read_timeout=0.2)
    emulator.fault("slow", "CreateImage", seconds=30)
    with pytest.raises(ReadTimeoutError):
        impatient.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    assert emulator.image(NAME)["ImageStatus"] == "CREATING"
    emulator.fault("slow", "ListImages", seconds=0.05)
    start = time.monotonic()
    impatient.list_images()
    assert time.monotonic() - start >= 0.05


def test_latency_slows_every_answer(emulator, client):
    emulator.set(latency=0.02)
    start = time.monotonic()
    client.list_images()
    client.list_images()
    assert time.monotonic() - start >= 0.04


@pytest.mark.parametrize(("when", "exists"), [("before", False), ("after", True)])
def test_a_held_call_waits_until_it_is_released(emulator, plain_client, when, exists):
    emulator.fault("hold", "CreateImage", when=when)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        call = pool.submit(plain_client.create_image, ImageName=NAME, RoleArn=ROLE_ARN)
        [entry] = emulator.wait_for("CreateImage", state="held")
        try:
            assert (emulator.image(NAME) is not None) == exists
            assert [held["id"] for held in emulator.held()] == [entry["id"]]
            assert not call.done()
        finally:
            assert emulator.release(entry["id"]) == 1
        assert call.result()["ImageArn"]
    assert emulator.held() == []


def test_a_held_call_is_carried_out_though_its_client_has_gone(emulator):
    emulator.fault("hold", "CreateImage")
    impatient = emulator.client(read_timeout=0.1)
    with pytest.raises(ReadTimeoutError):
        impatient.create_image(ImageName=NAME, RoleArn=ROLE_ARN)
    assert emulator.release() == 1
    assert emulator.image(NAME)["ImageStatus"] == "CREATING"


def test_a_reset_of_the_service_lets_held_calls_go(emulator, plain_client):
    emulator.fault("hold", "ListImages", when="after")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        call = pool.submit(plain_client.list_images)
        emulator.wait_for("ListImages", state="held")
        emulator.reset("faults")
        assert call.result()["Images"] == []


def test_a_fault_sets_how_long_a_status_lasts(emulator, client, create):
    emulator.fault(
        "transition",
        "CreateImageVersion",
        value="1 polls",
        match={"Aliases": '.*"a".*'},
    )
    create(settle=False)
    create(settle=False, Aliases=["a"])
    for version, seen in ((1, ["CREATING"] * 3), (2, ["CREATING", "CREATED"])):
        for status in seen:
            answer = client.describe_image_version(ImageName=NAME, Version=version)
            assert answer["ImageVersionStatus"] == status


def test_a_fault_hides_what_was_just_created(emulator, client, create, refused):
    emulator.fault("lag", "CreateImageVersion", polls=1)
    assert create() == 1
    with refused("ResourceNotFound"):
        client.describe_image_version(ImageName=NAME, Version=1)
    client.describe_image_version(ImageName=NAME, Version=1)


def test_a_wrong_clock_refuses_and_tells_its_date(emulator, plain_client, refused):
    emulator.fault("clock", verify_offset=600, date_offset=600)
    with refused("InvalidSignatureException", "Signature expired"):
        plain_client.list_images()
    plain_client.list_images()
    emulator.set(clock_offset=-600)
    with refused("InvalidSignatureException", "not yet current"):
        plain_client.list_images()


def test_the_date_header_can_be_wrong(emulator):
    emulator.set(date_offset=3600)
    date = parsedate_to_datetime(raw_answer(emulator).headers["date"])
    assert date.timestamp() - time.time() == pytest.approx(3600, abs=5)


def test_a_connection_can_be_closed_after_the_answer(emulator, plain_client):
    plain_client.list_images()
    before = emulator.connections()["opened"]
    emulator.fault("close")
    plain_client.list_images()
    plain_client.list_images()
    plain_client.list_images()
    assert emulator.connections()["opened"] == before + 1


def test_connections_close_after_some_requests_when_switched(emulator, plain_client):
    emulator.set(requests_per_connection=2)
    before = emulator.connections()["opened"]
    for _ in range(6):
        plain_client.list_images()
    assert emulator.connections()["opened"] == before + 3


def test_a_fault_hits_once_by_default(emulator, plain_client):
    emulator.fault("throttle")
    assert hits(plain_client, 3) == [True, False, False]


def test_a_fault_hits_as_often_as_told(emulator, plain_client):
    emulator.fault("throttle", times=2, after=1)
    assert hits(plain_client, 5) == [False, True, True, False, False]


def test_no_limit_is_zero_times(emulator, plain_client):
    number = emulator.fault("throttle", times=0)
    assert hits(plain_client, 4) == [True] * 4
    assert emulator.faults()[0]["fired"] == 4
    emulator.remove_fault(number)
    assert hits(plain_client, 2) == [False] * 2


def test_a_fault_hits_the_nth(emulator, plain_client):
    emulator.fault("throttle", nth=3)
    assert hits(plain_client, 6) == [False, False, True, False, False, False]


def test_a_fault_hits_each_nth(emulator, plain_client):
    emulator.fault("throttle", every=3)
    assert hits(plain_client, 7) == [False, False, True, False, False, True, False]


def test_chance_repeats_with_its_seed(emulator, plain_client):
    seen = []
    for _ in range(2):
        number = emulator.fault("throttle", probability=0.3, seed=7)
        seen.append(hits(plain_client, 40))
        emulator.remove_fault(number)
    assert seen[0] == seen[1]
    assert 4 <= sum(seen[0]) <= 20


def test_a_fault_matches_on_members(emulator, create, refused):
    emulator.fault(
        "throttle",
        "DescribeImageVersion",
        match={"ImageName": "example-.*", "Version": 2},
        times=0,
    )
    create()
    create()
    client = emulator.client()
    client.describe_image_version(ImageName=NAME, Version=1)
    with refused("ThrottlingException"):
        client.describe_image_version(ImageName=NAME, Version=2)


def test_a_fault_is_for_its_operations_only(emulator, plain_client, refused):
    emulator.fault("throttle", ["DescribeImage", "CreateImage"], times=0)
    plain_client.list_images()
    with refused("ThrottlingException"):
        plain_client.create_image(ImageName=NAME, RoleArn=ROLE_ARN)


def test_faults_that_let_pass_add_up_and_others_end(emulator, plain_client):
    emulator.fault("slow", seconds=0.05)
    emulator.fault("throttle")
    emulator.fault("500")
    start = time.monotonic()
    assert outcomes(plain_client, 1) == ["ThrottlingException"]
    assert time.monotonic() - start >= 0.05
    assert outcomes(plain_client, 2) == ["InternalFailure", "ok"]


def test_the_log_names_the_faults_of_a_request(emulator, plain_client):
    number = emulator.fault("throttle")
    outcomes(plain_client, 2)
    first, second = emulator.log("ListImages")
    assert (first["faults"], first["error"]) == ([number], "ThrottlingException")
    assert "faults" not in second


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ({"kind": "flood"}, "kind: must be one of"),
        ({"kind": "throttle", "operation": "CreateModel"}, "CreateModel"),
        ({"kind": "throttle", "color": "red"}, "no field 'color'"),
        ({"kind": "throttle", "times": -1}, "times: "),
        ({"kind": "throttle", "times": "many"}, "times: "),
        ({"kind": "throttle", "probability": 2}, "probability: "),
        ({"kind": "throttle", "match": {"ImageName": "("}}, "match: "),
        ({"kind": "throttle", "match": []}, "match: "),
        ({"kind": "throttle", "operation": []}, "operation: "),
        ({"kind": "error"}, "error needs body or code"),
        ({"kind": "error", "code": "X", "status": 99}, "status: "),
        ({"kind": "error", "code": "X", "headers": {"a": "b\nc"}}, "headers: "),
        ({"kind": "slow"}, "slow needs seconds"),
        ({"kind": "transition", "value": "soon"}, "value: "),
        ({"kind": "hold", "when": "never"}, "when: "),
        ({"kind": "fail", "operation": "ListImages"}, "fail is for"),
        ({"kind": "reset", "match": {"ImageName": "a"}}, "before the body"),
    ],
)
def test_a_mistyped_fault_is_refused(emulator, rule, text):
    with pytest.raises(EmulatorError, match="faults") as caught:
        emulator.control("POST", "faults", rule)
    assert text in str(caught.value)
    assert emulator.faults() == []


def test_a_fault_that_is_not_there_cannot_be_removed(emulator):
    with pytest.raises(EmulatorError, match="no fault 999"):
        emulator.remove_fault(999)
    with pytest.raises(EmulatorError, match="not held"):
        emulator.release(999)


def test_a_replay_after_a_lost_answer_makes_no_second_version(emulator, create):
    params = {"ImageName": NAME, "BaseImage": BASE_IMAGE, "ClientToken": "token"}
    client = emulator.client()
    emulator.fault("reset_after", "CreateImageVersion")
    with pytest.raises(LOST):
        client.create_image_version(**params)
    assert client.create_image_version(**params)["ImageVersionArn"].endswith("/1")
    assert len(emulator.image(NAME)["Versions"]) == 1


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("bare", {"__type": "ResourceNotFound"}),
        ("namespaced", {"__type": "com.amazonaws.sagemaker#ResourceNotFound"}),
        (
            "uri",
            {
                "__type": "com.amazonaws.sagemaker#ResourceNotFound:"
                "http://internal.amazon.com/coral/com.amazonaws.sagemaker/"
            },
        ),
        ("header", {}),
        ("code", {"code": "ResourceNotFound"}),
    ],
)
def test_an_error_is_named_in_each_known_way(emulator, style, expected):
    emulator.set(error_style=style)
    body = b'{"ImageName":"none"}'
    headers = signed_headers(emulator.url, "DescribeImage", body)
    answer = exchange(emulator, "POST", "/", headers, body)
    message = answer.json()["Message"]
    assert answer.json() == {**expected, "Message": message}
    assert answer.headers.get("x-amzn-errortype") == (
        "ResourceNotFound" if style == "header" else None
    )


@pytest.mark.parametrize(("style", "body"), [("empty", b""), ("braces", b"{}")])
def test_an_empty_output_has_one_of_two_bodies(emulator, image, style, body):
    emulator.set(empty_output=style)
    request = b'{"ImageName":"example-name"}'
    headers = signed_headers(emulator.url, "DeleteImage", request)
    answer = exchange(emulator, "POST", "/", headers, request)
    assert (answer.status, answer.body) == (200, body)
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    assert send(emulator, "DescribeImage", {"ImageName": NAME})
