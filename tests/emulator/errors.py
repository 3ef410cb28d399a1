"""Errors as the service answers them."""

from __future__ import annotations


class ApiError(Exception):
    """An error answer.

    ``modelled`` errors are shapes of the service model and name their text
    ``Message``; those of the framework (signatures, throttling, validation)
    name it ``message``.
    """

    def __init__(self, code, message, status=400, *, modelled=False, headers=()):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.modelled = modelled
        self.headers = tuple(headers)


def not_found(message):
    return ApiError("ResourceNotFound", message, modelled=True)


def in_use(message):
    return ApiError("ResourceInUse", message, modelled=True)


def limit_exceeded(message):
    return ApiError("ResourceLimitExceeded", message, modelled=True)


def invalid(message):
    return ApiError("ValidationException", message)


def violations(problems):
    """The one answer that lists every broken constraint of a request."""
    count = len(problems)
    noun = "validation error" if count == 1 else "validation errors"
    return invalid(f"{count} {noun} detected: " + "; ".join(problems))


class BadControl(Exception):
    """A request to the control API that makes no sense."""
