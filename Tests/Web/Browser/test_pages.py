"""Every view loads, says nothing on the console, and can be used by everyone; what it looks like is kept."""

from __future__ import annotations

import os

import accessibility
import pytest
import requests
import telemetry

SIZES = {"wide": (1920, 1080), "narrow": (360, 740)}
OF_THE_WORKER = {f"trace/{name}.js" for name in ("worker", "columns", "layout", "read-file", "column-builder")}
NEZHA = "range=all&service=ts-preserve-service"


def largest_trace(server) -> str:
    answer = requests.get(f"{server.http}/api/skein/v1/search", params={"start": 0, "limit": 500}, timeout=60).json()
    return max(answer["traces"], key=lambda trace: trace["spans"])["traceID"]


def views(server) -> dict[str, tuple[str, str]]:
    """The path of each view, and what is there once it has loaded."""
    trace = largest_trace(server)
    failed, slow, quick = (f"{number:032x}" for number in (telemetry.FAILED, telemetry.SLOW, telemetry.QUICK))
    return {
        "search": ("/search?range=all", ".virtual .line"),
        "search-nothing": ("/search?text=nothing-has-this", ".empty"),
        "trace": (f"/trace/{trace}", ".waterfall"),
        "trace-detail": (f"/trace/{failed}?span=0000000000000003", ".detail"),
        "trace-flame": (f"/trace/{trace}?tab=flame", ".flame"),
        "trace-statistics": (f"/trace/{trace}?tab=statistics", ".virtual .line"),
        "trace-spans": (f"/trace/{trace}?tab=spans", ".virtual .line"),
        "trace-graph": (f"/trace/{trace}?tab=graph", ".treegraph .node"),
        "trace-events": (f"/trace/{failed}?tab=events", ".virtual .line"),
        "compare": (f"/compare/{quick}/{slow}", ".virtual .line"),
        "file": ("/view", ".drop"),
        "overview": ("/?range=1h", ".virtual .line"),
        "overview-nothing": ("/?start=1000000000&end=3600000000000", ".empty"),
        "service": ("/services/front?range=1h", "figure.chart"),
        "operation": ("/services/front?range=1h&operation=GET%20%2Fcart", "h1"),
        "map": ("/map?range=1h", ".map .node"),
        "logs": ("/logs?range=all", ".records summary"),
        "logs-patterns": ("/logs?range=all&view=patterns", "td.number"),
        "metrics": ("/query?range=1h", ".completes"),
        "metrics-chart": ("/query?range=1h&q=sum(traces_spanmetrics_calls_total)", "figure.chart, .empty"),
        "dashboards": ("/dashboards", ".panel"),
        "dashboard": ("/dashboards/red-overview", ".dashboard .panel"),
        "correlation": (f"/correlation/{failed}", ".track"),
    }


# A visit is what costs: one serves all that is asked of a view.
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_views_load_in_silence_with_names_roles_and_contrast(server, make_page, screenshots, theme: str, size: str) -> None:
    width, height = SIZES[size]
    watched = make_page(server.http, viewport={"width": width, "height": height}, color_scheme=theme)
    for name, (path, sign) in views(server).items():
        page = watched.open(path)
        page.wait_for_selector(sign)
        watched.settle()
        page.screenshot(path=screenshots / f"{name}-{theme}-{size}.png")
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{name} is {overflow} pixels too wide"
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        assert accessibility.faults(page) == [], name
        assert unnamed_modules(page) == set(), name
        watched.expect_silence()


def unnamed_modules(page) -> set[str]:
    """Modules that a view has loaded though its document does not name them: each costs a round trip more."""
    if os.environ.get("SKEIN_ASSETS") == "disk":
        return set()  # Only the server itself names them.
    named, loaded = page.evaluate(
        """() => [
          [...document.querySelectorAll("link[rel=modulepreload]")].map((one) => one.href),
          performance.getEntriesByType("resource").map((one) => one.name).filter((one) => one.endsWith(".js")),
        ]"""
    )
    return {one.split("/assets/")[1] for one in set(loaded) - set(named)} - {"core/theme.js", *OF_THE_WORKER}


def test_a_missing_trace_says_so(server, make_page) -> None:
    watched = make_page(server.http)
    page = watched.open("/trace/00000000000000000000000000000bad")
    page.get_by_role("heading", name="This trace is not here").wait_for()


def test_an_unknown_view_is_no_file_of_the_page(server) -> None:
    answer = requests.get(f"{server.http}/nothing", timeout=10)
    assert answer.status_code == 404


def test_the_first_run_explains_itself_and_ends_with_the_first_span(empty_server, make_page, screenshots) -> None:
    watched = make_page(empty_server.http)
    page = watched.open("/search")
    page.get_by_role("heading", name="Nothing here yet").wait_for()
    page.screenshot(path=screenshots / "first-run-light-wide.png")
    telemetry.send(empty_server, telemetry.shop())
    page.locator(".virtual .line").first.wait_for()
    assert page.locator(".virtual .line").count() == 3
    watched.expect_silence()


def test_the_theme_is_kept(watched) -> None:
    page = watched.open("/search?range=all")
    before = page.evaluate("document.documentElement.dataset.theme")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.reload()
    page.wait_for_selector(".virtual .line")
    assert page.evaluate("document.documentElement.dataset.theme") != before


def test_no_shift_of_layout(watched) -> None:
    page = watched.open("/search?range=all")
    page.wait_for_selector(".virtual .line")
    watched.settle()
    shift = page.evaluate(
        """() => new Promise((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(sum), 300);
        })"""
    )
    assert shift < 0.1
