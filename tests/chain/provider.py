"""The provider under test, in the environment of a case: configured, then asked for one version of an image."""

from __future__ import annotations

import contextlib
import dataclasses

import cases
import grpc
from client import Client
from launch import Process, plugin_environment
from resources import NAME, VERSION
from values import Kind


@dataclasses.dataclass
class Outcome:
    """What a provider said, and what it left in its log."""

    diagnostics: list
    log: str

    def texts(self, severity):
        return [
            f"{item.summary}\n{item.detail}"
            for item in self.diagnostics
            if item.severity == severity
        ]

    @property
    def errors(self):
        return self.texts(1)

    @property
    def warnings(self):
        """The summaries, each once."""
        return sorted({item.summary for item in self.diagnostics if item.severity == 2})


def block(schema, given):
    """An object of the schema with what is given, blocks inside it likewise."""
    kind = Kind(schema)
    unknown = given.keys() - kind.attributes.keys() - kind.blocks.keys()
    assert not unknown, f"the provider block has no {', '.join(sorted(unknown))}"
    inner = {
        name: [block(kind.blocks[name], item) for item in value]
        for name, value in given.items()
        if name in kind.blocks
    }
    return kind.object(**(given | inner))


def read_version(client):
    """Reads a version in the provider's region; the diagnostics of it."""
    found = client.import_id(VERSION, f"{NAME},1")
    if not found.errors:
        found.diagnostics += client.read(
            VERSION, found.state, found.private
        ).diagnostics
    return found.diagnostics


def leave(client):
    """A regular end. Whether its answer overtakes it is a matter for tests/rpc."""
    with contextlib.suppress(grpc.RpcError):
        client.shutdown()
    client.close()
    assert client.process.wait() == 0, client.process.log()


@contextlib.contextmanager
def started(case, home, url, stubs, **variables):
    """A client of a provider in the home and the environment of a case."""
    cases.write_files(case, home, url)
    environment = cases.environment(case, home, url)
    with Process(
        plugin_environment({}, **(environment | variables)), cwd=home
    ) as process:
        process.shake_hands()
        yield Client(process, stubs)


def validate_and_configure(client, given):
    """The diagnostics of both calls; the second is not made after an error."""
    config = client.dynamic(block(client.schema.provider, given))
    found = list(client.call("ValidateProviderConfig", config=config).diagnostics)
    if not any(item.severity == 1 for item in found):
        response = client.call(
            "ConfigureProvider", terraform_version="1.15.0", config=config
        )
        found += response.diagnostics
    return found


def configure(case, home, url, stubs):
    """The outcome of the configuration alone."""
    with started(case, home, url, stubs) as client:
        found = validate_and_configure(client, cases.fill(case.args, home, url))
        leave(client)
        return Outcome(found, client.process.log())


def run(case, home, stub, stubs, **variables):
    """The outcome of a case; ``variables`` go over its environment."""
    with started(case, home, stub.url, stubs, **variables) as client:
        given = cases.fill(case.args, home, stub.url)
        found = validate_and_configure(client, given)
        if not any(item.severity == 1 for item in found):
            found += read_version(client)
        leave(client)
        return Outcome(found, client.process.log())
