"""stderr: one JSON object a line in hclog's form, only what was asked for, and no secrets."""

from __future__ import annotations

import http.server
import json
import re
import threading

import pytest
from emulator.testing import KEY
from resources import IMAGE, VERSION, create_image, create_version, saved_version

LEVELS = {"trace", "debug", "info", "warn", "error"}
GO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)")
LINE_LIMIT = 64 * 1024
BAD_BYTES = b'{"__type":"ValidationException","message":"bad \xff\xfe words \xc3"}'


def entries(process):
    """Every line of stderr, read as strictly as go-plugin reads."""
    found = []
    for line in process.log().splitlines():
        assert len(line) < LINE_LIMIT
        entry = json.loads(line)
        assert entry["@level"] in LEVELS
        assert isinstance(entry["@message"], str)
        assert GO_TIME.fullmatch(entry["@timestamp"]), entry
        assert entry["@module"].startswith("sagemaker")
        found.append(entry)
    return found


def live(client):
    """A life that touches most of the code."""
    client.configure().succeeded()
    image = create_image(client)
    version = create_version(client, aliases=["a"])
    client.read(VERSION, version).succeeded()
    client.destroy(VERSION, version).succeeded()
    client.destroy(IMAGE, image).succeeded()
    client.shutdown()
    client.process.wait()


@pytest.mark.parametrize("level", ["trace", "TRACE", "debug", "json"])
def test_each_line_is_what_hclog_reads(connect, level):
    client = connect(variables={"TF_LOG": level})
    live(client)
    found = entries(client.process)
    assert found
    lowest = "debug" if level == "debug" else "trace"
    assert any(entry["@level"] == lowest for entry in found)
    if level == "debug":
        assert all(entry["@level"] != "trace" for entry in found)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"TF_LOG": ""},
        {"TF_LOG": "error"},
        {"TF_LOG": "off"},
        {"TF_LOG": "trace", "TF_LOG_PROVIDER": "error"},
        {"TF_LOG_CORE": "trace"},
    ],
)
def test_what_was_not_asked_for_is_not_said(connect, variables):
    client = connect(variables=variables)
    live(client)
    assert client.process.log() == ""


def test_secrets_are_in_no_line(connect):
    token = "a-secret-session-token"
    client = connect(variables={"TF_LOG": "trace", "AWS_SESSION_TOKEN": token})
    client.configure(access_key=KEY.access_key, secret_key=KEY.secret_key).succeeded()
    client.read(VERSION, saved_version(client))
    client.shutdown()
    client.process.wait()
    assert KEY.secret_key not in client.process.log()
    assert token not in client.process.log()


def test_a_request_that_breaks_the_line_is_told_in_one(connect):
    client = connect(variables={"TF_LOG": "trace"})
    client.call("ValidateResourceConfig", type_name='two\nlines "and" \\ more')
    client.shutdown()
    client.process.wait()
    assert entries(client.process)


class BadService(http.server.BaseHTTPRequestHandler):
    """Answers with bytes that are not UTF-8."""

    def do_POST(self):  # noqa: N802 - the name is http.server's
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(400)
        self.send_header("Content-Length", str(len(BAD_BYTES)))
        self.end_headers()
        self.wfile.write(BAD_BYTES)

    def log_message(self, *arguments):
        """Says nothing."""


@pytest.fixture
def bad_service():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), BadService) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.lifecycle
def test_bytes_that_are_not_utf8_become_text(connect, bad_service):
    """One bad byte in a diagnostic and the client refuses the whole answer."""
    client = connect(variables={"TF_LOG": "trace"})
    client.configure(endpoints=[{"sagemaker": bad_service}]).succeeded()
    text = client.read(VERSION, saved_version(client)).only_error()
    assert "bad \ufffd\ufffd words \ufffd" in text
    client.shutdown()
    client.process.wait()
    assert entries(client.process)
