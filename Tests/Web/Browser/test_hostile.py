"""Hostile strings wherever telemetry has a text: nothing runs, nothing is asked of anyone else."""

from __future__ import annotations

import json
import random
import re
import time
from urllib.parse import quote

import pytest
import telemetry
from playwright.sync_api import expect
from skein_process import running

SEED = 20261122
COUNT = 500

PAYLOADS = [
    "<script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "<svg/onload=window.pwned=1>",
    "\"><script>window.pwned=1</script>", "'-window.pwned=1-'", "javascript:window.pwned=1", "</title><script>pwned=1</script>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>", "<a href=javascript:pwned=1>x</a>", "${window.pwned=1}",
    "{{constructor.constructor('pwned=1')()}}", "<style>@import 'http://evil.example/x'</style>", "data:text/html,<script>pwned=1</script>",
    "<link rel=stylesheet href=http://evil.example/x>", "<base href=http://evil.example/>", "<form action=http://evil.example><input autofocus onfocus=pwned=1>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=pwned=1>", "__proto__", "constructor", "toString", "\u202eevil\u2066", "\u0000\u001b[31m\u0007",
    "http://evil.example/x.png", "//evil.example/x", "expression(pwned=1)", "x" * 5000, "<details open ontoggle=pwned=1>", "%3Cscript%3Epwned=1%3C/script%3E",
    "url(http://evil.example/x)", "--></textarea><img src=x onerror=pwned=1>",
]


def strings() -> list[str]:
    """Payloads, and what becomes of them by cutting, doubling and changing case."""
    generator = random.Random(SEED)
    result = list(PAYLOADS)
    while len(result) < COUNT:
        text = generator.choice(PAYLOADS)
        match generator.randrange(4):
            case 0: text = text[: generator.randrange(1, len(text) + 1)] + generator.choice(PAYLOADS)
            case 1: text = "".join(generator.choice((one.upper(), one.lower())) for one in text)
            case 2: text = generator.choice(["'", '"', "`", "\\", "\n", "\u2028", "]]>"]) + text
            case _: text = text.replace("pwned", f"pwned{generator.randrange(100)}"[:5])
        result.append(text[:6000])
    return result


def hostile() -> dict:
    """One trace; each span carries hostile strings in twelve places."""
    now = time.time_ns() - 30 * telemetry.SECOND
    groups = []
    for number, text in enumerate(strings()):
        one = telemetry.span(
            0xE71, number + 1, 1 if number else 0, text, now + number * 1000, 10**6,
            attributes={text[:200] or "k": text, "exception.stacktrace": text},
            traceState=text[:200], status={"code": 2, "message": text},
            events=[{"timeUnixNano": str(now), "name": text, "attributes": telemetry.attributes({text[:99] or "k": text})}],
            links=[{"traceId": f"{0xBAD:032x}", "spanId": f"{1:016x}", "attributes": telemetry.attributes({"link": text})}])
        group = telemetry.resource(text[:300], [one], **{"host.name": text})
        group["scopeSpans"][0]["scope"] = {"name": text, "version": text[:50]}
        groups.append(group)
    return {"resourceSpans": groups}


def crowd() -> dict:
    """Requests between services, databases and brokers whose names are hostile, under hostile correlation IDs."""
    now = time.time_ns() - 40 * telemetry.SECOND
    texts = PAYLOADS + strings()[len(PAYLOADS)::40]
    groups = []
    for number, text in enumerate(texts):
        trace, at = 0xC0DE00 + number, now + number * 10**6
        other = texts[(number + 1) % len(texts)]
        names = {"correlation.id": text, "messaging.system": text[:40], "messaging.destination.name": text[:200]}
        database = {"db.system": text[:40], "db.namespace": text[:100], "server.address": text[:100]}
        groups.append(telemetry.resource(text, [
            telemetry.span(trace, 1, 0, text, at, 10**8, attributes={"correlation.id": text, "http.response.status_code": 500, "error.type": text}),
            telemetry.span(trace, 2, 1, text, at + 10**6, 10**7, kind=3),
            telemetry.span(trace, 3, 1, text, at + 10**6, 10**6, kind=3, attributes=database),
            telemetry.span(trace, 4, 1, text, at + 10**6, 10**6, kind=4, attributes=names),
        ], **{"service.version": text[:100]}))
        groups.append(telemetry.resource(other, [
            telemetry.span(trace, 5, 2, other, at + 2 * 10**6, 10**6, status={"code": 2, "message": text}),
            telemetry.span(trace, 6, 4, other, at + 2 * 10**6, 10**6, kind=5, attributes=names),
        ]))
    return {"resourceSpans": groups}


