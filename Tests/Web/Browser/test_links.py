"""Links to other systems, made by patterns: where they lead, and that values say nothing of it."""

from __future__ import annotations

import json

import pytest
import telemetry
from skein_process import running, skein

HOSTILE = "../?a=1&b=#x\"><script>alert(1)</script> javascript:alert(2)"
PATTERNS = [
    {"type": "traces", "url": "https://logs.example/#{traceID}?from=#{startTime | add -1000000 | epoch_micros_to_date_iso}", "text": "Logs of #{traceName}"},
    {"type": "traces", "url": "https://logs.example/#{nothing}", "text": "Never"},
    {"type": "tags", "key": "order", "url": "https://shop.example/orders/#{order}?trace=#{trace.traceID}", "text": "Order #{order}"},
    {"type": "tags", "key": "order", "url": "https://shop.example/#{shelf | pad_start 6 0}", "text": "Shelf"},
    {"type": "tags", "key": ["order", "shelf"], "url": "https://shop.example/#{missing}", "text": "Never"},
    {"type": "process", "key": "host", "url": "http://hosts.example/#{host}", "text": "Host"},
    {"type": "logs", "key": "code", "url": "https://errors.example/#{code}/#{order}", "text": "Code"},
]
START = 1_700_000_000_000_000_000


@pytest.fixture(scope="module")
def linking(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("links")
    file = folder / "links.json"
    file.write_text(json.dumps({"linkPatterns": PATTERNS}))
    with running(folder, options=["--link-patterns", str(file)]) as server:
        event = {"timeUnixNano": str(START), "name": "failed", "attributes": telemetry.attributes({"code": 7})}
        spans = [
            telemetry.span(0x71, 1, 0, "GET /order", START, 2_000_000, attributes={"shelf": "42"}),
            telemetry.span(0x71, 2, 1, "pack", START, 1_000_000, attributes={"order": HOSTILE}, events=[event]),
        ]
        telemetry.send(server, {"resourceSpans": [telemetry.resource("shop", spans, host="box/1")]})
        yield server


def links(page, place: str) -> dict[str, str]:
    return {one.inner_text(): one.get_attribute("href") for one in page.locator(f'{place} a[target="_blank"]').all()}


def test_traces_and_attributes_lead_to_other_systems(linking, make_page) -> None:
    watched = make_page(linking.http)
    page = watched.open(f"/trace/{0x71:032x}?span={2:016x}")
    page.wait_for_selector(".detail")
    assert links(page, ".tracehead") == {
        "Logs of shop: GET /order ↗": f"https://logs.example/{0x71:032x}?from=2023-11-14T22%3A13%3A19.000Z"}
    order = "..%2F%3Fa%3D1%26b%3D%23x%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%20javascript%3Aalert(2)"
    page.locator(".detail summary", has_text="Resource").click()
    assert links(page, ".detail") == {
        f"Order {HOSTILE} ↗": f"https://shop.example/orders/{order}?trace={0x71:032x}",
        "Shelf ↗": "https://shop.example/000042",
        "Code ↗": f"https://errors.example/7/{order}",
        "Host ↗": "http://hosts.example/box%2F1",
    }
    assert page.locator('.detail a[target="_blank"]').first.get_attribute("rel") == "noopener noreferrer"
    watched.expect_silence()


def test_a_file_that_is_wrong_stops_the_start(tmp_path) -> None:
    file = tmp_path / "links.json"
    file.write_text(json.dumps([{"type": "traces", "url": "javascript:alert(1)", "text": "no"}]))
    done = skein("serve", "--db", tmp_path / "x.db", "--http", "127.0.0.1:0", "--otlp-http", "127.0.0.1:0",
                 "--link-patterns", file, check=False, timeout=20)
    assert done.returncode != 0
    assert "pattern 1: 'url' does not begin with http:// or https://" in done.stderr
