"""The public service model, compiled into checks.

botocore ships the model; nothing of it is copied here. Each shape becomes one
closure, made once at start, so that checking a request or an answer costs no
more than walking the value itself.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import botocore.loaders
import botocore.model
import regex

SERVICE = "sagemaker"

OPERATIONS = (
    "CreateImage",
    "CreateImageVersion",
    "DescribeImage",
    "DescribeImageVersion",
    "UpdateImage",
    "UpdateImageVersion",
    "DeleteImage",
    "DeleteImageVersion",
    "ListImages",
    "ListImageVersions",
    "ListAliases",
    "AddTags",
    "ListTags",
    "DeleteTags",
)

# The model's own pattern for version ARNs has lower case names only, while the
# names themselves may be upper case. Answers keep the name as it was typed.
CASELESS_SHAPES = {"ImageVersionArn"}

INT32_MIN = -(2**31)
INT32_MAX = 2**31 - 1
SHOWN_CHARACTERS = 1024

TYPE_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "boolean": "a boolean",
    "timestamp": "a number of seconds since the epoch",
    "list": "a list",
    "structure": "a structure",
}


@dataclass(slots=True)
class Problem:
    """One broken constraint."""

    value: Any
    path: str
    constraint: str
    kind: str

    def __str__(self):
        place = f"Value {shown(self.value)} at '{self.path}'"
        return f"{place} failed to satisfy constraint: Member must {self.constraint}"


Check = Callable[[Any, str, list], None]


def shown(value):
    if value is None:
        return "null"
    if isinstance(value, list):
        text = "[" + ", ".join(str(item) for item in value) + "]"
    elif isinstance(value, str):
        text = value
    else:
        text = json.dumps(value)
    return f"'{text[:SHOWN_CHARACTERS]}'"


def member_path(name):
    """ImageName as the service spells it in its texts: imageName."""
    return name[:1].lower() + name[1:]


def compile_pattern(shape):
    """A matcher for the shape's pattern; the whole value has to match."""
    pattern = shape.metadata.get("pattern")
    if pattern is None:
        return None
    if r"\p{" in pattern:
        return regex.compile(pattern).fullmatch
    flags = re.ASCII
    if shape.name in CASELESS_SHAPES:
        flags |= re.IGNORECASE
    return re.compile(pattern, flags).fullmatch


def _length_check(shape):
    low = shape.metadata.get("min")
    high = shape.metadata.get("max")

    def check(value, path, out):
        if low is not None and len(value) < low:
            text = f"have length greater than or equal to {low}"
            out.append(Problem(value, path, text, "min"))
        if high is not None and len(value) > high:
            text = f"have length less than or equal to {high}"
            out.append(Problem(value, path, text, "max"))

    return check


def _string(shape, _strict):
    length = _length_check(shape)
    matches = compile_pattern(shape)
    pattern = shape.metadata.get("pattern")
    enum = tuple(shape.metadata.get("enum", ()))

    def check(value, path, out):
        if type(value) is not str:
            out.append(Problem(value, path, _be("string"), "type"))
            return
        length(value, path, out)
        if matches is not None and not matches(value):
            text = f"satisfy regular expression pattern: {pattern}"
            out.append(Problem(value, path, text, "pattern"))
        if enum and value not in enum:
            text = f"satisfy enum value set: [{', '.join(enum)}]"
            out.append(Problem(value, path, text, "enum"))

    return check


def _be(type_name):
    return f"be {TYPE_NAMES[type_name]}"


def _integer(shape, _strict):
    low = shape.metadata.get("min", INT32_MIN)
    high = shape.metadata.get("max", INT32_MAX)

    def check(value, path, out):
        if type(value) is not int:
            out.append(Problem(value, path, _be("integer"), "type"))
        elif value < low:
            text = f"have value greater than or equal to {low}"
            out.append(Problem(value, path, text, "min"))
        elif value > high:
            text = f"have value less than or equal to {high}"
            out.append(Problem(value, path, text, "max"))

    return check


def _boolean(_shape, _strict):
    def check(value, path, out):
        if type(value) is not bool:
            out.append(Problem(value, path, _be("boolean"), "type"))

    return check


def _timestamp(_shape, _strict):
    def check(value, path, out):
        if type(value) not in (int, float) or not math.isfinite(value):
            out.append(Problem(value, path, _be("timestamp"), "type"))

    return check


def _list(shape, strict):
    length = _length_check(shape)
    item_check = compile_shape(shape.member, strict=strict)

    def check(value, path, out):
        if type(value) is not list:
            out.append(Problem(value, path, _be("list"), "type"))
            return
        length(value, path, out)
        for index, item in enumerate(value, 1):
            where = f"{path}.{index}.member"
            if item is None:
                out.append(Problem(None, where, "not be null", "required"))
            else:
                item_check(item, where, out)

    return check


def _structure(shape, strict):
    members = {
        name: (member_path(name), compile_shape(member, strict=strict))
        for name, member in shape.members.items()
    }
    required = tuple((name, member_path(name)) for name in shape.required_members)

    def check(value, path, out):
        if type(value) is not dict:
            out.append(Problem(value, path, _be("structure"), "type"))
            return
        prefix = path + "." if path else ""
        for name, spelled in required:
            if value.get(name) is None:
                out.append(Problem(None, prefix + spelled, "not be null", "required"))
        for name, item in value.items():
            known = members.get(name)
            if known is None:
                if strict:
                    out.append(Problem(item, prefix + name, "be known", "unknown"))
            elif item is not None:
                known[1](item, prefix + known[0], out)
            elif strict:
                text = "be left out rather than null"
                out.append(Problem(None, prefix + known[0], text, "null"))

    return check


_COMPILERS = {
    "string": _string,
    "integer": _integer,
    "boolean": _boolean,
    "timestamp": _timestamp,
    "list": _list,
    "structure": _structure,
}


def compile_shape(shape, *, strict) -> Check:
    """The check of one shape.

    Lenient checks are for requests: a null member counts as absent and an
    unknown one is passed over. Strict ones are for our own answers.
    """
    return _COMPILERS[shape.type_name](shape, strict)


@dataclass(frozen=True)
class Operation:
    """One operation: its model and its two compiled checks."""

    name: str
    members: frozenset
    check_input: Check
    check_output: Check
    empty_output: bool
    errors: frozenset

    def input_problems(self, params):
        out = []
        self.check_input(params, "", out)
        return out

    def output_problems(self, answer):
        out = []
        self.check_output(answer, "", out)
        return out


def _only_nothing(value, path, out):
    if value != {}:
        out.append(Problem(value, path, "be empty", "unknown"))


def load_service_model(service=SERVICE):
    loader = botocore.loaders.Loader()
    return botocore.model.ServiceModel(loader.load_service_model(service, "service-2"))


def load_operations():
    service = load_service_model()
    loaded = {}
    for name in OPERATIONS:
        operation = service.operation_model(name)
        output = operation.output_shape
        loaded[name] = Operation(
            name=name,
            members=frozenset(operation.input_shape.members),
            check_input=compile_shape(operation.input_shape, strict=False),
            check_output=compile_shape(output, strict=True)
            if output
            else _only_nothing,
            empty_output=not (output and output.members),
            errors=frozenset(shape.name for shape in operation.error_shapes),
        )
    return loaded
