"""How the process ends: by Shutdown, by signals, with its parent; and what it never leaves behind."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import grpc
import pytest
from client import CALL_SECONDS, Client, open_broker, open_stdio
from launch import EXIT_SECONDS, Handshake, wait_until

MANY = 20

# Starts the program of its arguments, passes its handshake line on, and waits to be killed.
PARENT = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
print(child.pid, child.stdout.readline().decode(), flush=True, end="")
child.wait()
"""


def image(client, name="example-name"):
    return client.config("aws_sagemaker_image", image_name=name, role_arn=ROLE_ARN)


ROLE_ARN = "arn:aws:iam::123456789012:role/example-role"


def start_applies(client, count):
    """Plans images and starts to create them; the calls."""
    kind = "aws_sagemaker_image"
    calls = []
    for number in range(count):
        config = image(client, f"example-{number}")
        planned = client.plan(kind, None, config).succeeded().state
        fields = client.apply_fields(kind, None, planned, config)
        calls.append(client.start("ApplyResourceChange", **fields))
    return calls


@pytest.mark.lifecycle
def test_shutdown_is_answered_and_ends_the_process(client):
    """The end of the fixture looks at the exit code, the time and what is left."""
    assert client.call("GetMetadata").resources


@pytest.mark.lifecycle
def test_shutdown_ends_a_process_that_was_never_asked_anything(plain):
    assert plain.process.alive


@pytest.mark.lifecycle
def test_shutdown_ends_the_process_while_calls_are_in_flight(connect, service):
    client = connect()
    client.configure().succeeded()
    service.fault("hold", "CreateImage", times=0)
    calls = start_applies(client, MANY)
    service.wait_for("CreateImage", state="held", count=MANY)
    client.shutdown()
    client.process.wait(EXIT_SECONDS)
    assert all(
        call.exception(CALL_SECONDS) is not None or call.done() for call in calls
    )
    client.process.assert_nothing_left()
    service.release()


@pytest.mark.lifecycle
def test_shutdown_ends_the_process_though_the_client_stays_connected(connect, stubs):
    client = connect()
    other = Client(client.process, stubs)
    other.call("GetMetadata")
    streams = [open_stdio(client), open_broker(client)]
    client.shutdown()
    assert client.process.wait(EXIT_SECONDS) == 0
    client.process.assert_nothing_left()
    for stream in streams:
        with pytest.raises(grpc.RpcError):
            next(stream)
    other.close()


def test_sigint_is_survived(plain, service):
    """Ctrl-C reaches the whole process group, and the CLI still wants the answers."""
    for _ in range(3):
        plain.process.signal(signal.SIGINT)
        plain.call("GetMetadata")
    assert plain.process.alive


@pytest.mark.lifecycle
def test_sigint_does_not_disturb_an_apply(configured, service):
    service.fault("hold", "CreateImage")
    (call,) = start_applies(configured, 1)
    service.wait_for("CreateImage", state="held")
    configured.process.signal(signal.SIGINT)
    service.release()
    answer = configured.apply_answer(
        "aws_sagemaker_image",
        configured.plan(
            "aws_sagemaker_image", None, image(configured, "example-0")
        ).state,
        call.result(),
    )
    assert answer.succeeded().state["id"] == "example-0"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_leaves_nothing(connect, number):
    client = connect()
    client.call("GetMetadata")
    client.process.signal(number)
    assert client.process.wait() == 128 + number
    client.process.assert_nothing_left()


