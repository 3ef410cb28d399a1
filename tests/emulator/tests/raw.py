"""Requests below botocore: any body, any header, any signature."""

import datetime
import http.client
import json
from dataclasses import dataclass

import botocore.auth
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from emulator.testing import KEY, REGION

JSON_TYPE = "application/x-amz-json-1.1"


@dataclass
class Answer:
    """A raw HTTP answer."""

    status: int
    headers: dict
    body: bytes

    def json(self):
        return json.loads(self.body) if self.body else {}


def signed_headers(
    url,
    operation,
    body,
    *,
    key=KEY,
    region=REGION,
    service="sagemaker",
    more=None,
    unsigned=(),
):
    """The headers of a POST as botocore signs it; ``unsigned`` ones are added after."""
    headers = {"Content-Type": JSON_TYPE, "X-Amz-Target": f"SageMaker.{operation}"}
    headers |= more or {}
    left_out = {name: headers.pop(name) for name in unsigned}
    request = AWSRequest("POST", url + "/", data=body, headers=headers)
    credentials = Credentials(key.access_key, key.secret_key, key.token or None)
    SigV4Auth(credentials, service, region).add_auth(request)
    return dict(request.headers.items()) | left_out


def exchange(emulator, method, path, headers, body):
    """One HTTP request on a connection of its own."""
    connection = http.client.HTTPConnection(emulator.host, emulator.port, timeout=10)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answered = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, answered, response.read())
    finally:
        connection.close()


def send(emulator, operation, params, **signing):
    """One signed request with any JSON, or any bytes; answers its JSON.

    An error answer is raised as botocore raises it.
    """
    body = params if isinstance(params, bytes) else json.dumps(params).encode()
    headers = signed_headers(emulator.url, operation, body, **signing)
    answer = exchange(emulator, "POST", "/", headers, body)
    if answer.status != 200:
        raise as_client_error(answer, operation)
    return answer.json()


def as_client_error(answer, operation):
    error = answer.json()
    parsed = {
        "Error": {
            "Code": error["__type"],
            "Message": error.get("message", error.get("Message")),
        },
        "ResponseMetadata": {"HTTPStatusCode": answer.status},
    }
    return ClientError(parsed, operation)


def shift_clock(monkeypatch, seconds):
    """Lets botocore sign as if it were some seconds later."""
    real = botocore.auth.get_current_datetime
    shift = datetime.timedelta(seconds=seconds)
    monkeypatch.setattr(
        botocore.auth, "get_current_datetime", lambda *a, **k: real(*a, **k) + shift
    )
