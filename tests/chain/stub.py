"""Every service that credentials come from, and the one they are for, in one local server.

It answers the Security Token Service, the SSO portal and its token service, the sign-in service, a container's and an
EC2 instance's metadata service, and SageMaker. A request is told apart by what it is, so that one URL serves all; a
path that begins with ``/at-<word>`` is answered as if that were not there, and the log tells the word.

An access key is fit to its secret by name: ``secret/<key>``, and the token is ``token/<key>``.
"""

from __future__ import annotations

import datetime
import http.server
import json
import re
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

from emulator.errors import ApiError
from emulator.signature import Key, Keyring

ACCOUNT = "123456789012"
LIFETIME = 3600
PLACE = re.compile(r"/at-([a-z]+)(/.*|$)")
SCOPE = re.compile(r"Credential=([^/]+)/[^/]+/([^/]+)/([^/]+)/")
STS_VERSION = "2011-06-15"
METADATA = "/latest/meta-data/iam/security-credentials"
TTL = "x-aws-ec2-metadata-token-ttl-seconds"
NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
VERSION_ARN = f"arn:aws:sagemaker:us-west-2:{ACCOUNT}:image-version/example-name/1"
IMAGE_ARN = f"arn:aws:sagemaker:us-west-2:{ACCOUNT}:image/example-name"


def secret_of(key):
    return f"secret/{key}"


def token_of(key):
    return f"token/{key}"


def stamp(seconds_from_now):
    """A time as AWS writes it."""
    then = datetime.datetime.fromtimestamp(time.time() + seconds_from_now, datetime.UTC)
    return then.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Request:
    """One request, in the form that the verifier of the emulator reads."""

    method: str
    target: str
    headers: dict
    body: bytes
    time: float = field(default_factory=time.time)

    @property
    def place(self):
        found = PLACE.match(self.target)
        return found.group(1) if found else None

    @property
    def path(self):
        path = urllib.parse.urlsplit(self.target).path
        found = PLACE.match(path)
        return (found.group(2) or "/") if found else path

    @property
    def query(self):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.target).query))

    @property
    def form(self):
        return dict(urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True))

    def header(self, name):
        return self.headers.get(name, [None])[0]


def classify(request):
    """Service and operation."""
    target = request.header("x-amz-target")
    if target:
        return "sagemaker", target.partition(".")[2]
    path = request.path
    if path == "/federation/credentials":
        return "sso", "GetRoleCredentials"
    if path == "/token":
        return "oidc", "CreateToken"
    if path == "/v1/token":
        return "signin", "CreateOAuth2Token"
    if path == "/latest/api/token":
        return "imds", "MetadataToken"
    if path.rstrip("/") == METADATA:
        return "imds", "MetadataRole"
    if path.startswith(METADATA):
        return "imds", "MetadataCredentials"
    if path.startswith("/latest/dynamic/instance-identity/document"):
        return "imds", "MetadataDocument"
    if path.startswith("/latest/"):
        return "imds", path
    if request.method == "POST":
        return "sts", request.form.get("Action", "")
    return "container", "ContainerCredentials"


def members(form):
    """The parameters of a form; numbered members as sorted lists."""
    found, lists = {}, {}
    for name, value in form.items():
        if name in ("Action", "Version"):
            continue
        head, _, rest = name.partition(".member.")
        if not rest:
            found[name] = value
            continue
        number, _, inner = rest.partition(".")
        lists.setdefault(head, {}).setdefault(number, {})[inner] = value
    for name, items in lists.items():
        texts = [json.dumps(item, sort_keys=True) for item in items.values()]
        found[name] = sorted(texts)
    return found


def parameters(service, request):
    if service == "sts":
        return members(request.form)
    if service == "sso":
        return request.query
    if service in ("oidc", "signin"):
        return json.loads(request.body)
    return {}


def entry(request):
    """What the log says of a request."""
    service, call = classify(request)
    said = {"to": service, "call": call}
    if request.place:
        said["at"] = request.place
    scope = SCOPE.search(request.header("authorization") or "")
    if scope:
        said["key"], said["region"], said["for"] = scope.groups()
        said["token"] = request.header("x-amz-security-token") or ""
    if service == "container":
        said["path"] = request.path
        said["authorization"] = request.header("authorization") or ""
    if service == "sso":
        said["bearer"] = request.header("x-amz-sso_bearer_token")
    if service == "imds":
        said["metadata token"] = request.header("x-aws-ec2-metadata-token") or ""
        if call == "MetadataToken":
            said["lifetime"] = bool(request.header(TTL))
    if service == "signin":
        said["proof"] = bool(request.header("dpop"))
    if given := parameters(service, request):
        said["parameters"] = given
    return said


