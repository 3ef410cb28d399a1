"""The services beside the provider's own, unknown methods and broken messages."""

from __future__ import annotations

import grpc
import pytest
from client import open_broker, open_stdio
from launch import FACTOR

PROMPTLY = 1 * FACTOR
PROVIDER = "/tfplugin6.Provider/"
JUNK = [b"\xff", b"\x0a\xff\xff\xff\xff\x0f", b"\x0a\x05abc", b"\x00" * 64]


def raw_unary(client, path, data=b"", timeout=PROMPTLY):
    return client.channel.unary_unary(path)(data, timeout=timeout)


def code_of(client, path, data=b"", timeout=PROMPTLY):
    with pytest.raises(grpc.RpcError) as failed:
        raw_unary(client, path, data, timeout)
    return failed.value.code()


@pytest.mark.parametrize(
    "path",
    [
        PROVIDER + "Nope",
        "/tfplugin6.Nope/GetProviderSchema",
        "/tfplugin5.Provider/GetSchema",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/",
    ],
)
def test_an_unknown_method_is_unimplemented_at_once(client, path):
    assert code_of(client, path) == grpc.StatusCode.UNIMPLEMENTED


def test_an_unknown_method_with_a_body_is_unimplemented(plain):
    path = PROVIDER + "Nope"
    assert code_of(plain, path, b"x" * 100_000) == grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.lifecycle
def test_an_unknown_stream_is_unimplemented(plain):
    stream = plain.channel.stream_stream(PROVIDER + "Nope")(
        iter([b"a"]), timeout=PROMPTLY
    )
    with pytest.raises(grpc.RpcError) as failed:
        next(stream)
    assert failed.value.code() == grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.parametrize(
    ("name", "serving"), [("plugin", True), ("", True), ("nope", False)]
)
def test_health_is_told(plain, name, serving):
    health = plain.stubs.health_pb2
    check = plain.stubs.health_pb2_grpc.HealthStub(plain.channel).Check
    request = health.HealthCheckRequest(service=name)
    if serving:
        answer = check(request, timeout=PROMPTLY)
        assert answer.status == health.HealthCheckResponse.SERVING
    else:
        with pytest.raises(grpc.RpcError):
            check(request, timeout=PROMPTLY)


@pytest.mark.lifecycle
def test_the_stream_of_stdio_stays_open_and_silent(plain):
    stream = open_stdio(plain)
    plain.call("GetMetadata")
    assert stream.is_active()
    stream.cancel()
    with pytest.raises(grpc.RpcError):
        next(stream)
    plain.call("GetMetadata")


@pytest.mark.lifecycle
def test_the_stream_of_the_broker_stays_open(plain):
    stream = open_broker(plain)
    plain.call("GetMetadata")
    assert stream.is_active()
    stream.cancel()


@pytest.mark.parametrize("method", ["PlanResourceChange", "ConfigureProvider"])
@pytest.mark.parametrize("data", JUNK)
def test_a_message_that_is_not_protobuf_is_refused_and_survived(plain, method, data):
    code = code_of(plain, PROVIDER + method, data)
    assert code in (grpc.StatusCode.INTERNAL, grpc.StatusCode.INVALID_ARGUMENT)
    plain.call("GetMetadata")


@pytest.mark.lifecycle
def test_text_that_is_not_utf8_is_no_harm_in_a_request(plain):
    """protobuf-c does not look; what is sent back is looked at by the client."""
    name = b"\x0a\x02\xff\xfe"
    answer = raw_unary(plain, PROVIDER + "ValidateResourceConfig", name)
    response = plain.messages.ValidateResourceConfig.Response.FromString(answer)
    assert response.diagnostics


@pytest.mark.lifecycle
def test_what_is_not_offered_says_so(plain):
    """Every method of the service is answered: with a diagnostic, or as unimplemented."""
    service = plain.messages.DESCRIPTOR.services_by_name["Provider"]
    for method in service.methods:
        if method.client_streaming or method.name == "StopProvider":
            continue
        call = plain.channel.unary_stream(PROVIDER + method.name)
        try:
            for _ in call(b"", timeout=PROMPTLY):
                pass
        except grpc.RpcError as failed:
            assert failed.code() == grpc.StatusCode.UNIMPLEMENTED, method.name


@pytest.mark.lifecycle
def test_a_cancelled_call_is_let_go(configured, service):
    kind = "aws_sagemaker_image"
    config = configured.config(
        kind, image_name="example", role_arn="arn:aws:iam::123456789012:role/r"
    )
    state = configured.apply(kind, None, config).succeeded().state
    service.fault("hold", "DescribeImage", times=0)
    fields = {"type_name": kind, "current_state": configured.dynamic(state)}
    calls = [configured.start("ReadResource", **fields) for _ in range(10)]
    service.wait_for("DescribeImage", state="held", count=10)
    for call in calls:
        call.cancel()
    assert all(call.cancelled() for call in calls)
    service.reset("faults")
    service.release()
    assert configured.read(kind, state).state == state
