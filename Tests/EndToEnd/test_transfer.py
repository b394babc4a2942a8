"""Import and export: what goes in comes out, whichever way it takes."""

from __future__ import annotations

import gzip
import json
import pathlib
import struct
import subprocess

import pytest
from otlp import flatten, read_capture, read_json_lines, request, span, to_json, trace_hex
from skein_process import METRICS, ROOT, Server, binary, skein


def spans_of_capture(path: pathlib.Path) -> list:
    return sorted(each for message in read_capture(path) for each in flatten(message))


def spans_of_export(*source: object) -> list:
    lines = skein("export", *source).stdout.splitlines()
    return sorted(each for message in read_json_lines(lines) for each in flatten(message))


def test_a_real_capture_comes_back_field_for_field(tmp_path: pathlib.Path, excerpt: pathlib.Path) -> None:
    database = tmp_path / "skein.db"
    skein("import", excerpt, "--db", database)
    sent = spans_of_capture(excerpt)
    assert len(sent) > 1_000
    assert spans_of_export("--db", database) == sent


@pytest.mark.parametrize("path", sorted((ROOT / "Tests/Fixtures").glob("*.traces.otlp.gz")), ids=lambda path: path.name)
def test_every_fixture_comes_back_field_for_field(tmp_path: pathlib.Path, path: pathlib.Path) -> None:
    skein("import", path, "--db", tmp_path / "skein.db")
    assert spans_of_export("--db", tmp_path / "skein.db") == spans_of_capture(path)


def test_a_capture_sent_to_a_running_collector_comes_back(server: Server, excerpt: pathlib.Path) -> None:
    skein("import", "--to", server.otlp, excerpt)
    assert spans_of_export("--server", server.http) == spans_of_capture(excerpt)


def test_an_export_can_be_imported_again(tmp_path: pathlib.Path, excerpt: pathlib.Path) -> None:
    first, second, third = tmp_path / "first.db", tmp_path / "second.db", tmp_path / "third.db"
    skein("import", excerpt, "--db", first)
    lines = tmp_path / "export.jsonl"
    skein("export", "--db", first, "--output", lines)
    compressed = tmp_path / "export.jsonl.gz"
    compressed.write_bytes(gzip.compress(lines.read_bytes()))
    skein("import", lines, "--db", second)
    skein("import", compressed, "--db", third)
    sent = spans_of_capture(excerpt)
    assert spans_of_export("--db", second) == sent
    assert spans_of_export("--db", third) == sent


def test_a_file_that_ends_in_the_middle_keeps_what_came_before(tmp_path: pathlib.Path) -> None:
    whole = [request([span(trace, 1)]).SerializeToString() for trace in (1, 2)]
    content = b"".join(struct.pack("<I", len(each)) + each for each in whole)
    cut = tmp_path / "cut.otlp"
    cut.write_bytes(content[:-5])
    done = skein("import", cut, "--db", tmp_path / "skein.db", check=False)
    assert done.returncode == 1
    assert "cut.otlp" in done.stderr
    assert len(spans_of_export("--db", tmp_path / "skein.db")) == 1


def test_json_lines_come_from_standard_input(tmp_path: pathlib.Path) -> None:
    lines = "\n".join(json.dumps(to_json(request([span(trace, 1)]))) for trace in range(1, 11))
    command = [binary(), "import", "-", "--db", tmp_path / "skein.db"]
    subprocess.run(command, input=lines, text=True, check=True, capture_output=True, timeout=60)
    assert len(spans_of_export("--db", tmp_path / "skein.db")) == 10
    assert skein("trace", trace_hex(7), "--db", tmp_path / "skein.db").stdout


def test_an_import_into_a_dead_collector_fails_and_says_so(tmp_path: pathlib.Path, excerpt: pathlib.Path) -> None:
    done = skein("import", "--to", "http://127.0.0.1:1", excerpt, check=False)
    assert done.returncode == 1
    assert "127.0.0.1:1" in done.stderr


def points(path: pathlib.Path) -> list[str]:
    """Every point of OTLP/JSON lines with its metric and resource, as text that is equal when all of it is."""
    found = []
    for line in gzip.open(path, "rt"):
        for resource in json.loads(line)["resourceMetrics"]:
            for scope in resource["scopeMetrics"]:
                for metric in scope["metrics"]:
                    (kind,) = metric.keys() & {"gauge", "sum", "histogram", "exponentialHistogram", "summary"}
                    data = metric.pop(kind)
                    rows = data.pop("dataPoints")
                    around = [resource["resource"], scope.get("scope"), metric, kind, data]
                    found += [json.dumps([around, row], sort_keys=True) for row in rows]
    return sorted(found)


def test_metrics_of_a_capture_come_back_whichever_way_they_take(server: Server, tmp_path: pathlib.Path) -> None:
    done = skein("import", "--db", tmp_path / "first.db", METRICS)
    assert " points from " in done.stdout
    first, second, third = (tmp_path / f"{name}.jsonl.gz" for name in ("first", "second", "third"))
    skein("export", "--metrics", "--db", tmp_path / "first.db", "--output", first)
    sent = points(first)
    assert len(sent) == int(done.stdout.split()[0].replace(",", "")) > 500
    skein("import", "--db", tmp_path / "second.db", first)
    skein("export", "--metrics", "--db", tmp_path / "second.db", "--output", second)
    assert points(second) == sent
    skein("import", "--to", server.otlp, first)
    skein("export", "--metrics", "--server", server.http, "--output", third)
    assert points(third) == sent
    assert server.metrics()["skein_ingest_metric_points_stored_total"] == len(sent)
