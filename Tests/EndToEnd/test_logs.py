"""Log records: from Python's own SDK, through files, and out again."""

from __future__ import annotations

import logging
import pathlib
import time

import requests
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from skein_process import Server, skein


def send(server: Server) -> str:
    """Logs a few lines inside and outside a span; returns the span's trace ID."""
    provider = LoggerProvider(resource=Resource({"service.name": "checkout"}))
    provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(endpoint=f"{server.otlp}/v1/logs")))
    logger = logging.getLogger(f"shop-{time.monotonic_ns()}")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(LoggingHandler(logger_provider=provider))
    with TracerProvider().get_tracer("shop").start_as_current_span("pay") as span:
        logger.warning("card %s declined", 4711, extra={"attempt": 2, "correlation.id": "order-17"})
        trace = f"{span.get_span_context().trace_id:032x}"
    logger.info("idle")
    logger.error("disk full: \x1b[31m Grüße 🌍")
    provider.shutdown()
    return trace


def logs(server: Server, **parameters: object) -> list[dict]:
    answer = requests.get(f"{server.http}/api/skein/v1/logs", params=parameters, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()["logs"]


def attributes(record: dict) -> dict:
    return {each["key"]: each["value"] for each in record["attributes"]}


def test_what_pythons_sdk_logs_is_found(server: Server) -> None:
    trace = send(server)
    assert [each["body"] for each in logs(server)] == ["disk full: \x1b[31m Grüße 🌍", "idle", "card 4711 declined"]
    (declined,) = logs(server, traceID=trace)
    assert declined["service"] == "checkout" and declined["severity"] == "warn" and declined["traceID"] == trace
    assert attributes(declined)["attempt"] == 2
    for condition in ({"correlationID": "order-17"}, {"words": "CARD 4711"}, {"text": "eclin"}, {"attribute": "attempt=2"}):
        assert logs(server, **condition) == [declined], condition
    assert [each["body"][:4] for each in logs(server, severity="warn", order="oldest")] == ["card", "disk"]
    metrics = server.metrics()
    assert metrics["skein_ingest_log_records_received_total"] == 3
    assert metrics["skein_ingest_log_records_stored_total"] == 3
    assert metrics["skein_ingest_log_records_in_flight"] == 0
    assert metrics['skein_store_log_records{level="0"}'] + metrics['skein_store_log_records{level="1"}'] == 3


def test_file_and_server_give_the_same_lines(server: Server) -> None:
    trace = send(server)
    for arguments in (["--limit", "2"], ["--json"], ["card"], ["--trace", trace, "--json"], ["--patterns"]):
        of_server = skein("logs", "--server", server.http, *arguments).stdout
        assert of_server == skein("logs", "--db", server.database, *arguments).stdout
        assert "\x1b" not in of_server
    assert skein("logs", "--db", server.database, "nowhere", check=False).returncode == 3


def test_exported_records_can_be_imported_and_sent(server: Server, tmp_path: pathlib.Path) -> None:
    send(server)
    skein("export", "--logs", "--server", server.http, "--output", tmp_path / "logs.jsonl.gz")
    skein("import", "--db", tmp_path / "other.db", tmp_path / "logs.jsonl.gz")
    expected = skein("logs", "--json", "--server", server.http).stdout
    assert skein("logs", "--json", "--db", tmp_path / "other.db").stdout == expected
    # Sent again, they are the same records.
    skein("import", "--to", server.otlp, tmp_path / "logs.jsonl.gz")
    assert skein("logs", "--json", "--server", server.http).stdout == expected
