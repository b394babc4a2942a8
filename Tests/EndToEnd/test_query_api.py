"""Jaeger's HTTP contracts, as existing clients rely on them. What every parameter does is tested in Swift."""

from __future__ import annotations

import base64
import json

import pytest
import requests
from otlp import START, attributes, flatten, request, span, trace_hex
from skein_process import Server
from wire import read_trace, store

ENVELOPE = {"data", "total", "limit", "offset", "errors"}
MICROSECONDS = START // 1_000


@pytest.fixture
def shop(server: Server) -> Server:
    """Three traces: one across two services, one that fails, one with a 64-bit ID."""
    store(server, request([span(1, 1, kind=2, name="GET /cart"), span(1, 2, parent=1, kind=3, name="SELECT")], "cart"))
    store(server, request([span(1, 3, parent=2, kind=2, name="query", attributes=attributes({"rows": 42}))], "db"))
    store(server, request([span(2, 1, kind=2, name="GET /cart", status={"code": 2, "message": "sold out"})], "cart"))
    wide = span(3, 1, kind=4, name="enqueue")
    wide.trace_id = bytes.fromhex("5b8efff798038103d269b633813fc60c")
    store(server, request([wide], "mailer"))
    return server


def get(server: Server, path: str, **parameters) -> requests.Response:
    return requests.get(f"{server.http}{path}", params=parameters, timeout=10)


def search(server: Server, **parameters) -> list[str]:
    parameters.setdefault("start", MICROSECONDS - 1_000_000)
    parameters.setdefault("end", MICROSECONDS + 1_000_000)
    answer = get(server, "/api/traces", **parameters)
    assert answer.status_code == 200, answer.text
    return sorted(trace["traceID"] for trace in answer.json()["data"])


def expect_error(answer: requests.Response, status: int, message: str = "") -> None:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == ENVELOPE
    assert (body["data"], body["total"], body["limit"], body["offset"]) == (None, 0, 0, 0)
    (error,) = body["errors"]
    assert error["code"] == status
    assert message in error["msg"]


def test_every_answer_has_jaegers_envelope(shop: Server) -> None:
    for path, total in [
        ("/api/services", 3),
        ("/api/services/cart/operations", 2),
        ("/api/operations?service=cart", 2),
        ("/api/traces?service=cart", 0),
        (f"/api/traces/{trace_hex(1)}", 0),
    ]:
        answer = get(shop, path)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Type"].startswith("application/json")
        body = answer.json()
        assert set(body) == ENVELOPE
        assert (body["total"], body["limit"], body["offset"], body["errors"]) == (total, 0, 0, None), path


def test_services_and_operations_are_listed(shop: Server) -> None:
    assert sorted(get(shop, "/api/services").json()["data"]) == ["cart", "db", "mailer"]
    assert sorted(get(shop, "/api/services/cart/operations").json()["data"]) == ["GET /cart", "SELECT"]
    listed = get(shop, "/api/operations", service="cart").json()["data"]
    assert sorted((each["name"], each["spanKind"]) for each in listed) == [
        ("GET /cart", "server"),
        ("SELECT", "client"),
    ]
    listed = get(shop, "/api/operations", service="cart", spanKind="client").json()["data"]
    assert [each["name"] for each in listed] == ["SELECT"]


def test_an_empty_store_answers_with_empty_lists(server: Server) -> None:
    for path in ("/api/services", "/api/services/none/operations", "/api/traces?service=none"):
        assert get(server, path).json()["data"] == []


def test_searches_find_whole_traces_by_conditions_on_one_span(shop: Server) -> None:
    first, second, third = "0000000000000001", "0000000000000002", "5b8efff798038103d269b633813fc60c"
    assert search(shop) == [first, second, third]
    assert search(shop, service="cart") == [first, second]
    assert search(shop, service="db") == [first]
    assert search(shop, service="db", operation="query", tag="rows:42") == [first]
    assert search(shop, service="cart", tag="rows:42") == []
    assert search(shop, service="cart", tags=json.dumps({"error": "true"})) == [second]
    assert search(shop, service="cart", minDuration="1ms", maxDuration="1ms") == [first, second]
    assert search(shop, minDuration="1000001ns") == []
    assert search(shop, service="cart", limit=1) in ([first], [second])
    assert search(shop, end=MICROSECONDS - 1) == []
    spans = get(shop, "/api/traces", service="db", start=0).json()["data"][0]["spans"]
    assert len(spans) == 3


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("limit", "many"),
        ("start", "yesterday"),
        ("end", "1.5"),
        ("minDuration", "5"),
        ("maxDuration", "fast"),
        ("tag", "no colon"),
        ("tags", "{"),
        ("tags", '{"rows":42}'),
        ("traceID", "xyz!"),
    ],
)
def test_a_parameter_that_does_not_parse_is_named(shop: Server, parameter: str, value: str) -> None:
    expect_error(get(shop, "/api/traces", service="cart", **{parameter: value}), 400)


def test_errors_have_jaegers_envelope(shop: Server) -> None:
    expect_error(get(shop, f"/api/traces/{trace_hex(99)}"), 404, "trace not found")
    expect_error(get(shop, "/api/traces/not-an-id!"), 400)
    expect_error(get(shop, "/api/operations"), 400)
    expect_error(get(shop, "/api/traces", minDuration="2s", maxDuration="1s"), 400)


