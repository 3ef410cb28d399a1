"""Our signer against botocore's, over requests that nobody would think of."""

from __future__ import annotations

import os
import random
import string
import subprocess
import time
import urllib.parse
from pathlib import Path

from emulator.signature import Credentials, _Request, _SignedHeaders, _Verifier

SIGN = os.environ.get("SIGN_BINARY") or str(
    Path(__file__).parents[2] / "build/debug/tests/chain/sign"
)
REQUESTS = 5000
SEED = 20260822
LETTERS = string.ascii_letters + string.digits
TEXT = LETTERS + string.punctuation + " " + "äß日\N{GRINNING FACE}"
HEADERS = ["x-amz-meta-", "x-amz-", "x-custom-", "a", "content-"]


def text(rng, alphabet, most, least=0):
    return "".join(rng.choices(alphabet, k=rng.randint(least, most)))


def path(rng):
    """Sent as it is: segments that are encoded once, some of them dots or empty."""
    segments = [
        rng.choice(
            ["", ".", "..", "a", urllib.parse.quote(text(rng, TEXT, 12), safe="~")]
        )
        for _ in range(rng.randint(0, 5))
    ]
    return "/" + "/".join(segments)


def query(rng):
    """Pairs in any order, names twice and without a value among them."""
    pairs = []
    for _ in range(rng.choice([0, 0, 1, 3, 8])):
        name = urllib.parse.quote(text(rng, TEXT, 6, 1), safe="~")
        value = urllib.parse.quote(text(rng, TEXT, 8), safe="~")
        pairs.append(rng.choice([f"{name}={value}", f"{name}={value}", f"{name}="]))
        if rng.random() < 0.2:
            pairs.append(f"{name}=again")
    rng.shuffle(pairs)
    return "&".join(pairs)


def headers(rng, stamp):
    """Names with common beginnings, values with blanks in them, some names twice."""
    found = [("Host", text(rng, LETTERS, 20, 1) + rng.choice(["", ":8443"]))]
    found.append(("X-Amz-Date", stamp))
    if rng.random() < 0.5:
        found.append(("X-Amz-Security-Token", text(rng, LETTERS + "+/=", 400, 1)))
    for _ in range(rng.randint(0, 12)):
        name = rng.choice(HEADERS) + text(rng, LETTERS + "-", 6, 1)
        value = text(rng, TEXT + "    \t", 30)
        found.append((name, value))
        if rng.random() < 0.2:
            found.append((rng.choice([name.upper(), name]), text(rng, LETTERS, 5)))
    rng.shuffle(found)
    return found


class Request:
    """One request, drawn at random."""

    def __init__(self, rng):
        self.time = rng.randrange(1_000_000_000, 4_000_000_000)
        self.stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self.time))
        self.method = rng.choice(["POST", "POST", "GET", "PUT", "DELETE"])
        self.path, self.query = path(rng), query(rng)
        self.body = rng.randbytes(rng.choice([0, 1, 63, 64, 65, 1000]))
        self.key = text(rng, LETTERS, 128, 16)
        self.secret = text(rng, LETTERS + "+/=", 60, 1)
        self.region = rng.choice(["us-east-1", "eu-west-1", "cn-north-1"])
        self.service = rng.choice(["sagemaker", "sts", "service"])
        self.headers = headers(rng, self.stamp)

    @property
    def target(self):
        return self.path + ("?" + self.query if self.query else "")

    def line(self):
        words = [self.method, self.path, self.query, self.body, self.key, self.secret]
        words += [self.region, self.service]
        named = [word for pair in self.headers for word in pair]
        before, after = map(hexadecimal, words), map(hexadecimal, named)
        return " ".join([*before, str(self.time), *after])

    def botocores(self):
        """What botocore makes of it."""
        signed = {}
        for name, value in self.headers:
            signed.setdefault(name.lower(), []).append(value)
        names = sorted(signed)
        given = _Request(
            self, _SignedHeaders((name, signed[name]) for name in names), self.stamp
        )
        signer = _Verifier(
            Credentials(self.key, self.secret), self.service, self.region
        )
        canonical = signer.canonical_request(given)
        signature = signer.signature(signer.string_to_sign(given, canonical), given)
        scope = f"{self.stamp[:8]}/{self.region}/{self.service}/aws4_request"
        return (
            f"AWS4-HMAC-SHA256 Credential={self.key}/{scope}, "
            f"SignedHeaders={';'.join(names)}, Signature={signature}"
        )


def hexadecimal(word):
    data = word if isinstance(word, bytes) else word.encode()
    return data.hex() or "-"


def test_five_thousand_requests_are_signed_as_botocore_signs_them():
    rng = random.Random(SEED)
    requests = [Request(rng) for _ in range(REQUESTS)]
    lines = "".join(request.line() + "\n" for request in requests)
    done = subprocess.run(
        [SIGN], input=lines, capture_output=True, text=True, check=True
    )
    ours = done.stdout.splitlines()
    assert len(ours) == REQUESTS
    for request, found in zip(requests, ours, strict=True):
        assert found == request.botocores(), (
            request.method,
            request.target,
            request.headers,
        )
