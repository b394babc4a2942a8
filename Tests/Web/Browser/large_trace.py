"""One trace that is far larger than what a person can read."""

from __future__ import annotations

import random
import time

import telemetry

ID = 0xB16
SEED = 1


def send(server, count: int) -> None:
    """Spans of twelve services that hang below one another at random, in requests of 10,000."""
    generator = random.Random(SEED)
    now = time.time_ns() - 60 * telemetry.SECOND
    spans: list[dict] = []
    for number in range(1, count + 1):
        parent = 0 if number == 1 else generator.randrange(max(1, number // 8), number)
        spans.append(telemetry.span(
            ID, number, parent, f"operation {number % 40}", now + number * 200_000, generator.randrange(10**5, 10**9),
            attributes={"user.id": f"u{number % 5000}", "http.route": f"/r/{number % 40}", "attempt": number % 3}))
    for first in range(0, count, 10_000):
        chunk = spans[first : first + 10_000]
        telemetry.send(server, {"resourceSpans": [telemetry.resource(f"service-{service}", chunk[service::12]) for service in range(12)]})
