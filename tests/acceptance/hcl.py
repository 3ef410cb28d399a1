"""Configuration text for the tests."""

from __future__ import annotations

import json

from emulator.testing import BASE_IMAGE, KEY, ROLE_ARN

IMAGE = "aws_sagemaker_image.test"
VERSION = "aws_sagemaker_image_version.test"
IMAGE_NAME = "example-name"

REQUIREMENTS = """\
terraform {
  required_providers {
    %s = { source = "sagemaker-images/sagemaker" }
  }
}
"""
AWS = "aws"
SERVICES = ("sagemaker", "sts")


class Expression(str):
    """Text that is an expression, not a string value."""


def text_of(value):
    return str(value) if isinstance(value, Expression) else json.dumps(value)


def block(*labels, body="", **arguments):
    """One block; an argument that is None is left out, nested blocks are its body."""
    head, *rest = labels
    title = " ".join([head, *(json.dumps(label) for label in rest)])
    lines = [f"{title} {{"]
    for name, value in arguments.items():
        if value is not None:
            lines.append(f"  {name} = {text_of(value)}")
    lines += [f"  {line}" for line in body.splitlines()]
    return "\n".join([*lines, "}", ""])


def timeouts(**durations):
    """The nested block, as a body."""
    return block("timeouts", **durations)


def requirements(local=AWS):
    """Gives the provider its local name in the module."""
    return REQUIREMENTS % local


def provider(service, body="", *, local=AWS, **arguments):
    """A provider block that leads to the local service."""
    given = {
        "region": service.region,
        "access_key": KEY.access_key,
        "secret_key": KEY.secret_key,
    } | arguments
    lines = [
        f"  {name} = {text_of(value)}"
        for name, value in given.items()
        if value is not None
    ]
    places = "".join(f'    {name} = "{service.url}"\n' for name in SERVICES)
    endpoints = f"  endpoints {{\n{places}  }}"
    return "\n".join([f'provider "{local}" {{', *lines, endpoints, body, "}", ""])


def image(label="test", **arguments):
    given = {"image_name": IMAGE_NAME, "role_arn": ROLE_ARN} | arguments
    return block("resource", "aws_sagemaker_image", label, **given)


def version(label="test", **arguments):
    given = {
        "image_name": Expression(f"{IMAGE}.image_name"),
        "base_image": BASE_IMAGE,
    } | arguments
    return block("resource", "aws_sagemaker_image_version", label, **given)
