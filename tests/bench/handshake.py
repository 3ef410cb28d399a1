"""How long the provider takes from its start to the line that says where it listens."""

from __future__ import annotations

import datetime
import functools
import os
import subprocess
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.measure import provider_binary

COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
STOP_SECONDS = 10


@functools.cache
def client_certificate():
    """A certificate as a CLI makes one for each process that it starts."""
    key = ec.generate_private_key(ec.SECP521R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(key, hashes.SHA512())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def handshake_ms():
    """Milliseconds of one launch, with a certificate to make as in real life."""
    environment = os.environ | {
        "TF_PLUGIN_MAGIC_COOKIE": COOKIE,
        "PLUGIN_PROTOCOL_VERSIONS": "5,6",
        "PLUGIN_CLIENT_CERT": client_certificate(),
    }
    started = time.monotonic()
    process = subprocess.Popen(
        [provider_binary()],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    line = process.stdout.readline()
    elapsed = (time.monotonic() - started) * 1000
    process.terminate()
    process.wait(STOP_SECONDS)
    process.stdout.close()
    if not line.startswith(b"1|6|"):
        raise SystemExit(f"the provider did not say where it listens: {line!r}")
    return elapsed
