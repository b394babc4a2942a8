"""The demo shop: one request is one tree over all services, and each fault shows where its description says."""

from __future__ import annotations

import os
import pathlib
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from demo_process import (
    ALL_OF_A_CHECKOUT, Demo, children_of, eventually, gaps, is_mailed, is_running, is_whole, operation, services, shop,
)  # fmt: skip
from skein_process import skein

@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with shop(tmp_path_factory.mktemp("demo"), "--processes") as demo:
        yield demo


def test_a_checkout_is_one_tree_over_all_services_with_its_logs(demo: Demo) -> None:
    answer, identifier = demo.check_out()
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "confirmed"
    report = demo.correlation(identifier, is_whole)

    assert services(report) == ALL_OF_A_CHECKOUT
    assert len(report["traces"]) == 1
    assert report["traces"][0]["root"]["operation"] == "POST /web/checkout"
    assert report["traces"][0]["root"]["service"] == "gateway"
    assert report["silentServices"] == []
    assert not report["traces"][0]["failures"]
    logging = {"web-bff", "orders", "payments", "card-provider", "shipping", "broker", "notifications", "gateway"}
    assert {log["service"] for log in report["logs"]} == logging
    assert all("spanID" in log for log in report["logs"]), "each log stands at its span"

    drawn = skein("correlate", "--server", demo.http, identifier).stdout
    for text in ("gateway", "send shipments", "process order-events", "INSERT mails", "order confirmed"):
        assert text in drawn


def test_the_gateway_lets_in_only_whom_it_knows(demo: Demo) -> None:
    assert requests.get(f"{demo.shop}/web/products", timeout=10).status_code == 200
    for token in ("", "Bearer nonsense", "Bearer a.b.c"):
        answer = requests.get(f"{demo.shop}/home", headers={"authorization": token}, timeout=10)
        assert answer.status_code == 401
        assert answer.headers["x-correlation-id"]


def test_feedback_becomes_a_message(demo: Demo) -> None:
    answer = demo.visit("POST", "/feedback", "nice flowers")
    assert answer.status_code == 202
    report = demo.correlation(
        answer.headers["x-correlation-id"], lambda r: operation(r, "notifications", "INSERT mails")["count"] == 1
    )
    assert len(report["traces"]) == 1


def test_a_slow_payment_provider_is_what_a_checkout_waits_for(demo: Demo) -> None:
    with demo.fault("slow-payments"):
        _, identifier = demo.check_out()
        report = demo.correlation(identifier, is_whole)
    by_service = {service["service"]: service["criticalPath"] for service in report["services"]}
    assert max(by_service, key=by_service.get) == "card-provider", by_service
    assert by_service["card-provider"] > 700_000_000
    red = demo.ask("/api/skein/v1/red", service="card-provider", kind="server", quantiles="0.95")
    assert red["groups"][0]["points"][-1]["max"] > 700_000_000


def test_errors_in_shipping_begin_there_and_are_compensated(demo: Demo) -> None:
    with demo.fault("shipping-errors"):
        answer, identifier = demo.check_out()
        assert answer.status_code == 502
        report = demo.correlation(identifier, is_mailed)
    origins = {failure["service"] for trace in report["traces"] for failure in trace["failures"]}
    assert "shipping" in origins
    assert operation(report, "shipping", "process shipments")["errors"] == 1
    assert operation(report, "payments", "POST /payments/{order}/refund")["count"] == 1
    assert operation(report, "orders", "compensate payment")["count"] == 1
    bodies = [log["body"] for log in report["logs"] if log["severity"] == "error"]
    assert any("no carrier" in body for body in bodies)


def test_a_retry_storm_is_counted_with_what_it_wastes(demo: Demo) -> None:
    def retries(report: dict[str, Any]) -> list[dict[str, Any]]:
        return [group for trace in report["traces"] for group in trace["retries"]]

    with demo.fault("retry-storm"):
        # One request of ten is served at once; of two visits, one is not.
        identifiers = [demo.visit("GET", "/web/products/p3").headers["x-correlation-id"] for _ in range(2)]
        reports = [demo.correlation(identifier, lambda report: not gaps(report)) for identifier in identifiers]
    stormy = max(reports, key=lambda report: operation(report, "catalog", "GET /products/{id}")["count"])
    assert {group["operation"] for group in retries(stormy)} == {"GET catalog", "GET web-bff"}
    assert sum(group["wasted"] for group in retries(stormy)) > 0
    assert operation(stormy, "catalog", "GET /products/{id}")["count"] > 5


def test_n_plus_one_shows_as_a_count_within_one_request(demo: Demo) -> None:
    for _ in range(3):
        _, identifier = demo.check_out()
    demo.correlation(identifier, is_mailed)
    before = demo.visit("GET", "/web/orders")
    count = len(before.json())
    assert count >= 3
    with demo.fault("n-plus-one"):
        after = demo.visit("GET", "/web/orders")
    usual = demo.correlation(
        before.headers["x-correlation-id"], lambda r: operation(r, "orders", "SELECT order_summaries")["count"] == 1
    )
    assert operation(usual, "orders", "SELECT order_lines")["count"] == 0
    report = demo.correlation(
        after.headers["x-correlation-id"], lambda r: operation(r, "orders", "SELECT order_lines")["count"] >= count
    )
    assert operation(report, "orders", "SELECT order_summaries")["count"] == 0


def test_a_chatty_gateway_shows_as_a_count_within_one_request(demo: Demo) -> None:
    usual = demo.visit("GET", "/home")
    with demo.fault("chatty-gateway"):
        chatty = demo.visit("GET", "/home")
    assert len(usual.json()["products"]) == len(chatty.json()["products"]) == 12
    report = demo.correlation(
        usual.headers["x-correlation-id"], lambda r: operation(r, "catalog", "GET /products")["count"] == 1
    )
    assert operation(report, "catalog", "GET /products/{id}")["count"] == 0
    demo.correlation(
        chatty.headers["x-correlation-id"], lambda r: operation(r, "catalog", "GET /products/{id}")["count"] == 12
    )


