"""What the server says about itself."""

from __future__ import annotations

import re
import subprocess

import pytest
import requests
from otlp import request, span
from prometheus_process import executable
from skein_process import ROOT, Server
from wire import Connection, store


@pytest.fixture
def busy(server: Server) -> Server:
    """A server that has stored spans, rejected one, and could not read a request."""
    store(server, request([span(1, number) for number in range(1, 101)]))
    with Connection(server) as connection:
        half_bad = request([span(1, 200)])
        half_bad.resource_spans[0].scope_spans[0].spans.add(name="no ID")
        assert connection.post(half_bad.SerializeToString()).status == 200
        assert connection.post(b"\xff").status == 400
    return server


def test_the_ledger_balances(busy: Server) -> None:
    metrics = busy.metrics()
    assert metrics["skein_ingest_spans_received_total"] == 102
    assert metrics["skein_ingest_spans_stored_total"] == 101
    assert metrics["skein_ingest_spans_rejected_total"] == 1
    assert metrics["skein_ingest_spans_refused_total"] == 0
    assert metrics["skein_ingest_spans_in_flight"] == 0
    assert metrics['skein_ingest_requests_total{outcome="stored"}'] == 2
    assert metrics['skein_ingest_requests_total{outcome="rejected"}'] == 1
    assert metrics['skein_ingest_requests_total{outcome="refused"}'] == 0
    assert metrics["skein_ingest_in_flight_bytes"] == 0
    assert metrics['skein_store_spans{level="0"}'] + metrics['skein_store_spans{level="1"}'] == 101


def test_the_text_is_what_prometheus_reads(busy: Server) -> None:
    answer = requests.get(f"{busy.http}/metrics", timeout=10)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    families = [line.split()[2] for line in answer.text.splitlines() if line.startswith("# TYPE")]
    assert len(families) == len(set(families)) > 0
    assert answer.text.endswith("\n")


def test_the_documents_list_every_metric_and_no_other(busy: Server) -> None:
    text = requests.get(f"{busy.http}/metrics", timeout=10).text
    families = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    documented = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE))
    assert documented == families


def test_the_collectors_port_tells_the_same(busy: Server) -> None:
    assert (
        requests.get(f"{busy.otlp}/metrics", timeout=10).text == requests.get(f"{busy.http}/metrics", timeout=10).text
    )


def test_promtool_finds_nothing_to_say(busy: Server) -> None:
    promtool = executable("promtool")
    if promtool is None:
        pytest.skip("promtool is not there (scripts/setup-e2e.sh gets it)")
    text = requests.get(f"{busy.http}/metrics", timeout=10).content
    checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
