"""The local service as other test suites use it.

::

    from emulator.testing import Emulator

    with Emulator() as emulator:
        emulator.fault("throttle", operation="DescribeImageVersion", times=2)
        subprocess.run(["tofu", "apply"], env=os.environ | emulator.env())
        assert emulator.counts()["calls"]["CreateImageVersion"] == 1
        assert emulator.image("example-name")["Versions"][0]["Version"] == 1

Leaving the block ends the service, and fails if it ever gave an answer that the
service model forbids.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse
from pathlib import Path

import botocore.config
import botocore.session

from .settings import SWITCHES
from .signature import BUILT_IN_KEYS

TESTS_FOLDER = Path(__file__).resolve().parent.parent
READY = re.compile(r"listening on http://([^:]+):(\d+) ")
CONTROL_TIMEOUT = 60
STOP_TIMEOUT = 10

KEY = BUILT_IN_KEYS[0]
REGION = "us-west-2"
ROLE_ARN = f"arn:aws:iam::{KEY.account}:role/example-role"
BASE_IMAGE = f"{KEY.account}.dkr.ecr.{REGION}.amazonaws.com/example:latest"


class EmulatorError(Exception):
    """The service did not start, refused a control request, or has a bug."""


class Emulator:
    """The service in a process of its own, on a free port of 127.0.0.1.

    Keyword arguments are switches (``alias_conflict="move"``); ``options`` are
    further command line options. ``stderr`` is where its log goes (default: the
    caller's own stderr).
    """

    def __init__(self, *, options=(), stderr=None, region=REGION, **switches):
        known = {switch.name for switch in SWITCHES}
        unknown = switches.keys() - known
        if unknown:
            raise TypeError(f"no such switch: {', '.join(sorted(unknown))}")
        self.region = region
        self._options = list(options)
        for name, value in switches.items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            self._options.append(f"--{name.replace('_', '-')}={text}")
        self._stderr = stderr
        self._process = None
        self.host = "127.0.0.1"
        self.port = 0

    # Life.

    def start(self):
        """Starts the service and waits until it answers."""
        command = [sys.executable, "-m", "emulator", "--port=0", "--exit-with-stdin"]
        self._process = subprocess.Popen(
            command + self._options,
            cwd=TESTS_FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
        )
        ready = READY.search(self._process.stdout.readline())
        if not ready:
            self._end()
            raise EmulatorError("the service did not start, see its stderr")
        self.host, self.port = ready.group(1), int(ready.group(2))
        return self

    def stop(self):
        """Ends the service. Raises EmulatorError if it broke the service model."""
        if self._process is None:
            return
        alive = self._process.poll() is None
        broken = self.violations() if alive else ["it ended before it was stopped"]
        self._end()
        if broken:
            raise EmulatorError(f"the emulator has a bug: {broken}")

    def _end(self):
        process, self._process = self._process, None
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdin.close()
        process.stdout.close()

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.stop()
        elif self._process is not None:
            self._end()

    @property
    def pid(self):
        return self._process.pid

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    # For the programs under test.

    def env(self, **more):
        """Environment variables that point an AWS client here, and nowhere else."""
        return {
            "AWS_ENDPOINT_URL_SAGEMAKER": self.url,
            "AWS_ENDPOINT_URL_STS": self.url,
            "AWS_ACCESS_KEY_ID": KEY.access_key,
            "AWS_SECRET_ACCESS_KEY": KEY.secret_key,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": self.host,
            "no_proxy": self.host,
        } | more

    def environment(self, **more):
        """This process's environment without any other AWS setting, and :meth:`env`."""
        foreign = ("AWS_", "TF_AWS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith(foreign)
        }
        return kept | self.env(**more)

    def client(self, service="sagemaker", *, key=KEY, region=None, **config):
        """A botocore client of this service: one attempt, real signatures.

        ``config`` goes to ``botocore.config.Config``, for instance
        ``parameter_validation=False``.
        """
        session = botocore.session.Session()
        config.setdefault("retries", {"total_max_attempts": 1, "mode": "standard"})
        return session.create_client(
            service,
            region_name=region or self.region,
            endpoint_url=self.url,
            aws_access_key_id=key.access_key,
            aws_secret_access_key=key.secret_key,
            aws_session_token=key.token or None,
            config=botocore.config.Config(proxies={}, **config),
        )

    # Control.

    def control(self, method, path, body=None, *, timeout=CONTROL_TIMEOUT):
        """One request to ``/_control/<path>``; answers its JSON."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, f"/_control/{path}", data)
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise EmulatorError(f"{method} {path}: {answer.get('error', answer)}")
        return answer

    def fault(self, kind, operation="*", **fields):
        """Scripts a fault; answers its id. The README lists kinds and fields."""
        rule = {"kind": kind, "operation": operation} | fields
        if kind == "fail" and operation == "*":
            del rule["operation"]
        return self.control("POST", "faults", rule)["id"]

    def faults(self):
        """All scripted faults with how often they were ``seen`` and ``fired``."""
        return self.control("GET", "faults")

    def remove_fault(self, number=None):
        """Removes one fault, or all."""
        query = "" if number is None else f"?id={number}"
        self.control("DELETE", f"faults{query}")

    def set(self, **switches):
        """Changes switches at run time."""
        return self.control("POST", "settings", switches)

    def settings(self):
        return self.control("GET", "settings")

    def state(self):
        """All regions with their images, versions, aliases and tags."""
        return self.control("GET", "state")

    def images(self, *, region=None, account=KEY.account):
        """The images of one region by name; the default is this one's region."""
        wanted = (account, region or self.region)
        for found in self.state()["regions"]:
            if (found["account"], found["region"]) == wanted:
                return {image["ImageName"]: image for image in found["images"]}
        return {}

    def image(self, name, **where):
        """One image of :meth:`images`; None when there is none of that name."""
        return self.images(**where).get(name)

    def log(self, operation=None, *, since=0, state=None, service=None):
        """The requests so far, oldest first; of ``"sagemaker"`` or ``"sts"``, or all."""
        query = {"operation": operation, "since": since, "state": state}
        given = {name: value for name, value in query.items() if value is not None}
        found = self.control("GET", "log?" + urllib.parse.urlencode(given))
        return [entry for entry in found if service in (None, entry["service"])]

    def counts(self):
        """``calls`` by operation, ``errors`` by operation and code, ``total``."""
        return self.control("GET", "counts")

    def connections(self):
        """``opened``, ``open``, ``max_open``, ``in_flight``, ``max_in_flight``."""
        return self.control("GET", "connections")

    def violations(self):
        """Answers that the service model forbids: bugs of the emulator."""
        return self.control("GET", "violations")

    def reset(self, *what):
        """Forgets everything, or only ``state``, ``faults``, ``log``, ``settings``."""
        self.control("POST", "reset", {"what": list(what)} if what else {})

    def held(self):
        """The requests that a ``hold`` keeps back."""
        return self.control("GET", "held")

    def release(self, number=None):
        """Lets one held request go on, or all; answers how many."""
        body = {} if number is None else {"id": number}
        return self.control("POST", "release", body)["released"]

    def wait_for(
        self, operation=None, *, state="answered", count=1, since=0, timeout=10
    ):
        """Waits until ``count`` requests are ``arrived``, ``held`` or ``answered``.

        Answers those requests; raises EmulatorError when the time is over.
        """
        body = {"state": state, "count": count, "since": since, "timeout": timeout}
        if operation is not None:
            body["operation"] = operation
        answer = self.control("POST", "wait", body, timeout=timeout + CONTROL_TIMEOUT)
        if not answer["met"]:
            raise EmulatorError(
                f"{len(answer['requests'])} of {count} {operation or ''} requests "
                f"{state} after {timeout} s"
            )
        return answer["requests"]

    def step(self, image=None, version=None, *, fail_reason=None, **where):
        """Ends CREATING, UPDATING or DELETING now, of one resource or of all."""
        body = dict(where)
        if image is not None:
            body["image"] = image
        if version is not None:
            body["version"] = version
        if fail_reason is not None:
            body["fail_reason"] = fail_reason
        return self.control("POST", "step", body)["stepped"]

    def put(self, image, version=None, *, delete=False, region=None, **members):
        """Changes a resource behind the client's back, or removes it at once."""
        body = {"image": image}
        if version is not None:
            body["version"] = version
        if region is not None:
            body["region"] = region
        body |= {"delete": True} if delete else {"set": members}
        return self.control("POST", "put", body)
