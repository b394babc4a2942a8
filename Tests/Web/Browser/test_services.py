"""The pages over many traces end with the figures that the API gives."""

from __future__ import annotations

import json
import time

import pytest
import requests
import telemetry
from playwright.sync_api import expect
from skein_process import running

FAILED = f"{telemetry.FAILED:032x}"
SECOND = 1_000_000_000


@pytest.fixture(scope="module")
def span() -> dict[str, str]:
    """A range that does not move while figures are compared: the last hour and the next minute."""
    end = (time.time_ns() // (60 * SECOND) + 2) * 60 * SECOND
    return {"start": str(end - 3600 * SECOND), "end": str(end)}


def api(server, path: str, **parameters) -> dict:
    answer = requests.get(f"{server.http}/api/skein/v1/{path}", params=parameters, timeout=60)
    answer.raise_for_status()
    return answer.json()


def query(span: dict[str, str]) -> str:
    return f"start={span['start']}&end={span['end']}"


def figures(page) -> dict[str, str]:
    page.locator("dl.figures dt", has_text="Requests").first.wait_for()
    return dict(zip(page.locator("dl.figures dt").all_inner_texts(), page.locator("dl.figures dd").all_inner_texts()))


@pytest.mark.short
def test_the_overview_counts_what_the_api_counts(watched, server, span) -> None:
    page = watched.open(f"/?{query(span)}")
    shown = figures(page)
    total = api(server, "red", kind="server,consumer", **span)["groups"][0]["points"][0]
    services = [group["service"] for group in api(server, "red", by="service", **span)["groups"]]
    assert int(shown["Requests"].replace(",", "")) == total["count"]
    assert int(shown["Services"]) == len(services)
    rows = page.locator(".virtual .line")
    expect(rows).to_have_count(len(services))
    # The service that failed stands first.
    assert rows.first.inner_text().startswith("cart")
    page.get_by_label("Filter services").fill("front")
    expect(rows).to_have_count(1)


def test_from_the_overview_to_a_service_to_its_failure(watched, server, span) -> None:
    page = watched.open(f"/?{query(span)}")
    page.locator(".virtual .line a", has_text="cart").first.click()
    page.wait_for_url("**/services/cart?**")
    # The page before stays until the next one is there.
    expect(page.locator("h1")).to_contain_text("cart")
    requests_of_cart = api(server, "services/cart", **span)["requests"]
    assert figures(page)["Requests"] == str(requests_of_cart["count"])
    page.get_by_text("1.2.0").first.wait_for()
    page.locator("ul.plain a", has_text="Cart/Reserve").first.click()
    page.wait_for_url(f"**/trace/{FAILED}**")
    page.locator(".waterfall").wait_for()


def test_an_operation_has_a_page(watched, server, span) -> None:
    page = watched.open(f"/services/front?{query(span)}")
    page.get_by_role("link", name="GET /checkout").first.click()
    page.wait_for_url("**operation=GET**")
    expect(page.locator("h1")).to_contain_text("GET /checkout")
    point = api(server, "red", service="front", operation="GET /checkout", **span)["groups"][0]["points"][0]
    page.locator("h2", has_text="in which it failed").wait_for()
    assert figures(page)["Requests"] == str(point["count"])


def test_operations_are_sorted_filtered_and_lead_to_traces(watched, server, span) -> None:
    page = watched.open(f"/services/front?{query(span)}")
    panel = page.locator("section", has=page.get_by_role("heading", name="Operations"))
    rows = panel.locator(".virtual .line")
    rows.first.wait_for()
    operations = api(server, "services/front", **span)["operations"]
    expect(rows).to_have_count(len(operations))
    longest = max(operations, key=lambda one: one["count"] * one["mean"])
    assert longest["operation"] in rows.first.inner_text()
    panel.locator(".spark").first.wait_for()
    panel.get_by_label("Filter operations").fill("reserve")
    expect(rows).to_have_count(1)
    rows.get_by_role("link", name="Traces of reserve").click()
    page.wait_for_url("**/search?service=front&operation=reserve**")


def test_the_map_shows_what_is_around_a_service(watched, span) -> None:
    page = watched.open(f"/map?{query(span)}&around=front")
    page.locator(".map .node").first.wait_for()
    names = lambda: set(page.locator(".map .node").evaluate_all("(all) => all.map((one) => one.dataset.name)"))
    assert names() == {"user", "front", "cart"}
    page.get_by_label("How far around").select_option("2")
    page.wait_for_url("**depth=2**")
    assert len(names()) == 4  # and the database of the cart


@pytest.mark.short
def test_the_map_and_its_table_show_the_calls(watched, server, span) -> None:
    page = watched.open(f"/map?{query(span)}")
    page.locator(".map .node").first.wait_for()
    calls = api(server, "dependencies", **span)["dependencies"]
    pairs = {(call["caller"], call["callee"]) for call in calls}
    assert page.locator(".map .node").count() == len({name for pair in pairs for name in pair})
    assert page.locator('table[aria-label="Calls"] tbody tr').count() == len(pairs)
    page.locator('.map .node[data-name="cart"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/cart**")


def test_messages_lead_through_their_broker(server, make_page) -> None:
    now = time.time_ns() - 10 * SECOND
    named = {"messaging.system": "kafka", "messaging.destination.name": "parcels"}
    telemetry.send(server, {"resourceSpans": [
        telemetry.resource("packer", [telemetry.span(0xB20, 1, 0, "parcels publish", now, 10**6, kind=4, attributes=named)]),
        telemetry.resource("courier", [telemetry.span(0xB20, 2, 1, "parcels process", now + 10**6, 10**7, kind=5, attributes=named)])]})
    page = make_page(server.http).open("/map?range=1h&around=kafka%3Aparcels")
    broker = page.locator('.map .node.broker[data-name="kafka:parcels"]')
    broker.wait_for()
    page.get_by_label("Only around a service").select_option("packer")
    page.get_by_label("How far around").select_option("2")
    page.locator('.map .edge[data-from="kafka:parcels"][data-to="courier"]').wait_for(state="attached")
    assert page.locator('.map .edge[data-from="packer"][data-to="courier"]').count() == 0


def test_all_time_of_logs_is_theirs_and_not_that_of_spans(server, make_page) -> None:
    record = telemetry.logs(0xB21, 1, "long before any span")
    record["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]["timeUnixNano"] = str(100_000 * SECOND)
    telemetry.send(server, record)
    page = make_page(server.http).open("/logs?range=all&text=long+before")
    expect(page.locator(".records summary")).to_have_count(1)


@pytest.mark.short
def test_logs_are_found_counted_and_lead_to_their_trace(watched, server, span) -> None:
    telemetry.send(server, telemetry.logs(telemetry.FAILED, 3, "no more <tea> for ann"))
    page = watched.open(f"/logs?{query(span)}&text=tea")
    page.locator(".records summary").first.wait_for()
    found = api(server, "logs", text="tea", **span)["logs"]
    assert page.locator(".records summary").count() == len(found)
    assert page.locator("h2", has_text="Log records").inner_text().split()[-1] == str(
        api(server, "logs/histogram", text="tea", **span)["records"])
    page.locator(".records summary").first.click()
    page.locator(".facts").get_by_role("link", name="Trace").click()
    page.wait_for_url(f"**/trace/{FAILED}**")


@pytest.mark.short
def test_a_correlation_shows_spans_logs_and_causes(watched, server) -> None:
    page = watched.open(f"/correlation/{FAILED}")
    shown = figures(page)
    report = api(server, f"correlations/{FAILED}")
    assert shown["Spans"] == str(report["spans"])
    assert shown["Log records"] == str(len(report["logs"]))
    page.locator(".virtual .line", has_text="Cart/Reserve").first.wait_for()
    origins = sum(len(trace["failures"]) for trace in report["traces"])
    page.get_by_role("heading", name=f"Where failures began ({origins})").wait_for()


def test_metrics_are_completed_and_drawn(watched, span) -> None:
    page = watched.open(f"/query?{query(span)}")
    box = page.get_by_label("PromQL")
    box.press_sequentially("traces_spanmetrics_cal")
    page.get_by_role("option", name="traces_spanmetrics_calls_total").first.wait_for()
    box.press("Tab")
    assert box.input_value() == "traces_spanmetrics_calls_total"
    box.press("Enter")
    page.locator("figure.chart").wait_for()
    assert page.locator('table[aria-label="Series"] tbody tr').count() > 0


@pytest.mark.short
def test_dashboards_are_listed_and_drawn(watched, server) -> None:
    page = watched.open("/dashboards")
    page.locator(".panel a").first.wait_for()
    listed = api(server, "dashboards")["dashboards"]
    assert page.locator(".panel a").count() == len(listed) >= 4
    page.get_by_role("link", name="Skein: RED overview").click()
    page.locator(".dashboard .panel").first.wait_for()
    panels = api(server, "dashboards/red-overview")["panels"]
    assert page.locator(".dashboard .panel").count() == len(panels)
    watched.settle()
    assert page.locator(".dashboard .error").count() == 0


def test_dashboards_of_a_folder_stand_beside_ours(tmp_path, make_page) -> None:
    folder = tmp_path / "boards"
    folder.mkdir()
    board = {"title": "My shop", "panels": [{
        "id": 1, "type": "stat", "title": "Calls", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 4},
        "targets": [{"refId": "A", "expr": "sum(traces_spanmetrics_calls_total)"}]}]}
    (folder / "shop.json").write_text(json.dumps(board))
    (folder / "broken.json").write_text("{")
    with running(tmp_path, options=["--dashboards", str(folder)]) as server:
        telemetry.send(server, telemetry.shop())
        listed = {one["name"]: one for one in api(server, "dashboards")["dashboards"]}
        assert listed["shop"] == {"name": "shop", "title": "My shop", "isBuiltIn": False}
        assert listed["red-overview"]["isBuiltIn"] and "broken" not in listed
        page = make_page(server.http).open("/dashboards")
        page.get_by_role("link", name="My shop").click()
        expect(page.locator(".dashboard .panel")).to_contain_text("Calls")
        (folder / "shop.json").write_text(json.dumps(board | {"title": "My other shop"}))
        page = make_page(server.http).open("/dashboards/shop")
        expect(page.locator("h1")).to_have_text("My other shop")


def test_the_range_goes_along_from_page_to_page(watched, span) -> None:
    page = watched.open(f"/?{query(span)}")
    page.locator(".virtual .line").first.wait_for()
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Map").click()
    page.wait_for_url(f"**/map?**{span['start']}**")
