"""What Python's own SDK sends comes back complete, through every way out."""

from __future__ import annotations

import json

import pytest
import requests
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags, TraceState
from otlp import flatten, from_json, read_json_lines
from skein_process import Server, skein
from wire import read_trace

ATTRIBUTES = {
    "text": "Grüße, 世界 🌍",
    "empty text": "",
    "flag": True,
    "no flag": False,
    "number": -9_223_372_036_854_775_808,
    "big number": 9_007_199_254_740_993,
    "fraction": 72.5,
    "texts": ["a", "b", "a"],
    "flags": [True, False],
    "numbers": [3, 1, 2],
    "fractions": [0.1, 1e300],
    "none of them": [],
}


class Application:
    """A traced application whose spans go to the server, and are kept to compare with."""

    def __init__(self, server: Server, compression: Compression = Compression.Gzip) -> None:
        self.kept = InMemorySpanExporter()
        resource = Resource(
            {"service.name": "checkout", "service.version": "1.2.3", "process.pid": 42, "host.tags": ["a", "b"]},
            schema_url="https://opentelemetry.io/schemas/1.44.0",
        )
        self.provider = TracerProvider(resource=resource)
        self.provider.add_span_processor(SimpleSpanProcessor(self.kept))
        exporter = OTLPSpanExporter(endpoint=server.traces, compression=compression)
        self.provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer = self.provider.get_tracer(
            "shop.checkout", "0.9", "https://example.com/schema", {"scope.attribute": "here"}
        )

    def run(self) -> str:
        """Traces one request with everything that the SDK can say; returns its trace ID."""
        elsewhere = SpanContext(
            0x5B8EFFF798038103D269B633813FC60C,
            0xEEE19B7EC3C1B174,
            is_remote=True,
            trace_flags=TraceFlags(TraceFlags.SAMPLED),
            trace_state=TraceState([("vendor", "value")]),
        )
        with self.tracer.start_as_current_span(
            "POST /checkout", kind=SpanKind.SERVER, attributes=ATTRIBUTES, links=[Link(elsewhere, {"why": "retry"})]
        ) as root:
            for kind in SpanKind:
                with self.tracer.start_as_current_span(f"as {kind.name.lower()}", kind=kind) as child:
                    child.add_event("cache miss", {"key": "user:1", "attempt": 2})
                    with self.tracer.start_as_current_span("nested", attributes={"depth": 2}):
                        pass
            with self.tracer.start_as_current_span("fine") as child:
                child.set_status(Status(StatusCode.OK))
            with pytest.raises(ZeroDivisionError), self.tracer.start_as_current_span("fails", kind=SpanKind.CLIENT):
                _ = 1 / 0
        self.provider.shutdown()
        return f"{root.get_span_context().trace_id:032x}"

    @property
    def sent(self) -> list:
        return sorted(flatten(encode_spans(self.kept.get_finished_spans())))


@pytest.fixture(params=[Compression.NoCompression, Compression.Gzip], ids=["plain", "gzip"])
def traced(request: pytest.FixtureRequest, server: Server) -> tuple[Application, str]:
    application = Application(server, request.param)
    trace_id = application.run()
    assert len(application.sent) == 13
    return application, trace_id


def test_every_field_comes_back_through_the_v3_api(server: Server, traced: tuple[Application, str]) -> None:
    application, trace_id = traced
    assert sorted(flatten(read_trace(server, trace_id))) == application.sent


def test_every_field_comes_back_through_the_command_line(server: Server, traced: tuple[Application, str]) -> None:
    application, trace_id = traced
    for source in (["--server", server.http], ["--db", server.database]):
        answer = json.loads(skein("trace", trace_id, "--json", *source).stdout)
        assert sorted(flatten(from_json(answer))) == application.sent


def test_every_field_comes_back_through_the_export(server: Server, traced: tuple[Application, str]) -> None:
    application, _ = traced
    lines = skein("export", "--server", server.http).stdout.splitlines()
    assert sorted(span for message in read_json_lines(lines) for span in flatten(message)) == application.sent


def test_jaegers_v1_api_shows_the_whole_trace(server: Server, traced: tuple[Application, str]) -> None:
    application, trace_id = traced
    answer = requests.get(f"{server.http}/api/traces/{trace_id}", timeout=10).json()
    (trace,) = answer["data"]
    assert trace["traceID"] == trace_id
    spans = {span["operationName"]: span for span in trace["spans"]}
    assert len(trace["spans"]) == 13
    root = spans["POST /checkout"]

    tags = {tag["key"]: (tag["type"], tag["value"]) for tag in root["tags"]}
    assert tags["text"] == ("string", "Grüße, 世界 🌍")
    assert tags["empty text"] == ("string", "")
    assert tags["flag"] == ("bool", True)
    assert tags["no flag"] == ("bool", False)
    assert tags["number"] == ("int64", "-9223372036854775808")
    assert tags["big number"] == ("int64", "9007199254740993")
    assert tags["fraction"] == ("float64", 72.5)
    assert tags["texts"] == ("string", '["a","b","a"]')
    assert tags["numbers"] == ("string", "[3,1,2]")
    assert tags["span.kind"] == ("string", "server")
    assert tags["otel.scope.name"] == ("string", "shop.checkout")
    assert tags["otel.scope.version"] == ("string", "0.9")
    assert root["references"] == [
        {"refType": "FOLLOWS_FROM", "traceID": "5b8efff798038103d269b633813fc60c", "spanID": "eee19b7ec3c1b174"}
    ]

    for kind in SpanKind:
        child = spans[f"as {kind.name.lower()}"]
        assert child["references"] == [{"refType": "CHILD_OF", "traceID": trace_id, "spanID": root["spanID"]}]
        (log,) = child["logs"]
        fields = {field["key"]: (field["type"], field["value"]) for field in log["fields"]}
        assert fields == {"event": ("string", "cache miss"), "key": ("string", "user:1"), "attempt": ("int64", 2)}

    failed = {tag["key"]: tag["value"] for tag in spans["fails"]["tags"]}
    assert failed["otel.status_code"] == "ERROR"
    assert failed["error"] is True
    assert "division by zero" in failed["otel.status_description"]
    (exception,) = spans["fails"]["logs"]
    assert {"exception.type", "exception.message", "exception.stacktrace"} <= {
        field["key"] for field in exception["fields"]
    }
    assert {tag["key"]: tag["value"] for tag in spans["fine"]["tags"]}["otel.status_code"] == "OK"

    process = trace["processes"][root["processID"]]
    assert process["serviceName"] == "checkout"
    assert {"service.version": "1.2.3", "process.pid": 42}.items() <= {
        tag["key"]: tag["value"] for tag in process["tags"]
    }.items()


def test_the_trace_is_found_by_service_operation_and_tag(server: Server, traced: tuple[Application, str]) -> None:
    _, trace_id = traced
    assert requests.get(f"{server.http}/api/services", timeout=10).json()["data"] == ["checkout"]
    operations = requests.get(f"{server.http}/api/services/checkout/operations", timeout=10).json()["data"]
    assert {"POST /checkout", "nested", "fails"} <= set(operations)
    for tags in ({"text": "Grüße, 世界 🌍"}, {"fraction": "72.5"}, {"flag": "true"}, {"error": "true"}):
        query = {"service": "checkout", "tags": json.dumps(tags)}
        found = requests.get(f"{server.http}/api/traces", params=query, timeout=10).json()["data"]
        assert [trace["traceID"] for trace in found] == [trace_id], tags
