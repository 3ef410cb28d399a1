"""Calls a provider process as a CLI does, message by message."""

from __future__ import annotations

import importlib
import queue
import sys
from dataclasses import dataclass, field

import grpc
from grpc_tools import protoc
from identity import Identity, NoIdentity
from launch import EXIT_SECONDS, FACTOR, PROJECT
from values import Kind, decode_dynamic, encode

CALL_SECONDS = 20 * FACTOR
MAX_BYTES = 256 * 1024 * 1024
ERROR, WARNING = 1, 2


def make_stubs(folder):
    """Python code of proto/, made in ``folder`` and importable from then on."""
    sources = sorted((PROJECT / "proto").glob("*.proto"))
    include = f"-I{PROJECT / 'proto'}"
    outputs = [f"--python_out={folder}", f"--grpc_python_out={folder}"]
    assert protoc.main(["protoc", include, *outputs, *map(str, sources)]) == 0
    sys.path.insert(0, str(folder))
    names = [source.stem for source in sources]
    return Stubs(*(f"{name}_pb2" for name in names))


class Stubs:
    """The generated modules, by name: ``stubs.tfplugin6_pb2``."""

    def __init__(self, *names):
        for name in names:
            setattr(self, name, importlib.import_module(name))
            setattr(self, f"{name}_grpc", importlib.import_module(f"{name}_grpc"))


@dataclass
class Answer:
    """What a call about a resource brought back."""

    state: object = None
    private: bytes = b""
    diagnostics: list = field(default_factory=list)
    replace: list = field(default_factory=list)
    identity: dict | None = None

    @property
    def errors(self):
        return [item for item in self.diagnostics if item.severity == ERROR]

    @property
    def warnings(self):
        return [item for item in self.diagnostics if item.severity == WARNING]

    def only_error(self):
        """Summary and detail of the one error."""
        assert len(self.errors) == 1, self.diagnostics
        return f"{self.errors[0].summary}\n{self.errors[0].detail}"

    def succeeded(self):
        assert not self.errors, "\n".join(str(item) for item in self.errors)
        return self


def path_of(diagnostic):
    """The attribute that a diagnostic is about: its name and keys."""
    steps = diagnostic.attribute.steps
    return [getattr(step, step.WhichOneof("selector")) for step in steps]


def replace_paths(paths):
    return [
        [getattr(step, step.WhichOneof("selector")) for step in path.steps]
        for path in paths
    ]


