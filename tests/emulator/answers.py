"""Answers, and how errors are spelled in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .errors import ApiError
from .faults import HTML_502, scripted_error

JSON_TYPE = "application/x-amz-json-1.1"
XML_TYPE = "text/xml"
NAMESPACE = "com.amazonaws.sagemaker"
STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"

# STS speaks the query protocol, whose errors have older names.
STS_CODES = {
    "UnrecognizedClientException": ("InvalidClientTokenId", 403),
    "InvalidSignatureException": ("SignatureDoesNotMatch", 403),
    "IncompleteSignatureException": ("IncompleteSignature", 400),
    "MissingAuthenticationTokenException": ("MissingAuthenticationToken", 403),
    "ThrottlingException": ("Throttling", 400),
    "ExpiredTokenException": ("ExpiredToken", 403),
}


@dataclass(slots=True)
class Answer:
    """One HTTP answer, and what becomes of the connection with it.

    ``ending`` is empty for an ordinary answer, ``reset`` to send nothing and
    ``truncate`` to send half of it, both followed by a reset of the connection.
    """

    status: int
    body: bytes
    content_type: str = JSON_TYPE
    headers: tuple = ()
    error: str | None = None
    ending: str = ""
    close: bool = False
    date_offset: float = 0
    request_id: str = ""


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def output_answer(output, operation, settings):
    if operation.empty_output and settings.empty_output == "empty":
        return Answer(200, b"")
    return Answer(200, compact(output))


def _error_type(code, style):
    if style == "namespaced":
        return f"{NAMESPACE}#{code}"
    if style == "uri":
        return f"{NAMESPACE}#{code}:http://internal.amazon.com/coral/{NAMESPACE}/"
    return code


def error_answer(error: ApiError, style="bare"):
    """An error of the JSON protocol, in one of the known spellings."""
    body = {}
    headers = list(error.headers)
    if style == "header":
        headers.append(("x-amzn-ErrorType", error.code))
    elif style == "code":
        body["code"] = error.code
    else:
        body["__type"] = _error_type(error.code, style)
    body["Message" if error.modelled else "message"] = error.message
    return Answer(error.status, compact(body), headers=tuple(headers), error=error.code)


def sts_error_answer(error: ApiError, request_id):
    """An error of the query protocol."""
    code, status = STS_CODES.get(error.code, (error.code, error.status))
    kind = "Receiver" if status >= 500 else "Sender"
    text = (
        f'<ErrorResponse xmlns="{STS_NAMESPACE}">'
        f"<Error><Type>{kind}</Type><Code>{escape(code)}</Code>"
        f"<Message>{escape(error.message)}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    )
    body = text.encode("utf-8", "replace")
    return Answer(status, body, XML_TYPE, headers=error.headers, error=code)


def scripted_answer(rule, to_answer):
    """The answer of a rule that ends a request; ``to_answer`` spells an error."""
    if rule.kind == "502":
        return Answer(502, HTML_502.encode(), "text/html", error="502")
    error = scripted_error(rule)
    if "body" not in rule.fields:
        return to_answer(error)
    body = rule.fields["body"].encode("utf-8", "replace")
    return Answer(error.status, body, headers=error.headers, error=error.code or "raw")
