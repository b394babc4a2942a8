"""What was acknowledged is there: after a stop, for another process, and when the disk was full."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import pathlib
import resource
import signal
import sqlite3
import subprocess
import threading
import time

import pytest
import requests
from otlp import attributes, flatten, from_json, request, span, trace_hex
from skein_process import Server, running, skein
from wire import MEBIBYTE, Connection, post, read_trace, store


def test_ten_thousand_spans_are_written_and_read_back_whole_within_a_second(server: Server) -> None:
    store(server, request([span(1, 1)]))
    message = request([span(2, number, parent=number // 2) for number in range(1, 10_001)])
    body = message.SerializeToString()
    with Connection(server) as connection, requests.Session() as session:
        started = time.monotonic()
        assert connection.post(body).status == 200
        answer = session.get(f"{server.http}/api/v3/traces/{trace_hex(2)}?rawTraces=true", timeout=30)
        seconds = time.monotonic() - started
    assert answer.status_code == 200
    assert sorted(flatten(from_json(json.loads(answer.content)["result"]))) == sorted(flatten(message))
    assert seconds < 1


def test_a_stop_under_load_loses_nothing_that_was_acknowledged(tmp_path: pathlib.Path) -> None:
    acknowledged: list[int] = []
    with running(tmp_path) as server:

        def load(first: int) -> None:
            # A stopping server closes connections and refuses with 503; neither acknowledges anything.
            with contextlib.suppress(OSError, http.client.HTTPException), Connection(server) as connection:
                for number in range(first, first + 100_000):
                    if connection.post(request([span(1, number)]).SerializeToString()).status == 200:
                        acknowledged.append(number)

        threads = [threading.Thread(target=load, args=(first * 10**6 + 1,)) for first in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        server.stop(timeout=10)
        for thread in threads:
            thread.join()
    assert len(acknowledged) > 100
    answer = from_json(json.loads(skein("trace", trace_hex(1), "--json", "--db", tmp_path / "skein.db").stdout))
    stored = {
        int.from_bytes(each.span_id, "big")
        for resource_spans in answer.resource_spans
        for scope_spans in resource_spans.scope_spans
        for each in scope_spans.spans
    }
    assert set(acknowledged) <= stored


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_stops_the_server_well(tmp_path: pathlib.Path, name: str) -> None:
    with running(tmp_path) as server:
        store(server, request([span(1, 1)]))
        server.process.send_signal(getattr(signal, name))
        server.stop()
    # A clean stop leaves one file that is complete without its log.
    assert not (tmp_path / "skein.db-wal").exists() or (tmp_path / "skein.db-wal").stat().st_size == 0
    with running(tmp_path) as server:
        assert len(flatten(read_trace(server, trace_hex(1)))) == 1


def test_another_process_reads_while_the_first_one_writes(server: Server, tmp_path: pathlib.Path) -> None:
    store(server, request([span(1, 1)]))
    with running(tmp_path, "query", server.database) as reader:
        for number in range(2, 52):
            store(server, request([span(1, number)]))
            assert len(flatten(read_trace(reader, trace_hex(1)))) == number, "the reader sees it at once"
        answer = json.loads(skein("trace", trace_hex(1), "--json", "--db", server.database).stdout)
        assert len(flatten(from_json(answer))) == 51


def test_collector_and_query_share_one_file(tmp_path: pathlib.Path) -> None:
    with running(tmp_path, "collector") as collector:
        store(collector, request([span(1, 1)]))
        with running(tmp_path, "query", collector.database) as reader:
            store(collector, request([span(1, 2)]))
            assert len(flatten(read_trace(reader, trace_hex(1)))) == 2
            with pytest.raises(requests.ConnectionError):
                requests.post(reader.traces, timeout=5)


def test_a_second_writer_is_refused_and_told_the_way_out(server: Server, tmp_path: pathlib.Path) -> None:
    second = Server(server.database, tmp_path / "second.log")
    try:
        assert second.process.wait(10) not in (0, -signal.SIGSEGV, -signal.SIGILL)
    finally:
        second.kill()
    assert "skein query" in second.log
    store(server, request([span(1, 1)]))


@pytest.mark.parametrize("content", [b"not a database" * 1000, b"SQLite format 3\x00" + bytes(5000)])
def test_a_file_that_is_not_ours_is_refused_and_left_alone(tmp_path: pathlib.Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    other = Server(path, tmp_path / "other.log")
    try:
        assert other.process.wait(10) > 0
    finally:
        other.kill()
    assert path.name in other.log
    assert path.read_bytes() == content


def expect_refusals(server: Server, first: int) -> int:
    """Sends spans until the server has refused ten in a row; returns how many were stored in all."""
    stored = first
    refused = 0
    with Connection(server) as connection:
        while refused < 10:
            assert stored < 100_000, "the disk was never full"
            incompressible = attributes({"padding": os.urandom(20_000)})
            answer = connection.post(request([span(1, stored, attributes=incompressible)]).SerializeToString())
            if answer.status == 200:
                stored += 1
                refused = 0
            else:
                assert answer.status == 503, answer
                assert int(answer.headers["Retry-After"]) >= 1
                assert answer.error.message
                refused += 1
    assert stored > 1
    return stored


def expect_recovery(server: Server, stored: int) -> None:
    """Every span from 1 to before `stored` is there, and a new one is taken within five seconds."""
    started = time.monotonic()
    while (answer := post(server, request([span(1, stored)]))).status == 503:
        assert time.monotonic() - started < 5, "did not recover"
        time.sleep(0.1)
    assert answer.status == 200
    assert len(flatten(read_trace(server, trace_hex(1)))) == stored
    metrics = server.metrics()
    assert metrics["skein_ingest_spans_refused_total"] > 0
    check_ledger(metrics)


def check_ledger(metrics: dict[str, float]) -> None:
    """P2: what came in is what was stored, rejected or refused; nothing is in between when nothing is under way."""
    outcomes = ("stored", "rejected", "refused")
    assert metrics["skein_ingest_spans_received_total"] == sum(
        metrics[f"skein_ingest_spans_{each}_total"] for each in outcomes
    )


def test_a_limit_on_the_file_size_refuses_keeps_answering_and_recovers(tmp_path: pathlib.Path) -> None:
    def limit() -> None:
        # Python ignores SIGXFSZ but restores it for children; ignored, a write over the limit fails with EFBIG.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MEBIBYTE, resource.RLIM_INFINITY))

    with running(tmp_path, prepare=limit) as server:
        stored = expect_refusals(server, 1)
        assert len(flatten(read_trace(server, trace_hex(1)))) == stored - 1, "queries still work"
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        expect_recovery(server, stored)
    assert _integrity(tmp_path / "skein.db") == "ok"


def test_a_full_disk_refuses_keeps_answering_and_recovers(tmp_path: pathlib.Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], capture_output=True, text=True)
    if mount.returncode != 0:
        pytest.skip(f"a small file system takes the right to mount: {mount.stderr.strip()}")
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(2 * MEBIBYTE))
        with running(tmp_path, database=disk / "skein.db") as server:
            stored = expect_refusals(server, 1)
            assert len(flatten(read_trace(server, trace_hex(1)))) == stored - 1, "queries still work"
            ballast.unlink()
            expect_recovery(server, stored)
        assert _integrity(disk / "skein.db") == "ok"
    finally:
        subprocess.run(["umount", disk], check=True)


def _integrity(database: pathlib.Path) -> str:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        connection.close()