class Client:
    """A connection to a process, and the calls of one CLI run."""

    def __init__(self, process, stubs):
        self.process = process
        self.stubs = stubs
        self.messages = stubs.tfplugin6_pb2
        self.channel = self._connect(process.handshake)
        self.provider = stubs.tfplugin6_pb2_grpc.ProviderStub(self.channel)
        self.controller = stubs.grpc_controller_pb2_grpc.GRPCControllerStub(
            self.channel
        )
        self._schema = None
        self._identities = None

    def _connect(self, handshake):
        options = [
            ("grpc.max_receive_message_length", MAX_BYTES),
            ("grpc.max_send_message_length", MAX_BYTES),
            ("grpc.use_local_subchannel_pool", 1),
            ("grpc.enable_http_proxy", 0),
        ]
        tls = self.process.tls
        if not tls:
            return grpc.insecure_channel(handshake.target, options)
        credentials = grpc.ssl_channel_credentials(
            handshake.certificate_pem, tls.key_pem, tls.pem
        )
        options.append(("grpc.ssl_target_name_override", "localhost"))
        options.append(("grpc.default_authority", "localhost"))
        return grpc.secure_channel(handshake.target, credentials, options)

    def call(self, name, timeout=CALL_SECONDS, **fields):
        """One call; every diagnostic of the answer is checked."""
        request = getattr(self.messages, name).Request(**fields)
        response = getattr(self.provider, name)(request, timeout=timeout)
        self._check(getattr(response, "diagnostics", []))
        return response

    def start(self, name, timeout=CALL_SECONDS, **fields):
        """One call in the background: a future of the raw response."""
        request = getattr(self.messages, name).Request(**fields)
        return getattr(self.provider, name).future(request, timeout=timeout)

    @staticmethod
    def _check(diagnostics):
        """A CLI passes over a diagnostic without severity, and shows the summary."""
        for item in diagnostics:
            assert item.severity in (ERROR, WARNING), item
            assert item.summary, item

    def shutdown(self):
        empty = self.stubs.grpc_controller_pb2.Empty()
        return self.controller.Shutdown(empty, timeout=CALL_SECONDS)

    def close(self):
        self.channel.close()

    # Values.

    def dynamic(self, value):
        return self.messages.DynamicValue(msgpack=encode(value))

    @property
    def schema(self):
        if self._schema is None:
            self._schema = self.call("GetProviderSchema")
        return self._schema

    def kind(self, type_name):
        return Kind(self.schema.resource_schemas[type_name])

    def identity(self, type_name):
        if self._identities is None:
            response = self.call("GetResourceIdentitySchemas")
            self._identities = response.identity_schemas
        if type_name not in self._identities:
            return NoIdentity()
        return Identity(self._identities[type_name])

    def identity_data(self, value):
        """The message of an identity; None, which is no message, when there is none."""
        return value and {"identity_data": self.dynamic(value)}

    def config(self, type_name, **given):
        return self.kind(type_name).object(**given)

    # The calls about a resource.

    def configure(self, **given):
        config = Kind(self.schema.provider).object(**given)
        response = self.call(
            "ConfigureProvider",
            terraform_version="1.15.0",
            config=self.dynamic(config),
        )
        return Answer(diagnostics=list(response.diagnostics))

    def validate(self, type_name, config):
        response = self.call(
            "ValidateResourceConfig",
            type_name=type_name,
            config=self.dynamic(config),
            client_capabilities={"write_only_attributes_allowed": True},
        )
        return Answer(diagnostics=list(response.diagnostics))

    def plan(self, type_name, prior, config, private=b"", **options):
        kind = self.kind(type_name)
        identity = self.identity(type_name)
        before = identity.of(prior)
        response = self.call(
            "PlanResourceChange",
            type_name=type_name,
            prior_state=self.dynamic(prior),
            proposed_new_state=self.dynamic(kind.proposed(prior, config)),
            config=self.dynamic(config),
            prior_private=private,
            prior_identity=self.identity_data(before),
            **options,
        )
        answer = Answer(
            decode_dynamic(response.planned_state),
            response.planned_private,
            list(response.diagnostics),
            replace_paths(response.requires_replace),
            identity.read(response.planned_identity),
        )
        assert not response.legacy_type_system
        assert not response.HasField("deferred")
        if not answer.errors:
            kind.assert_plan_valid(prior, config, answer.state)
            assert answer.identity == (identity.of(answer.state) or before)
            if not answer.replace:
                identity.assert_kept(before, answer.identity)
        return answer

    def apply_fields(self, type_name, prior, planned, config, private=b""):
        identity = self.identity(type_name)
        told = identity.of(planned) or identity.of(prior)
        return {
            "type_name": type_name,
            "prior_state": self.dynamic(prior),
            "planned_state": self.dynamic(planned),
            "config": self.dynamic(config),
            "planned_private": private,
            "planned_identity": self.identity_data(told),
        }

    def apply_answer(self, type_name, planned, response):
        """Reads the response of an apply, and judges it as a CLI does."""
        kind = self.kind(type_name)
        identity = self.identity(type_name)
        self._check(response.diagnostics)
        assert not response.legacy_type_system
        answer = Answer(
            decode_dynamic(response.new_state),
            response.private,
            list(response.diagnostics),
            identity=identity.read(response.new_identity),
        )
        assert answer.identity == identity.of(answer.state)
        identity.assert_kept(identity.of(planned), answer.identity)
        if answer.errors:
            if answer.state is not None:
                kind.assert_conforms(answer.state)
        elif planned is None:
            assert answer.state is None
        else:
            kind.assert_compatible(planned, answer.state)
        return answer

    def apply(self, type_name, prior, config, private=b""):
        """Plan and apply of one change."""
        plan = self.plan(type_name, prior, config, private).succeeded()
        response = self.call(
            "ApplyResourceChange",
            **self.apply_fields(type_name, prior, plan.state, config, plan.private),
        )
        return self.apply_answer(type_name, plan.state, response)

    def create(self, type_name, **given):
        config = self.config(type_name, **given)
        return self.apply(type_name, None, config).succeeded()

    def destroy(self, type_name, state, private=b""):
        return self.apply(type_name, state, None, private)

    def read(self, type_name, state, private=b""):
        identity = self.identity(type_name)
        before = identity.of(state)
        response = self.call(
            "ReadResource",
            type_name=type_name,
            current_state=self.dynamic(state),
            private=private,
            current_identity=self.identity_data(before),
        )
        answer = self.read_answer(type_name, response)
        identity.assert_kept(before, answer.identity)
        assert answer.identity == before or not answer.errors
        return answer

    def read_answer(self, type_name, response):
        answer = Answer(
            decode_dynamic(response.new_state),
            response.private,
            list(response.diagnostics),
            identity=self.identity(type_name).read(response.new_identity),
        )
        if not answer.errors:
            assert answer.identity == self.identity(type_name).of(answer.state)
        if answer.state is not None:
            self.kind(type_name).assert_conforms(answer.state)
        return answer

    def upgrade(self, type_name, version, json_text, **raw_state):
        raw_state = raw_state or {"json": json_text.encode()}
        response = self.call(
            "UpgradeResourceState",
            type_name=type_name,
            version=version,
            raw_state=raw_state,
        )
        answer = Answer(
            decode_dynamic(response.upgraded_state),
            diagnostics=list(response.diagnostics),
        )
        if answer.state is not None and not answer.errors:
            self.kind(type_name).assert_conforms(answer.state)
        return answer

    def upgrade_identity(self, type_name, version, json_text):
        response = self.call(
            "UpgradeResourceIdentity",
            type_name=type_name,
            version=version,
            raw_identity={"json": json_text.encode()},
        )
        return Answer(
            diagnostics=list(response.diagnostics),
            identity=self.identity(type_name).read(response.upgraded_identity),
        )

    def move(self, type_name, source_type, source_state, **fields):
        response = self.call(
            "MoveResourceState",
            target_type_name=type_name,
            source_type_name=source_type,
            source_state=source_state,
            **fields,
        )
        answer = Answer(
            decode_dynamic(response.target_state),
            response.target_private,
            list(response.diagnostics),
            identity=self.identity(type_name).read(response.target_identity),
        )
        assert answer.identity == self.identity(type_name).of(answer.state)
        if answer.state is not None:
            self.kind(type_name).assert_conforms(answer.state)
        return answer

    def import_id(self, type_name, identifier):
        return self._import(type_name, id=identifier)

    def import_identity(self, type_name, **given):
        rows = dict.fromkeys(self.identity(type_name).types) | given
        return self._import(type_name, identity=self.identity_data(rows))

    def _import(self, type_name, **fields):
        response = self.call("ImportResourceState", type_name=type_name, **fields)
        answer = Answer(diagnostics=list(response.diagnostics))
        if not answer.errors:
            (found,) = response.imported_resources
            assert found.type_name == type_name
            answer.state = decode_dynamic(found.state)
            answer.private = found.private
            identity = self.identity(type_name)
            answer.identity = identity.read(found.identity)
            assert answer.identity == identity.of(answer.state)
            self.kind(type_name).assert_conforms(answer.state)
        else:
            assert not response.imported_resources
        return answer


def open_stdio(client):
    """The stream that a CLI opens as soon as it is connected."""
    stub = client.stubs.grpc_stdio_pb2_grpc.GRPCStdioStub(client.channel)
    return stub.StreamStdio(client.stubs.grpc_controller_pb2.Empty())


def open_broker(client):
    """The other one, on which a CLI never says anything."""
    stub = client.stubs.grpc_broker_pb2_grpc.GRPCBrokerStub(client.channel)
    silence = queue.SimpleQueue()
    stream = stub.StartStream(iter(silence.get, None))
    stream.add_callback(lambda: silence.put(None))
    return stream


def end(client):
    """Shutdown as a CLI asks for it, then a regular and complete end."""
    client.shutdown()
    client.close()
    assert client.process.wait(EXIT_SECONDS) == 0, client.process.log()
    client.process.assert_nothing_left()