def signature_problem(request, secrets):
    """Why the signature of a request is wrong; None when it is right or there is none."""
    scope = SCOPE.search(request.header("authorization") or "")
    if not scope:
        return None
    key, _, service = scope.groups()
    token = request.header("x-amz-security-token") or ""
    known = Key(key, secrets.get(key, secret_of(key)), token)
    try:
        Keyring([known]).verify(request, service, request.time)
    except ApiError as problem:
        return str(problem)
    return None


class Answers:
    """What is answered: the script of a case, and what stands for the rest.

    A script has a list by operation; each item is for one request, the last one for all that follow. An item says
    ``status``, ``code`` and ``message`` for an error, ``body`` for any text at all, or members that differ. One
    with ``when`` is for every request that has these words, and for no other.
    """

    def __init__(self, script):
        self._script = {name: list(items) for name, items in script.items()}
        self._lock = threading.Lock()
        self.secrets = {}

    def _scripted(self, call, request):
        words = urllib.parse.unquote(request.body.decode(errors="replace"))
        with self._lock:
            items = self._script.get(call, [])
            for item in items:
                if "when" in item:
                    return item if item["when"] in words else {}
            if len(items) > 1:
                return items.pop(0)
            return items[0] if items else {}

    def to(self, request):
        """Status, headers and body."""
        service, call = classify(request)
        item = self._scripted(call, request)
        if "body" in item:
            headers = item.get("headers", {})
            return item.get("status", 200), headers, item["body"].encode()
        if "status" in item:
            return self._error(service, item)
        make = getattr(self, "_" + service, None)
        return make(call, request, item)

    @staticmethod
    def _error(service, item):
        code, message = item.get("code", "Failure"), item.get("message", "as scripted")
        if service == "sts":
            text = (
                f'<ErrorResponse xmlns="{NAMESPACE}"><Error><Type>Sender</Type>'
                f"<Code>{code}</Code><Message>{message}</Message></Error>"
                "<RequestId>example-request</RequestId></ErrorResponse>"
            )
            return item["status"], {"Content-Type": "text/xml"}, text.encode()
        body = {"__type": code, "code": code, "message": message} | item.get("more", {})
        headers = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
        return item["status"], headers, json.dumps(body).encode()

    def _keys(self, name, item):
        key = item.get("id", name)
        secret, token = item.get("secret", secret_of(key)), token_of(key)
        self.secrets[key] = secret
        return key, secret, item.get("token", token), item.get("lifetime", LIFETIME)

    def _sts(self, call, request, item):
        arn = item.get("arn", f"arn:aws:sts::{ACCOUNT}:assumed-role/example/session")
        if call == "GetCallerIdentity":
            result = (
                f"<Arn>{arn}</Arn><UserId>EXAMPLE</UserId><Account>{ACCOUNT}</Account>"
            )
        else:
            role = request.form.get("RoleArn", "").rpartition("/")[2].upper()
            kind = "WEB" if call == "AssumeRoleWithWebIdentity" else "ROLE"
            key, secret, token, lifetime = self._keys(f"ASIA{kind}{role}", item)
            expiration = item.get("expiration", stamp(lifetime))
            result = (
                f"<Credentials>\n  <AccessKeyId>{key}</AccessKeyId>"
                f"<SecretAccessKey>{secret}</SecretAccessKey>"
                f"<SessionToken>{token}</SessionToken>"
                f"<Expiration>{expiration}</Expiration></Credentials>"
                f"<AssumedRoleUser><Arn>{arn}</Arn>"
                "<AssumedRoleId>EXAMPLE:session</AssumedRoleId></AssumedRoleUser>"
            )
        text = (
            f'<{call}Response xmlns="{NAMESPACE}"><{call}Result>{result}'
            f"</{call}Result><ResponseMetadata><RequestId>example-request</RequestId>"
            f"</ResponseMetadata></{call}Response>"
        )
        return 200, {"Content-Type": "text/xml"}, text.encode()

    def _sso(self, call, request, item):
        role = request.query.get("role_name", "").upper()
        key, secret, token, lifetime = self._keys(f"ASIASSO{role}", item)
        return self._json(
            {
                "roleCredentials": {
                    "accessKeyId": key,
                    "secretAccessKey": secret,
                    "sessionToken": token,
                    "expiration": int((time.time() + lifetime) * 1000),
                }
            }
        )

    def _oidc(self, call, request, item):
        return self._json(
            {
                "accessToken": item.get("access", "refreshed-access-token"),
                "expiresIn": item.get("lifetime", LIFETIME),
                "refreshToken": item.get("refresh", "refreshed-refresh-token"),
                "tokenType": "Bearer",
            }
        )

    def _signin(self, call, request, item):
        key, secret, token, lifetime = self._keys("ASIASIGNIN", item)
        return self._json(
            {
                "accessToken": {
                    "accessKeyId": key,
                    "secretAccessKey": secret,
                    "sessionToken": token,
                },
                "expiresIn": lifetime,
                "refreshToken": "refreshed-refresh-token",
                "tokenType": "aws_sigv4",
            }
        )

    def _container(self, call, request, item):
        key, secret, token, lifetime = self._keys("ASIACONTAINER", item)
        made = {
            "AccessKeyId": key,
            "SecretAccessKey": secret,
            "Token": token,
            "Expiration": stamp(lifetime),
        }
        return self._json(
            {
                name: value
                for name, value in made.items()
                if name not in item.get("lacks", [])
            }
        )

    def _imds(self, call, request, item):
        if call == "MetadataToken":
            headers = {TTL: request.header(TTL) or "", "Content-Type": "text/plain"}
            return 200, headers, b"example-metadata-token"
        if call == "MetadataRole":
            return 200, {}, item.get("role", "example-role").encode()
        if call == "MetadataDocument":
            return self._json({"region": item.get("region", "eu-north-1")})
        if call != "MetadataCredentials":
            return 404, {}, b""
        key, secret, token, lifetime = self._keys("ASIAIMDS", item)
        made = {
            "Code": "Success",
            "LastUpdated": stamp(-60),
            "Type": "AWS-HMAC",
            "AccessKeyId": key,
            "SecretAccessKey": secret,
            "Token": token,
            "Expiration": stamp(lifetime),
        }
        return self._json(made | item.get("more", {}))

    def _sagemaker(self, call, request, item):
        if call == "ListAliases":
            return self._json({"SageMakerImageVersionAliases": []})
        if call == "ListTags":
            return self._json({"Tags": []})
        now = 1_700_000_000
        return self._json(
            {
                "BaseImage": f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/example:latest",
                "ContainerImage": f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/example@sha256:0",
                "CreationTime": now,
                "ImageArn": IMAGE_ARN,
                "ImageVersionArn": VERSION_ARN,
                "ImageVersionStatus": "CREATED",
                "LastModifiedTime": now,
                "Version": 1,
            }
        )

    @staticmethod
    def _json(value):
        headers = {"Content-Type": "application/json"}
        return 200, headers, json.dumps(value).encode()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        headers = {}
        for name, value in self.headers.items():
            headers.setdefault(name.lower(), []).append(value)
        body = self.rfile.read(length)
        request = Request(self.command, self.path, headers, body)
        self.server.requests.append(request)
        status, more, answer = self.server.answers.to(request)
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = _serve  # noqa: N815 - the names are http.server's

    def log_message(self, *arguments):
        """Says nothing."""


class Stub(http.server.ThreadingHTTPServer):
    """The server, for the length of a ``with`` block."""

    daemon_threads = True

    def __init__(self, script=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = Answers(script or {})
        self.requests = []
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *problem):
        self.shutdown()
        self._thread.join()
        self.server_close()

    def problems(self, keys=None):
        """What is wrong with the signatures so far; ``keys`` are more secrets, by access key."""
        secrets = (keys or {}) | self.answers.secrets
        found = (signature_problem(request, secrets) for request in list(self.requests))
        return [problem for problem in found if problem]

    def log(self):
        return [entry(request) for request in list(self.requests)]
