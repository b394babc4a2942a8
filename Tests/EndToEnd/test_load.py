"""`skein load`: what it says of a collector is what the collector and its store say of themselves."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import pathlib
import pty
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from otlp import flatten, read_capture, read_json_lines, request, span
from skein_process import EXCERPT, METRICS, Server, binary, free_port, running, skein
from wire import store

LOGS = EXCERPT.with_name("nezha-excerpt.logs.otlp.gz")


def load(endpoint: str, *arguments: object, check: bool = True, **options) -> dict:
    """The report of a load."""
    done = skein("load", "--endpoint", endpoint, "--json", *arguments, check=check, **options)
    return json.loads(done.stdout)


def verified(server: Server, *arguments: object, **options) -> dict:
    return load(server.otlp, "--verify", "--server", server.http, *arguments, **options)


def balanced(report: dict) -> None:
    for amounts in [*report["signals"].values(), report["total"]]:
        for unit in ("rows", "requests"):
            ended = sum(amounts[outcome][unit] for outcome in ("acknowledged", "rejected", "lost"))
            assert amounts["sent"][unit] == ended, amounts


@pytest.mark.parametrize("shape", ["shop", "wide", "deep", "hostile"])
@pytest.mark.parametrize("form", [[], ["--encoding", "json", "--gzip"]], ids=["protobuf", "json-gzip"])
def test_everything_that_was_acknowledged_is_found_again(server: Server, shape: str, form: list[str]) -> None:
    report = verified(server, "--shape", shape, "--count", 25_000, "--connections", 8, *form, timeout=300)
    balanced(report)
    assert report["flawless"]
    assert report["total"]["acknowledged"]["rows"] >= 25_000
    assert set(report["readBack"]) == {"traces", "logs", "metrics"}
    for counts in report["readBack"].values():
        assert counts["acknowledged"] == counts["found"] > 0
        assert counts["missing"] == counts["beyond"] == 0
    metrics = server.metrics()
    assert metrics["skein_ingest_spans_stored_total"] == report["signals"]["traces"]["acknowledged"]["rows"]
    assert metrics["skein_ingest_log_records_stored_total"] == report["signals"]["logs"]["acknowledged"]["rows"]
    assert metrics["skein_ingest_metric_points_stored_total"] == report["signals"]["metrics"]["acknowledged"]["rows"]
    assert report["latency"]["count"] == report["total"]["acknowledged"]["requests"]
    assert report["server"]["pid"] == server.process.pid
    assert report["server"]["peakMemoryBytes"] > 0


def test_a_second_run_does_not_count_what_the_first_one_sent(server: Server) -> None:
    for _ in range(2):
        report = verified(server, "--count", 3_000)
        assert report["flawless"]
        assert report["readBack"]["traces"]["found"] == report["signals"]["traces"]["sent"]["rows"]


def test_a_capture_is_replayed_now_with_fresh_ids_and_the_same_trees(server: Server) -> None:
    for path, signal_name in ((EXCERPT, "traces"), (LOGS, "logs"), (METRICS, "metrics")):
        report = verified(server, "--replay", path)
        assert report["flawless"]
        assert list(report["signals"]) == [signal_name]
    lines = skein("export", "--server", server.http, "--since", "1d").stdout.splitlines()
    (captured, replayed) = (trees(read_capture(EXCERPT)), trees(read_json_lines(lines)))
    assert replayed == captured


def trees(messages: Iterable) -> list[list[tuple[str, str, int]]]:
    """Of each trace what happened under what and for how long, without IDs and moments."""
    traces: dict[bytes, dict[bytes, Span]] = {}
    for message in messages:
        for each in flatten(message):
            parsed = Span.FromString(each.span)
            traces.setdefault(parsed.trace_id, {})[parsed.span_id] = parsed

    def parent(each: Span, trace: dict[bytes, Span]) -> str:
        return trace[each.parent_span_id].name if each.parent_span_id in trace else ""

    return sorted(
        sorted(
            (each.name, parent(each, trace), each.end_time_unix_nano - each.start_time_unix_nano)
            for each in trace.values()
        )
        for trace in traces.values()
    )


def test_a_replay_goes_round_for_as_long_as_it_is_asked(server: Server) -> None:
    report = verified(server, "--replay", EXCERPT, "--count", 10_000)
    assert report["flawless"]
    assert report["signals"]["traces"]["acknowledged"]["rows"] >= 10_000


def test_overdriven_tenfold_a_server_refuses_stays_within_its_memory_and_recovers(tmp_path: pathlib.Path) -> None:
    with running(tmp_path, options=["--ingest-budget", "64KiB"]) as server:
        # A request of this load is larger than the budget: it is admitted alone.
        alone = load(server.otlp, "--connections", 1, "--count", 20_000)
        assert alone["total"]["refused"]["requests"] == 0
        capacity = alone["total"]["acknowledged"]["rows"] / alone["seconds"]
        report = verified(
            server, "--rate", 10 * capacity, "--count", 60_000, "--connections", 16, "--attempts", 1_000, timeout=600
        )
        balanced(report)
        assert report["total"]["refused"]["requests"] > 0, "the load did not overdrive the server"
        assert report["total"]["retried"]["requests"] >= report["total"]["refused"]["requests"]
        assert report["total"]["lost"]["rows"] == 0
        assert report["flawless"]
        for counts in report["readBack"].values():
            assert counts["acknowledged"] == counts["found"]
        metrics = server.metrics()
        refused = sum(
            metrics[f'skein_ingest_{kind}requests_total{{outcome="refused"}}'] for kind in ("", "log_", "metric_")
        )
        assert refused == report["total"]["refused"]["requests"]
        assert server.memory("VmHWM") < 512 << 20
        # Once the storm is over, nobody is refused.
        after = load(server.otlp, "--connections", 1, "--count", 5_000)
        assert after["flawless"]
        assert after["total"]["refused"]["requests"] == 0
        store(server, request([span(1, 1)]))


def test_a_rate_is_kept_and_latencies_count_from_the_intended_moments(server: Server) -> None:
    report = load(server.otlp, "--rate", 2_000, "--duration", "2s", "--batch", 50)
    balanced(report)
    assert report["offeredRows"] == pytest.approx(4_000, rel=0.1)
    # Requests begin when they are due, never before: the last ones just before the two seconds are over.
    assert report["seconds"] > 1.5
    assert report["latency"]["p50"] >= report["answerTime"]["p50"] * 0.9


# Against other collectors


class Peer(http.server.ThreadingHTTPServer):
    """A collector with scripted answers: status, headers and body; the last one is given again and again."""

    def __init__(self, script: list[tuple[int, dict[str, str], bytes]]) -> None:
        super().__init__(("127.0.0.1", 0), PeerHandler)
        self.script = script
        self.lock = threading.Lock()
        self.requests: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class PeerHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Peer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.requests.append((self.path, dict(self.headers), body))
            script = self.server.script
            status, headers, answer = script.pop(0) if len(script) > 1 else script[0]
        self.answer(status, headers, answer)

    def do_GET(self) -> None:
        self.answer(404, {}, b"")

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def peer(*script: tuple[int, dict[str, str], bytes]) -> Iterator[Peer]:
    with Peer(list(script)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


# Nothing is a complete answer in both encodings, as far as exporters care.
OK = (200, {}, b"")


def test_requests_look_as_they_were_asked_for() -> None:
    with peer(OK) as collector:
        arguments = ["--header", "authorization=Bearer a=b", "--encoding", "json", "--signals", "traces,logs"]
        report = load(collector.url, *arguments, "--count", 2_000)
    assert report["flawless"]
    assert {path for path, _, _ in collector.requests} == {"/v1/traces", "/v1/logs"}
    for _, headers, body in collector.requests:
        assert headers["authorization"] == "Bearer a=b"
        assert headers["content-type"] == "application/json"
        assert "content-encoding" not in headers
        json.loads(body)


def test_what_a_peer_refuses_is_sent_again_and_the_very_same(tmp_path: pathlib.Path) -> None:
    later = (429, {"Retry-After": "1"}, b"")
    with peer(later, (503, {}, b""), OK) as collector:
        started = time.monotonic()
        report = load(collector.url, "--count", 600, "--signals", "traces", "--connections", 1)
        assert time.monotonic() - started >= 1
    balanced(report)
    assert report["flawless"]
    assert report["total"]["refused"]["requests"] == report["total"]["retried"]["requests"] == 2
    bodies = [body for _, _, body in collector.requests]
    assert len(bodies) == len(set(bodies)) + 2


def test_what_a_peer_rejects_is_not_sent_again_and_fails_the_command() -> None:
    with peer((400, {}, b""), OK) as collector:
        report = load(collector.url, "--count", 2_000, "--signals", "traces", check=False)
    balanced(report)
    assert not report["flawless"]
    assert report["total"]["rejected"]["requests"] == 1
    assert report["total"]["retried"]["requests"] == 0
    assert "400" in report["firstComplaint"]


def test_rows_that_a_partial_success_leaves_out_are_rejected() -> None:
    partial = b'{"partialSuccess":{"rejectedSpans":"7","errorMessage":"no room"}}'
    with peer((200, {}, partial), OK) as collector:
        report = load(collector.url, "--count", 2_000, "--signals", "traces", "--encoding", "json", check=False)
    balanced({**report, "signals": {}, "total": {k: {**v, "requests": 0} for k, v in report["total"].items()}})
    assert report["total"]["rejected"] == {"rows": 7, "requests": 0}
    assert report["firstComplaint"] == "no room"


def test_what_is_refused_for_ever_is_lost() -> None:
    with peer((503, {}, b"")) as collector:
        report = load(collector.url, "--count", 500, "--signals", "traces", "--attempts", 2, check=False)
    balanced(report)
    assert report["total"]["lost"] == report["total"]["sent"]
    assert not report["flawless"]


def test_nobody_to_send_to_is_told_at_once() -> None:
    done = skein("load", "--endpoint", f"http://127.0.0.1:{free_port()}", check=False, timeout=60)
    assert done.returncode == 1
    assert "is a collector running?" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--rate", "0"], ["--rate", "nan"], ["--count", "0"], ["--header", "a"], ["--header", "a=b\nc"],
     ["--signals", "spans"], ["--shape", "round"], ["--connections", "0"], ["--server", "http://h"]],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(arguments: list[str]) -> None:
    assert skein("load", *arguments, check=False).returncode == 64


def test_control_c_ends_a_load_and_shows_what_came_of_it(server: Server) -> None:
    process = subprocess.Popen(
        [binary(), "load", "--endpoint", server.otlp, "--duration", "600s", "--rate", "2000", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        deadline = time.monotonic() + 60
        while server.metrics()["skein_ingest_spans_stored_total"] == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    report = json.loads(output)
    balanced(report)
    assert report["interrupted"], errors
    assert report["total"]["acknowledged"]["rows"] > 0


def test_a_terminal_sees_progress_and_tables(server: Server) -> None:
    parent, child = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100", "LANG": "C.UTF-8"}
    arguments = [binary(), "load", "--endpoint", server.otlp, "--duration", "2s", "--rate", "5000"]
    with subprocess.Popen(arguments, stdout=child, stderr=child, env=environment) as process:
        os.close(child)
        written = b""
        with contextlib.suppress(OSError):
            while part := os.read(parent, 65_536):
                written += part
    os.close(parent)
    text = written.decode()
    assert process.returncode == 0, text
    assert "rows/s" in text and "━" in text
    for word in ("ACKNOWLEDGED", "from the intended moment", "collector, CPU"):
        assert word in text
