"""Starts the provider as go-plugin does, reads its handshake line and watches its end."""

from __future__ import annotations

import base64
import contextlib
import datetime
import os
import select
import shlex
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PROJECT = Path(__file__).resolve().parents[2]
BINARY = Path(
    os.environ.get(
        "PROVIDER_BINARY", PROJECT / "build/release/terraform-provider-sagemaker"
    )
)
WRAPPER = shlex.split(os.environ.get("PROVIDER_WRAPPER", ""))
CHECKED = any(word in str(BINARY) for word in ("asan", "tsan"))
SLOW = bool(WRAPPER or CHECKED or os.environ.get("SLOW"))

# What a machine may take longer under a checking tool.
FACTOR = 15 if WRAPPER else 5 if SLOW else 1
START_SECONDS = 10 * FACTOR
EXIT_SECONDS = 2 * FACTOR  # then a CLI kills it
CLIENT_YEARS = 30

COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"


def wait_until(condition, seconds, what):
    """Polls until the condition holds; fails when the time is over."""
    limit = time.monotonic() + seconds * FACTOR
    while not (found := condition()):
        assert time.monotonic() < limit, f"after {seconds * FACTOR} s: not yet {what}"
        select.select([], [], [], 0.01)
    return found


class ClientCertificate:
    """What go-plugin's client makes for each process that it starts."""

    def __init__(self, curve=None):
        key = ec.generate_private_key(curve or ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "HashiCorp"),
                x509.NameAttribute(NameOID.COMMON_NAME, "localhost"),
            ]
        )
        now = datetime.datetime.now(datetime.UTC)
        uses = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(seconds=30))
            .not_valid_after(now + datetime.timedelta(days=365 * CLIENT_YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .add_extension(x509.ExtendedKeyUsage(uses), False)
            .add_extension(
                x509.SubjectAlternativeName([x509.DNSName("localhost")]), False
            )
            .sign(key, hashes.SHA512())
        )
        self.pem = certificate.public_bytes(serialization.Encoding.PEM)
        self.key_pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


def plugin_environment(base, **more):
    """The variables that a CLI sets, over ``base``. None removes one."""
    merged = {
        name: value
        for name, value in base.items()
        if not name.startswith(("TF_", "PLUGIN_"))
    }
    merged |= {
        "TF_PLUGIN_MAGIC_COOKIE": COOKIE,
        "PLUGIN_PROTOCOL_VERSIONS": "5,6",
        "PLUGIN_MIN_PORT": "10000",
        "PLUGIN_MAX_PORT": "25000",
    }
    merged |= more
    return {name: value for name, value in merged.items() if value is not None}


class Handshake:
    """The line, taken apart as go-plugin's client does."""

    def __init__(self, line):
        assert line.endswith("\n"), f"the handshake line is {line!r}"
        self.line = line
        parts = line.strip().split("|")
        assert len(parts) in (6, 7), line
        self.core, self.version, self.network, self.address, self.transport = parts[:5]
        self.certificate = parts[5]
        self.multiplex = parts[6] if len(parts) == 7 else None
        assert (self.core, self.version, self.transport) == ("1", "6", "grpc")
        assert self.network in ("unix", "tcp")

    @property
    def target(self):
        """As gRPC names it."""
        prefix = "unix:" if self.network == "unix" else ""
        return prefix + self.address

    @property
    def certificate_der(self):
        """The server's certificate; Go's RawStdEncoding refuses padding."""
        assert "=" not in self.certificate
        missing = -len(self.certificate) % 4
        return base64.b64decode(self.certificate + "=" * missing, validate=True)

    @property
    def certificate_pem(self):
        certificate = x509.load_der_x509_certificate(self.certificate_der)
        return certificate.public_bytes(serialization.Encoding.PEM)


class Process:
    """A provider process. Leaving its block ends it and checks what it left."""

    def __init__(self, environment, *arguments, tls=None, tmpdir=None, **options):
        self.tls = tls
        self._folder = tempfile.TemporaryDirectory(prefix="rpc", dir="/tmp")
        self.sockets = Path(self._folder.name)
        environment = dict(environment)
        environment["TMPDIR"] = str(tmpdir or self.sockets)
        if tls:
            environment["PLUGIN_CLIENT_CERT"] = tls.pem.decode()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._said = b""
        self.handshake = None
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stderr", self._errors)
        self.popen = subprocess.Popen(
            [*WRAPPER, str(BINARY), *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            bufsize=0,
            **options,
        )

    @property
    def pid(self):
        return self.popen.pid

    @property
    def alive(self):
        return self.popen.poll() is None

    def read_until(self, marker, seconds=None):
        """What stdout holds up to the marker, or to its end."""
        limit = time.monotonic() + (seconds or START_SECONDS)
        out = self.popen.stdout
        while marker not in self._said:
            left = limit - time.monotonic()
            ready, _, _ = select.select([out], [], [], max(left, 0))
            assert ready, f"nothing more on stdout after {self._said!r}\n{self.log()}"
            more = os.read(out.fileno(), 65536)
            if not more:
                break
            self._said += more
        found, end, self._said = self._said.partition(marker)
        return (found + end).decode()

    def rest_of_stdout(self):
        """Everything to the end of the file, which comes at once after the handshake."""
        rest = self._said
        self._said = b""
        limit = time.monotonic() + START_SECONDS
        while True:
            left = max(limit - time.monotonic(), 0)
            ready, _, _ = select.select([self.popen.stdout], [], [], left)
            assert ready, "stdout is still open"
            more = os.read(self.popen.stdout.fileno(), 65536)
            if not more:
                return rest
            rest += more

    def shake_hands(self):
        line = self.read_until(b"\n")
        assert line, f"no handshake line; exit {self.popen.poll()}\n{self.log()}"
        self.handshake = Handshake(line)
        return self.handshake

    def log(self):
        """stderr so far."""
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    def wait(self, seconds=EXIT_SECONDS):
        """The exit code; fails when the process stays."""
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(
                f"still there after {seconds} s\n{self.log()}"
            ) from None

    def signal(self, number):
        os.kill(self.pid, number)

    def left_behind(self):
        return sorted(path.name for path in self.sockets.rglob("*"))

    def assert_nothing_left(self):
        assert self.left_behind() == []

    def close(self):
        """Ends it by force if need be; returns the exit code."""
        if self.alive:
            self.signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(EXIT_SECONDS)
        if self.alive:
            self.popen.kill()
        code = self.popen.wait()
        self.popen.stdout.close()
        self._errors.close()
        self._folder.cleanup()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.close()
