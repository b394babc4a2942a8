"""What people do on the page, ending in the figures that the API gives."""

from __future__ import annotations

import json

import pytest
import requests
import telemetry

FAILED, SLOW, QUICK = (f"{number:032x}" for number in (telemetry.FAILED, telemetry.SLOW, telemetry.QUICK))


def found(page) -> int:
    page.wait_for_selector('.results[aria-busy="false"]')
    return int(page.locator(".tools h1").inner_text().split()[0].replace(",", ""))


def api_count(server, **parameters) -> int:
    parameters = {"start": 0, "limit": 100, **parameters}
    return len(requests.get(f"{server.http}/api/skein/v1/search", params=parameters, timeout=60).json()["traces"])


@pytest.mark.short
def test_search_by_service_operation_and_status(watched, server) -> None:
    page = watched.open("/search?range=all")
    page.wait_for_selector(".virtual .line")
    page.get_by_label("Service", exact=True).select_option("cart")
    page.wait_for_url("**service=cart**")
    assert found(page) == api_count(server, service="cart") == 3
    page.get_by_label("Status").select_option("error")
    page.wait_for_url("**status=error**")
    assert found(page) == api_count(server, service="cart", status="error") == 1
    page.go_back()
    page.wait_for_url(lambda url: "status=error" not in url)
    assert found(page) == 3


def test_search_by_attribute_with_completion(watched, server) -> None:
    page = watched.open("/search?range=all")
    field = page.get_by_label("Attributes")
    field.focus()
    options = page.locator("datalist option")
    options.first.wait_for(state="attached")
    assert "customer=" in [option.get_attribute("value") for option in options.all()]
    field.fill("customer=")
    page.locator('datalist option[value="customer=ann"]').wait_for(state="attached")
    field.fill("customer=ann")
    field.press("Enter")
    page.wait_for_url("**attribute=customer%3Dann**")
    assert found(page) == api_count(server, attribute="customer=ann") == 3
    field.fill("no separator")
    field.press("Enter")
    assert field.get_attribute("aria-invalid") == "true"


def test_search_by_duration_and_text(watched, server) -> None:
    page = watched.open("/search?range=all&minDuration=300ms&service=front")
    assert found(page) == api_count(server, service="front", minDuration="300ms") == 1
    page = watched.open("/search?range=all&text=OUT%20of")
    assert found(page) == api_count(server, text="OUT of") == 1


def test_search_by_conditions(watched, server) -> None:
    page = watched.open("/search?range=all")
    page.wait_for_selector(".virtual .line")
    box = page.get_by_label("Conditions")
    conditions = 'customer=~"a.*" and not (duration<300ms or service=cart)'
    box.fill(conditions)
    box.press("Enter")
    page.wait_for_url("**filter=customer**")
    assert found(page) == api_count(server, filter=conditions) == 1
    page.reload()
    assert found(page) == 1
    assert box.input_value() == conditions
    page.get_by_role("heading", name="All matching spans 1").wait_for()
    box.fill("(customer=ann")
    box.press("Enter")
    page.locator(".hint.error", has_text="character ").wait_for()
    assert box.get_attribute("aria-invalid") == "true"
    assert watched.complaints.pop().endswith("400 (Bad Request)")
    box.fill("")
    box.press("Enter")
    page.wait_for_url(lambda url: "filter" not in url)
    assert found(page) > 1
    assert box.get_attribute("aria-invalid") == "false"


def test_results_are_sorted_and_brushed(watched, server) -> None:
    page = watched.open("/search?range=1h&service=front")
    page.wait_for_selector(".virtual .line")
    page.get_by_role("columnheader", name="Duration").get_by_role("button").click()
    first = page.locator(".virtual .line").first
    assert SLOW in first.get_by_role("link").get_attribute("href")
    watched.settle()
    plot = page.locator(".charts .plot").first.bounding_box()
    page.mouse.move(plot["x"] + 60, plot["y"] + 60)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.5, plot["y"] + 60, steps=5)
    page.mouse.up()
    page.wait_for_url("**start=*")
    assert "range=" not in page.url


def test_the_heat_map_counts_all_spans(watched, server) -> None:
    page = watched.open("/search?range=all&status=error")
    page.wait_for_selector(".virtual .line")
    watched.settle()
    spans = requests.get(f"{server.http}/api/skein/v1/heatmap", params={"start": 0, "status": "error"}, timeout=60).json()["spans"]
    assert str(spans) in page.locator(".charts .panel").nth(1).locator("h2").inner_text()


