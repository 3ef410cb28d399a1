"""The Security Token Service beside SageMaker: who calls, and roles to assume.

It speaks the query protocol: a form comes in, XML goes out. Both are checked
against the public service model, as SageMaker's own requests and answers are.
Any role may be assumed that the request names well; what a trust policy would
refuse is scripted as a fault.
"""

from __future__ import annotations

import itertools
import re
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .answers import STS_NAMESPACE, XML_TYPE, Answer
from .errors import ApiError
from .model import Check, compile_shape, load_service_model
from .signature import Caller, Key
from .store import partition_of

CALLER_IDENTITY = "GetCallerIdentity"
VERSION = "2011-06-15"
DEFAULT_SECONDS = 3600
CHAINED_SECONDS = 3600
ROLE = re.compile(r"arn:([a-z-]+):iam::(\d{12}):role/(?:.*/)?([\w+=,.@-]+)", re.ASCII)


def read_form(body):
    """The parameters of a request; the first counts when one is there twice."""
    form = urllib.parse.parse_qs(body.decode("latin-1"), keep_blank_values=True)
    return {name: values[0] for name, values in form.items()}


def _read_list(shape, form, prefix):
    items: list = []
    while True:
        item = _read(shape.member, form, f"{prefix}.member.{len(items) + 1}")
        if item is None:
            return items or None
        items.append(item)


def _read_structure(shape, form, prefix):
    start = f"{prefix}." if prefix else ""
    found = {
        name: _read(member, form, start + name)
        for name, member in shape.members.items()
    }
    given = {name: value for name, value in found.items() if value is not None}
    return given or None


def _read_integer(_shape, form, prefix):
    text = form.get(prefix)
    try:
        return None if text is None else int(text)
    except ValueError:
        return text


_READERS = {
    "list": _read_list,
    "structure": _read_structure,
    "integer": _read_integer,
}


def _read(shape, form, prefix):
    """The value of a shape as the query protocol spells it; None: not there."""
    reader = _READERS.get(shape.type_name)
    return form.get(prefix) if reader is None else reader(shape, form, prefix)


def _spell(shape, value):
    if shape.type_name == "structure":
        return "".join(
            f"<{name}>{_spell(shape.members[name], item)}</{name}>"
            for name, item in value.items()
        )
    if shape.type_name == "timestamp":
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(value))
    return escape(str(value))


@dataclass(frozen=True)
class _Operation:
    """One operation: its model, its checks, and what it answers."""

    model: object
    check_input: Check
    check_output: Check
    answer: Callable
    signed: bool


class TokenService:
    """Answers STS; the keys that it hands out sign requests of every service."""

    def __init__(self, keyring):
        self._keyring = keyring
        self._numbers = itertools.count(1)
        model = load_service_model("sts")
        self._operations = {
            name: _Operation(
                model.operation_model(name),
                compile_shape(model.operation_model(name).input_shape, strict=False),
                compile_shape(model.operation_model(name).output_shape, strict=True),
                answer,
                signed,
            )
            for name, answer, signed in (
                (CALLER_IDENTITY, self._caller_identity, True),
                ("AssumeRole", self._assume_role, True),
                ("AssumeRoleWithWebIdentity", self._assume_by_token, False),
            )
        }

    def operation(self, request, form):
        """The operation that a request means; raises when there is none."""
        name = form.get("Action", "")
        operation = self._operations.get(name)
        version = form.get("Version", "NO_VERSION_SPECIFIED")
        where = (request.method, request.target)
        if operation is None or version != VERSION or where != ("POST", "/"):
            message = f"Could not find operation {name} for version {version}"
            raise ApiError("InvalidAction", message)
        return operation

    def output(self, operation, form, caller, now):
        """What the operation answers; raises ApiError for what is refused."""
        params = _read(operation.model.input_shape, form, "") or {}
        problems = []
        operation.check_input(params, "", problems)
        if problems:
            noun = "validation error" if len(problems) == 1 else "validation errors"
            text = f"{len(problems)} {noun} detected: "
            raise _invalid(text + "; ".join(str(problem) for problem in problems))
        return operation.answer(params, caller, now)

    @staticmethod
    def output_problems(operation, output):
        problems = []
        operation.check_output(output, "", problems)
        return [str(problem) for problem in problems]

    @staticmethod
    def spell(operation, output, request_id):
        """The answer in XML."""
        name = operation.model.name
        inner = _spell(operation.model.output_shape, output)
        text = (
            f'<{name}Response xmlns="{STS_NAMESPACE}"><{name}Result>{inner}</{name}Result>'
            f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
            f"</{name}Response>"
        )
        return Answer(200, text.encode("utf-8", "replace"), XML_TYPE)

    @staticmethod
    def _caller_identity(_params, caller, _now):
        partition = partition_of(caller.region)
        arn = caller.arn or f"arn:{partition}:iam::{caller.account}:user/emulator"
        return {
            "UserId": caller.user_id or f"AIDAEMULATOR{caller.account}",
            "Account": caller.account,
            "Arn": arn,
        }

    def _assume_role(self, params, caller, now):
        seconds = params.get("DurationSeconds", DEFAULT_SECONDS)
        if caller.arn and seconds > CHAINED_SECONDS:
            raise _invalid(
                "The requested DurationSeconds exceeds the 1 hour session limit for "
                "roles assumed by role chaining"
            )
        output = self._session(params, seconds, now)
        if "SourceIdentity" in params:
            output["SourceIdentity"] = params["SourceIdentity"]
        return output

    def _assume_by_token(self, params, _caller, now):
        seconds = params.get("DurationSeconds", DEFAULT_SECONDS)
        return self._session(params, seconds, now) | {
            "SubjectFromWebIdentityToken": "subject-of-the-token",
            "Provider": "issuer.example",
            "Audience": "sts.amazonaws.com",
        }

    def _session(self, params, seconds, now):
        """Makes keys for a session of the role and answers them."""
        role = ROLE.fullmatch(params["RoleArn"])
        if role is None:
            raise _invalid(f"{params['RoleArn']} is invalid")
        partition, account, name = role.groups()
        number = next(self._numbers)
        session = params["RoleSessionName"]
        key = Key(
            f"ASIAEMULATOR{number:08}",
            f"secret/of/the/session/number/{number:012}",
            f"token-of-session-{number:08}",
            account,
            arn=f"arn:{partition}:sts::{account}:assumed-role/{name}/{session}",
            user_id=f"AROAEMULATOR{account}:{session}",
            expires_at=int(now) + seconds,
        )
        self._keyring.add(key)
        return {
            "Credentials": {
                "AccessKeyId": key.access_key,
                "SecretAccessKey": key.secret_key,
                "SessionToken": key.token,
                "Expiration": key.expires_at,
            },
            "AssumedRoleUser": {"AssumedRoleId": key.user_id, "Arn": key.arn},
        }


def unsigned_caller():
    """Who calls with nothing but a token."""
    return Caller("", "", "")


def _invalid(message):
    return ApiError("ValidationError", message)
