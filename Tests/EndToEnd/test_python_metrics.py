"""What Python's own SDK measures comes back through PromQL: every kind of metric, and exemplars."""

from __future__ import annotations

import json
import time

import requests
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import AlwaysOnExemplarFilter, Counter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from skein_process import Server, running


class Shop:
    """A measured application; nothing is exported before it is told to."""

    def __init__(self, server: Server, temporality: AggregationTemporality = AggregationTemporality.CUMULATIVE) -> None:
        exporter = OTLPMetricExporter(
            endpoint=f"{server.otlp}/v1/metrics",
            preferred_temporality={Counter: temporality, Histogram: temporality},
        )
        self.provider = MeterProvider(
            [PeriodicExportingMetricReader(exporter, export_interval_millis=3_600_000)],
            resource=Resource({"service.name": "shop", "service.instance.id": "one", "host.name": "h1"}),
            views=[View(instrument_name="size", aggregation=ExponentialBucketHistogramAggregation())],
            exemplar_filter=AlwaysOnExemplarFilter(),
            shutdown_on_exit=False,
        )
        meter = self.provider.get_meter("shop", "1.0")
        self.orders = meter.create_counter("orders", unit="1", description="Orders placed")
        self.carts = meter.create_up_down_counter("carts")
        self.latency = meter.create_histogram("latency", unit="s")
        self.size = meter.create_histogram("size", unit="By")
        self.temperature = meter.create_gauge("temperature", unit="Cel")
        self.tracer = TracerProvider().get_tracer("shop")

    def run(self) -> str:
        """Measures something within a span; returns the ID of its trace."""
        with self.tracer.start_as_current_span("order") as span:
            self.orders.add(3, {"kind": "book"})
            self.carts.add(-2)
            for value in [0.2, 3, 7]:
                self.latency.record(value)
            for value in [1, 10, 100, 1_000]:
                self.size.record(value)
            self.temperature.set(21.5)
        self.provider.force_flush()
        return f"{span.get_span_context().trace_id:032x}"


def ask(server: Server, route: str, **parameters: str) -> list:
    answer = requests.get(f"{server.http}/prometheus/api/v1/{route}", params=parameters, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def value(server: Server, query: str) -> float:
    result = ask(server, "query", query=query)["result"]
    assert len(result) == 1, f"{query}: {json.dumps(result)}"
    return float(result[0]["value"][1])


def test_every_kind_of_metric_is_answered(server):
    trace_id = Shop(server).run()
    assert value(server, 'orders_total{kind="book",job="shop",instance="one"}') == 3
    assert value(server, "carts") == -2
    assert value(server, "temperature_celsius") == 21.5
    assert value(server, "latency_seconds_count") == 3
    assert value(server, 'latency_seconds_bucket{le="5"}') == 2
    assert value(server, "histogram_count(size_bytes)") == 4
    assert value(server, "histogram_sum(size_bytes)") == 1_111
    assert 9 < value(server, "histogram_quantile(0.5, size_bytes)") < 11
    assert value(server, 'target_info{host_name="h1"}') == 1
    now = time.time()
    exemplars = ask(
        server, "query_exemplars", query="latency_seconds_bucket", start=str(now - 600), end=str(now + 60)
    )
    assert {entry["labels"]["trace_id"] for series in exemplars for entry in series["exemplars"]} == {trace_id}
    names = ask(server, "label/__name__/values")
    assert {"orders_total", "latency_seconds_bucket", "size_bytes", "temperature_celsius", "target_info"} <= set(names)


def test_deltas_add_up(server):
    shop = Shop(server, AggregationTemporality.DELTA)
    for _ in range(4):
        shop.run()
        time.sleep(0.05)
    # The first point is where the count begins.
    assert value(server, "max_over_time(orders_total[5m]) - min_over_time(orders_total[5m])") == 9


def test_metrics_survive_a_kill_and_are_merged(tmp_path):
    with running(tmp_path) as server:
        Shop(server).run()
        server.process.kill()
        server.process.wait()
    with running(tmp_path, options=["--hold-back", "1s"]) as server:
        assert value(server, "orders_total") == 3
        deadline = time.monotonic() + 30
        merged = 'skein_store_metric_segments{level="1"} 1'
        while merged not in requests.get(f"{server.otlp}/metrics", timeout=5).text:
            assert time.monotonic() < deadline, "not merged"
            time.sleep(0.2)
        assert value(server, "orders_total") == 3
        text = requests.get(f"{server.otlp}/metrics", timeout=5).text
        assert 'skein_store_metric_segments{level="0"} 0' in text


def test_invalid_points_are_refused_one_by_one(server):
    def point(bounds: list) -> dict:
        return {"timeUnixNano": "1", "count": "1", "explicitBounds": bounds, "bucketCounts": ["1"] + ["0"] * len(bounds)}

    body = {
        "resourceMetrics": [
            {
                "scopeMetrics": [
                    {
                        "metrics": [
                            {
                                "name": "h",
                                "histogram": {
                                    "aggregationTemporality": 2,
                                    "dataPoints": [point([1, 2]), point([2, 1])],
                                },
                            }
                        ]
                    }
                ]
            }
        ]
    }
    answer = requests.post(f"{server.otlp}/v1/metrics", json=body, timeout=5)
    assert answer.status_code == 200
    assert answer.json()["partialSuccess"]["rejectedDataPoints"] == "1"