def test_a_search_is_saved_under_a_name_and_forgotten(watched) -> None:
    page = watched.open("/search?range=all&service=cart&status=error")
    page.wait_for_selector(".virtual .line")
    page.get_by_role("button", name="Saved").click()
    page.get_by_label("Name of this search").fill("<b>broken carts</b>")
    page.get_by_label("Name of this search").press("Enter")
    page = watched.open("/search?range=1h")
    page.wait_for_selector('.results[aria-busy="false"]')
    page.get_by_role("button", name="Saved").click()
    page.get_by_role("button", name="<b>broken carts</b>", exact=True).click()
    page.wait_for_url("**/search?service=cart&status=error&range=all")
    assert found(page) == 1
    page.get_by_role("button", name="Saved").click()
    page.get_by_role("button", name="Forget <b>broken carts</b>").click()
    page.get_by_role("button", name="Saved").click()
    assert page.get_by_role("button", name="Forget").count() == 0


def test_live_mode_shows_what_arrives(server, make_page) -> None:
    watched = make_page(server.http)
    page = watched.open("/search?service=late")
    page.wait_for_selector(".empty")
    page.get_by_role("button", name="Live").click()
    import time
    telemetry.send(server, {"resourceSpans": [telemetry.resource("late", [telemetry.span(0x77, 1, 0, "hello", time.time_ns() - 10**9, 10**6)])]})
    page.locator(".virtual .line").first.wait_for()
    assert "hello" in page.locator(".virtual .line").first.inner_text()


@pytest.mark.short
def test_a_trace_opens_and_its_span_tells_all(watched, server) -> None:
    telemetry.send(server, telemetry.logs(telemetry.FAILED, 3, "tea is gone"))
    page = watched.open(f"/trace/{FAILED}")
    page.wait_for_selector(".waterfall")
    figures = page.locator(".tracehead .figures").inner_text().replace("\n", " ")
    assert "Spans 4" in figures and "Errors 1" in figures and "Duration 200 ms" in figures
    page.keyboard.press("e")
    detail = page.locator(".detail")
    detail.wait_for()
    text = detail.inner_text()
    for word in ["cart", "Cart/Reserve", "out of stock", "exception", "Cart.swift:41", "server"]:
        assert word in text, word
    detail.get_by_text("tea is gone").wait_for()
    assert "span=0000000000000003" in page.url
    page.keyboard.press("ArrowDown")
    assert "SELECT stock" in page.locator(".detail h2").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".detail").count() == 0


@pytest.mark.short
def test_find_counts_and_excludes(watched) -> None:
    page = watched.open(f"/trace/{SLOW}")
    page.wait_for_selector(".waterfall")
    for text, expected in [("cart", "2 of 4"), ("service=cart -select", "1 of 4"), ('"no more tea"', "0 of 4"), ("db.system=sqlite", "1 of 4")]:
        page.get_by_label("Find spans").fill(text)
        page.get_by_text(expected).wait_for()
    page.get_by_label("Find spans").press("Enter")
    assert "SELECT stock" in page.locator(".detail h2").inner_text()


def test_a_share_link_keeps_view_zoom_and_choice(watched) -> None:
    page = watched.open(f"/trace/{SLOW}")
    page.wait_for_selector(".waterfall")
    page.keyboard.press("w")
    page.wait_for_url("**from=*")
    page.keyboard.press("j")
    page.wait_for_url("**span=*")
    url = page.url
    window = page.locator(".minimap .window").get_attribute("style")
    page.goto(url)
    page.wait_for_selector(".detail")
    assert page.locator(".minimap .window").get_attribute("style") == window
    assert page.url == url


def test_statistics_add_up(watched) -> None:
    page = watched.open(f"/trace/{SLOW}?tab=statistics")
    page.wait_for_selector(".virtual .line")
    rows = [row.split("\n") for row in page.locator(".virtual .line").all_inner_texts()]
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["cart: SELECT stock"][:3] == ["1", "240 ms", "240 ms"]
    assert by_name["front: GET /checkout"][2] == "320 ms"
    page.get_by_label("Group by").select_option("@db.system")
    page.get_by_text("1 groups, 1 of 4 spans").wait_for()


