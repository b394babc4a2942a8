"""Traces that are kept for longer, and filters, through the real binary: server, file and terminal."""

from __future__ import annotations

import json
import pathlib

import requests
from otlp import attributes, request, span, trace_hex
from skein_process import Server, running, skein
from wire import store


def fill(server: Server) -> None:
    spans = [
        span(1, 1, kind=2, name="GET /cart", attributes=attributes({"http.response.status_code": 503})),
        span(1, 2, parent=1, kind=3, name="SELECT", status={"code": 2, "message": "deadlock"}),
    ]
    store(server, request(spans, "cart"))
    store(server, request([span(2, 1, kind=2, name="GET /health")], "probe"))


def archived(server: Server) -> list[str]:
    answer = requests.get(f"{server.http}/api/skein/v1/archive", timeout=10)
    assert answer.status_code == 200, answer.text
    return [trace["traceID"] for trace in answer.json()["traces"]]


def test_a_trace_that_was_archived_survives_a_kill_and_is_looked_after_in_the_terminal(tmp_path: pathlib.Path) -> None:
    with running(tmp_path) as server:
        fill(server)
        archive = f"{server.http}/api/archive/"
        for origin, status in [("https://evil.example", 403), (server.http, 200)]:
            assert requests.post(archive + trace_hex(1), headers={"Origin": origin}, timeout=10).status_code == status
        assert requests.post(archive + trace_hex(9), timeout=10).status_code == 404
        server.kill()
    with running(tmp_path) as server:
        assert archived(server) == [trace_hex(1)]
        assert skein("archive", "add", trace_hex(2), "--server", server.http).stdout == f"archived {trace_hex(2)}\n"
        assert skein("archive", "add", trace_hex(9), "--server", server.http, check=False).returncode == 3
        assert archived(server) == [trace_hex(2), trace_hex(1)]
        listed = skein("archive", "list", "--server", server.http).stdout
        assert trace_hex(1) in listed and "GET /cart" in listed and "2 traces" in listed
        # The file belongs to the server as long as that runs.
        assert "skein query" in skein("archive", "add", trace_hex(1), "--db", server.database, check=False).stderr
        foreign = {"Origin": "https://evil.example"}
        route = f"{server.http}/api/skein/v1/archive/{trace_hex(1)}"
        assert requests.delete(route, headers=foreign, timeout=10).status_code == 403
        assert requests.delete(route, timeout=10).status_code == 204
        assert requests.delete(route, timeout=10).status_code == 404
        assert server.metrics()["skein_archive_traces"] == 1
        database = server.database
    assert skein("archive", "add", trace_hex(1), "--db", database).stdout == f"archived {trace_hex(1)}\n"
    document = json.loads(skein("archive", "list", "--json", "--db", database).stdout)
    assert [trace["traceID"] for trace in document["traces"]] == [trace_hex(1), trace_hex(2)]
    assert "archive: 2 traces" in skein("stats", "--db", database).stdout
    skein("check", "--db", database)
    for trace in (1, 2):
        assert skein("archive", "remove", trace_hex(trace), "--db", database).stdout == f"removed {trace_hex(trace)}\n"
    assert skein("archive", "list", "--db", database, check=False).returncode == 3
    refused = skein("archive", "add", trace_hex(1), "--db", database, "--archive-bytes", 10, check=False)
    assert refused.returncode == 1 and "--archive-bytes" in refused.stderr


def test_filters_find_the_same_traces_in_a_file_and_through_a_server(server: Server) -> None:
    fill(server)
    for text, expected in [
        ('http.response.status_code>=500 and not (operation=~"GET /health.*" or service=probe)', [1]),
        ("service=probe or kind=client", [2, 1]),
        ("service=cart and operation=GET /health", []),
        ("exists(parentSpanID) and status=error", [1]),
    ]:
        for source in (("--server", server.http), ("--db", server.database)):
            done = skein("find", "--json", "--filter", text, *source, check=False)
            found = {json.loads(line)["traceId"] for line in done.stdout.splitlines()}
            assert found == {trace_hex(trace) for trace in expected}, f"{text} {source} {done.stderr}"
            assert done.returncode == (0 if expected else 3)
    wrong = skein("find", "--filter", "(a=1 or b=2", check=False)
    assert wrong.returncode == 64 and "character 1: " in wrong.stderr
