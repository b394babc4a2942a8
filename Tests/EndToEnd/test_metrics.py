"""What the server says about itself."""

from __future__ import annotations

import shutil
import subprocess

import pytest
import requests
from otlp import request, span
from skein_process import Server
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
    assert metrics["skein_spans_received_total"] == 102
    assert metrics["skein_spans_stored_total"] == 101
    assert metrics["skein_spans_rejected_total"] == 1
    assert metrics["skein_spans_refused_total"] == 0


def test_the_text_is_what_prometheus_reads(busy: Server) -> None:
    answer = requests.get(f"{busy.http}/metrics", timeout=10)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    families = [line.split()[2] for line in answer.text.splitlines() if line.startswith("# TYPE")]
    assert len(families) == len(set(families)) > 0
    assert answer.text.endswith("\n")
    for family in families:
        assert family.startswith(("skein_", "process_")), family


def test_promtool_finds_nothing_to_say(busy: Server) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (apt install prometheus)")
    text = requests.get(f"{busy.http}/metrics", timeout=10).content
    checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
