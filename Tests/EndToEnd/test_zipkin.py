"""What Zipkin's own clients send comes back complete, over Zipkin's API and over ours."""

from __future__ import annotations

import gzip
import pathlib
import re
import time
from collections.abc import Iterator

import pytest
import requests
from opentelemetry.exporter.zipkin.json import ZipkinExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from py_zipkin import Encoding, Kind
from py_zipkin.util import ZipkinAttrs
from py_zipkin.zipkin import zipkin_span
from skein_process import Server, running


@pytest.fixture(scope="module")
def zipkin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server, and where it speaks Zipkin."""
    with running(tmp_path_factory.mktemp("zipkin"), options=["--zipkin", "127.0.0.1:0"]) as server:
        yield server, zipkin_address(server)


def zipkin_address(server: Server) -> str:
    """Waits for the port; other ports of the server may have been ready before."""
    while time.monotonic() - server.started < 30:
        if port := re.search(r"Zipkin's spans on http://127\.0\.0\.1:(\d+)/", server.log):
            return f"http://127.0.0.1:{port[1]}"
        time.sleep(0.01)
    raise AssertionError(server.log)


def get(address: str, **parameters) -> requests.Response:
    return requests.get(address, params=parameters, timeout=10)


@pytest.mark.parametrize("encoding", [Encoding.V2_JSON, Encoding.V2_PROTO3])
def test_zipkins_own_client_meets_itself(zipkin: tuple[Server, str], encoding: Encoding) -> None:
    server, address = zipkin
    content_type = "application/json" if encoding == Encoding.V2_JSON else "application/x-protobuf"
    trace = "a" * 31 + ("1" if encoding == Encoding.V2_JSON else "2")

    def send(body: bytes | str) -> None:
        body = body.encode() if isinstance(body, str) else body
        headers = {"Content-Type": content_type, "Content-Encoding": "gzip"}
        answer = requests.post(f"{address}/api/v2/spans", gzip.compress(body), headers=headers, timeout=10)
        assert answer.status_code == 202, answer.text

    def half(service: str, kind: Kind, parent: str | None) -> zipkin_span:
        return zipkin_span(
            service_name=service, span_name="get /cart", kind=kind, encoding=encoding, transport_handler=send,
            zipkin_attrs=ZipkinAttrs(trace, "00000000000000b2", parent, "0", True), host="10.0.0.1", port=8080,
        )

    # Both halves of a call share an ID, as B3 has it: the server's half is sent first.
    with half("cart", Kind.SERVER, "00000000000000c3") as span:
        span.add_annotation("cache miss")
        span.update_binary_annotations({"http.method": "GET", "error": "no such cart"})
    with half("front", Kind.CLIENT, "00000000000000c3") as span:
        span.add_sa_binary_annotation(port=443, service_name="cart", host="10.0.0.9")

    spans = get(f"{address}/api/v2/trace/{trace}").json()
    (answered,) = [span for span in spans if span["kind"] == "SERVER"]
    (called,) = [span for span in spans if span["kind"] == "CLIENT"]
    assert answered["id"] == called["id"] == "00000000000000b2"
    assert answered["parentId"] == "00000000000000c3"
    assert answered["name"] == "get /cart"
    assert answered["localEndpoint"] == {"serviceName": "cart", "ipv4": "10.0.0.1", "port": 8080}
    assert called["remoteEndpoint"] == {"serviceName": "cart", "ipv4": "10.0.0.9", "port": 443}
    assert answered["tags"] == {"http.method": "GET", "error": "no such cart"}
    assert [annotation["value"] for annotation in answered["annotations"]] == ["cache miss"]
    assert answered["duration"] >= 1 and abs(answered["timestamp"] / 1e6 - time.time()) < 600

    # Jaeger's view of it: the server's half below the client's.
    jaeger = get(f"{server.http}/api/traces/{trace}").json()["data"][0]["spans"]
    assert len({span["spanID"] for span in jaeger}) == 2


def test_zipkins_queries_find_what_was_sent(zipkin: tuple[Server, str]) -> None:
    server, address = zipkin
    now = int(time.time() * 1e6)
    spans = [
        {
            "traceId": "5af7183fb1d4cf5f", "id": "352bff9a74ca9ad2", "kind": "CLIENT", "name": "select",
            "timestamp": now, "duration": 207_000, "localEndpoint": {"serviceName": "yelp"},
            "remoteEndpoint": {"serviceName": "mysql"}, "tags": {"sql.query": "SELECT 1", "error": ""},
            "annotations": [{"timestamp": now + 5, "value": "wire send"}], "debug": True,
        },
        {
            "traceId": "5af7183fb1d4cf5f", "id": "352bff9a74ca9ad3", "parentId": "352bff9a74ca9ad2",
            "timestamp": now + 10, "localEndpoint": {"serviceName": "yelp", "ipv6": "2001:db8::1"}, "shared": True,
        },
    ]  # fmt: skip
    # The port of OTLP takes them as well.
    answer = requests.post(f"{server.otlp}/api/v2/spans", json=spans, timeout=10)
    assert (answer.status_code, answer.text) == (202, "")
    assert get(f"{address}/zipkin/api/v2/trace/5af7183fb1d4cf5f").json() == spans

    for base in [address, server.http]:
        assert "yelp" in get(f"{base}/api/v2/services").json()
        assert get(f"{base}/api/v2/spans", serviceName="Yelp").json() == ["select"]
        assert get(f"{base}/api/v2/remoteServices", serviceName="yelp").json() == ["mysql"]
        found = get(
            f"{base}/api/v2/traces", serviceName="yelp", spanName="select", remoteServiceName="mysql",
            annotationQuery="error and sql.query=SELECT 1 and wire send", minDuration=200_000, maxDuration=207_000,
            endTs=now // 1000 + 1000, lookback=60_000, limit=5,
        )  # fmt: skip
        assert found.json() == [spans]
        assert get(f"{base}/api/v2/traces", serviceName="yelp", annotationQuery="absent").json() == []
        links = get(f"{base}/api/v2/dependencies", endTs=now // 1000 + 60_000).json()
        assert {"parent": "yelp", "child": "mysql", "callCount": 1, "errorCount": 1} in links
        assert "sql.query" in get(f"{base}/api/v2/autocompleteKeys").json()
        assert get(f"{base}/api/v2/autocompleteValues", key="sql.query").json() == ["SELECT 1"]
    assert get(f"{address}/health").json()["status"] == "UP"
    assert "version" in get(f"{address}/info").json()["skein"]
    assert get(f"{address}/zipkin/config.json").json()["queryLimit"] == 10


def test_opentelemetrys_exporter_for_zipkin_says_what_it_says_over_otlp(zipkin: tuple[Server, str]) -> None:
    server, address = zipkin
    provider = TracerProvider(resource=Resource({"service.name": "checkout", "service.version": "1.2.3"}))
    provider.add_span_processor(SimpleSpanProcessor(ZipkinExporter(endpoint=f"{address}/api/v2/spans")))
    tracer = provider.get_tracer("shop.checkout", "0.9")
    with tracer.start_as_current_span("pay", kind=SpanKind.CLIENT, attributes={"order": 7}) as span:
        span.set_status(Status(StatusCode.ERROR, "declined"))
        span.add_event("tried", {"card": "visa"})
    provider.shutdown()
    trace = f"{span.get_span_context().trace_id:032x}"
    (stored,) = get(f"{server.http}/api/v3/traces/{trace}").json()["result"]["resourceSpans"]
    assert {"key": "service.name", "value": {"stringValue": "checkout"}} in stored["resource"]["attributes"]
    (scope,) = stored["scopeSpans"]
    assert scope["scope"]["name"] == "shop.checkout" and scope["scope"]["version"] == "0.9"
    (sent,) = scope["spans"]
    assert sent["status"] == {"code": 2, "message": "declined"}
    assert sent["kind"] == 3
    assert {"key": "order", "value": {"stringValue": "7"}} in sent["attributes"]
    assert [event["name"] for event in sent["events"]] == ["tried"]
    (written,) = get(f"{address}/api/v2/trace/{trace}").json()
    assert written["tags"]["error"] == "declined" and written["tags"]["otel.status_code"] == "ERROR"


def test_a_list_that_is_partly_good_is_partly_kept_and_counted(zipkin: tuple[Server, str]) -> None:
    server, address = zipkin
    spans = [{"traceId": "e1", "id": "1", "name": "kept"}, {"traceId": "not hex", "id": "2"}]
    answer = requests.post(f"{address}/api/v2/spans", json=spans, timeout=10)
    assert answer.status_code == 202
    assert answer.text.startswith("stored 1 spans and left 1 out; span 2 of the list: traceId")
    assert [span["name"] for span in get(f"{address}/api/v2/trace/e1").json()] == ["kept"]
    assert requests.post(f"{address}/api/v2/spans", data=b"{", timeout=10).status_code == 400
    metrics = get(f"{server.otlp}/metrics").text
    assert "skein_ingest_spans_rejected_total 1" in metrics
    assert 'skein_ingest_requests_total{outcome="rejected"} 1' in metrics


def test_a_port_that_is_taken_is_named(zipkin: tuple[Server, str], tmp_path: pathlib.Path) -> None:
    _, address = zipkin
    taken = address.removeprefix("http://")
    with pytest.raises(AssertionError, match=f"cannot listen on {taken}.*--zipkin"):
        with running(tmp_path, options=["--zipkin", taken]):
            pass
