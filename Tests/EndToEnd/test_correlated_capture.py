"""Traces, logs and metrics of one real run: whatever is in the files is found under its trace ID.

Takes the committed excerpt; `make test-capture` takes a whole capture, whose path stands in SKEIN_CAPTURE.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
from collections import Counter
from typing import NamedTuple

import pytest
import requests
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from otlp import read_capture
from skein_process import ROOT, Server, running, skein

CAPTURE = os.environ.get("SKEIN_CAPTURE", str(ROOT / "Tests/Fixtures/nezha-excerpt"))


class Capture(NamedTuple):
    """What the files hold."""

    server: Server
    #: By trace ID.
    spans: Counter[str]
    #: By trace ID, span ID and body.
    logs: Counter[tuple[str, str, str]]
    #: By name, pod and time in milliseconds.
    points: dict[tuple[str, str, int], float]
    imported: str


def attribute(resource, key: str) -> str:
    return next((each.value.string_value for each in resource.attributes if each.key == key), "")


def counted() -> tuple[Counter, Counter, dict]:
    spans: Counter[str] = Counter()
    logs: Counter[tuple[str, str, str]] = Counter()
    points: dict[tuple[str, str, int], float] = {}
    for message in read_capture(pathlib.Path(f"{CAPTURE}.traces.otlp.gz")):
        for resource in message.resource_spans:
            for scope in resource.scope_spans:
                spans.update(span.trace_id.hex() for span in scope.spans)
    for message in read_capture(pathlib.Path(f"{CAPTURE}.logs.otlp.gz"), ExportLogsServiceRequest):
        for resource in message.resource_logs:
            for scope in resource.scope_logs:
                for record in scope.log_records:
                    logs[record.trace_id.hex(), record.span_id.hex(), record.body.string_value] += 1
    for message in read_capture(pathlib.Path(f"{CAPTURE}.metrics.otlp.gz"), ExportMetricsServiceRequest):
        for resource in message.resource_metrics:
            pod = attribute(resource.resource, "k8s.pod.name")
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for point in metric.gauge.data_points:
                        points[metric.name, pod, point.time_unix_nano // 1_000_000] = point.as_double
    return spans, logs, points


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("capture")
    database = folder / "skein.db"
    files = [f"{CAPTURE}.{signal}.otlp.gz" for signal in ("traces", "logs", "metrics")]
    imported = skein("import", "--db", database, *files).stdout
    with running(folder, database=database) as server:
        yield Capture(server, *counted(), imported)


def test_the_import_counts_what_is_in_the_files(capture: Capture) -> None:
    found = re.match(r"([\d,]+) spans in ([\d,]+) traces, ([\d,]+) log records and ([\d,]+) points from", capture.imported)
    assert found, capture.imported
    counts = [int(group.replace(",", "")) for group in found.groups()]
    assert counts[:3] == [capture.spans.total(), len(capture.spans), capture.logs.total()]
    # Points of one series and time are one for Prometheus, but all of them are kept.
    assert counts[3] >= len(capture.points) > 1_000
    figures = json.loads(skein("stats", "--server", capture.server.http, "--json").stdout)
    assert figures["spans"] == counts[0]
    assert figures["logs"]["records"] == counts[2]
    assert figures["metrics"]["points"] == counts[3]


def test_every_trace_is_shown_with_its_logs_at_their_spans(capture: Capture) -> None:
    logs_of: dict[str, Counter] = {trace: Counter() for trace in capture.spans}
    for (trace, span, body), count in capture.logs.items():
        logs_of[trace][span, body] += count
    found = 0
    for trace, span_count in capture.spans.items():
        answer = requests.get(f"{capture.server.http}/api/skein/v1/correlations/{trace}", timeout=60)
        assert answer.status_code == 200, trace
        story = answer.json()
        assert not story["isCutShort"]
        assert [(each["traceID"], each["spans"]) for each in story["traces"]] == [(trace, span_count)]
        assert Counter((each["spanID"], each["body"]) for each in story["logs"]) == logs_of[trace]
        assert {each["traceID"] for each in story["logs"]} <= {trace}
        found += len(story["logs"])
    assert found == capture.logs.total()


def test_the_terminal_shows_the_same_story(capture: Capture) -> None:
    logs_of = Counter(trace for trace, _, _ in capture.logs.elements())
    # The longest ones, and a few of the others.
    chosen = [trace for trace, _ in capture.spans.most_common(2)] + sorted(capture.spans)[:: max(1, len(capture.spans) // 5)]
    for trace in chosen:
        shown = skein("correlate", trace, "--db", capture.server.database).stdout
        head = shown.splitlines()[1]
        assert f"{capture.spans[trace]:,} span" in head and f"{logs_of[trace]:,} log record" in head
        of_file = skein("correlate", trace, "--json", "--db", capture.server.database).stdout
        assert of_file == skein("correlate", trace, "--json", "--server", capture.server.http).stdout
        telemetry = [json.loads(line) for line in skein("correlate", trace, "--otlp", "--db", capture.server.database).stdout.splitlines()]
        spans = [
            span
            for line in telemetry
            for resource in line.get("resourceSpans", [])
            for scope in resource["scopeSpans"]
            for span in scope["spans"]
        ]
        assert len(spans) == capture.spans[trace]


def test_metrics_of_the_same_run_are_answered(capture: Capture) -> None:
    name = "pod.cpu_usage"
    sent = {(pod, time): value for (metric, pod, time), value in capture.points.items() if metric == name}
    first, last = min(time for _, time in sent), max(time for _, time in sent)
    answer = requests.get(
        f"{capture.server.http}/prometheus/api/v1/query",
        params={
            "query": f'{{__name__=~"pod_cpu_usage.*",__name__!~".*rate.*"}}[{(last - first) // 1000 + 2}s]',
            "time": last / 1000 + 1,
        },
        timeout=60,
    ).json()
    assert answer["status"] == "success", answer
    found = sum(len(series["values"]) for series in answer["data"]["result"])
    assert found == len(sent)
    values = sorted(float(value) for series in answer["data"]["result"] for _, value in series["values"])
    assert values == pytest.approx(sorted(sent.values()))
