"""The commands as people and scripts meet them: with and without a terminal."""

from __future__ import annotations

import json
import os
import pathlib
import pty
import subprocess

import pytest
from otlp import attributes, request, span, trace_hex
from skein_process import Server, binary, free_port, skein
from wire import store


@pytest.fixture
def shop(server: Server) -> Server:
    spans = [
        span(1, 1, kind=2, name="GET /cart", end_time_unix_nano=1_700_000_000_050_000_000),
        span(1, 2, parent=1, kind=3, name="SELECT", status={"code": 2, "message": "deadlock"}),
        span(1, 3, parent=99, name="lost"),
    ]
    spans[1].events.add(time_unix_nano=spans[1].start_time_unix_nano, name="exception")
    store(server, request(spans, "cart"))
    return server


def in_terminal(*arguments: object) -> str:
    """What a command writes to a terminal of 100 columns."""
    parent, child = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "100", "LANG": "C.UTF-8"}
    with subprocess.Popen([binary(), *map(str, arguments)], stdout=child, stderr=child, env=environment) as process:
        os.close(child)
        written = b""
        while True:
            try:
                part = os.read(parent, 65_536)
            except OSError:
                break
            if not part:
                break
            written += part
    os.close(parent)
    assert process.returncode == 0, written
    return written.decode()


def test_help_names_every_command() -> None:
    text = skein("--help").stdout
    for command in ("serve", "collector", "query", "import", "export", "trace", "find", "services", "bench"):
        assert command in text
        assert skein(command, "--help").stdout


def test_the_start_says_what_listens_where_and_where_the_data_lies(server: Server) -> None:
    assert f"127.0.0.1:{server.otlp_port}" in server.log
    assert f"127.0.0.1:{server.http_port}" in server.log
    assert str(server.database) in server.log


def test_servers_listen_on_this_machine_only(server: Server) -> None:
    addresses = pathlib.Path(f"/proc/{server.process.pid}/net/tcp").read_text().splitlines()[1:]
    ports = {f"{server.otlp_port:04X}", f"{server.http_port:04X}"}
    listening = {row.split()[1] for row in addresses if row.split()[3] == "0A" and row.split()[1][-4:] in ports}
    assert listening == {f"0100007F:{port}" for port in ports}


def test_a_trace_is_drawn_without_colours_when_piped(shop: Server) -> None:
    text = skein("trace", trace_hex(1), "--server", shop.http, "--events").stdout
    assert "\x1b" not in text
    for word in ("GET /cart", "SELECT", "deadlock", "cart", "lost", "50ms", "exception"):
        assert word in text, word
    assert text == skein("trace", trace_hex(1), "--db", shop.database, "--events").stdout


def test_a_trace_is_drawn_with_colours_in_a_terminal(shop: Server) -> None:
    text = in_terminal("trace", trace_hex(1), "--server", shop.http)
    assert "\x1b[" in text
    assert "GET /cart" in text


def test_untrusted_text_cannot_reach_the_terminal_raw(server: Server) -> None:
    hostile = "\x1b[31mred\x1b]0;title\x07\x9b2J\u202eevil\r\x00"
    each = span(1, 1, name=hostile, status={"code": 2, "message": hostile}, attributes=attributes({hostile: hostile}))
    each.events.add(time_unix_nano=each.start_time_unix_nano, name=hostile, attributes=attributes({hostile: hostile}))
    store(server, request([each], service=hostile))
    for command in (["trace", trace_hex(1), "--events"], ["find"], ["services", "--operations"]):
        piped = skein(*command, "--server", server.http).stdout
        shown = in_terminal(*command, "--server", server.http)
        for text in (piped, shown):
            assert "\x1b]" not in text and "\x1b[31mred" not in text, command
            assert not {"\x07", "\x9b", "\u202e", "\x00"} & set(text), command
        assert "\x1b" not in piped


def test_lists_are_for_machines_too(shop: Server) -> None:
    assert "cart" in skein("services", "--server", shop.http).stdout
    assert json.loads(skein("services", "--server", shop.http, "--json").stdout)
    for source in (["--server", shop.http], ["--db", shop.database]):
        lines = skein("find", "--service", "cart", "--json", *source).stdout.splitlines()
        assert [json.loads(line)["traceId"] for line in lines] == [trace_hex(1)]
        assert trace_hex(1) in skein("find", "--service", "cart", "--errors", *source).stdout


def test_failures_go_to_standard_error_and_say_what_to_do(shop: Server, tmp_path: pathlib.Path) -> None:
    missing = skein("trace", trace_hex(1), "--db", tmp_path / "none.db", check=False)
    assert missing.returncode != 0
    assert "none.db" in missing.stderr and missing.stdout == ""
    unknown = skein("trace", trace_hex(5), "--server", shop.http, check=False)
    assert unknown.returncode != 0 and unknown.stdout == ""
    unreachable = skein("services", "--server", f"http://127.0.0.1:{free_port()}", check=False)
    assert unreachable.returncode != 0 and "127.0.0.1" in unreachable.stderr
    assert skein("trace", "not an id", "--server", shop.http, check=False).returncode != 0
    assert skein("no-such-command", check=False).returncode != 0


def test_a_reader_that_goes_away_ends_a_command_quietly(shop: Server) -> None:
    store(shop, request([span(9, number) for number in range(1, 5_000)]))
    with subprocess.Popen(
        [binary(), "export", "--db", shop.database], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode >= -13


def test_correlate_shows_everything_under_a_business_id(server: Server) -> None:
    order = attributes({"correlation.id": "order 7"})
    spans = [
        span(1, 1, kind=2, name="POST /checkout", attributes=order, end_time_unix_nano=1_700_000_000_050_000_000),
        span(1, 2, parent=1, kind=3, name="charge", status={"code": 2, "message": "declined"}),
        span(2, 5, kind=5, name="ship", links=[{"trace_id": (1).to_bytes(16, "big"), "span_id": (1).to_bytes(8, "big")}]),
    ]
    store(server, request(spans, "shop"))
    for source in (["--db", server.database], ["--server", f"http://127.0.0.1:{server.http_port}"]):
        drawn = skein("correlate", "order 7", *source).stdout
        assert "2 traces  3 spans" in drawn, drawn
        assert "began at shop charge: declined, then handled" in drawn
        assert "goes on from trace" in drawn
        answer = json.loads(skein("correlate", "order 7", "--json", *source).stdout)
        assert [trace["spans"] for trace in answer["traces"]] == [2, 1]
        lines = skein("correlate", "order 7", "--otlp", *source).stdout.splitlines()
        assert len(lines) == 2
        missing = skein("correlate", "order 8", *source, check=False)
        assert missing.returncode == 3
