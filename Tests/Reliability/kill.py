#!/usr/bin/env python3
"""Kills the server again and again under load, and looks for what it had acknowledged.

kill.py [--kills N] [--seed S] [--directory DIR]

Each round starts `skein serve` on the same file, loads it over four connections, and ends it with SIGKILL 1-500 ms
later; in one round of five, also while it starts again. Then it checks that the server is ready within two seconds,
that every span acknowledged in the round can be read, that no span is there that nobody sent, and that SQLite finds
the file sound. Every second server holds no span back, so that it merges all the time and is killed in the middle of it. At the end the whole file is compared with the whole history.

The page cache survives SIGKILL, so this proves nothing about power loss: the store's own tests simulate that one.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import pathlib
import random
import sqlite3
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field

import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))

from otlp import request, span  # noqa: E402
from skein_process import Server  # noqa: E402
from wire import Connection  # noqa: E402

CONNECTIONS = 4
RESTART_LIMIT = 2.0
START = 1_700_000_000_000_000_000
# The spans of a round start within a second of their own, so that a round can be read back by time.
ROUND_LENGTH = 1_000_000_000

# A span is known by the number of its round, of its connection, of the request on it, and its own in the request.
Identity = tuple[int, int, int, int]


@dataclass
class History:
    """What was sent, and what of it was acknowledged."""

    sent: set[Identity] = field(default_factory=set)
    acknowledged: set[Identity] = field(default_factory=set)

    def add(self, other: History) -> None:
        self.sent |= other.sent
        self.acknowledged |= other.acknowledged

    def problems(self, stored: list[Identity]) -> list[str]:
        """Why `stored` is not what this history allows; empty when it is."""
        found = set(stored)
        problems = []
        if lost := self.acknowledged - found:
            problems.append(f"{len(lost)} acknowledged spans lost, such as {min(lost)}")
        if invented := found - self.sent:
            problems.append(f"{len(invented)} spans invented, such as {min(invented)}")
        if len(stored) != len(found):
            problems.append(f"{len(stored) - len(found)} spans stored twice, though none was sent twice")
        return problems


def trace_id(identity: Identity) -> int:
    round_number, connection, number, _ = identity
    return (round_number + 1) << 64 | (connection + 1) << 32 | number


def batch(round_number: int, connection: int, number: int, size: int):
    """One request, whose spans say in their IDs who they are."""
    spans = [
        span(
            trace_id((round_number, connection, number, index)),
            index + 1,
            parent=1 if index else 0,
            start_time_unix_nano=START + round_number * ROUND_LENGTH + number * 1_000 + index,
        )
        for index in range(size)
    ]
    return request(spans, service=f"service-{connection}").SerializeToString()


def identities(export: requests.Response) -> list[Identity]:
    """Who the spans of an export say they are."""
    found = []
    for line in export.iter_lines():
        for resource_spans in json.loads(line).get("resourceSpans", []):
            for scope_spans in resource_spans["scopeSpans"]:
                for each in scope_spans["spans"]:
                    trace = int(each["traceId"], 16)
                    found.append(
                        (
                            (trace >> 64) - 1,
                            (trace >> 32 & 0xFFFF_FFFF) - 1,
                            trace & 0xFFFF_FFFF,
                            int(each["spanId"], 16) - 1,
                        )
                    )
    return found


class Failure(Exception):
    """A promise was broken."""


class Campaign:
    """Rounds of load, kill and check over one file."""

    def __init__(self, directory: pathlib.Path, seed: int) -> None:
        self.directory = directory
        self.seed = seed
        self.random = random.Random(seed)
        self.history = History()
        self.kills = 0
        self.slowest_restart = 0.0
        self.starts = 0
        self.merged_spans = 0
        self.server: Server | None = None

    def __enter__(self) -> Campaign:
        return self

    def __exit__(self, *_: object) -> None:
        if self.server:
            self.server.kill()

    @property
    def acknowledged_count(self) -> int:
        return len(self.history.acknowledged)

    def run(self, kills: int) -> None:
        """Kills the server `kills` times; raises a `Failure` at the first broken promise."""
        round_number = 0
        self._start()
        while self.kills < kills:
            round_history = self._load_and_kill(round_number)
            self.history.add(round_history)
            if self.kills < kills and self.random.random() < 0.2:
                self._kill_while_starting()
            self._start()
            bounds = {
                "start": START + round_number * ROUND_LENGTH,
                "end": START + (round_number + 1) * ROUND_LENGTH - 1,
            }
            self._check(f"round {round_number}", round_history, bounds)
            round_number += 1
        self._check("the end", self.history, {})
        self.server.stop()

    def _spawn(self) -> Server:
        self.starts += 1
        options = ["--hold-back", "0s"] if self.starts % 2 else []
        return Server(self.directory / "skein.db", self.directory / "kill.log", options=options)

    def _start(self) -> None:
        self.server = self._spawn()
        seconds = self.server.wait_until_ready()
        self.slowest_restart = max(self.slowest_restart, seconds)
        if seconds > RESTART_LIMIT:
            raise Failure(f"seed {self.seed}, after {self.kills} kills: ready only after {seconds:.2f} s")

    def _kill_while_starting(self) -> None:
        starting = self._spawn()
        time.sleep(self.random.uniform(0, 0.05))
        starting.kill()
        self.kills += 1

    def _load_and_kill(self, round_number: int) -> History:
        delay = self.random.uniform(0.001, 0.5)
        sizes = [self.random.choice((1, 5, 50)) for _ in range(CONNECTIONS)]
        histories = [History() for _ in range(CONNECTIONS)]
        failures: list[str] = []
        ready = threading.Barrier(CONNECTIONS + 1)
        senders = [
            threading.Thread(target=self._send, args=(histories[index], failures, round_number, index, size, ready))
            for index, size in enumerate(sizes)
        ]
        for sender in senders:
            sender.start()
        ready.wait()
        time.sleep(delay)
        self.server.kill()
        self.kills += 1
        for sender in senders:
            sender.join()
        if failures:
            raise Failure(f"seed {self.seed}, round {round_number}: {failures[0]}")
        round_history = History()
        for history in histories:
            round_history.add(history)
        return round_history

    def _send(
        self,
        history: History,
        failures: list[str],
        round_number: int,
        index: int,
        size: int,
        ready: threading.Barrier,
    ) -> None:
        # Made beforehand: the time is short, and it shall be the server's.
        bodies = [batch(round_number, index, number, size) for number in range(1_000 if size < 50 else 200)]
        with Connection(self.server, timeout=10) as connection:
            ready.wait()
            with contextlib.suppress(OSError, http.client.HTTPException):
                for number, body in enumerate(bodies):
                    spans = {(round_number, index, number, each) for each in range(size)}
                    history.sent |= spans
                    answer = connection.post(body)
                    if answer.status == 200 and not answer.body:
                        history.acknowledged |= spans
                    elif answer.status != 503:
                        failures.append(f"a good request was answered with {answer}")

    def _check(self, when: str, history: History, bounds: dict[str, int]) -> None:
        with requests.get(f"{self.server.http}/api/skein/v1/export", params=bounds, stream=True, timeout=60) as export:
            if export.status_code != 200:
                raise Failure(f"seed {self.seed}, {when}: the export was answered with {export.status_code}")
            problems = history.problems(identities(export))
        # Read-only: the server is the only one that writes or checkpoints.
        database = sqlite3.connect(f"file:{self.server.database}?mode=ro", uri=True)
        with contextlib.closing(database):
            verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
            merged = database.execute("SELECT coalesce(sum(spans), 0) FROM segment WHERE level = 1").fetchone()[0]
        self.merged_spans = max(self.merged_spans, merged)
        if verdict != "ok":
            problems.append(f"integrity check: {verdict}")
        if problems:
            raise Failure(f"seed {self.seed}, {when}, after {self.kills} kills: {'; '.join(problems)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--directory", type=pathlib.Path, help="keeps the file here instead of in a temporary place")
    options = parser.parse_args()
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        directory = options.directory or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        directory.mkdir(parents=True, exist_ok=True)
        campaign = stack.enter_context(Campaign(directory, options.seed))
        try:
            campaign.run(options.kills)
        except (Failure, AssertionError) as failure:
            print(f"kill: {failure}", file=sys.stderr)
            return 1
        size = campaign.server.database.stat().st_size
    print(
        f"{campaign.kills} kills, seed {options.seed}: {len(campaign.history.sent):,} spans sent, "
        f"{campaign.acknowledged_count:,} acknowledged, 0 lost, 0 invented; "
        f"{campaign.merged_spans:,} merged meanwhile; slowest restart {campaign.slowest_restart * 1000:.0f} ms; "
        f"{size / 1e6:.1f} MB after {time.monotonic() - started:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
