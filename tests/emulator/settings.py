"""The switches: everything about the service that AWS does not settle.

Each is a row of the table below, an option of the command line
(``--alias-conflict move``) and a member of ``/_control/settings``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import BadControl

TRANSITION_FORMS = 'seconds ("0.3"), polls ("3 polls") or "manual"'


@dataclass(frozen=True)
class Transition:
    """When a resource leaves a passing status such as CREATING."""

    kind: str
    amount: float = 0

    def __str__(self):
        if self.kind == "manual":
            return "manual"
        if self.kind == "polls":
            return f"{int(self.amount)} polls"
        return f"{self.amount:g}"


def parse_transition(value):
    if isinstance(value, Transition):
        return value
    text = str(value).strip()
    if text == "manual":
        return Transition("manual")
    number, _, unit = text.partition(" ")
    try:
        if unit in ("poll", "polls"):
            return Transition("polls", _at_least_zero(int(number)))
        if unit in ("", "s"):
            return Transition("time", _at_least_zero(float(number.removesuffix("s"))))
    except ValueError:
        pass
    raise ValueError(f"must be {TRANSITION_FORMS}")


def _at_least_zero(number):
    if not math.isfinite(number) or number < 0:
        raise ValueError("must be 0 or more")
    return number


def parse_count(value):
    return _at_least_zero(int(value))


def parse_seconds(value):
    return _at_least_zero(float(value))


def parse_offset(value):
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("must be finite")
    return number


def parse_flag(value):
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("must be true or false")


def one_of(*choices):
    def parse(value):
        if str(value) not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return str(value)

    parse.choices = choices
    return parse


@dataclass(frozen=True)
class Switch:
    name: str
    default: Any
    parse: Callable[[Any], Any]
    doc: str


SWITCHES = (
    Switch(
        "alias_conflict",
        "error",
        one_of("error", "move"),
        "an alias that another version holds is refused, or moves",
    ),
    Switch(
        "duplicate_aliases",
        "collapse",
        one_of("collapse", "error"),
        "the same alias twice in one request",
    ),
    Switch(
        "missing_alias",
        "ignore",
        one_of("ignore", "error"),
        "AliasesToDelete names an alias that the version does not hold",
    ),
    Switch(
        "token_mismatch",
        "ValidationException",
        one_of("ValidationException", "ResourceInUse"),
        "error for a known ClientToken that comes with other parameters",
    ),
    Switch(
        "no_selector",
        "ValidationException",
        one_of("ValidationException", "latest"),
        "UpdateImageVersion and DeleteImageVersion without Version and Alias",
    ),
    Switch(
        "creating",
        "0.3",
        parse_transition,
        f"how long CREATING lasts: {TRANSITION_FORMS}",
    ),
    Switch("updating", "0.3", parse_transition, "how long UPDATING lasts, likewise"),
    Switch("deleting", "0.3", parse_transition, "how long DELETING lasts, likewise"),
    Switch(
        "concurrency",
        "serialise",
        one_of("serialise", "conflict"),
        "overlapping creates and deletes of versions of one image",
    ),
    Switch(
        "conflict_seconds",
        0.1,
        parse_seconds,
        "how long such a call takes when they conflict",
    ),
    Switch(
        "read_lag",
        0,
        parse_count,
        "a new resource stays invisible for this many reads",
    ),
    Switch(
        "number_reuse",
        "never",
        one_of("never", "highest"),
        "whether the number of a deleted highest version comes again",
    ),
    Switch(
        "arn_case",
        "keep",
        one_of("keep", "lower"),
        "upper case letters of a name in its ARNs",
    ),
    Switch(
        "horovod_unset",
        "false",
        one_of("false", "absent"),
        "how DescribeImageVersion answers a Horovod that was never set",
    ),
    Switch(
        "version_tags",
        "accept",
        one_of("accept", "refuse"),
        "tags on the ARN of an image version",
    ),
    Switch(
        "delete_creating_version",
        "accept",
        one_of("accept", "refuse"),
        "DeleteImageVersion while the version is CREATING",
    ),
    Switch(
        "delete_image_with_versions",
        "cascade",
        one_of("cascade", "refuse"),
        "DeleteImage while the image has versions",
    ),
    Switch(
        "aliases_page",
        10,
        parse_count,
        "aliases in one answer of ListAliases without MaxResults",
    ),
    Switch(
        "page_cap",
        0,
        parse_count,
        "never more than this many items in a page (0: as asked)",
    ),
    Switch(
        "empty_pages",
        False,
        parse_flag,
        "every list starts with an empty page that carries a token",
    ),
    Switch(
        "error_style",
        "bare",
        one_of("bare", "namespaced", "uri", "header", "code"),
        "where an error's name stands, and how it is spelled",
    ),
    Switch(
        "auth_status",
        "400",
        one_of("400", "403"),
        "HTTP status of refused credentials and signatures",
    ),
    Switch(
        "empty_output",
        "empty",
        one_of("empty", "braces"),
        "body of an answer without members: nothing, or {}",
    ),
    Switch(
        "wrong_type",
        "ValidationException",
        one_of("ValidationException", "SerializationException"),
        "error for a member of the wrong JSON type",
    ),
    Switch(
        "unknown_member",
        "ignore",
        one_of("ignore", "refuse"),
        "members of a request that the model does not know",
    ),
    Switch(
        "latency",
        0.0,
        parse_seconds,
        "seconds that every answer takes on top",
    ),
    Switch(
        "clock_offset",
        0.0,
        parse_offset,
        "seconds by which the service's clock is wrong when it verifies",
    ),
    Switch(
        "date_offset",
        0.0,
        parse_offset,
        "seconds by which its Date header is wrong",
    ),
    Switch(
        "request_seconds",
        20.0,
        parse_seconds,
        "a request that takes longer to arrive is given up",
    ),
    Switch(
        "requests_per_connection",
        0,
        parse_count,
        "close a connection after this many answers (0: never)",
    ),
)


class Settings:
    """The current value of every switch, each an attribute."""

    def __init__(self, values=None):
        self._start = dict(values or {})
        self.reset()

    def reset(self):
        for switch in SWITCHES:
            setattr(self, switch.name, switch.parse(switch.default))
        self.update(self._start)

    def update(self, values):
        """Sets switches by name; nothing changes when one of them is wrong."""
        known = {switch.name: switch for switch in SWITCHES}
        parsed = {}
        for name, value in values.items():
            if name not in known:
                raise BadControl(f"no switch is named {name!r}: {', '.join(known)}")
            try:
                parsed[name] = known[name].parse(value)
            except (TypeError, ValueError) as error:
                raise BadControl(f"{name}: {error}") from None
        for name, value in parsed.items():
            setattr(self, name, value)

    def as_dict(self):
        values = {switch.name: getattr(self, switch.name) for switch in SWITCHES}
        return {
            name: str(value) if isinstance(value, Transition) else value
            for name, value in values.items()
        }