def test_missing_ids_of_several_are_reported_beside_the_others(shop: Server) -> None:
    answer = get(shop, "/api/traces", traceID=[trace_hex(1), trace_hex(99)])
    assert answer.status_code == 200
    assert [trace["traceID"] for trace in answer.json()["data"]] == ["0000000000000001"]
    (error,) = answer.json()["errors"]
    assert int(error["traceID"], 16) == 99
    assert "code" not in error or error["code"] == 0


@pytest.mark.parametrize("path", ["/api/nothing", "/api/", "/api/services/cart/other", "/api/v3/nothing", "/other"])
def test_an_unknown_path_is_not_found(shop: Server, path: str) -> None:
    assert get(shop, path).status_code == 404


def test_a_trace_is_found_by_every_form_of_its_id(shop: Server) -> None:
    whole = "5b8efff798038103d269b633813fc60c"
    forms = [whole, whole.upper(), base64.b64encode(bytes.fromhex(whole)).decode()]
    forms += [base64.urlsafe_b64encode(bytes.fromhex(whole)).decode().rstrip("=")]
    for form in forms:
        path = "/api/traces/" + requests.utils.quote(form, safe="")
        assert [trace["traceID"] for trace in get(shop, path).json()["data"]] == [whole], form
    for form in ("1", "0000000000000001", trace_hex(1)):
        assert [trace["traceID"] for trace in get(shop, f"/api/traces/{form}").json()["data"]] == ["0000000000000001"]


def test_zipkins_shared_span_ids_survive(server: Server) -> None:
    """Client and server of one call under one ID: both are stored, and shown as parent and child."""
    client, server_side = span(1, 7, kind=3, name="call"), span(1, 7, kind=2, name="call")
    store(server, request([client], "a"))
    store(server, request([server_side], "b"))
    raw = get(server, f"/api/traces/{trace_hex(1)}", raw="true").json()["data"][0]["spans"]
    assert [each["spanID"] for each in raw] == ["0000000000000007"] * 2
    assert len(flatten(read_trace(server, trace_hex(1)))) == 2
    adjusted = get(server, f"/api/traces/{trace_hex(1)}").json()["data"][0]["spans"]
    by_kind = {tag["value"]: each for each in adjusted for tag in each["tags"] if tag["key"] == "span.kind"}
    assert by_kind["client"]["spanID"] == "0000000000000007"
    assert by_kind["server"]["references"][0]["spanID"] == "0000000000000007"
    assert by_kind["server"]["spanID"] != "0000000000000007"


def test_pretty_printing_indents_by_four(shop: Server) -> None:
    assert '\n    "data"' in get(shop, "/api/services", prettyPrint="true").text
    assert "\n" not in get(shop, "/api/services", prettyPrint="false").text.strip()


def test_every_answer_forbids_the_browser_to_run_or_guess_anything(shop: Server) -> None:
    for path in ("/api/services", "/api/traces/zz!", "/nothing", "/metrics", "/health"):
        headers = get(shop, path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert "default-src 'none'" in headers["Content-Security-Policy"], path


def test_the_v3_api_speaks_otlp(shop: Server) -> None:
    assert sorted(get(shop, "/api/v3/services").json()["services"]) == ["cart", "db", "mailer"]
    operations = get(shop, "/api/v3/operations", service="mailer").json()["operations"]
    assert operations == [{"name": "enqueue", "spanKind": "producer"}]
    window = {"query.startTimeMin": "2023-11-14T22:13:00Z", "query.startTimeMax": "2023-11-14T22:14:00Z"}
    found = get(shop, "/api/v3/traces", **window, **{"query.serviceName": "db"}).json()["result"]["resourceSpans"]
    assert sum(len(scope["spans"]) for each in found for scope in each["scopeSpans"]) == 3
    missing = get(shop, f"/api/v3/traces/{trace_hex(99)}")
    assert missing.status_code == 404
    assert missing.json()["error"]["httpCode"] == 404


def test_health_and_readiness(server: Server) -> None:
    assert get(server, "/health").status_code == 200
    assert get(server, "/ready").status_code == 200


def test_hostile_names_are_data(server: Server) -> None:
    """Names that would mean something to SQL, JSON, HTML, a path or a terminal are found and given back as they are."""
    hostile = [
        "'; DROP TABLE segment; --",
        "</script><script>",
        "../../etc/passwd",
        '"}]',
        "\x1b[2J\x07",
        "a\r\nb",
        "%00",
    ]
    for number, name in enumerate(hostile, 1):
        store(server, request([span(number, 1, name=name, attributes=attributes({name: name}))], service=name))
    assert sorted(get(server, "/api/services").json()["data"]) == sorted(hostile)
    for number, name in enumerate(hostile, 1):
        path = "/api/services/" + requests.utils.quote(name, safe="") + "/operations"
        assert get(server, path).json()["data"] == [name]
        found = search(server, service=name, operation=name, tags=json.dumps({name: name}))
        assert [int(each, 16) for each in found] == [number]
