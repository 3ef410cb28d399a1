"""How many requests per second the local SageMaker service answers.

    python tests/bench/emulator_rate.py [--requests 20000] [--connections 16]

Requests are signed beforehand and sent over keep-alive connections by a client on
one core; the service runs on another one, with every check on. Both the rate
seen and the rate per second of the service's own CPU time are printed: the
latter is what one core would give if the client were never the slower side.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
import uuid
from pathlib import Path

import httptools
import uvloop
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from emulator.testing import (  # noqa: E402
    BASE_IMAGE,
    KEY,
    REGION,
    ROLE_ARN,
    Emulator,
)

IMAGES = 20
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def signed_bytes(host, operation, params):
    """A whole HTTP request as botocore would send it."""
    request = AWSRequest(
        "POST",
        f"http://{host}/",
        data=json.dumps(params),
        headers={
            "X-Amz-Target": f"SageMaker.{operation}",
            "Content-Type": "application/x-amz-json-1.1",
        },
    )
    credentials = Credentials(KEY.access_key, KEY.secret_key)
    SigV4Auth(credentials, "sagemaker", REGION).add_auth(request)
    body = request.body
    headers = {
        **request.headers,
        "Host": host,
        "User-Agent": "emulator-rate",
        "amz-sdk-invocation-id": str(uuid.uuid4()),
        "amz-sdk-request": "attempt=1; max=3",
        "Content-Length": len(body),
    }
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return ("POST / HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode() + body


def image_name(index):
    return f"image-{index % IMAGES}"


MIX = {
    "DescribeImageVersion": lambda index: {
        "ImageName": image_name(index),
        "Version": 1,
    },
    "ListAliases": lambda index: {"ImageName": image_name(index), "Version": 1},
    "UpdateImageVersion": lambda index: {
        "ImageName": image_name(index),
        "Version": 1,
        "ReleaseNotes": f"Notes {index}",
        "AliasesToAdd": [f"alias-{index % 5}"],
    },
    "CreateImageVersion": lambda index: {
        "ImageName": image_name(index),
        "BaseImage": BASE_IMAGE,
        "ClientToken": str(uuid.uuid4()),
        "JobType": "TRAINING",
        "MLFramework": "TensorFlow 1.1",
        "ProgrammingLang": "Python 3.8",
    },
}


class Client(asyncio.Protocol):
    """Sends its requests one after the other."""

    def __init__(self, requests, done):
        self._requests = iter(requests)
        self._done = done
        self._parser = httptools.HttpResponseParser(self)
        self._transport = None

    def connection_made(self, transport):
        self._transport = transport
        self._send()

    def data_received(self, data):
        self._parser.feed_data(data)

    def on_message_complete(self):
        status = self._parser.get_status_code()
        if status != 200:
            self._done.set_exception(RuntimeError(f"HTTP {status}"))
            return
        self._send()

    def _send(self):
        data = next(self._requests, None)
        if data is None:
            self._transport.close()
            self._done.set_result(None)
        else:
            self._transport.write(data)


async def send_all(emulator, requests, connections):
    loop = asyncio.get_running_loop()
    shares = [requests[index::connections] for index in range(connections)]
    done = []
    for share in shares:
        future = loop.create_future()
        done.append(future)
        await loop.create_connection(
            lambda share=share, future=future: Client(share, future),
            emulator.host,
            emulator.port,
        )
    await asyncio.gather(*done)


def measure(emulator, operation, options):
    host = f"{emulator.host}:{emulator.port}"
    requests = [
        signed_bytes(host, operation, MIX[operation](index))
        for index in range(options.requests)
    ]
    cpu, start = cpu_seconds(emulator.pid), time.perf_counter()
    uvloop.run(send_all(emulator, requests, options.connections))
    seconds = time.perf_counter() - start
    cpu = cpu_seconds(emulator.pid) - cpu
    print(
        f"{operation:<22} {options.requests / seconds:8.0f} /s"
        f" {options.requests / cpu:8.0f} /s of CPU"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    with Emulator(creating="0") as emulator:
        os.sched_setaffinity(emulator.pid, {cores[0]})
        os.sched_setaffinity(0, {cores[-1]})
        client = emulator.client()
        for index in range(IMAGES):
            client.create_image(ImageName=image_name(index), RoleArn=ROLE_ARN)
            client.create_image_version(
                ImageName=image_name(index), BaseImage=BASE_IMAGE
            )
        print(
            f"{options.requests} requests each, {options.connections} connections, "
            "service on one core"
        )
        for operation in MIX:
            measure(emulator, operation, options)


if __name__ == "__main__":
    main()
