"""Traces that are kept for longer: the button, the notice, the list."""

from __future__ import annotations

import pytest
import requests
import telemetry
from skein_process import running


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("archive")) as server:
        telemetry.send(server, telemetry.shop())
        yield server


def test_a_trace_is_kept_says_so_and_is_listed(keeping, make_page) -> None:
    watched = make_page(keeping.http)
    page = watched.open("/search?range=all")
    page.wait_for_selector(".results .virtual .line")
    page.get_by_role("button", name="Archived").click()
    page.wait_for_url("**archive=true**")
    page.get_by_role("heading", name="No trace is archived").wait_for()
    page = watched.open(f"/trace/{telemetry.FAILED:032x}")
    keep = page.get_by_role("button", name="Keep", exact=True)
    keep.click()
    page.get_by_text("This trace was kept").wait_for()
    assert page.get_by_role("button", name="Kept").get_attribute("aria-pressed") == "true"
    archived = requests.get(f"{keeping.http}/api/skein/v1/archive", timeout=20).json()["traces"]
    assert [one["traceID"] for one in archived] == [f"{telemetry.FAILED:032x}"]
    page = watched.open(f"/trace/{telemetry.SLOW:032x}")
    page.get_by_role("button", name="Keep", exact=True).wait_for()
    assert page.get_by_text("This trace was kept").count() == 0
    page = watched.open("/search?archive=true")
    page.get_by_role("heading", name="1 archived trace").wait_for()
    assert page.locator(".results .virtual .line").count() == 1
    page.get_by_role("button", name="Archived").click()
    page.wait_for_url(lambda url: "archive" not in url)
    watched.expect_silence()