def points() -> dict:
    """Metrics whose names, units, descriptions and labels are hostile."""
    now = str(time.time_ns() - 20 * telemetry.SECOND)
    metrics = [{
        "name": f"m{number} {text}", "unit": text[:50], "description": text,
        "gauge": {"dataPoints": [{"timeUnixNano": now, "asDouble": number, "attributes": telemetry.attributes({text[:100] or "k": text})}]},
    } for number, text in enumerate(PAYLOADS)]
    return {"resourceMetrics": [{"resource": {"attributes": telemetry.attributes({"service.name": PAYLOADS[0]})}, "scopeMetrics": [{"metrics": metrics}]}]}


def board() -> dict:
    """A dashboard in which every text is hostile."""
    panels = [{"id": number, "type": ["timeseries", "stat", "table", "text", text[:20]][number % 5], "title": text, "description": text,
               "gridPos": {"x": 0, "y": number * 4, "w": 24, "h": 4}, "options": {"content": text, "mode": "html"},
               "fieldConfig": {"defaults": {"unit": text}},
               "targets": [{"refId": "A", "expr": [text, "sum by (service_name) (traces_spanmetrics_calls_total)"][number % 2], "legendFormat": text}]}
              for number, text in enumerate(PAYLOADS)]
    return {"title": PAYLOADS[0], "description": PAYLOADS[1], "panels": panels, "templating": {"list": [
        {"name": "v", "label": PAYLOADS[2], "type": "custom", "query": PAYLOADS[3], "options": [{"text": PAYLOADS[4], "value": PAYLOADS[4]}], "current": {"value": PAYLOADS[4]}}]}}


@pytest.fixture(scope="module")
def haunted(tmp_path_factory: pytest.TempPathFactory):
    """A server that holds nothing but hostile strings."""
    folder = tmp_path_factory.mktemp("boards")
    (folder / "evil.json").write_text(json.dumps(board()))
    with running(tmp_path_factory.mktemp("haunted"), options=["--dashboards", str(folder)]) as server:
        telemetry.send(server, hostile())
        telemetry.send(server, crowd())
        telemetry.send(server, points())
        for number, text in enumerate(strings()[::25]):
            telemetry.send(server, telemetry.logs(0xE71, number * 25 + 1, text))
        yield server


# Elements that no page of ours makes.
ALIEN = "script, iframe, style, link, base, img, form[action]"


def expect_nothing_ran(watched) -> None:
    page = watched.page
    assert page.evaluate("window.pwned") is None
    assert page.locator(f"main :is({ALIEN})").count() == 0
    hrefs = page.eval_on_selector_all("a[href]", "(all) => all.map((one) => one.protocol)")
    assert set(hrefs) <= {"http:", "https:", "blob:"}
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, f"{page.url[:200]} is {overflow} pixels too wide"
    watched.expect_silence()


# Walks by key through the panels of a trace's spans; what is in one is looked at at once, what it would do has time
# to happen after every tenth.
WALK = """async ([count, alien]) => {
  const found = [];
  const seen = new Set([location.search]);
  for (let step = 1; step < count; step++) {
    document.querySelector("main").dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true }));
    seen.add(location.search);
    found.push(...document.querySelectorAll(`.detail :is(${alien})`));
    if (step % 10 === 0) await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  }
  return [seen.size, found.map((one) => one.outerHTML)];
}"""


def quoted(text: str) -> str:
    return quote(text, safe="")


EVIL = PAYLOADS[0]