@pytest.mark.short
def test_two_traces_are_compared(watched) -> None:
    page = watched.open("/search?range=1h&service=front")
    page.wait_for_selector(".virtual .line")
    for trace in (QUICK, SLOW):
        page.locator(".line", has=page.locator(f'a[href*="{trace}"]')).get_by_role("checkbox").check()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/**")
    page.get_by_role("button", name="Only in B 1").click()
    rows = page.locator(".virtual .line")
    assert rows.count() == 1
    assert "SELECT stock" in rows.inner_text() and "240 ms" in rows.inner_text()


def test_services_are_hidden(watched) -> None:
    page = watched.open(f"/trace/{SLOW}?tab=spans")
    page.wait_for_selector(".virtual .line")
    page.get_by_role("button", name="Services 2").click()
    page.get_by_label("cart").uncheck()
    assert page.locator(".virtual .line").count() == 2


@pytest.mark.short
def test_a_file_is_shown_without_being_stored(watched, server) -> None:
    message = telemetry.shop()
    for group in message["resourceSpans"]:
        for scope in group["scopeSpans"]:
            for span in scope["spans"]:
                span["traceId"] = span["traceId"].replace("00000000000000000000000000000", "f11e0000000000000000000000000", 1)
    page = watched.open("/view")
    page.set_input_files("input[type=file]", {"name": "shop.json", "mimeType": "application/json", "buffer": json.dumps(message).encode()})
    page.get_by_role("button", name="front: GET /checkout").first.click()
    page.wait_for_selector(".waterfall")
    assert "Spans 4" in page.locator(".tracehead .figures").inner_text().replace("\n", " ")
    assert requests.get(f"{server.http}/api/traces/f11e0000000000000000000000000051", timeout=10).status_code == 404


def test_a_jaeger_file_is_shown_as_the_trace_itself(watched, server) -> None:
    jaeger = requests.get(f"{server.http}/api/traces/{SLOW}", timeout=10).content
    page = watched.open("/view")
    page.set_input_files("input[type=file]", {"name": "jaeger.json", "mimeType": "application/json", "buffer": jaeger})
    page.wait_for_selector(".waterfall")
    figures = page.locator(".tracehead .figures").inner_text().replace("\n", " ")
    assert "Duration 800 ms" in figures and "Spans 4" in figures


def test_downloads_are_what_the_api_gives(watched, server) -> None:
    page = watched.open(f"/trace/{SLOW}")
    page.wait_for_selector(".waterfall")
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download OTLP/JSON").click()
    with open(download.value.path(), encoding="utf-8") as file:
        assert json.load(file) == requests.get(f"{server.http}/api/v3/traces/{SLOW}", timeout=10).json()


def test_a_trace_from_a_file_is_downloaded_as_it_was(watched, server) -> None:
    original = requests.get(f"{server.http}/api/v3/traces/{FAILED}", timeout=10).json()["result"]
    page = watched.open("/view")
    page.set_input_files("input[type=file]", {"name": "one.json", "mimeType": "application/json", "buffer": json.dumps(original).encode()})
    page.wait_for_selector(".waterfall")
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download OTLP/JSON").click()
    with open(download.value.path(), encoding="utf-8") as file:
        assert spans_of(json.load(file)) == spans_of(original)


def spans_of(document: dict) -> dict[str, dict]:
    """Each span with its resource and scope, by ID; what is empty or zero left out, as both forms are OTLP/JSON."""
    def full(value):
        if isinstance(value, dict):
            return {key: full(one) for key, one in value.items() if full(one) not in ("", 0, [], {}, None)}
        return [full(one) for one in value] if isinstance(value, list) else value

    return {
        span["spanId"]: full({**span, "resource": group["resource"], "scope": scope["scope"], "flags": 0})
        for group in document["resourceSpans"] for scope in group["scopeSpans"] for span in scope["spans"]
    }


def test_the_span_panel_leads_to_the_rates_of_its_operation(watched) -> None:
    page = watched.open(f"/trace/{FAILED}?span=0000000000000003")
    page.get_by_role("link", name="Rates").click()
    page.wait_for_url("**/services/cart?operation=Cart%2FReserve**")
    page.locator("h2", has_text="in which it failed").wait_for()


def test_the_names_are_as_wide_as_the_reader_wants(watched) -> None:
    page = watched.open(f"/trace/{SLOW}")
    page.wait_for_selector(".waterfall")
    box = page.locator(".waterfall").bounding_box()
    page.mouse.move(box["x"] + 440, box["y"] + 100)
    page.wait_for_selector(".waterfall.resizes")
    page.mouse.down()
    page.mouse.move(box["x"] + 700, box["y"] + 100, steps=4)
    page.mouse.up()
    page.reload()
    page.wait_for_selector(".waterfall")
    page.mouse.move(box["x"] + 700, box["y"] + 100)
    page.wait_for_selector(".waterfall.resizes")
    assert page.locator(".detail").count() == 0


def test_the_critical_path_is_that_of_the_server(watched, server) -> None:
    answer = requests.get(f"{server.http}/api/skein/v1/correlations/{SLOW}", timeout=10).json()
    expected = {one["spanID"]: 0 for one in answer["traces"][0]["criticalPath"]}
    for one in answer["traces"][0]["criticalPath"]:
        expected[one["spanID"]] += one["duration"]
    page = watched.open(f"/trace/{SLOW}")
    actual = page.evaluate(
        """async (id) => {
          const { fetchTrace } = await import("/assets/trace/trace.js");
          const trace = await fetchTrace(id, new AbortController().signal);
          const times = {};
          trace.criticalTimes.forEach((time, place) => { if (time) times[trace.spanID(place)] = time; });
          return times;
        }""",
        SLOW,
    )
    assert actual == expected


def test_an_id_leads_to_its_trace(watched) -> None:
    page = watched.open("/search?range=1h")
    page.keyboard.press("/")
    page.keyboard.type(SLOW)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/trace/{SLOW}")
    page.wait_for_selector(".waterfall")