def test_a_hangup_that_nohup_ignores_is_ignored(connect):
    client = connect(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    client.process.signal(signal.SIGHUP)
    client.call("GetMetadata")
    assert client.process.alive


def without_reports():
    """Options for the sanitizers, which would have their own say about a crash."""
    names = ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS")
    return {
        name: os.environ.get(name, "") + ":handle_abort=0:handle_segv=0"
        for name in names
    }


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crash_is_told_in_one_line_and_leaves_nothing(connect, number):
    client = connect(variables=without_reports())
    client.process.signal(number)
    assert client.process.wait() == -number
    crashes = [
        line
        for line in client.process.log().splitlines()
        if line.startswith("fatal error: ")
    ]
    assert len(crashes) == 1
    assert signal.Signals(number).name in crashes[0]
    client.process.assert_nothing_left()


def allow_dumps():
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def test_a_crash_dumps_no_secrets(connect):
    """A core dump would hold keys; while it lives the process can be looked at."""
    client = connect(variables=without_reports(), preexec_fn=allow_dumps)
    limits = Path(f"/proc/{client.process.pid}/limits").read_text()
    assert re.search(r"^Max core file size +0 ", limits, re.MULTILINE)
    assert Path(f"/proc/{client.process.pid}/environ").stat().st_uid == os.getuid()
    client.process.signal(signal.SIGSEGV)
    ended = os.waitid(os.P_PID, client.process.pid, os.WEXITED | os.WNOWAIT)
    assert ended.si_code == os.CLD_KILLED


def test_a_reader_of_stderr_that_has_gone_is_survived(launch, stubs):
    """SIGPIPE would kill it at the first log line."""
    read, write = os.pipe()
    process = launch(stderr=write, variables={"TF_LOG": "trace"})
    os.close(write)
    process.shake_hands()
    os.close(read)
    client = Client(process, stubs)
    for _ in range(3):
        client.call("GetMetadata")
    client.shutdown()
    client.close()
    assert process.wait() == 0


@pytest.mark.lifecycle
def test_a_client_that_vanishes_is_survived(connect, stubs):
    client = connect()
    client.call("GetMetadata")
    call = client.start("GetProviderSchema")
    client.close()
    assert call.done()
    second = Client(client.process, stubs)
    assert second.call("GetMetadata").resources
    second.close()


@pytest.mark.lifecycle
def test_a_handshake_that_nobody_reads_ends_the_process(environment, tmp_path):
    from launch import BINARY, WRAPPER

    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*WRAPPER, str(BINARY)],
        env=environment(TMPDIR=str(tmp_path)),
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=CALL_SECONDS,
    )
    os.close(write)
    assert done.returncode == 1
    assert b"stdout" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_killed_process_leaves_nothing_once_a_cli_is_connected(client):
    stream = open_stdio(client)
    wait_until(lambda: not client.process.left_behind(), 5, "without a socket")
    assert client.call("GetMetadata").resources
    assert stream.is_active()
    client.process.assert_nothing_left()


# Stdin belongs to the user's terminal.


def test_stdin_is_not_read(connect):
    read, write = os.pipe()
    os.write(write, b"yes\n")
    client = connect(stdin=read)
    client.call("GetMetadata")
    client.shutdown()
    client.process.wait()
    os.set_blocking(read, False)
    assert os.read(read, 100) == b"yes\n"
    os.close(read)
    os.close(write)


def test_stdin_is_let_go(connect):
    """Who writes into the pipe notices when the CLI no longer reads, provider or not."""
    read, write = os.pipe()
    client = connect(stdin=read)
    os.close(read)
    client.call("GetMetadata")
    with pytest.raises(BrokenPipeError):
        os.write(write, b"yes\n")
    os.close(write)


# The parent.


class Orphan:
    """A process whose parent is between it and the test."""

    def __init__(self, environment, tmpdir):
        from launch import BINARY, WRAPPER

        self.parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, *WRAPPER, str(BINARY)],
            env=environment(TMPDIR=str(tmpdir)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        pid, _, line = self.parent.stdout.readline().partition(" ")
        self.pid = int(pid)
        self.handshake = Handshake(line)
        self.tls = None

    def kill_parent(self):
        self.parent.kill()
        self.parent.wait()
        self.parent.stdout.close()

    @property
    def alive(self):
        """Nobody may be there to bury it, so a zombie counts as gone."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2]
        except FileNotFoundError:
            return False
        return fields.split()[0] != "Z"


@pytest.fixture
def orphan(environment, short_folder):
    made = Orphan(environment, short_folder)
    yield made
    made.parent.kill()
    if made.alive:
        os.kill(made.pid, signal.SIGKILL)


@pytest.mark.lifecycle
def test_the_process_ends_with_its_parent(orphan, short_folder):
    assert list(short_folder.iterdir())
    orphan.kill_parent()
    wait_until(lambda: not orphan.alive, 5, "gone")
    assert not list(short_folder.iterdir())


def test_the_process_ends_with_its_parent_though_a_client_is_there(
    orphan, short_folder, stubs
):
    client = Client(orphan, stubs)
    client.call("GetMetadata")
    orphan.kill_parent()
    wait_until(lambda: not orphan.alive, 5, "gone")
    assert not list(short_folder.iterdir())
    client.close()


def test_an_apply_is_finished_before_the_process_follows_its_parent(
    orphan, short_folder, stubs, service
):
    client = Client(orphan, stubs)
    client.configure().succeeded()
    service.fault("hold", "CreateImage")
    (call,) = start_applies(client, 1)
    service.wait_for("CreateImage", state="held")
    orphan.kill_parent()
    # Two rounds of the watch on the parent go by before the service answers.
    time.sleep(2.5)
    assert orphan.alive
    service.release()
    assert call.result(CALL_SECONDS).new_state.msgpack
    wait_until(lambda: not orphan.alive, 5, "gone")
    assert not list(short_folder.iterdir())
    client.close()
