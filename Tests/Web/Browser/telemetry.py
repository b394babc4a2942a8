"""Makes telemetry as OTLP/JSON and sends it."""

from __future__ import annotations

import time
from typing import Any

import requests

SECOND = 1_000_000_000


def attributes(pairs: dict[str, Any]) -> list[dict]:
    def value(one: Any) -> dict:
        if isinstance(one, bool):
            return {"boolValue": one}
        if isinstance(one, int):
            return {"intValue": str(one)}
        return {"stringValue": one}

    return [{"key": key, "value": value(one)} for key, one in pairs.items()]


def span(trace: int, number: int, parent: int, name: str, start: int, length: int, **more: Any) -> dict:
    span = {
        "traceId": f"{trace:032x}", "spanId": f"{number:016x}", "name": name, "kind": more.pop("kind", 2),
        "startTimeUnixNano": str(start), "endTimeUnixNano": str(start + length),
        "attributes": attributes(more.pop("attributes", {})), **more,
    }
    if parent:
        span["parentSpanId"] = f"{parent:016x}"
    return span


def resource(service: str, spans: list[dict], **more: Any) -> dict:
    return {
        "resource": {"attributes": attributes({"service.name": service, **more})},
        "scopeSpans": [{"scope": {"name": "shop"}, "spans": spans}],
    }


SLOW, QUICK, FAILED = 0x51, 0x52, 0x53


def shop(now: int | None = None) -> dict:
    """Three requests of a shop: a slow one, a quick one that makes a call less, and one that fails."""
    start = (now or time.time_ns()) - 60 * SECOND
    ms = 1_000_000
    front, cart = [], []
    for trace, factor in [(SLOW, 8), (QUICK, 1), (FAILED, 2)]:
        at = start + trace * SECOND // 16
        front.append(span(trace, 1, 0, "GET /checkout", at, 100 * factor * ms, attributes={"http.request.method": "GET", "customer": "ann"}))
        front.append(span(trace, 2, 1, "reserve", at + 5 * ms, 60 * factor * ms, kind=3))
        status = {"code": 2, "message": "out of stock"} if trace == FAILED else {}
        event = {"timeUnixNano": str(at + 9 * ms), "name": "exception", "attributes": attributes({
            "exception.type": "OutOfStock", "exception.message": "no more tea", "exception.stacktrace": "Shop.reserve()\n  at Cart.swift:41\n  at main.swift:7"})}
        cart.append(span(trace, 3, 2, "Cart/Reserve", at + 8 * ms, 50 * factor * ms, status=status, events=[event] if trace == FAILED else []))
        if trace != QUICK:
            cart.append(span(trace, 4, 3, "SELECT stock", at + 10 * ms, 30 * factor * ms, kind=3, attributes={"db.system": "sqlite"}))
    return {"resourceSpans": [resource("front", front), resource("cart", cart, **{"service.version": "1.2.0"})]}


def logs(trace: int, number: int, body: str) -> dict:
    record = {
        "timeUnixNano": str(time.time_ns() - 60 * SECOND), "severityNumber": 17, "severityText": "ERROR",
        "body": {"stringValue": body}, "traceId": f"{trace:032x}", "spanId": f"{number:016x}", "attributes": attributes({"attempt": 2}),
    }
    return {"resourceLogs": [{"resource": {"attributes": attributes({"service.name": "cart"})}, "scopeLogs": [{"logRecords": [record]}]}]}


def send(server, message: dict) -> None:
    kind = {"resourceSpans": "traces", "resourceLogs": "logs", "resourceMetrics": "metrics"}[next(iter(message))]
    answer = requests.post(f"{server.otlp}/v1/{kind}", json=message, timeout=60)
    answer.raise_for_status()
    assert not answer.json().get("partialSuccess"), answer.text
