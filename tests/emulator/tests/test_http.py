"""HTTP itself: framing, limits, connections, and requests that are no requests."""

import json
import socket

import pytest

from emulator.server import BODY_LIMIT, HEADER_LIMIT
from emulator.testing import KEY, Emulator

from .raw import exchange, signed_headers

BODY = b"{}"


@pytest.fixture
def headers(emulator):
    return signed_headers(emulator.url, "ListImages", BODY)


def request_bytes(emulator, headers, body=BODY):
    lines = [
        "POST / HTTP/1.1",
        f"Host: {emulator.host}:{emulator.port}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Socket:
    """A bare connection that reads whole answers."""

    def __init__(self, emulator):
        self._socket = socket.create_connection((emulator.host, emulator.port), 10)
        self._file = self._socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()
        self._socket.close()

    def send(self, data):
        self._socket.sendall(data)

    def answer(self):
        """Status, headers and body; None at the end of the connection."""
        line = self._file.readline()
        if not line:
            return None
        headers = {}
        while header := self._file.readline().strip():
            name, _, value = header.decode().partition(": ")
            headers[name.lower()] = value
        body = self._file.read(int(headers.get("content-length", 0)))
        return int(line.split()[1]), headers, body


@pytest.fixture
def bare(emulator):
    with Socket(emulator) as bare:
        yield bare


def test_an_answer_has_the_headers_of_the_service(emulator, headers):
    answer = exchange(emulator, "POST", "/", headers, BODY)
    assert set(answer.headers) == {
        *("content-type", "content-length", "date", "x-amzn-requestid"),
    }


def test_a_connection_is_used_again(emulator, headers, bare):
    data = request_bytes(emulator, headers)
    for _ in range(3):
        bare.send(data)
        assert bare.answer()[0] == 200
    assert len({entry["connection"] for entry in emulator.log()}) == 1


def test_requests_sent_at_once_are_answered_in_order(emulator, bare, headers):
    first = signed_headers(emulator.url, "DescribeImage", b'{"ImageName":"a"}')
    bare.send(
        request_bytes(emulator, first, b'{"ImageName":"a"}')
        + request_bytes(emulator, headers) * 100
    )
    assert bare.answer()[0] == 400
    assert [bare.answer()[0] for _ in range(100)] == [200] * 100


def test_a_pile_of_requests_behind_a_held_one_is_answered(emulator, bare, headers):
    emulator.fault("hold", "ListImages")
    bare.send(request_bytes(emulator, headers) * 1000)
    emulator.wait_for("ListImages", state="held")
    emulator.release()
    assert [bare.answer()[0] for _ in range(1000)] == [200] * 1000


def test_a_request_may_come_byte_by_byte(emulator, bare, headers):
    for byte in request_bytes(emulator, headers):
        bare.send(bytes([byte]))
    assert bare.answer()[0] == 200


def test_a_chunked_body_is_read(emulator, bare, headers):
    data = request_bytes(emulator, headers).replace(
        b"Content-Length: 2", b"Transfer-Encoding: chunked"
    )
    bare.send(data[:-2] + b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")
    assert bare.answer()[0] == 200


def test_a_client_that_expects_to_continue_is_told_so(emulator, bare, headers):
    data = request_bytes(emulator, headers | {"Expect": "100-continue"})
    bare.send(data[: -len(BODY)])
    assert bare.answer()[0] == 100
    bare.send(BODY)
    assert bare.answer()[0] == 200


def test_a_request_that_stops_halfway_changes_nothing(emulator, headers):
    with Socket(emulator) as bare:
        bare.send(request_bytes(emulator, headers)[:-1])
    assert emulator.log() == []


def test_a_request_that_takes_too_long_is_given_up(emulator, bare, headers):
    emulator.set(request_seconds=0.01)
    bare.send(request_bytes(emulator, headers)[:-1])
    status, _, body = bare.answer()
    assert (status, json.loads(body)["__type"]) == (408, "RequestTimeoutException")
    assert bare.answer() is None


def test_what_is_not_http_is_refused(bare):
    bare.send(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
    status, headers, body = bare.answer()
    assert (status, headers["connection"]) == (400, "close")
    assert json.loads(body)["__type"] == "MalformedHttpRequestException"
    assert bare.answer() is None


def test_a_body_over_the_limit_is_refused(emulator, bare, headers):
    bare.send(request_bytes(emulator, headers, b"a" * (BODY_LIMIT + 1)))
    status, _, body = bare.answer()
    assert (status, json.loads(body)["__type"]) == (
        413,
        "RequestEntityTooLargeException",
    )
    assert bare.answer() is None


def test_headers_over_the_limit_are_refused(emulator, bare, headers):
    bare.send(request_bytes(emulator, headers | {"x-long": "a" * HEADER_LIMIT}))
    assert bare.answer()[0] == 431


def test_http_1_0_is_answered_and_closed(emulator, bare, headers):
    data = request_bytes(emulator, headers)
    bare.send(data.replace(b"HTTP/1.1", b"HTTP/1.0"))
    assert bare.answer()[0] == 200
    assert bare.answer() is None


@pytest.mark.parametrize(
    "change",
    [
        {"X-Amz-Target": "SageMaker.CreateModel"},
        {"X-Amz-Target": "Other.ListImages"},
        {"X-Amz-Target": "ListImages"},
        {"X-Amz-Target": ""},
        {"Content-Type": "application/json"},
    ],
)
def test_an_unknown_operation_is_refused(emulator, headers, change):
    answer = exchange(emulator, "POST", "/", headers | change, BODY)
    assert answer.status == 404
    assert answer.json()["__type"] == "UnknownOperationException"


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/images")])
def test_another_method_or_path_is_refused(emulator, headers, method, path):
    answer = exchange(emulator, method, path, headers, BODY)
    assert answer.status == 404
    assert answer.json()["__type"] == "UnknownOperationException"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b'{"MaxResults": NaN}',
        b'{"NameContains": ' + b"[" * 900 + b"]" * 900 + b"}",
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_json_object_is_refused(emulator, body):
    headers = signed_headers(emulator.url, "ListImages", body)
    answer = exchange(emulator, "POST", "/", headers, body)
    assert answer.status == 400
    assert answer.json()["__type"] == "SerializationException"


def test_deep_nesting_is_a_wrong_type(emulator):
    body = b'{"NameContains": ' + b"[" * 700 + b"]" * 700 + b"}"
    headers = signed_headers(emulator.url, "ListImages", body)
    answer = exchange(emulator, "POST", "/", headers, body)
    assert answer.json()["__type"] == "ValidationException"
    assert emulator.log()[-1]["status"] == 400


def test_half_a_surrogate_pair_does_no_harm(emulator):
    body = b'{"ImageName": "\\ud800", "RoleArn": "\\udfff"}'
    headers = signed_headers(emulator.url, "CreateImage", body)
    answer = exchange(emulator, "POST", "/", headers, body)
    assert answer.json()["__type"] == "ValidationException"


def test_an_empty_body_is_an_empty_object(emulator):
    headers = signed_headers(emulator.url, "ListImages", b"")
    answer = exchange(emulator, "POST", "/", headers, b"")
    assert (answer.status, answer.json()) == (200, {"Images": []})


def test_many_connections_are_served_at_once(emulator, headers):
    data = request_bytes(emulator, headers)
    emulator.reset("log")
    many = [Socket(emulator) for _ in range(200)]
    try:
        for bare in many:
            bare.send(data)
        assert [bare.answer()[0] for bare in many] == [200] * 200
        assert emulator.connections()["max_open"] >= 200
    finally:
        for bare in many:
            bare.__exit__()


def test_connections_are_counted_without_those_of_the_control_api(running):
    with Emulator() as emulator:
        emulator.state()
        assert emulator.connections()["opened"] == 0
        client = emulator.client()
        client.list_images()
        client.list_images()
        assert emulator.connections() == {
            "opened": 1,
            "open": 1,
            "max_open": 1,
            "in_flight": 0,
            "max_in_flight": 1,
        }


def test_the_log_tells_who_asked_what(emulator, image):
    entry = emulator.log("CreateImage")[-1]
    assert entry["input"]["ImageName"] == image
    assert entry["account"] == KEY.account
    assert entry["region"] == emulator.region
    assert entry["access_key"] == KEY.access_key
    assert entry["attempt"].startswith("attempt=1")
    assert len(entry["invocation"]) == 36
    assert "Botocore" in entry["user_agent"]
    assert (entry["status"], entry["error"]) == (200, None)
    assert entry["answered"] >= entry["time"]
    assert entry["id"] > 0
