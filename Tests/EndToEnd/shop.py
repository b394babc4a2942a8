"""A shop's traffic over the past minutes: services that call each other, fail at times, and slow down."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import NamedTuple

from opentelemetry.proto.trace.v1.trace_pb2 import Span
from otlp import attributes, request, span
from skein_process import Server
from wire import store

MINUTE = 60_000_000_000


class Shop(NamedTuple):
    """What was sent, by service. Times are nanoseconds."""

    start: int
    end: int
    spans: dict[str, list[Span]]

    def all(self) -> Iterator[tuple[str, Span]]:
        return ((service, each) for service, spans in self.spans.items() for each in spans)


def open_shop(server: Server, minutes: int = 30, per_minute: int = 20, seed: int = 1) -> Shop:
    """Sends traces that started in the last whole minutes, as OTLP."""
    random_source = random.Random(seed)
    end = time.time_ns() // MINUTE * MINUTE
    start = end - minutes * MINUTE
    spans: dict[str, list[Span]] = {"front": [], "cart": [], "mailer": []}
    for trace in range(1, minutes * per_minute + 1):
        begin = start + random_source.randrange(minutes * MINUTE - MINUTE // 2)
        for service, each in _order(trace, begin, random_source):
            spans[service].append(each)
    for service, own in spans.items():
        for first in range(0, len(own), 1_000):
            store(server, request(own[first : first + 1_000], service))
    return Shop(start, end, spans)


def _order(trace: int, begin: int, random_source: random.Random) -> Iterator[tuple[str, Span]]:
    """An order: front calls cart, which asks its database; half of them send a mail."""
    fails = random_source.random() < 0.05
    query = int(random_source.lognormvariate(15, 1))
    route = random_source.choice(["GET /", "GET /products", "POST /orders"])
    status = {"http.response.status_code": 503 if fails else 200}
    number = trace * 16

    def make(place: int, parent: int, kind: int, name: str, length: int, failed: bool = False, **values: object) -> Span:
        return span(
            trace,
            number + place,
            number + parent if parent else 0,
            kind=kind,
            name=name,
            start_time_unix_nano=begin + place * 50_000,
            end_time_unix_nano=begin + place * 50_000 + length,
            attributes=attributes(values),
            status={"code": 2} if failed else None,
        )

    yield "front", make(1, 0, 2, route, query + 3_000_000, fails, **status)
    yield "front", make(2, 1, 3, "cart.Add", query + 2_000_000, fails)
    yield "cart", make(3, 2, 2, "cart.Add", query + 1_000_000, fails, **status)
    yield "cart", make(4, 3, 3, "SELECT items", query, **{"db.system.name": "postgresql", "db.namespace": "cart"})
    if trace % 2:
        yield "cart", make(5, 3, 4, "mails publish", 200_000)
        yield "mailer", make(6, 5, 5, "mails process", 40_000_000)
