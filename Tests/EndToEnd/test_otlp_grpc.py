"""OTLP over gRPC: what the SDK's own exporters send is stored like what comes over HTTP, and refused in gRPC's words."""

from __future__ import annotations

import socket
import time

import grpc
import pytest
import requests
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from skein_process import running, skein

EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
RESOURCE = Resource({"service.name": "called"})


def call(server, body: bytes, path: str = EXPORT, **options) -> bytes:
    with grpc.insecure_channel(f"127.0.0.1:{server.grpc_port}") as channel:
        return channel.unary_unary(path)(body, timeout=30, **options)


def failure(server, body: bytes, path: str = EXPORT, **options) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as error:
        call(server, body, path, **options)
    return error.value


def message(name: str = "work", span_id: bytes = b"\1" * 8) -> ExportTraceServiceRequest:
    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add()
    span.trace_id, span.span_id, span.name = b"\7" * 16, span_id, name
    span.start_time_unix_nano = span.end_time_unix_nano = time.time_ns()
    return request


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip], ids=["plain", "gzip"])
def test_the_exporters_of_all_signals_are_taken(server, compression) -> None:
    settings = {"endpoint": server.grpc, "insecure": True, "compression": compression}
    tracing = TracerProvider(resource=RESOURCE)
    tracing.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(**settings)))
    logging = LoggerProvider(resource=RESOURCE)
    logging.add_log_record_processor(SimpleLogRecordProcessor(OTLPLogExporter(**settings)))
    metering = MeterProvider(resource=RESOURCE, metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter(**settings))])

    with tracing.get_tracer("t").start_as_current_span("over the wire", attributes={"note": "x" * 1000}) as span:
        logging.get_logger("l").emit(LogRecord(body="said aloud", severity_number=SeverityNumber.WARN))
        metering.get_meter("m").create_counter("calls").add(3)
    for provider in (tracing, logging, metering):
        provider.shutdown()

    # What was acknowledged is visible at once.
    trace_id = f"{span.get_span_context().trace_id:032x}"
    (trace,) = requests.get(f"{server.http}/api/traces/{trace_id}", timeout=10).json()["data"]
    assert [span["operationName"] for span in trace["spans"]] == ["over the wire"]
    metrics = server.metrics()
    assert metrics["skein_ingest_spans_stored_total"] == 1
    assert metrics["skein_ingest_log_records_stored_total"] == 1
    assert metrics["skein_ingest_metric_points_stored_total"] >= 1
    assert metrics['skein_ingest_requests_total{outcome="stored"}'] == 1
    assert metrics["skein_ingest_in_flight_bytes"] == 0


def test_every_fault_has_its_status(server) -> None:
    good = message().SerializeToString()
    assert call(server, good) == b""
    assert call(server, b"") == b""

    partial = message(span_id=b"")
    answer = ExportTraceServiceResponse.FromString(call(server, partial.SerializeToString()))
    assert answer.partial_success.rejected_spans == 1

    assert failure(server, b"\x0a\x7f").code() == grpc.StatusCode.INVALID_ARGUMENT
    for path in ("/opentelemetry.proto.collector.trace.v1.TraceService/Import", "/elsewhere", "/v1/traces"):
        assert failure(server, good, path).code() == grpc.StatusCode.UNIMPLEMENTED
    refused = failure(server, good, compression=grpc.Compression.Deflate)
    assert refused.code() == grpc.StatusCode.UNIMPLEMENTED
    assert "gzip" in refused.details()
    assert server.metrics()["skein_ingest_in_flight_bytes"] == 0


def test_large_messages_and_a_used_up_budget_are_refused(tmp_path) -> None:
    options = ["--max-body", "64KiB", "--ingest-budget", "1KiB"]
    with running(tmp_path, options=options) as server:
        # Larger than its limit, as sent and when it is inflated: not to be sent again.
        for sent in ({}, {"compression": grpc.Compression.Gzip}):
            large = failure(server, message("x" * 200_000).SerializeToString(), **sent)
            assert large.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
            assert "grpc-status-details-bin" not in dict(large.trailing_metadata())

        # While a body that does not end holds the budget, others are told to come back.
        with socket.create_connection(("127.0.0.1", server.otlp_port)) as holder:
            holder.sendall(b"POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n")
            holder.sendall(b"Content-Length: 2000\r\n\r\n" + b"\0" * 1000)
            while server.metrics()["skein_ingest_in_flight_bytes"] < 1000:
                time.sleep(0.01)
            busy = failure(server, message("z" * 500).SerializeToString())
            assert busy.code() == grpc.StatusCode.UNAVAILABLE
            assert "in flight" in busy.details()
            details = dict(busy.trailing_metadata())["grpc-status-details-bin"]
            assert b"google.rpc.RetryInfo" in details


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def is_closed(connection: socket.socket) -> bool:
    """Whether the server ends the connection; what it sends until then does not matter."""
    connection.settimeout(30)
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0)
# :method POST, :scheme http, :path /x, :authority a; literals without indexing.
HEADERS = bytes([0x83, 0x86, 0x04, 2]) + b"/x" + bytes([0x01, 1]) + b"a"


@pytest.mark.parametrize(
    "flood",
    [
        b"".join(frame(1, 4, 2 * i + 1, HEADERS) + frame(3, 0, 2 * i + 1, b"\0\0\0\x08") for i in range(5_000)),
        frame(6, 0, 0, b"12345678") * 5_000,
        frame(4, 0, 0) * 5_000,
        frame(1, 0, 1, HEADERS) + frame(9, 0, 1, b"\0" + bytes([1, 1]) + b"ab") * 5_000,
        b"no HTTP/2 at all" * 100,
    ],
    ids=["resets", "pings", "settings", "continuations", "noise"],
)
def test_a_flood_ends_its_connection_and_no_other(shared_server, flood: bytes) -> None:
    with socket.create_connection(("127.0.0.1", shared_server.grpc_port)) as connection:
        try:
            connection.sendall(PREFACE + flood if not flood.startswith(b"no") else flood)
        except ConnectionError:
            pass
        assert is_closed(connection)
    assert call(shared_server, message().SerializeToString()) == b""


def test_a_ping_is_answered(shared_server) -> None:
    with socket.create_connection(("127.0.0.1", shared_server.grpc_port)) as connection:
        connection.settimeout(30)
        connection.sendall(PREFACE + frame(6, 0, 0, b"as sent!"))
        answer = b""
        while frame(6, 1, 0, b"as sent!") not in answer:
            part = connection.recv(65536)
            assert part
            answer += part


def test_a_taken_port_is_named(tmp_path, shared_server) -> None:
    ports = ["--http", "127.0.0.1:0", "--otlp-http", "127.0.0.1:0"]
    taken = f"127.0.0.1:{shared_server.grpc_port}"
    done = skein("serve", "--db", tmp_path / "taken.db", *ports, "--otlp-grpc", taken, check=False, timeout=30)
    assert done.returncode == 1
    assert f"cannot listen on {taken}" in done.stderr and "--otlp-grpc" in done.stderr


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("grpc")) as server:
        yield server
