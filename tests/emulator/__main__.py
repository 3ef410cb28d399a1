"""``python -m emulator``: runs the local SageMaker service."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys

import uvloop

from .errors import BadControl
from .server import Server
from .service import Service
from .settings import SWITCHES, Settings
from .signature import BUILT_IN_KEYS, Key

DEFAULT_PORT = 4580
EPILOG = """
--credential KEY:SECRET[:TOKEN][:ACCOUNT] adds an access key. A last part of
twelve digits is the account; a token may be left empty (KEY:SECRET::ACCOUNT).

Faults, switches and the request log are at http://HOST:PORT/_control/ while the
service runs. tests/emulator/README.md describes all of it.
"""


def parse_credential(text):
    parts = text.split(":")
    if not 2 <= len(parts) <= 4 or not parts[0] or not parts[1]:
        raise argparse.ArgumentTypeError("must be KEY:SECRET[:TOKEN][:ACCOUNT]")
    access_key, secret, *rest = parts
    account = BUILT_IN_KEYS[0].account
    if rest and len(rest[-1]) == 12 and rest[-1].isdecimal():
        account = rest.pop()
    if len(rest) > 1:
        raise argparse.ArgumentTypeError("the account must be twelve digits")
    return Key(access_key, secret, rest[0] if rest else "", account)


def parse_port(text):
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("must be from 0 to 65535")
    return port


def build_parser():
    parser = argparse.ArgumentParser(
        prog="python -m emulator",
        description="A local SageMaker image service. Its state lives in memory.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port",
        type=parse_port,
        default=DEFAULT_PORT,
        help=f"port to listen on (default {DEFAULT_PORT}; 0 takes a free one)",
    )
    parser.add_argument(
        "--credential",
        type=parse_credential,
        action="append",
        default=[],
        metavar="KEY:SECRET",
        help="one more access key that may sign requests; may be repeated",
    )
    parser.add_argument(
        "--exit-with-stdin",
        action="store_true",
        help="end when standard input is closed, so as never to outlive a test",
    )
    switches = parser.add_argument_group("switches, for what AWS leaves open")
    for switch in SWITCHES:
        switches.add_argument(
            "--" + switch.name.replace("_", "-"),
            dest=switch.name,
            metavar=_metavar(switch),
            help=f"{switch.doc} (default {switch.default})",
        )
    return parser


def _metavar(switch):
    choices = getattr(switch.parse, "choices", None)
    return "|".join(choices) if choices else "VALUE"


def greeting(host, port):
    url = f"http://{host}:{port}"
    key = BUILT_IN_KEYS[0]
    return "\n".join(
        [
            f"SageMaker service listening on {url} "
            f"(region from your signature, account {key.account})",
            "To call it from another shell:",
            f"  export AWS_ENDPOINT_URL_SAGEMAKER={url} AWS_ENDPOINT_URL_STS={url}",
            f"  export AWS_ACCESS_KEY_ID={key.access_key}",
            f"  export AWS_SECRET_ACCESS_KEY={key.secret_key}",
            "  export AWS_REGION=us-west-2",
        ]
    )


def _watch_stdin(loop, stop):
    def readable():
        if not os.read(0, 4096):
            loop.remove_reader(0)
            stop.set()

    loop.add_reader(0, readable)


async def serve(options, service):
    """Runs until a signal comes. Answers the exit code."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    server = Server(service)
    try:
        port = await server.start(options.host, options.port)
    except OSError as error:
        place = f"{options.host}:{options.port}"
        print(
            f"error: cannot listen on {place}: {error.strerror or error}; "
            "choose another port with --port",
            file=sys.stderr,
        )
        return 1
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if options.exit_with_stdin:
        _watch_stdin(loop, stop)
    print(greeting(options.host, port), flush=True)
    await stop.wait()
    await server.stop()
    return 0


def main(arguments=None):
    logging.basicConfig(format="emulator: %(levelname)s: %(message)s")
    parser = build_parser()
    options = parser.parse_args(arguments)
    given = {
        switch.name: getattr(options, switch.name)
        for switch in SWITCHES
        if getattr(options, switch.name) is not None
    }
    try:
        settings = Settings(given)
    except BadControl as error:
        parser.error(f"--{str(error).replace('_', '-')}")
    service = Service((*BUILT_IN_KEYS, *options.credential), settings)
    return uvloop.run(serve(options, service))


if __name__ == "__main__":
    sys.exit(main())