def test_hostile_strings_stay_texts_on_every_page(haunted, make_page) -> None:
    watched = make_page(haunted.http)
    places = {
        "/?range=1h": ".virtual .line",
        f"/services/{quoted(EVIL)}?range=1h": ".virtual .line",
        f"/services/{quoted(EVIL)}?range=1h&operation={quoted(EVIL)}": "figure.chart",
        "/map?range=1h": ".map .node.broker",
        f"/map?range=1h&around={quoted(EVIL)}": ".map .node",
        "/logs?range=all": ".records summary",
        "/logs?range=all&view=patterns": "td.number",
        f"/logs?range=all&text={quoted(EVIL)}&service={quoted(EVIL)}": ".records summary, .empty",
        f"/query?range=1h&q={quoted('traces_spanmetrics_calls_total')}": "figure.chart",
        f"/query?range=1h&q={quoted('{__name__=~' + chr(34) + 'm.*' + chr(34) + '}')}": "figure.chart, .empty, .notice",
        f"/query?range=1h&q={quoted(EVIL)}": ".notice",
        "/dashboards": ".panel a",
        "/dashboards/evil": ".dashboard .panel",
        f"/dashboards/{quoted(EVIL)}": ".empty",
        f"/correlation/{quoted(EVIL)}": ".virtual .line",
        f"/correlation/{0xE71:032x}": ".virtual .line",
        "/search?range=1h&status=error": ".virtual .line",
        f"/search?service={quoted(EVIL)}&text={quoted(PAYLOADS[1])}&attribute={quoted('a=' + PAYLOADS[3])}": ".results[aria-busy=false]",
        f"/compare/{0xE71:032x}/{0xC0DE00:032x}": ".virtual .line",
        f"/trace/{quoted(EVIL)}": ".empty, .notice",
    }
    for path, sign in places.items():
        watched.page.set_viewport_size({"width": 1440, "height": 800})
        page = watched.open(path)
        page.wait_for_selector(sign)
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 800})
            watched.settle()
            # A question that is none is answered with 400, which browsers note.
            watched.complaints = [one for one in watched.complaints if not re.search("status of 40[04] ", one)]
            expect_nothing_ran(watched)


def test_hostile_strings_stay_texts_in_a_trace(haunted, make_page) -> None:
    watched = make_page(haunted.http)
    for tab in ["timeline", "flame", "statistics", "spans", "graph", "events"]:
        page = watched.open(f"/trace/{0xE71:032x}?tab={tab}")
        page.wait_for_selector(".tracebody > *")
        watched.settle()
        expect_nothing_ran(watched)
    page = watched.open(f"/trace/{0xE71:032x}?span={1:016x}")
    page.wait_for_selector(".detail")
    assert page.evaluate(WALK, [COUNT, ALIEN]) == [COUNT, []]
    page.get_by_label("Find spans").fill("<script> -x=y")
    page.get_by_text("of 500").wait_for()
    expect_nothing_ran(watched)


@pytest.mark.short
def test_a_hostile_file_stays_text(watched) -> None:
    page = watched.open("/view")
    page.set_input_files("input[type=file]", {"name": f"{EVIL}.json", "mimeType": "application/json", "buffer": json.dumps(hostile()).encode()})
    page.wait_for_selector(".waterfall")
    expect_nothing_ran(watched)
    page = watched.open("/view")
    page.set_input_files("input[type=file]", {"name": "<img src=x onerror=pwned=1>.json", "mimeType": "application/json", "buffer": b"<script>pwned=1</script>"})
    expect(page.get_by_role("alert")).to_contain_text("<img src=x onerror=pwned=1>")
    expect_nothing_ran(watched)


def test_links_of_attributes_lead_nowhere_but_over_http(watched) -> None:
    watched.open("/search")
    verdicts = watched.page.evaluate(
        """async () => {
          const { isSafeURL } = await import("/assets/core/dom.js");
          return ["https://a.example/x", "/search", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
            "//evil.example", " javascript:alert(1)", "vbscript:x", "file:///etc/passwd", "java\\nscript:x"].map(isSafeURL);
        }"""
    )
    assert verdicts == [True, True] + [False] * 8
