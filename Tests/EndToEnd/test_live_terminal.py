"""`skein tail`, `top` and `dashboard`: in a pipe, and on a terminal with keys."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Iterator

import pytest
import requests
from otlp import request, span
from shop import Shop, open_shop
from skein_process import ROOT, Server, binary, running, skein
from wire import store

BOARDS = ROOT / "dashboards"
SECOND = 1_000_000_000


class Follower:
    """A `skein tail` that runs, with what it has written so far."""

    def __init__(self, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [binary(), "tail", *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.lines: list[str] = []
        self.errors: list[str] = []
        for stream, lines in ((self.process.stdout, self.lines), (self.process.stderr, self.errors)):
            threading.Thread(target=self._read, args=(stream, lines), daemon=True).start()

    @staticmethod
    def _read(stream, lines: list[str]) -> None:
        for line in stream:
            lines.append(line.decode().rstrip("\n"))

    def wait_for(self, pattern: str, *, in_errors: bool = False, timeout: float = 20) -> str:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            lines = self.errors if in_errors else self.lines
            for line in list(lines):
                if re.search(pattern, line):
                    return line
            assert self.process.poll() is None, f"tail ended: {self.errors}"
            time.sleep(0.05)
        raise AssertionError(f"no line with {pattern!r}: {self.lines[-20:]} {self.errors[-5:]}")


@contextlib.contextmanager
def following(*arguments: object) -> Iterator[Follower]:
    follower = Follower(*arguments)
    try:
        yield follower
    finally:
        follower.process.kill()
        follower.process.wait()


def arrive(server: Server, name: str, number: int, service: str = "shop", failed: bool = False, seconds: float = 0.001) -> None:
    """Sends a span that is just over."""
    end = time.time_ns()
    fields = {"status": {"code": 2, "message": "no \x1b[31m stock"}} if failed else {}
    store(
        server,
        request(
            [span(number, number, name=name, start_time_unix_nano=end - int(seconds * SECOND), end_time_unix_nano=end, **fields)],
            service=service,
        ),
    )


def log(server: Server, body: str, severity: int = 9, service: str = "shop") -> None:
    record = {"timeUnixNano": str(time.time_ns()), "severityNumber": severity, "body": {"stringValue": body}}
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    answer = requests.post(
        f"{server.otlp}/v1/logs",
        json={"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [record]}]}]},
        timeout=10,
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("of_file", [False, True], ids=["server", "file"])
def test_what_arrives_is_shown_once(server: Server, of_file: bool) -> None:
    arrive(server, "before", 1)
    place = ("--db", server.database) if of_file else ("--server", server.http)
    with following(*place) as tail:
        tail.wait_for("shop before ")
        arrive(server, "first", 2, failed=True, seconds=0.25)
        log(server, "said something", severity=17)
        assert "✗ first 250ms no \\x1b[31m stock trace=" in tail.wait_for("first")
        tail.wait_for("ERROR shop said something")
        arrive(server, "second", 3)
        tail.wait_for("second")
        time.sleep(2)
        assert [sum(name in line for line in tail.lines) for name in ("before", "first", "said", "second")] == [1, 1, 1, 1]
        assert not any("\x1b" in line for line in tail.lines)


def test_only_what_fulfils_the_conditions_is_shown(server: Server) -> None:
    source = ("--server", server.http)
    with (
        following(*source, "--errors") as errors,
        following(*source, "--min-duration", "100ms", "--service", "shop") as slow,
        following(*source, "--text", "Needle", "--json") as needle,
        following(*source, "--logs") as logs,
    ):
        time.sleep(1.5)
        arrive(server, "quick", 1)
        arrive(server, "bad", 2, failed=True)
        arrive(server, "slow", 3, seconds=0.5)
        arrive(server, "slow elsewhere", 4, service="other", seconds=0.5)
        arrive(server, "a needle", 5)
        log(server, "fine")
        log(server, "a NEEDLE failed", severity=17)
        errors.wait_for("bad")
        errors.wait_for("a NEEDLE failed")
        slow.wait_for(" slow ")
        logs.wait_for("fine")
        needle.wait_for("resourceSpans")
        needle.wait_for("resourceLogs")
        time.sleep(1.5)
        assert len(errors.lines) == 2
        assert len(slow.lines) == 1
        assert len(logs.lines) == 2
        found = [json.loads(line) for line in needle.lines]
        assert sorted(key for each in found for key in each) == ["resourceLogs", "resourceSpans"]
        assert [each["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["name"] for each in found if "resourceSpans" in each] == ["a needle"]


def test_a_flood_is_counted_instead_of_shown(server: Server) -> None:
    with following("--server", server.http, "--limit", 20, "--spans") as tail:
        time.sleep(1.5)
        end = time.time_ns()
        spans = [span(1, number, name="drop", start_time_unix_nano=end, end_time_unix_nano=end + number) for number in range(1, 501)]
        store(server, request(spans))
        notice = tail.wait_for("left out", in_errors=True)
        assert "480 rows left out" in notice
        time.sleep(1.5)
        assert sum("drop" in line for line in tail.lines) == 20


def test_a_tail_outlives_its_server(tmp_path: pathlib.Path) -> None:
    with running(tmp_path) as server:
        port = server.http_port
        tail = Follower("--server", server.http)
        arrive(server, "before", 1)
        tail.wait_for("before")
    try:
        tail.wait_for("waiting until it answers again", in_errors=True)
        with running(tmp_path, options=["--http", f"127.0.0.1:{port}"]) as server:
            tail.wait_for("answers again", in_errors=True)
            arrive(server, "after", 9)
            tail.wait_for("after")
            assert sum("before" in line for line in tail.lines) == 1
    finally:
        tail.process.kill()
        tail.process.wait()


def test_without_a_server_there_is_nothing_to_wait_for() -> None:
    done = skein("tail", "--server", "http://127.0.0.1:1", check=False)
    assert done.returncode == 1 and "127.0.0.1:1" in done.stderr


# Pictures


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("shop")) as server:
        yield server, open_shop(server)


def test_top_writes_one_picture_into_a_pipe(shop: tuple[Server, Shop]) -> None:
    server, sent = shop
    age = int((time.time_ns() - sent.start) / SECOND) + 60
    for place in (("--server", server.http), ("--db", server.database)):
        lines = skein("top", *place, "--since", f"{age}s", "--sort", "name").stdout.splitlines()
        assert lines[0].startswith("3 services in ")
        assert lines[2].split() == ["SERVICE", "RATE", "ERRORS", "P50", "P95", "P99"]
        assert [line.split()[0] for line in lines[3:]] == ["cart", "front", "mailer"]
        operations = skein("top", *place, "--since", f"{age}s", "--service", "cart").stdout
        assert "operations of cart" in operations and "mails publish  producer" in operations
        assert json.loads(skein("top", *place, "--json").stdout)["groups"] is not None


@pytest.mark.parametrize("name", ["red-overview", "service-detail"])
@pytest.mark.parametrize("of_file", [False, True], ids=["server", "file"])
def test_a_dashboard_is_drawn_from_a_server_and_a_file(shop: tuple[Server, Shop], name: str, of_file: bool) -> None:
    server, sent = shop
    place = ("--db", server.database) if of_file else ("--server", server.http)
    times = ("--start", sent.start, "--end", sent.end)
    path = BOARDS / f"{name}.json"
    drawn = skein("dashboard", path, *place, *times).stdout
    board = json.loads(path.read_text())
    for panel in board["panels"]:
        assert f"\n{panel['title']}\n" in drawn
    assert "no data" not in drawn and "not drawn" not in drawn and "$" not in drawn
    lines = [json.loads(line) for line in skein("dashboard", path, *place, *times, "--json").stdout.splitlines()]
    assert sorted(each["title"] for each in lines) == sorted(panel["title"] for panel in board["panels"])
    for each in lines:
        for query in each["queries"]:
            assert query["answer"]["status"] == "success" and query["answer"]["data"]["result"], each["title"]
    if name == "service-detail":
        assert lines[0]["variables"] == {"service": ["cart"]}
        chosen = skein("dashboard", path, *place, *times, "--var", "service=mailer", "--json").stdout.splitlines()
        assert all(json.loads(line)["variables"] == {"service": ["mailer"]} for line in chosen)


def test_what_cannot_be_drawn_is_named(shop: tuple[Server, Shop], tmp_path: pathlib.Path) -> None:
    board = {
        "title": "odd \x1b[2J",
        "templating": {"list": [{"name": "where", "type": "adhoc"}]},
        "panels": [
            {"id": 1, "type": "geomap", "title": "Map"},
            {"id": 2, "type": "timeseries", "title": "Wrong", "targets": [{"refId": "A", "expr": "sum("}]},
            {"id": 3, "type": "stat", "title": "Blank", "targets": [{"refId": "A", "expr": "vector($where)"}]},
        ],
    }
    (tmp_path / "odd.json").write_text(json.dumps(board))
    drawn = skein("dashboard", tmp_path / "odd.json", "--server", shop[0].http).stdout
    assert "\x1b" not in drawn
    assert 'panels of the kind "geomap" are not drawn here' in drawn
    assert "query A: " in drawn and "1:5: parse error" in drawn
    assert "the values of $where are not to be found out" in drawn
    failed = skein("dashboard", tmp_path / "odd.json", "--server", shop[0].http, "--var", "nowhere=1", check=False)
    assert failed.returncode == 1 and "no variable nowhere; it has where" in failed.stderr
    (tmp_path / "none.json").write_text('{"panels": 7}')
    failed = skein("dashboard", tmp_path / "none.json", "--server", shop[0].http, check=False)
    assert failed.returncode == 1 and "none.json: no dashboard of Grafana" in failed.stderr


# A terminal


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, *arguments: object, columns: int = 150, rows: int = 40, **environment: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.output = b""
        self.process = subprocess.Popen(
            [binary(), *map(str, arguments)], stdin=slave, stdout=slave, stderr=slave,
            # The window's size counts: readline states another one to whoever loads it.
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "", "LINES": "", **environment},
            start_new_session=True,
        )

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def read(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self.master], [], [], left)[0]:
                self.output += os.read(self.master, 65_536)

    def wait_for(self, text: str, timeout: float = 20) -> str:
        """Waits for a picture with a text; returns the latest picture."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            self.read(0.1)
            if text in self.picture:
                return self.picture
            assert self.process.poll() is None, self.output.decode(errors="replace")
        raise AssertionError(f"no {text!r} in {self.picture}")

    @property
    def picture(self) -> str:
        """The latest complete one, without colours."""
        pictures = self.output.decode(errors="replace").split("\x1b[H")
        complete = [each for each in pictures if each.rstrip().endswith("\x1b[J")]
        return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", complete[-1]) if complete else ""

    def expect_end(self) -> None:
        deadline = time.monotonic() + 10
        while self.process.poll() is None and time.monotonic() < deadline:
            self.read(0.1)
        assert self.process.poll() == 0
        self.read(0.2)
        assert self.output.endswith(b"\x1b[?25h\x1b[?1049l"), "the screen is given back"
        assert termios.tcgetattr(self.slave) == self.before, "the terminal is as it was"

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@contextlib.contextmanager
def terminal(*arguments: object, **options) -> Iterator[Terminal]:
    opened = Terminal(*arguments, **options)
    try:
        yield opened
    finally:
        opened.close()