def test_a_shared_database_has_two_callers(demo: Demo) -> None:
    def callers() -> set[str]:
        answer = demo.ask("/api/skein/v1/dependencies")
        return {
            edge["caller"] for edge in answer["dependencies"] if edge["link"] == "database" and "orders" in edge["callee"]
        }

    demo.check_out()
    eventually(callers, lambda found: found == {"orders"})
    with demo.fault("shared-database"):
        demo.check_out()
    eventually(callers, lambda found: found == {"orders", "shipping"})


def test_a_backlog_of_messages_is_a_gauge_and_a_wait(demo: Demo) -> None:
    query = 'shop_broker_backlog{messaging_destination_name="order-events",messaging_consumer_group_name="notifications"}'

    def backlog() -> float:
        answer = demo.ask("/prometheus/api/v1/query", query=query)
        return max((float(sample["value"][1]) for sample in answer["data"]["result"]), default=0)

    with demo.fault("message-backlog"):
        identifiers = [demo.check_out()[1] for _ in range(7)]
        eventually(backlog, lambda found: found >= 2)
        # The fault stays until the last has had its turn.
        report = demo.correlation(identifiers[-1], is_mailed)
    trace = demo.ask(f"/api/traces/{report['traces'][0]['traceID']}")["data"][0]
    waits = [
        tag["value"] for span in trace["spans"] for tag in span["tags"]
        if tag["key"] == "shop.message.wait_ms" and span["operationName"] == "process order-events"
    ]  # fmt: skip
    assert max(waits) > 2_000


def test_a_wrong_clock_is_corrected_and_stated(demo: Demo) -> None:
    with demo.fault("clock-skew"):
        # What payments sends is moved from now on; earlier spans may still be on their way.
        time.sleep(0.5)
        _, identifier = demo.check_out()
        report = demo.correlation(identifier, is_whole)
    trace = report["traces"][0]
    # What is within its host's own milliseconds may be moved, too.
    corrections = {c["spanID"]: c["nanoseconds"] for c in trace["clockCorrections"] if abs(c["nanoseconds"]) > 1e9}
    assert all(-41e9 < moved < -39e9 for moved in corrections.values()), corrections
    stored = demo.ask(f"/api/traces/{trace['traceID']}", raw="true")["data"][0]
    services = {key: process["serviceName"] for key, process in stored["processes"].items()}
    assert {services[span["processID"]] for span in stored["spans"] if span["spanID"] in corrections} == {"payments"}


def test_lost_context_splits_the_tree_that_the_correlation_id_still_holds_together(demo: Demo) -> None:
    with demo.fault("lost-context"):
        _, identifier = demo.check_out()
        report = demo.correlation(
            identifier, lambda report: is_mailed(report) and services(report) >= ALL_OF_A_CHECKOUT
        )
    assert len(report["traces"]) >= 3
    roots = {trace["root"]["operation"] for trace in report["traces"]}
    assert {"POST /web/checkout", "process shipments", "process order-events"} <= roots


def test_a_bad_deploy_is_told_apart_by_its_version(demo: Demo) -> None:
    def errors_by_version() -> dict[str, int]:
        red = demo.ask(
            "/api/skein/v1/red", service="catalog", operation="GET /products", kind="server", by="service.version"
        )
        return {
            group["attributes"]["service.version"]: sum(point["errors"] for point in group["points"])
            for group in red["groups"]
        }

    before = errors_by_version()
    assert "1.4.1" not in before
    with demo.fault("bad-deploy"):
        time.sleep(1)
        answers = [demo.visit("GET", f"/web/products?query=no.+{number}") for number in range(12)]
        after = eventually(errors_by_version, lambda errors: errors.get("1.4.1", 0) >= 2)
    assert [answer.status_code for answer in answers].count(200) >= 10, "retries hide it from customers"
    assert after["1.4.0"] == before.get("1.4.0", 0)
    versions = demo.ask("/api/skein/v1/services/catalog")["versions"]
    assert versions[0]["version"] == "1.4.1", "what was deployed last comes first"


def test_ctrl_c_and_the_death_of_the_parent_leave_nothing_running(tmp_path: pathlib.Path) -> None:
    with shop(tmp_path, "--processes") as demo:
        children = children_of(demo.process.pid)
        assert len(children) >= 13
        demo.stop()
        assert not any(map(is_running, children))
    with shop(tmp_path, "--processes") as demo:
        children = children_of(demo.process.pid)
        demo.kill()
        eventually(lambda: [child for child in children if is_running(child)] or [0], lambda left: left == [0])


def test_all_services_run_in_one_process_with_customers(tmp_path: pathlib.Path) -> None:
    with shop(tmp_path, "--rate", "5", "--fault", "slow-payments") as demo:
        assert children_of(demo.process.pid) == []
        answer = eventually(
            lambda: demo.ask("/api/skein/v1/red", by="service", kind="server"),
            lambda red: {group["service"] for group in red["groups"]} >= {"gateway", "orders", "catalog", "users"},
        )
        assert answer["damaged"] == 0
        demo.stop()
        assert "stopped" in demo.log


def test_every_fault_has_a_description() -> None:
    environment = os.environ | {"COLUMNS": "100"}
    text = skein("demo", "fault", "list", "--control", "http://127.0.0.1:9", env=environment).stdout
    for name in ("slow-payments", "bad-deploy", "lost-context"):
        assert name in text
