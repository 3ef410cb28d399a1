"""Faults that a test scripts, and the requests that are held for it.

A rule says which requests it is about and what happens to them. Its fields are
checked when it is made, so that a mistyped rule is refused instead of never
firing.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from dataclasses import dataclass, field
from typing import Any

from .errors import ApiError, BadControl
from .model import OPERATIONS
from .settings import (
    Transition,
    parse_count,
    parse_flag,
    parse_offset,
    parse_seconds,
    parse_transition,
)

STS_OPERATIONS = ("GetCallerIdentity", "AssumeRole", "AssumeRoleWithWebIdentity")
FAILING = ("CreateImage", "UpdateImage", "DeleteImage") + (
    "CreateImageVersion",
    "DeleteImageVersion",
)
HTML_502 = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)

# What each kind does, and the fields that it takes besides the selecting ones.
KINDS = {
    "throttle": ("ThrottlingException, Rate exceeded", {"retry_after_ms", "status"}),
    "500": ("InternalFailure with HTTP 500", {"retry_after_ms"}),
    "503": ("ServiceUnavailable with HTTP 503", {"retry_after_ms"}),
    "502": ("an HTML page with HTTP 502, as a load balancer sends it", set()),
    "error": (
        "any error",
        {"status", "code", "message", "modelled", "body", "headers"},
    ),
    "reset": ("the connection is reset before the body is read", set()),
    "reset_after": ("carried out, then the connection is reset", set()),
    "truncate": ("carried out, half of the answer, then a reset", set()),
    "slow": ("carried out, the answer comes late", {"seconds"}),
    "hold": ("blocks until it is released", {"when"}),
    "fail": ("ends in CREATE_FAILED and so on", {"reason"}),
    "transition": ("how long the passing status lasts", {"value"}),
    "lag": ("what is created stays invisible for some reads", {"polls"}),
    "clock": ("a wrong clock", {"verify_offset", "date_offset"}),
    "close": ("the connection is closed after the answer", set()),
}
ENDING = {"throttle", "500", "503", "502", "error", "reset"}
NEEDED = {
    "error": ({"code", "body"},),
    "slow": ({"seconds"},),
    "transition": ({"value"},),
    "lag": ({"polls"},),
    "clock": ({"verify_offset", "date_offset"},),
}
SELECTING = {
    "kind",
    "operation",
    "match",
    "after",
    "times",
    "nth",
    "every",
    "probability",
    "seed",
}


def _parse_text(value):
    if not isinstance(value, str):
        raise ValueError("must be a string")
    return value


def _parse_status(value):
    number = int(value)
    if not 200 <= number <= 599:
        raise ValueError("must be an HTTP status from 200 to 599")
    return number


def _parse_body(value):
    return value if isinstance(value, str) else json.dumps(value)


def _parse_headers(value):
    if not isinstance(value, dict):
        raise ValueError("must be an object")
    headers = {str(name): str(text) for name, text in value.items()}
    if any("\r" in item or "\n" in item for pair in headers.items() for item in pair):
        raise ValueError("must not have line breaks")
    return headers


def _parse_when(value):
    if value not in ("before", "after"):
        raise ValueError("must be before or after")
    return value


def _parse_probability(value):
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError("must be from 0 to 1")
    return number


FIELDS = {
    "after": parse_count,
    "times": parse_count,
    "nth": parse_count,
    "every": parse_count,
    "probability": _parse_probability,
    "seed": int,
    "status": _parse_status,
    "code": _parse_text,
    "message": _parse_text,
    "modelled": parse_flag,
    "body": _parse_body,
    "headers": _parse_headers,
    "retry_after_ms": str,
    "seconds": parse_seconds,
    "when": _parse_when,
    "reason": _parse_text,
    "value": parse_transition,
    "polls": parse_count,
    "verify_offset": parse_offset,
    "date_offset": parse_offset,
}


def _parse_fields(kind, given):
    parsed = {"when": "before"} if kind == "hold" else {}
    allowed = SELECTING | KINDS[kind][1]
    for name, value in given.items():
        if name not in allowed:
            raise BadControl(
                f"a fault of kind {kind} has no field {name!r}: "
                + ", ".join(sorted(allowed))
            )
        if name not in FIELDS or value is None:
            continue
        try:
            parsed[name] = FIELDS[name](value)
        except (TypeError, ValueError) as error:
            raise BadControl(f"{name}: {error}") from None
    for alternatives in NEEDED.get(kind, ()):
        if not alternatives & parsed.keys():
            raise BadControl(f"{kind} needs {' or '.join(sorted(alternatives))}")
    return parsed


def _parse_operations(value):
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names:
        raise BadControl("operation: must be a name or a list of names")
    known = {*OPERATIONS, *STS_OPERATIONS}
    for name in names:
        if name not in {*known, "*"}:
            raise BadControl(f"operation: {name!r} is not one of the service's")
    return known if "*" in names else set(names)


def _parse_match(value):
    if not isinstance(value, dict):
        raise BadControl("match: must be an object of member name to pattern")
    try:
        return {str(name): re.compile(str(text)) for name, text in value.items()}
    except re.error as error:
        raise BadControl(f"match: {error}") from None


def _member_text(value):
    return value if isinstance(value, str) else json.dumps(value)


class Rule:
    """One scripted fault, and how often it was met and fired."""

    def __init__(self, number, given):
        if not isinstance(given, dict):
            raise BadControl("a fault is an object")
        self.number = number
        self.kind = str(given.get("kind"))
        if self.kind not in KINDS:
            raise BadControl(f"kind: must be one of {', '.join(KINDS)}")
        self.operations = _parse_operations(given.get("operation", "*"))
        self.match = _parse_match(given.get("match", {}))
        self.fields = _parse_fields(self.kind, given)
        if self.kind == "reset" and self.match:
            raise BadControl("reset comes before the body: it cannot be matched on it")
        if self.kind == "fail" and "operation" not in given:
            self.operations &= set(FAILING)
        if self.kind == "fail" and not self.operations <= set(FAILING):
            raise BadControl(f"fail is for {', '.join(FAILING)}")
        self.given = given
        self.seen = 0
        self.fired = 0
        self._random = random.Random(self.fields.get("seed", number))

    def about(self, operation, params):
        return operation in self.operations and all(
            name in params and pattern.fullmatch(_member_text(params[name]))
            for name, pattern in self.match.items()
        )

    def fires(self):
        """Counts one request that the rule is about; true when it is hit."""
        fields = self.fields
        self.seen += 1
        # A draw per request keeps the sequence the same whatever else is set.
        drawn = self._random.random()
        times = fields.get("times", 1 if self._is_single() else 0)
        counted = self.seen - fields.get("after", 0)
        hit = (
            counted > 0
            and (not times or self.fired < times)
            and fields.get("nth", counted) == counted
            and counted % (fields.get("every") or 1) == 0
            and drawn < fields.get("probability", 1.1)
        )
        self.fired += hit
        return hit

    def _is_single(self):
        return not {"every", "probability"} & self.fields.keys()

    def as_dict(self):
        return self.given | {"id": self.number, "seen": self.seen, "fired": self.fired}


@dataclass(slots=True)
class Outcome:
    """What the rules make of one request."""

    rules: list = field(default_factory=list)
    ending: Rule | None = None
    by_kind: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get(self, kind, name, default=None):
        return self.by_kind.get(kind, {}).get(name, default)

    def transition(self) -> Transition | None:
        return self.get("transition", "value")

    def fail_reason(self):
        if "fail" not in self.by_kind:
            return None
        return self.get("fail", "reason", "The role cannot read the base image.")


class Faults:
    """All scripted faults, in the order in which they were made."""

    def __init__(self):
        self._rules: list[Rule] = []
        self._numbers = itertools.count(1)

    def add(self, given):
        rule = Rule(next(self._numbers), given)
        self._rules.append(rule)
        return rule

    def remove(self, number=None):
        kept = [] if number is None else [r for r in self._rules if r.number != number]
        if number is not None and len(kept) == len(self._rules):
            raise BadControl(f"there is no fault {number}")
        self._rules = kept

    def as_list(self):
        return [rule.as_dict() for rule in self._rules]

    def resets_early(self, operation):
        """The rule that resets this request before its body is read, if any."""
        for rule in self._rules:
            if rule.kind == "reset" and rule.about(operation, {}) and rule.fires():
                return rule
        return None

    def outcome(self, operation, params):
        """Applies the rules in order; the first that ends the request is the last."""
        result = Outcome()
        for rule in self._rules:
            if rule.kind == "reset" or not rule.about(operation, params):
                continue
            if not rule.fires():
                continue
            result.rules.append(rule.number)
            if rule.kind in ENDING:
                result.ending = rule
                break
            result.by_kind[rule.kind] = rule.fields
        return result


def scripted_error(rule):
    """The ApiError of a rule that ends a request, or the raw (status, type, body)."""
    fields = rule.fields
    headers = list(fields.get("headers", {}).items())
    if "retry_after_ms" in fields:
        headers.append(("x-amz-retry-after", fields["retry_after_ms"]))
    if rule.kind == "throttle":
        return ApiError(
            "ThrottlingException",
            "Rate exceeded",
            fields.get("status", 400),
            headers=headers,
        )
    if rule.kind == "500":
        message = "The request processing has failed because of an internal error."
        return ApiError("InternalFailure", message, 500, headers=headers)
    if rule.kind == "503":
        message = "The service is unavailable."
        return ApiError("ServiceUnavailable", message, 503, headers=headers)
    return ApiError(
        fields.get("code", ""),
        fields.get("message", ""),
        fields.get("status", 400),
        modelled=fields.get("modelled", False),
        headers=headers,
    )


class Held:
    """Requests that wait to be released."""

    def __init__(self):
        self._waiting: dict[int, tuple] = {}

    def add(self, entry, resume):
        self._waiting[entry["id"]] = (entry, resume)

    def as_list(self):
        return [entry for entry, _ in self._waiting.values()]

    def release(self, number=None):
        """Lets one request, or all, go on; answers how many that were."""
        if number is None:
            numbers = list(self._waiting)
        elif number in self._waiting:
            numbers = [number]
        else:
            raise BadControl(f"request {number} is not held")
        for one in numbers:
            _, resume = self._waiting.pop(one)
            resume()
        return len(numbers)
