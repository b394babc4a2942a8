"""PromQL over the same samples: Debian's Prometheus scrapes them, Skein gets them as OTLP, and both are asked over HTTP."""

from __future__ import annotations

import math
import pathlib
import re
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from answers import differs, order_differs
from fixture import START as LISTED_START
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import AggregationTemporality, DataPointFlags
from otlp import attributes
from prometheus_process import Prometheus, executable
from scraped_shop import INTERVAL, SCHEMA, Shop
from skein_process import ROOT, Server, running

STEPS = 38
TOLERANCE = 1e-9
#: A moment or a length of the list of queries, which are about samples 15 s apart, shrinks by this to fit those here.
SHRINKING = 15 / INTERVAL
LENGTH = re.compile(r"(?:\d+(?:ms|[smhd]))+")
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
#: About native histograms; a tilde marks answers that differ on purpose (docs/prometheus.md).
NATIVE = [
    "sizes",
    "sizes[3s]",
    "histogram_count(sizes)",
    "histogram_sum(sizes)",
    "histogram_quantile(0.5, sizes)",
    "histogram_quantile(0.01, sizes)",
    "histogram_quantile(0.95, rate(sizes[5s]))",
    "histogram_fraction(0, 10, sizes)",
    "histogram_fraction(-2, 3.5, rate(sizes[4s]))",
    "histogram_sum(increase(sizes[5s])) / histogram_count(increase(sizes[5s]))",
    "rate(sizes[5s])",
    "increase(sizes[10s])",
    "~ delta(sizes[5s])",
    "sum(sizes)",
    "sum(rate(sizes[4s]))",
    "avg_over_time(histogram_count(sizes)[5s:1s])",
    "count(sizes)",
    "count_over_time(sizes[5s])",
    "~ last_over_time(sizes[5s])",
    "present_over_time(sizes[5s])",
    "absent(sizes)",
    "sizes offset 3s",
    "sizes and up",
    "sizes or up",
    "~ resets(sizes[20s])",
    "~ changes(sizes[20s])",
    "timestamp(sizes)",
    "histogram_quantile(0.5, {__name__=~'sizes|latency_bucket'})",
]


