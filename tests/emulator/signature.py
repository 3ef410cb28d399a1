"""Verification of Signature Version 4, with botocore's own canonical form."""

from __future__ import annotations

import calendar
import functools
import hashlib
import hmac
import math
import re
import time
from dataclasses import dataclass

from botocore.auth import SigV4Auth
from botocore.credentials import Credentials

from .errors import ApiError

WINDOW_SECONDS = 300
TIMESTAMP = re.compile(r"\d{8}T\d{6}Z")
REGION = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
MUST_BE_SIGNED = (
    "host",
    "x-amz-date",
    "x-amz-target",
    "x-amz-security-token",
    "x-amz-content-sha256",
)

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service "
    "documentation for details."
)


@dataclass(frozen=True)
class Key:
    """One access key that the service knows."""

    access_key: str
    secret_key: str
    token: str = ""
    account: str = "123456789012"
    # What follows is set for the keys of a role's session.
    arn: str = ""
    user_id: str = ""
    expires_at: float = math.inf


BUILT_IN_KEYS = (
    Key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
    Key("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
)


@dataclass(frozen=True)
class Caller:
    """Who signed a request, and for which region."""

    account: str
    region: str
    access_key: str
    arn: str = ""
    user_id: str = ""


class _SignedHeaders(dict):
    """Header name to list of values, in the form that botocore walks."""

    get_all = dict.__getitem__


class _Request:
    """What botocore's signer reads of a request."""

    __slots__ = ("method", "url", "headers", "params", "body", "context", "signed")

    def __init__(self, request, signed, timestamp):
        self.method = request.method
        self.url = "http://service" + request.target
        self.headers = ()
        self.params = None
        self.body = request.body
        self.context = {"timestamp": timestamp}
        self.signed = signed


class _Verifier(SigV4Auth):
    """botocore's signer over exactly those headers that the client signed."""

    def headers_to_sign(self, request):
        return request.signed


@functools.lru_cache(maxsize=64)
def _seconds(timestamp):
    return calendar.timegm(time.strptime(timestamp, "%Y%m%dT%H%M%SZ"))


def _stamp(seconds):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds))


def _incomplete(message):
    return ApiError("IncompleteSignatureException", message)


def _bad(message):
    return ApiError("InvalidSignatureException", message)


def _split_authorization(request):
    """The credential's scope, the signed headers' names and the signature."""
    values = request.headers.get("authorization")
    if not values:
        raise ApiError(
            "MissingAuthenticationTokenException", "Missing Authentication Token"
        )
    scheme, _, rest = values[0].partition(" ")
    if scheme != "AWS4-HMAC-SHA256":
        raise _incomplete(f"Unsupported AWS 'algorithm': '{scheme}'.")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    for name in ("Credential", "SignedHeaders", "Signature"):
        if not fields.get(name):
            raise _incomplete(f"Authorization header requires '{name}' parameter.")
    scope = fields["Credential"].split("/")
    if len(scope) != 5:
        raise _incomplete(
            "Credential must have exactly 5 slash-delimited elements, "
            "e.g. keyid/date/region/service/term."
        )
    return scope, fields["SignedHeaders"].split(";"), fields["Signature"]


