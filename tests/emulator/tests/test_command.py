"""The command line: what it prints, and how it starts and ends."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from emulator.__main__ import build_parser, parse_credential
from emulator.settings import SWITCHES
from emulator.signature import Key
from emulator.testing import TESTS_FOLDER, Emulator, EmulatorError

COMMAND = [sys.executable, "-m", "emulator"]


def run(*arguments):
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=TESTS_FOLDER,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_after_one_ready_line(number):
    process = subprocess.Popen(
        [*COMMAND, "--port=0"],
        cwd=TESTS_FOLDER,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ready = process.stdout.readline()
    assert ready.startswith("SageMaker service listening on http://127.0.0.1:")
    assert "(region from your signature, account 123456789012)" in ready
    process.send_signal(number)
    rest, errors = process.stdout.read(), process.stderr.read()
    assert process.wait(30) == 0
    assert errors == ""
    assert "export AWS_ENDPOINT_URL_SAGEMAKER=http://127.0.0.1:" in rest
    assert "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE" in rest


def test_a_taken_port_is_one_clear_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run(f"--port={port}")
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert f"127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr


def test_help_names_every_switch_and_its_choices():
    result = run("--help")
    assert result.returncode == 0
    for switch in SWITCHES:
        assert "--" + switch.name.replace("_", "-") in result.stdout
    assert "error|move" in result.stdout


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        ("--alias-conflict=maybe", "alias-conflict: must be one of error, move"),
        ("--creating=soon", "creating: must be seconds"),
        ("--latency=-1", "latency: must be 0 or more"),
        ("--port=70000", "port"),
        ("--port=many", "port"),
        ("--credential=KEY", "KEY:SECRET"),
        ("--credential=KEY:SECRET:TOKEN:ACCOUNT", "twelve digits"),
    ],
)
def test_a_wrong_option_is_refused(argument, text):
    result = run(argument)
    assert result.returncode == 2
    assert text in result.stderr


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("K:S", Key("K", "S")),
        ("K:S:T", Key("K", "S", "T")),
        ("K:S:210987654321", Key("K", "S", "", "210987654321")),
        ("K:S::210987654321", Key("K", "S", "", "210987654321")),
        ("K:S:T:210987654321", Key("K", "S", "T", "210987654321")),
    ],
)
def test_a_credential_may_have_a_token_and_an_account(text, key):
    assert parse_credential(text) == key


def test_every_switch_is_an_option_and_a_setting(emulator):
    options = vars(build_parser().parse_args([]))
    names = {switch.name for switch in SWITCHES}
    assert names <= options.keys()
    assert names == emulator.settings().keys()


def test_it_ends_with_its_standard_input():
    process = subprocess.Popen(
        [*COMMAND, "--port=0", "--exit-with-stdin"],
        cwd=TESTS_FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.stdout.readline()
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_the_helper_passes_switches_on_and_cleans_up():
    with Emulator(alias_conflict="move", creating="2 polls", empty_pages=True) as one:
        settings = one.settings()
        assert settings["alias_conflict"] == "move"
        assert settings["creating"] == "2 polls"
        assert settings["empty_pages"] is True
        one.set(alias_conflict="error")
        one.reset()
        assert one.settings() == settings
        pid = one.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_helper_says_when_the_service_does_not_start():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        emulator = Emulator(options=[f"--port={port}"], stderr=subprocess.DEVNULL)
        with pytest.raises(EmulatorError, match="did not start"):
            emulator.start()
    with pytest.raises(TypeError, match="no such switch: alias_conflicts"):
        Emulator(alias_conflicts="move")


def test_the_helper_says_when_the_service_ended_by_itself():
    emulator = Emulator().start()
    os.kill(emulator.pid, signal.SIGTERM)
    emulator._process.wait()
    with pytest.raises(EmulatorError, match="ended before"):
        emulator.stop()


def test_the_environment_leads_here_and_nowhere_else(emulator, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.setenv("https_proxy", "http://proxy.invalid")
    monkeypatch.setenv("UNRELATED", "kept")
    environment = emulator.environment(TF_LOG="warn")
    assert "AWS_PROFILE" not in environment
    assert "https_proxy" not in environment
    assert environment["UNRELATED"] == "kept"
    assert environment["TF_LOG"] == "warn"
    assert environment["AWS_ENDPOINT_URL_SAGEMAKER"] == emulator.url
    assert environment["AWS_CONFIG_FILE"] == os.devnull
