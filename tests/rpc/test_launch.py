"""The handshake line, TLS, where the socket goes, and the command line."""

from __future__ import annotations

import os
import socket
import ssl
import stat
import subprocess
from pathlib import Path

import grpc
import pytest
from client import CALL_SECONDS, Client, end
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from launch import BINARY, START_SECONDS, ClientCertificate, Process

LAUNCHES = 10
SETTINGS_FRAME = 4
PREFACE = (
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, SETTINGS_FRAME]) + bytes(5)
)


def run(*arguments, **environment):
    """A run by hand."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "PLUGIN_"))}
    return subprocess.run(
        [str(BINARY), *arguments],
        env=kept | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )


# The line.


@pytest.mark.lifecycle
def test_plain_mode_has_an_empty_certificate(launch):
    process = launch()
    handshake = process.shake_hands()
    assert handshake.line == f"1|6|unix|{handshake.address}|grpc|\n"


def test_the_certificate_is_raw_base64_in_ten_launches(launch, client_certificate):
    seen = set()
    for _ in range(LAUNCHES):
        process = launch(tls=client_certificate)
        handshake = process.shake_hands()
        assert handshake.line.startswith("1|6|unix|/")
        assert handshake.line.count("|") == 5
        x509.load_der_x509_certificate(handshake.certificate_der)
        seen.add(handshake.certificate)
        process.close()
        process.sockets.exists()
    assert len(seen) == LAUNCHES


def test_the_certificate_names_localhost_and_serves_both_sides(
    launch, client_certificate
):
    handshake = launch(tls=client_certificate).shake_hands()
    certificate = x509.load_der_x509_certificate(handshake.certificate_der)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert names.value.get_values_for_type(x509.DNSName) == ["localhost"]
    uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert set(uses.value) == {
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.CLIENT_AUTH,
    }
    assert isinstance(certificate.public_key().curve, ec.SECP256R1)


def test_stdout_ends_after_the_line(launch):
    process = launch(variables={"TF_LOG": "trace"})
    process.shake_hands()
    assert process.rest_of_stdout() == b""
    assert process.alive


@pytest.mark.parametrize("value", ["true", "false", "1"])
def test_multiplexing_is_denied_when_it_is_asked_for(launch, value):
    handshake = launch(variables={"PLUGIN_MULTIPLEX_GRPC": value}).shake_hands()
    assert handshake.multiplex == "false"


@pytest.mark.parametrize("versions", ["6", "6,5", "5", "4,7", "x", None])
def test_version_6_is_offered_whatever_the_cli_speaks(launch, versions):
    process = launch(variables={"PLUGIN_PROTOCOL_VERSIONS": versions})
    assert process.shake_hands().version == "6"


@pytest.mark.lifecycle
def test_closed_standard_files_do_no_harm(environment, stubs, tmp_path):
    """A shell can start a program without stdin and stderr; no socket may take their place."""
    process = Process(environment(), preexec_fn=lambda: (os.close(0), os.close(2)))
    with process:
        process.shake_hands()
        client = Client(process, stubs)
        assert client.schema.provider.block.attributes
        end(client)


# TLS.


def test_a_client_without_a_certificate_is_refused(launch, stubs, client_certificate):
    process = launch(tls=client_certificate)
    process.shake_hands()
    process.tls = None
    client = Client(process, stubs)
    with pytest.raises(grpc.RpcError) as refused:
        client.call("GetMetadata", timeout=CALL_SECONDS)
    assert refused.value.code() == grpc.StatusCode.UNAVAILABLE
    client.close()
    assert process.alive


@pytest.mark.lifecycle
def test_a_client_with_a_strange_certificate_is_refused(
    launch, stubs, client_certificate
):
    process = launch(tls=client_certificate)
    process.shake_hands()
    process.tls = ClientCertificate()
    client = Client(process, stubs)
    with pytest.raises(grpc.RpcError) as refused:
        client.call("GetMetadata", timeout=CALL_SECONDS)
    assert refused.value.code() == grpc.StatusCode.UNAVAILABLE
    client.close()


@pytest.mark.lifecycle
def test_calls_go_through_tls(secure):
    assert secure.schema.provider.block.attributes


@pytest.mark.parametrize("curve", [ec.SECP256R1, ec.SECP384R1, ec.SECP521R1])
def test_client_certificates_of_all_curves_are_accepted(launch, tmp_path, curve):
    """go-plugin's client has a P-521 key, which gRPC's Python wheels cannot use themselves."""
    tls = ClientCertificate(curve())
    process = launch(tls=tls)
    handshake = process.shake_hands()
    both = tmp_path / "client.pem"
    both.write_bytes(tls.key_pem + tls.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=handshake.certificate_pem.decode())
    context.load_cert_chain(both)
    context.set_alpn_protocols(["h2"])
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(CALL_SECONDS)
        raw.connect(handshake.address)
        with context.wrap_socket(raw, server_hostname="localhost") as wire:
            assert wire.selected_alpn_protocol() == "h2"
            wire.sendall(PREFACE)
            # The answer comes only once the server has accepted the certificate.
            header = wire.recv(9)
            assert header[3] == SETTINGS_FRAME


@pytest.mark.lifecycle
def test_junk_for_a_client_certificate_is_reported(launch):
    process = launch(variables={"PLUGIN_CLIENT_CERT": "junk"})
    assert process.read_until(b"\n") == ""
    assert process.wait() == 1
    assert "PLUGIN_CLIENT_CERT holds no certificate" in process.log()
    process.assert_nothing_left()


# The socket.


def test_the_socket_lies_in_a_private_directory(launch):
    process = launch()
    path = Path(process.shake_hands().address)
    assert stat.S_ISSOCK(path.stat().st_mode)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.parent.parent == process.sockets


@pytest.mark.lifecycle
def test_a_long_tmpdir_is_passed_over(launch, stubs, tmp_path):
    long = tmp_path / ("long-" * 24)
    long.mkdir()
    process = launch(tmpdir=long)
    handshake = process.shake_hands()
    assert handshake.address.startswith("/tmp/")
    assert len(handshake.address) < 108
    client = Client(process, stubs)
    assert client.call("GetMetadata").resources
    end(client)
    assert not Path(handshake.address).parent.exists()
    assert not list(long.iterdir())


@pytest.mark.parametrize("name", ["with a space", "100%41", "a#b?c&d", "caf\u00e9"])
def test_a_tmpdir_with_odd_characters_serves(launch, stubs, name):
    process = launch()
    odd = process.sockets / name
    odd.mkdir()
    second = launch(tmpdir=odd)
    assert second.shake_hands().address.startswith(f"{odd}/")
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(second.handshake.address)
    second.signal(15)
    second.wait()
    assert not list(odd.iterdir())


def test_a_tmpdir_that_breaks_the_line_is_passed_over(launch):
    process = launch()
    odd = process.sockets / "a|b"
    odd.mkdir()
    assert launch(tmpdir=odd).shake_hands().address.startswith("/tmp/")


def test_the_cli_says_where_the_socket_goes(launch, tmp_path_factory):
    holder = launch()
    folder = holder.sockets / "sockets"
    folder.mkdir()
    process = launch(variables={"PLUGIN_UNIX_SOCKET_DIR": str(folder)})
    handshake = process.shake_hands()
    assert handshake.address.startswith(f"{folder}/")
    process.signal(15)
    process.wait()
    assert not list(folder.iterdir())


def test_a_group_gets_access_when_the_cli_names_one(launch):
    process = launch(variables={"PLUGIN_UNIX_SOCKET_GROUP": str(os.getgid())})
    path = Path(process.shake_hands().address)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o710
    assert path.stat().st_gid == os.getgid()


def test_a_group_that_does_not_exist_ends_the_start(launch):
    process = launch(variables={"PLUGIN_UNIX_SOCKET_GROUP": "no-such-group"})
    assert process.read_until(b"\n") == ""
    assert process.wait() == 1
    assert "no-such-group" in process.log()
    process.assert_nothing_left()


# By hand.


@pytest.mark.parametrize("cookie", [None, "", "wrong"])
def test_by_hand_it_says_what_it_is(cookie):
    done = run(**({} if cookie is None else {"TF_PLUGIN_MAGIC_COOKIE": cookie}))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "provider for Terraform and OpenTofu" in done.stderr
    assert "required_providers" in done.stderr
    assert 'source = "sagemaker-images/sagemaker"' in done.stderr
    assert "dev_overrides" in done.stderr
    assert str(BINARY.resolve().parent) in done.stderr


@pytest.mark.parametrize("flag", ["--version", "-version"])
def test_it_knows_its_version(flag):
    done = run(flag)
    assert (done.returncode, done.stderr) == (0, "")
    name, version = done.stdout.split()
    assert name == "terraform-provider-sagemaker"
    assert all(part.isdigit() for part in version.split("."))


@pytest.mark.parametrize("flag", ["--help", "-help", "-h"])
def test_help_lists_the_arguments(flag):
    done = run(flag)
    assert (done.returncode, done.stderr) == (0, "")
    for word in ("-debug", "--version", "--help", "TF_LOG"):
        assert word in done.stdout


@pytest.mark.parametrize("arguments", [["--nope"], ["serve"], [""], ["-debug", "now"]])
def test_a_wrong_argument_gets_one_line_and_2(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f'"{arguments[-1]}"' in done.stderr
    assert "--help" in done.stderr