class Recording:
    """What Prometheus scraped, as it is read out of it."""

    def __init__(self, prometheus: Prometheus, start: float, end: float) -> None:
        self.start, self.end = start, end
        window = f"{math.ceil(end - start) + 1}s"
        answer = prometheus.instant(f'{{__name__!=""}}[{window}]', end)
        assert answer["status"] == "success", answer
        self.series: list[tuple[dict, list, bool]] = []
        for series in answer["data"]["result"]:
            for key, is_native in (("values", False), ("histograms", True)):
                if key in series:
                    samples = [(round(moment * 1000), value) for moment, value in series[key]]
                    self.series.append((series["metric"], samples, is_native))

    @property
    def sample_count(self) -> int:
        return sum(len(samples) for _, samples, _ in self.series)

    def requests(self) -> list[ExportMetricsServiceRequest]:
        """The same samples as OTLP, a request for each quarter of the time.

        Prometheus does not show its stale markers. They stand where a series is missing in the scrape after its last
        sample, and every scrape has a sample of `up`.
        """
        scrapes: dict[tuple[str, str], list[int]] = {}
        for labels, samples, _ in self.series:
            if labels["__name__"] == "up":
                scrapes[labels["job"], labels["instance"]] = [moment for moment, _ in samples]
        quarters = [Request() for _ in range(4)]
        first = round(self.start * 1000)

        def quarter(moment: int) -> Request:
            return quarters[min(3, 4 * (moment - first) // round((self.end - self.start) * 1000))]

        for name, labels, points in self.points():
            target = labels.pop("job"), labels.pop("instance")
            for moment, value in points.items():
                quarter(moment).add(target, name, labels, moment, value)
            for moment, following in zip(scrapes[target], scrapes[target][1:]):
                if moment in points and following not in points:
                    quarter(following).add(target, name, labels, following, None, like=points[moment])
        return [each.message for each in quarters]

    def points(self):
        """Name, labels and points by time. Series of a classic histogram are one: points are dictionaries of values."""
        classic: dict[tuple, dict[int, dict]] = defaultdict(lambda: defaultdict(dict))
        for labels, samples, is_native in self.series:
            labels = dict(labels)
            name = labels.pop("__name__")
            if not is_native and name.startswith("latency_"):
                part = labels.pop("le", name)
                points = classic[tuple(sorted(labels.items()))]
                for moment, value in samples:
                    points[moment][part] = float(value)
            else:
                yield name, labels, {moment: value if is_native else float(value) for moment, value in samples}
        for labels, points in classic.items():
            yield "latency", dict(labels), points


class Request:
    """An export request that is being written."""

    def __init__(self) -> None:
        self.message = ExportMetricsServiceRequest()
        self.scopes: dict[tuple[str, str], object] = {}
        self.metrics: dict[tuple, object] = {}

    def add(self, target, name: str, labels: dict, moment: int, value, like=None) -> None:
        """Adds a point; without a value, one that says that there is none: a stale marker."""
        shape = like if value is None else value
        if target not in self.scopes:
            resource = self.message.resource_metrics.add()
            job, instance = target
            resource.resource.attributes.extend(attributes({"service.name": job, "service.instance.id": instance}))
            self.scopes[target] = resource.scope_metrics.add()
        metric = self.metrics.get((target, name))
        if metric is None:
            metric = self.metrics[target, name] = self.scopes[target].metrics.add(name=name)
        if isinstance(shape, float):
            is_counter = name.endswith("_total")
            if is_counter:
                metric.sum.is_monotonic = True
                metric.sum.aggregation_temporality = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE
            point = (metric.sum if is_counter else metric.gauge).data_points.add()
            if value is not None:
                point.as_double = value
        else:
            kind = metric.exponential_histogram if "buckets" in shape or "count" in shape else metric.histogram
            kind.aggregation_temporality = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE
            point = kind.data_points.add()
            if value is not None:
                (write_native if kind is metric.exponential_histogram else write_classic)(point, value)
        point.attributes.extend(attributes(labels))
        point.time_unix_nano = moment * 1_000_000
        if value is None:
            point.flags = DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK


def write_classic(point, values: dict[str, float]) -> None:
    bounds = sorted((float(bound), count) for bound, count in values.items() if not bound.startswith("latency_"))
    point.explicit_bounds.extend(bound for bound, _ in bounds[:-1])
    point.bucket_counts.extend(int(count - below) for (_, below), (_, count) in zip([(0, 0), *bounds], bounds))
    point.count = int(values["latency_count"])
    point.sum = values["latency_sum"]


def write_native(point, histogram: dict) -> None:
    """From the bounds that the API shows. OTLP numbers a bucket by its lower bound, Prometheus by its upper one."""
    point.scale = SCHEMA
    point.count = int(histogram["count"])
    point.sum = float(histogram["sum"])
    point.zero_threshold = 2**-128
    sides = {True: {}, False: {}}
    for rule, lower, upper, count in histogram.get("buckets", []):
        if rule == 3:
            point.zero_count = int(count)
            continue
        outer = max(abs(float(lower)), abs(float(upper)))
        sides[float(upper) > 0][round(math.log2(outer) * 2**SCHEMA) - 1] = int(count)
    for is_positive, counts in sides.items():
        if counts:
            buckets = point.positive if is_positive else point.negative
            buckets.offset = min(counts)
            buckets.bucket_counts.extend(counts.get(index, 0) for index in range(min(counts), max(counts) + 1))


def queries(start: float) -> list[tuple[str, bool]]:
    """The list of queries with its moments and lengths made to fit; and whether answers shall differ."""
    lines = (ROOT / "Tests/EndToEnd/promql/queries.txt").read_text().splitlines()
    texts = [line for line in lines if line.strip() and not line.startswith("#")]

    def shorter(match: re.Match) -> str:
        parts = re.findall(r"(\d+)(ms|[smhd])", match[0])
        seconds = sum(int(count) * UNITS[unit] for count, unit in parts)
        return f"{max(round(seconds / SHRINKING * 1000), 1 if seconds else 0)}ms"

    def fit(text: str) -> str:
        text = re.sub(r"\[[^\]\"'~]*\]|offset -?\w+", lambda part: LENGTH.sub(shorter, part[0]), text)
        return re.sub(
            r"@ (17\d{8})", lambda part: f"@ {start + (int(part[1]) - LISTED_START) / SHRINKING:.3f}", text)

    return [(text.removeprefix("~ "), text.startswith("~ ")) for text in [*map(fit, texts), *NATIVE]]


class Skein:
    """Asks a server as `Prometheus` is asked."""

    def __init__(self, server: Server) -> None:
        self.url = f"{server.http}/prometheus/api/v1"
        self.session = requests.Session()

    def instant(self, query: str, moment: float) -> dict:
        return self.session.post(f"{self.url}/query", data={"query": query, "time": moment}, timeout=60).json()

    def range(self, query: str, start: float, end: float, step: float) -> dict:
        data = {"query": query, "start": start, "end": end, "step": step}
        return self.session.post(f"{self.url}/query_range", data=data, timeout=60).json()


@pytest.mark.skipif(executable() is None, reason="prometheus is not there (scripts/setup-e2e.sh gets it)")
def test_queries_have_the_answers_of_prometheus(tmp_path: pathlib.Path) -> None:
    seed = 20
    start = math.floor(time.time() * 1000) / 1000
    with Shop(seed) as shop:
        scraper = Prometheus(tmp_path, shop.config(), features=["native-histograms"])
        try:
            while shop.steps() < STEPS:
                assert time.time() < start + 60, f"only {shop.steps()} scrapes"
                time.sleep(0.1)
        finally:
            # Nothing is scraped any more, and no series ends for that.
            scraper.stop()
    end = math.ceil(time.time() * 1000) / 1000
    with running(tmp_path) as server:
        prometheus = Prometheus(tmp_path, features=["native-histograms"])
        try:
            recording = Recording(prometheus, start, end)
            for message in recording.requests():
                sent = requests.post(
                    f"{server.otlp}/v1/metrics", data=message.SerializeToString(), timeout=30,
                    headers={"Content-Type": "application/x-protobuf"})
                assert sent.status_code == 200, sent.text
                assert not sent.content, sent.content
            assert recording.sample_count > 100 * STEPS * 0.5
            compare(prometheus, Skein(server), recording, seed)
        finally:
            prometheus.stop()


def compare(prometheus: Prometheus, skein: Skein, recording: Recording, seed: int) -> None:
    start, end = recording.start, recording.end
    instants = [start + 7, round((start + end) / 2 + 2.25, 3)]
    ranges = [(start + 1, end, 0.7)]
    failures = []
    everything = queries(start)

    def ask(query: str) -> tuple[list[str], int]:
        """Where the answers differ, and how many of them found something."""
        differences, found = [], 0
        for kind, *arguments in [("instant", moment) for moment in instants] + [("range", *span) for span in ranges]:
            one = getattr(prometheus, kind)(query, *arguments)
            other = getattr(skein, kind)(query, *arguments)
            why = differs(one, other, TOLERANCE)
            if why is None and kind == "instant" and order_differs(query, one, other):
                why = "order"
            if why:
                differences.append(f"{query}\n    {kind} {arguments}: {why}")
            elif one["status"] == "success" and one["data"]["result"]:
                found += 1
        return differences, found

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, (query for query, _ in everything)))
    found = sum(count for _, count in answers)
    for (query, shall_differ), (differences, _) in zip(everything, answers):
        if differences and not shall_differ:
            failures.append(differences[0])
        if shall_differ and not differences:
            failures.append(f"{query}\n    is marked as different, but is not")
    print(f"{len(everything)} queries, {found} answers that found something")
    assert not failures, f"seed {seed}, {len(failures)} of {len(everything)} differ (Prometheus / Skein):\n" + "\n".join(failures)
    assert len(everything) >= 200 and found > 1_000