def test_top_obeys_keys_and_gives_the_terminal_back(shop: tuple[Server, Shop]) -> None:
    server, sent = shop
    age = int((time.time_ns() - sent.start) / SECOND) + 60
    with terminal("top", "--server", server.http, "--since", f"{age}s", "--sort", "name") as top:
        top.wait_for("3 services")
        assert "RATE, 30 MIN" in top.picture
        top.press("\x1b[B")
        top.wait_for("▸ cart")
        top.press("\x1b[B")
        top.wait_for("▸ front")
        top.press("\x1b[A")
        top.wait_for("▸ cart")
        top.press("\r")
        top.wait_for("operations of cart")
        top.press("\x7f")
        top.wait_for("3 services")
        top.press("e")
        top.wait_for("by errors")
        top.press("q")
        top.expect_end()


def test_narrow_terminals_get_lines_that_fit(shop: tuple[Server, Shop]) -> None:
    server, sent = shop
    age = int((time.time_ns() - sent.start) / SECOND) + 60
    with terminal("top", "--server", server.http, "--since", f"{age}s", columns=60, rows=12, NO_COLOR="1") as top:
        picture = top.wait_for("3 services")
        assert all(len(line) <= 60 for line in picture.splitlines())
        assert not re.search(rb"\x1b\[[\d;]*m", top.output)
        top.press("\x03")
        top.expect_end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_gives_the_terminal_back(shop: tuple[Server, Shop], number: signal.Signals) -> None:
    with terminal("dashboard", BOARDS / "red-overview.json", "--server", shop[0].http, "--watch") as board:
        board.wait_for("Skein: RED overview")
        board.process.send_signal(number)
        board.expect_end()


def test_a_dashboard_is_moved_over_with_keys(shop: tuple[Server, Shop]) -> None:
    server, sent = shop
    age = int((time.time_ns() - sent.start) / SECOND) + 60
    with terminal("dashboard", BOARDS / "red-overview.json", "--server", server.http, "--since", f"{age}s", "--watch", rows=20) as board:
        first = board.wait_for("lines 1 to 19")
        assert "Requests" in first
        board.press("\x1b[6~")
        board.wait_for("lines 20 to 38")
        board.press("\x1b[F")
        board.wait_for("Failed calls between services")
        board.press("q")
        board.expect_end()
