"""A second, plain reading of the service model, to hold the emulator's against.

It walks shapes as they are, compiles nothing and shares no code with
``emulator.model``; it looks at the raw bytes of an answer, since botocore's own
parser accepts almost anything.
"""

import email.utils
import json
import re
import uuid

import regex

JSON_TYPE = "application/x-amz-json-1.1"
PYTHON_TYPES = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "timestamp": (int, float),
    "list": (list,),
    "structure": (dict,),
}


def full_match(shape, value):
    pattern = shape.metadata.get("pattern")
    if pattern is None:
        return True
    if shape.name == "ImageVersionArn":
        return re.fullmatch(pattern, value, re.IGNORECASE) is not None
    return regex.fullmatch(pattern, value) is not None


def problems(shape, value, where=""):
    """Everything about ``value`` that the shape does not allow."""
    if type(value) not in PYTHON_TYPES[shape.type_name]:
        return [f"{where}: {value!r} is no {shape.type_name}"]
    found = []
    size = len(value) if isinstance(value, (str, list)) else value
    limits = shape.metadata
    if "min" in limits and size < limits["min"]:
        found.append(f"{where}: {value!r} is below {limits['min']}")
    if "max" in limits and size > limits["max"]:
        found.append(f"{where}: {value!r} is above {limits['max']}")
    if limits.get("enum") and value not in limits["enum"]:
        found.append(f"{where}: {value!r} is not in the enum")
    if isinstance(value, str) and not full_match(shape, value):
        found.append(f"{where}: {value!r} does not match the pattern")
    if isinstance(value, list):
        for item in value:
            found += problems(shape.member, item, f"{where}[]")
    if isinstance(value, dict):
        missing = set(shape.required_members) - value.keys()
        found += [f"{where}.{name} is missing" for name in missing]
        for name, item in value.items():
            if name in shape.members:
                found += problems(shape.members[name], item, f"{where}.{name}")
            else:
                found.append(f"{where}.{name} is unknown")
    return found


def check_answer(operation, status, headers, body):
    """Holds one raw answer against the model; raises AssertionError."""
    assert headers["content-type"] == JSON_TYPE
    assert int(headers["content-length"]) == len(body)
    uuid.UUID(headers["x-amzn-requestid"])
    email.utils.parsedate_to_datetime(headers["date"])
    if status != 200:
        answer = json.loads(body)
        assert set(answer) in ({"__type", "Message"}, {"__type", "message"})
        modelled = {shape.name for shape in operation.error_shapes}
        assert ("Message" in answer) == (answer["__type"] in modelled)
        return
    if operation.output_shape is None or not operation.output_shape.members:
        assert body == b""
        return
    assert problems(operation.output_shape, json.loads(body)) == []


def watch(client):
    """Checks every answer that the client gets, as raw bytes."""

    def before_parse(operation_model, response_dict, **_):
        check_answer(
            operation_model,
            response_dict["status_code"],
            response_dict["headers"],
            response_dict["body"],
        )

    client.meta.events.register("before-parse.sagemaker", before_parse)
    return client