class Keyring:
    """The keys that the service knows, and the check of a request against them."""

    def __init__(self, keys):
        self._keys = {key.access_key: key for key in keys}
        self._sessions: dict[str, Key] = {}

    def add(self, key):
        """One more key: that of a role's session."""
        self._sessions[key.access_key] = key

    def forget_sessions(self):
        self._sessions.clear()

    def verify(self, request, service, now):
        """Who sent the request. Raises the error that the service would answer."""
        scope, names, signature = _split_authorization(request)
        access_key, date, region, scope_service, term = scope
        timestamp = self._timestamp(request, date, now)
        self._check_scope(region, scope_service, term, service)
        key = self._known_key(request, access_key, now)
        signed = self._signed_headers(request, names)
        self._check_body_hash(request)
        credentials = Credentials(key.access_key, key.secret_key)
        verifier = _Verifier(credentials, service, region)
        signer_request = _Request(request, signed, timestamp)
        if "x-amz-content-sha256" in request.headers:
            declared = request.headers["x-amz-content-sha256"][0]
            signer_request.headers = {"X-Amz-Content-SHA256": declared}
        canonical = verifier.canonical_request(signer_request)
        to_sign = verifier.string_to_sign(signer_request, canonical)
        expected = verifier.signature(to_sign, signer_request)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise _bad(
                f"{MISMATCH}\n\nThe Canonical String for this request should have been\n"
                f"'{canonical}'\n\nThe String-to-Sign should have been\n'{to_sign}'\n"
            )
        return Caller(key.account, region, access_key, key.arn, key.user_id)

    @staticmethod
    def _timestamp(request, scope_date, now):
        values = request.headers.get("x-amz-date")
        if not values:
            raise _incomplete(
                "Authorization header requires existence of either a 'X-Amz-Date' "
                "or a 'Date' header."
            )
        timestamp = values[0]
        if not TIMESTAMP.fullmatch(timestamp):
            raise _incomplete(
                "Date must be in ISO-8601 'basic format'. "
                f"Got '{timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601"
            )
        try:
            then = _seconds(timestamp)
        except ValueError:
            raise _incomplete(f"'{timestamp}' is no date.") from None
        if scope_date != timestamp[:8]:
            raise _bad(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 "
                f"version of date from HTTP: '{scope_date}' != '{timestamp[:8]}', "
                f"from '{timestamp}'."
            )
        early, late = _stamp(now - WINDOW_SECONDS), _stamp(now + WINDOW_SECONDS)
        if then < now - WINDOW_SECONDS:
            raise _bad(
                f"Signature expired: {timestamp} is now earlier than {early} "
                f"({_stamp(now)} - 5 min.)"
            )
        if then > now + WINDOW_SECONDS:
            raise _bad(
                f"Signature not yet current: {timestamp} is still later than {late} "
                f"({_stamp(now)} + 5 min.)"
            )
        return timestamp

    @staticmethod
    def _check_scope(region, scope_service, term, service):
        if scope_service != service:
            raise _bad(f"Credential should be scoped to correct service: '{service}'. ")
        if not REGION.fullmatch(region):
            raise _bad(
                f"Credential should be scoped to a valid region, not '{region}'. "
            )
        if term != "aws4_request":
            raise _bad(
                "Credential should be scoped with a valid terminator: "
                f"'aws4_request', not '{term}'. "
            )

    def _known_key(self, request, access_key, now):
        key = self._keys.get(access_key) or self._sessions.get(access_key)
        token = request.headers.get("x-amz-security-token", [""])[0]
        if key is None or not hmac.compare_digest(key.token.encode(), token.encode()):
            raise ApiError(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        if now >= key.expires_at:
            raise ApiError(
                "ExpiredTokenException",
                "The security token included in the request is expired",
            )
        return key

    @staticmethod
    def _signed_headers(request, names):
        headers = request.headers
        if names != sorted(set(names)):
            raise _incomplete("SignedHeaders must be sorted, in lower case and unique.")
        for name in MUST_BE_SIGNED:
            if name in headers and name not in names:
                raise _bad(
                    f"'{name}' must be a 'SignedHeader' in the AWS Authorization."
                )
        missing = [name for name in names if name not in headers]
        if missing:
            raise _bad(f"{MISMATCH} The signed header '{missing[0]}' was not sent.")
        return _SignedHeaders((name, headers[name]) for name in names)

    @staticmethod
    def _check_body_hash(request):
        declared = request.headers.get("x-amz-content-sha256")
        if declared and declared[0] != hashlib.sha256(request.body).hexdigest():
            raise _bad(
                "The value passed in 'x-amz-content-sha256' is not the hash of the body."
            )
