"""Behind a proxy the page and the API lie below a path."""

from __future__ import annotations

import os

import pytest
import requests
import telemetry
from skein_process import running
from test_pages import views

pytestmark = pytest.mark.skipif(os.environ.get("SKEIN_ASSETS") == "disk", reason="the server itself has to serve the page")

BASE = "/tools/skein"


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("below"), options=["--base-path", BASE]) as server:
        telemetry.send(server, telemetry.shop())
        telemetry.send(server, telemetry.logs(telemetry.FAILED, 3, "tea is gone"))
        yield server


def test_every_view_stays_below_the_base_path(below, make_page) -> None:
    watched = make_page(below.http + BASE)
    for path, sign in views(below).values():
        page = watched.open(path)
        page.wait_for_selector(sign)
        watched.settle()
        outside = page.eval_on_selector_all(
            "a[href]", "(all, base) => all.map((one) => one.pathname).filter((path) => !path.startsWith(base))", BASE + "/")
        assert outside == [], path
        watched.expect_silence()


def test_links_shortcuts_and_downloads_work_below_it(below, make_page) -> None:
    watched = make_page(below.http + BASE)
    page = watched.open("/")
    page.locator(".virtual .line a", has_text="cart").first.click()
    page.wait_for_url(f"**{BASE}/services/cart**")
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Search").click()
    page.wait_for_url(f"**{BASE}/search**")
    # The URL changes before the view does: a link of the service's page is no trace.
    page.locator(".results .virtual .line a").first.click()
    page.wait_for_url(f"**{BASE}/trace/*")
    page.wait_for_selector(".waterfall")
    page.get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Jaeger JSON").click()
    assert download.value.url.startswith(f"{below.http}{BASE}/api/traces/")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Skein, start page").click()
    page.wait_for_url(f"**{BASE}/")
    watched.expect_silence()


def test_a_proxy_may_remove_the_path_or_leave_it(below) -> None:
    for path in ["/api/v3/services", f"{BASE}/api/v3/services"]:
        assert requests.get(below.http + path, timeout=10).json()["services"] == ["cart", "front"]
    for path in ["/search", f"{BASE}/search"]:
        assert f'src="{BASE}/assets/main.js"' in requests.get(below.http + path, timeout=10).text
    answer = requests.get(below.http + BASE + "?x=1", timeout=10, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (308, BASE + "/?x=1")
    assert requests.get(f"{below.http}{BASE}more/search", timeout=10).status_code == 404
