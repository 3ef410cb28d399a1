"""Debug mode: the process that editors and debuggers hold, and both CLIs reattach to."""

from __future__ import annotations

import json
import signal

import pytest
from client import Client, open_stdio
from launch import Handshake

HOSTS = ["registry.terraform.io", "registry.opentofu.org"]
INTRODUCTION = (
    "Provider started. To attach Terraform CLI, set the TF_REATTACH_PROVIDERS environment"
    " variable with the following:\n\n\tTF_REATTACH_PROVIDERS='"
)


def reattach(process):
    """The value of the variable, read as a shell and a CLI do."""
    text = process.read_until(b"}'\n")
    assert text.startswith(INTRODUCTION)
    return json.loads(text[len(INTRODUCTION) : -2])


class Attached:
    """What the client needs to know of a process in debug mode."""

    tls = None

    def __init__(self, entry):
        address = entry["Addr"]
        line = f"1|6|{address['Network']}|{address['String']}|grpc|\n"
        self.handshake = Handshake(line)


def test_the_text_names_the_process_at_both_hosts(launch):
    process = launch("-debug", variables={"TF_PLUGIN_MAGIC_COOKIE": None})
    found = reattach(process)
    assert list(found) == [f"{host}/sagemaker-images/sagemaker" for host in HOSTS]
    for entry in found.values():
        assert entry == {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": process.pid,
            "Test": True,
            "Addr": {"Network": "unix", "String": entry["Addr"]["String"]},
        }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_good_order(launch, number):
    process = launch("-debug")
    reattach(process)
    process.signal(number)
    assert process.wait() == 0
    process.assert_nothing_left()


def test_it_is_plain_whatever_the_environment_says(launch, stubs, client_certificate):
    process = launch("-debug", tls=client_certificate)
    client = Client(Attached(next(iter(reattach(process).values()))), stubs)
    assert client.call("GetMetadata").resources
    client.close()


@pytest.mark.lifecycle
def test_clients_come_and_go(launch, stubs):
    """One process serves every phase and every run, each with a configuration of its own."""
    process = launch("--debug")
    attached = Attached(next(iter(reattach(process).values())))
    for region in ("us-west-2", "eu-central-1"):
        client = Client(attached, stubs)
        stream = open_stdio(client)
        client.configure(region=region).succeeded()
        assert stream.is_active()
        client.close()
    assert process.alive
