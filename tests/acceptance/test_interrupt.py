"""Signals, kills and crashes in the middle of an apply."""

import os
import signal
import time

import hcl
import pytest
from hcl import IMAGE_NAME, VERSION

PROMPTLY = 10


@pytest.mark.lifecycle
def test_ctrl_c_in_mid_apply_leaves_the_object_in_the_state(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    service.fault("transition", "CreateImageVersion", value="manual")
    running = workspace.start("apply", "-json", "-input=false", "-auto-approve")
    service.wait_for("DescribeImageVersion")
    started = time.monotonic()
    running.interrupt()
    running.finish(code=1)
    assert time.monotonic() - started < PROMPTLY
    saved = workspace.resources()[VERSION]
    assert saved["status"] == "tainted"
    assert saved["attributes"]["id"] == f"{IMAGE_NAME},1"

    service.step(IMAGE_NAME, 1)
    workspace.run("untaint", VERSION)
    assert workspace.apply().changes() == {}
    assert workspace.attributes(VERSION)["container_image"]
    workspace.assert_settled()


@pytest.mark.lifecycle
def test_ctrl_c_reaches_many_waiting_creations_at_once(workspace, service):
    workspace.configure(hcl.image(), hcl.version(count=50))
    service.fault("transition", "CreateImageVersion", value="manual", times=0, every=1)
    running = workspace.start(
        "apply", "-json", "-input=false", "-auto-approve", "-parallelism=50"
    )
    service.wait_for("CreateImageVersion", count=50, timeout=30)
    service.wait_for("DescribeImageVersion", count=50, timeout=30)
    started = time.monotonic()
    running.interrupt()
    running.finish(code=1)
    assert time.monotonic() - started < PROMPTLY
    saved = [name for name in workspace.resources() if name.startswith(VERSION)]
    assert len(saved) == len(service.image(IMAGE_NAME)["Versions"]) == 50


def test_ctrl_c_while_an_answer_is_awaited_loses_nothing(workspace, service):
    """The request was sent: whatever it made has to be in the state."""
    workspace.configure(hcl.image(), hcl.version())
    service.fault("hold", "CreateImageVersion", when="after")
    running = workspace.start("apply", "-json", "-input=false", "-auto-approve")
    service.wait_for("CreateImageVersion", state="held")
    running.interrupt()
    time.sleep(1)
    service.release()
    running.finish(code=1)
    made = service.image(IMAGE_NAME)["Versions"]
    saved = [name for name in workspace.resources() if name == VERSION]
    assert len(saved) == len(made) == 1


def test_ctrl_c_during_a_refresh_ends_at_once(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    service.fault("hold", "DescribeImageVersion", times=0)
    running = workspace.start("plan", "-json", "-input=false")
    service.wait_for("DescribeImageVersion", state="held")
    started = time.monotonic()
    running.interrupt()
    running.finish(code=1)
    assert time.monotonic() - started < PROMPTLY
    assert VERSION in workspace.resources()


@pytest.mark.lifecycle
def test_a_killed_provider_leaves_no_socket_and_core_reports_it(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    service.fault("hold", "DescribeImageVersion", times=0)
    running = workspace.start("apply", "-json", "-input=false", "-auto-approve")
    service.wait_for("DescribeImageVersion", state="held")
    started = time.monotonic()
    for pid in workspace.provider_pids():
        os.kill(pid, signal.SIGKILL)
    failed = running.finish(code=1, forgive=True)
    assert time.monotonic() - started < PROMPTLY
    # Core says the first when it sees the connection end first, the second when the process.
    said = ("Plugin did not respond", "Request cancelled")
    assert any(words in str(failed) for words in said)


def test_a_terminated_provider_removes_its_socket(workspace, service):
    workspace.configure(hcl.image(), hcl.version())
    service.fault("hold", "DescribeImageVersion", times=0)
    running = workspace.start("apply", "-json", "-input=false", "-auto-approve")
    service.wait_for("DescribeImageVersion", state="held")
    for pid in workspace.provider_pids():
        os.kill(pid, signal.SIGTERM)
    running.finish(code=1, forgive=True)


@pytest.mark.parametrize("verb", ["plan", "apply"])
def test_a_provider_whose_core_was_killed_ends_by_itself(workspace, service, verb):
    workspace.configure(hcl.image(), hcl.version())
    workspace.apply()
    operation = {"plan": "DescribeImageVersion", "apply": "CreateImageVersion"}[verb]
    service.put(IMAGE_NAME, 1, delete=True)
    service.fault("hold", operation, times=0)
    approve = ["-auto-approve"] if verb == "apply" else []
    running = workspace.start(verb, "-json", "-input=false", *approve)
    service.wait_for(operation, state="held")
    assert workspace.provider_pids()
    running.process.kill()
    service.release()
    running.finish(code=-signal.SIGKILL)
