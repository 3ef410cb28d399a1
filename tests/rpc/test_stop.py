"""StopProvider, and what waits when it comes."""

from __future__ import annotations

import time

import pytest
from client import CALL_SECONDS
from launch import FACTOR, SLOW
from resources import (
    IMAGE,
    NAME,
    VERSION,
    create_image,
    image_config,
    start_creations,
    version_config,
)

BLOCKED = 20 if SLOW else 200
WAITING = 10 if SLOW else 50
STOP_SECONDS = 0.1 * FACTOR
END_SECONDS = 2 * FACTOR


def seconds_of(action):
    started = time.monotonic()
    action()
    return time.monotonic() - started


@pytest.mark.lifecycle
def test_stop_is_answered_at_once_while_applies_are_blocked(connect, service):
    client = connect()
    client.configure().succeeded()
    service.fault("hold", "CreateImage", times=0)
    configs = [image_config(client, f"image-{n}") for n in range(BLOCKED)]
    started = start_creations(client, IMAGE, configs)
    service.wait_for("CreateImage", state="held", count=BLOCKED, timeout=30 * FACTOR)
    assert seconds_of(lambda: client.call("StopProvider")) < STOP_SECONDS
    service.reset("faults")
    service.release()
    for planned, call in started:
        client.apply_answer(IMAGE, planned, call.result(CALL_SECONDS))


def test_calls_that_only_compute_do_not_wait_for_blocked_ones(configured, service):
    service.fault("hold", "CreateImage", times=0)
    configs = [image_config(configured, f"image-{n}") for n in range(BLOCKED)]
    started = start_creations(configured, IMAGE, configs)
    service.wait_for("CreateImage", state="held", count=BLOCKED, timeout=30 * FACTOR)
    config = image_config(configured)
    assert seconds_of(lambda: configured.validate(IMAGE, config)) < STOP_SECONDS
    assert seconds_of(lambda: configured.call("GetProviderSchema")) < STOP_SECONDS
    assert seconds_of(lambda: configured.plan(IMAGE, None, config)) < 2 * STOP_SECONDS
    service.reset("faults")
    service.release()
    for planned, call in started:
        configured.apply_answer(IMAGE, planned, call.result(CALL_SECONDS)).succeeded()


@pytest.mark.lifecycle
def test_stopped_creations_return_what_they_made(configured, service):
    create_image(configured)
    service.set(creating="manual")
    configs = [version_config(configured) for _ in range(WAITING)]
    started = start_creations(configured, VERSION, configs)
    service.wait_for("CreateImageVersion", count=WAITING, timeout=30 * FACTOR)
    service.wait_for("DescribeImageVersion", count=WAITING, timeout=30 * FACTOR)
    begin = time.monotonic()
    configured.call("StopProvider")
    answers = [
        configured.apply_answer(VERSION, planned, call.result(CALL_SECONDS))
        for planned, call in started
    ]
    assert time.monotonic() - begin < END_SECONDS
    for answer in answers:
        assert answer.only_error()
        assert answer.state["id"] == f"{NAME},{answer.state['version']}"
    numbers = {answer.state["version"] for answer in answers}
    assert numbers == set(range(1, WAITING + 1))


def test_calls_after_a_stop_are_not_stopped(configured, service):
    configured.call("StopProvider")
    assert create_image(configured)["id"] == NAME
    assert list(service.images()) == [NAME]


def test_a_stop_without_calls_does_nothing(plain):
    for _ in range(3):
        assert plain.call("StopProvider").Error == ""
