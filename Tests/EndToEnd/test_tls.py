"""TLS on all ports: what trusts the certificate is served, what does not come up to it is not."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import time

import grpc
import pytest
import requests
from certificates import Authority
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as CallingExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as PostingExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from skein_process import EXCERPT, running, skein


@pytest.fixture(autouse=True)
def no_other_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    """These go before what an exporter is told to trust (`requests`, `trust_env`)."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, authority: Authority):
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = authority.issue("server")
    # Copies, which may be replaced.
    shutil.copy(certificate, folder / "served.pem")
    shutil.copy(key, folder / "served.key")
    options = ["--tls-cert", str(folder / "served.pem"), "--tls-key", str(folder / "served.key")]
    with running(folder, options=options) as server:
        server.folder = folder
        yield server


def a_span():
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    with provider.get_tracer("t").start_as_current_span("sealed"):
        pass
    return kept.get_finished_spans()


def exporters(server, authority: Authority, certificate=None, key=None) -> list:
    """Both of OpenTelemetry's exporters, as their users set them up."""
    read = authority.certificate.read_bytes()
    credentials = grpc.ssl_channel_credentials(
        read, key and key.read_bytes(), certificate and certificate.read_bytes()
    )
    return [
        PostingExporter(
            endpoint=server.traces,
            certificate_file=str(authority.certificate),
            client_certificate_file=certificate and str(certificate),
            client_key_file=key and str(key),
            timeout=5,
        ),
        CallingExporter(endpoint=server.grpc, credentials=credentials, timeout=5),
    ]


def handshake(port: int, context: ssl.SSLContext) -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=30), server_hostname="127.0.0.1")


def trusting(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority.certificate)


def test_exporters_and_readers_that_trust_the_certificate_are_served(server, authority: Authority) -> None:
    for exporter in exporters(server, authority):
        spans = a_span()
        assert exporter.export(spans) == SpanExportResult.SUCCESS
        exporter.shutdown()
        trace_id = f"{spans[0].context.trace_id:032x}"
        answer = requests.get(f"{server.http}/api/traces/{trace_id}", verify=authority.certificate, timeout=10)
        assert answer.json()["data"][0]["spans"][0]["operationName"] == "sealed"
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{server.http}/ready", timeout=10)


def test_the_command_line_trusts_what_ssl_cert_file_names(server, authority: Authority) -> None:
    trusting = {**os.environ, "SSL_CERT_FILE": str(authority.certificate)}
    skein("import", EXCERPT, "--to", server.otlp, env=trusting)
    assert "ts-" in skein("services", "--server", server.http, env=trusting).stdout
    doubting = {name: value for name, value in os.environ.items() if name != "SSL_CERT_FILE"}
    refused = skein("services", "--server", server.http, env=doubting, check=False)
    assert refused.returncode == 1 and "certificate" in refused.stderr.lower()


def test_the_pages_own_origin_may_post_over_https(server, authority: Authority) -> None:
    def post(origin: str) -> int:
        headers = {"Origin": origin, "Content-Type": "application/json"}
        answer = requests.post(server.traces, "{}", headers=headers, verify=authority.certificate, timeout=10)
        return answer.status_code

    assert post(server.otlp) == 200
    assert post("https://stranger.example") == 403


@pytest.mark.parametrize("port", ["otlp_port", "http_port", "grpc_port"])
def test_old_tls_and_no_tls_are_refused(server, authority: Authority, port: str) -> None:
    context = trusting(authority)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        handshake(getattr(server, port), context)
    with socket.create_connection(("127.0.0.1", getattr(server, port)), timeout=30) as plain:
        plain.sendall(b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        try:
            while part := plain.recv(4096):
                received += part
        except ConnectionError:
            pass
    assert b"HTTP/1.1 200" not in received


def test_http2_is_agreed_on_for_grpc_alone(server, authority: Authority) -> None:
    for port, expected in ((server.grpc_port, "h2"), (server.otlp_port, "http/1.1")):
        context = trusting(authority)
        context.set_alpn_protocols(["h2", "http/1.1"])
        with handshake(port, context) as connection:
            assert connection.selected_alpn_protocol() == expected


def test_the_certificate_is_read_anew_on_sighup(server, authority: Authority) -> None:
    def served() -> bytes:
        with handshake(server.http_port, trusting(authority)) as connection:
            return connection.getpeercert(binary_form=True)

    def hang_up(expected: str) -> None:
        seen = server.log.count(expected)
        server.process.send_signal(signal.SIGHUP)
        while server.log.count(expected) == seen:
            assert server.process.poll() is None
            time.sleep(0.01)

    first = served()
    certificate, key = authority.issue("renewed")
    shutil.copy(certificate, server.folder / "served.pem")
    # The old key does not fit the new certificate: everything stays as it was.
    hang_up("the certificate stays as it was")
    assert served() == first
    shutil.copy(key, server.folder / "served.key")
    hang_up("the certificate has been read anew")
    assert served() != first


def test_mutual_tls_refuses_clients_without_a_certificate(tmp_path, authority: Authority) -> None:
    certificate, key = authority.issue("mutual")
    client, client_key = authority.issue("client")
    stranger, stranger_key = Authority(tmp_path, "stranger").issue("imposter")
    files = ["--tls-cert", str(certificate), "--tls-key", str(key), "--tls-client-ca", str(authority.certificate)]
    with running(tmp_path, options=files) as server:
        for exporter in exporters(server, authority, client, client_key):
            assert exporter.export(a_span()) == SpanExportResult.SUCCESS
            exporter.shutdown()
        address = f"{server.http}/ready"
        verify = authority.certificate
        assert requests.get(address, verify=verify, cert=(client, client_key), timeout=10).status_code == 200
        for without in (None, (stranger, stranger_key)):
            with pytest.raises(requests.exceptions.ConnectionError):
                requests.get(address, verify=verify, cert=without, timeout=10)
        refused = grpc.secure_channel(
            f"127.0.0.1:{server.grpc_port}", grpc.ssl_channel_credentials(authority.certificate.read_bytes())
        )
        with refused, pytest.raises(grpc.RpcError):
            refused.unary_unary("/x/y")(b"", timeout=5)


def test_files_that_cannot_be_used_are_named_at_the_start(tmp_path, authority: Authority) -> None:
    certificate, key = authority.issue("fitting")
    _, other = authority.issue("other")
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nothing in here")

    def start(*options) -> str:
        ports = ["--otlp-http", "127.0.0.1:0", "--otlp-grpc", "off", "--http", "127.0.0.1:0"]
        done = skein("serve", "--db", tmp_path / "x.db", *ports, *options, check=False, timeout=60)
        assert done.returncode != 0
        return done.stderr

    assert "absent.pem" in start("--tls-cert", tmp_path / "absent.pem", "--tls-key", key)
    assert "nonsense.pem holds no certificate" in start("--tls-cert", nonsense, "--tls-key", key)
    assert "nonsense.pem holds no private key" in start("--tls-cert", certificate, "--tls-key", nonsense)
    assert "does not belong to" in start("--tls-cert", certificate, "--tls-key", other)
    assert "belong together" in start("--tls-cert", certificate)
    assert "needs --tls-cert" in start("--tls-client-ca", certificate)


def test_an_expired_certificate_is_warned_of(tmp_path, authority: Authority) -> None:
    certificate, key = authority.issue("expired", days=-1)
    with running(tmp_path, "collector", options=["--tls-cert", str(certificate), "--tls-key", str(key)]) as server:
        assert "has expired" in server.log
