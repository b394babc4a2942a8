"""Hostile strings wherever telemetry has a text: nothing runs, nothing is asked of anyone else."""

from __future__ import annotations

import random
import time

import telemetry

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


def test_hostile_strings_stay_texts(server, make_page) -> None:
    texts = strings()
    assert len(texts) == COUNT
    telemetry.send(server, hostile())
    for number in range(0, COUNT, 25):
        telemetry.send(server, telemetry.logs(0xE71, number + 1, texts[number]))
    watched = make_page(server.http)
    page = watched.open("/search?range=1h&status=error")
    page.wait_for_selector(".virtual .line")
    page.wait_for_load_state("networkidle")
    for tab in ["timeline", "flame", "statistics", "spans", "graph", "events"]:
        page = watched.open(f"/trace/{0xE71:032x}?tab={tab}")
        page.wait_for_selector(".tracebody > *")
        page.wait_for_load_state("networkidle")
    page = watched.open(f"/trace/{0xE71:032x}")
    page.wait_for_selector(".waterfall")
    for _ in range(COUNT):
        page.keyboard.press("j")
    page.wait_for_selector(".detail")
    page.get_by_label("Find spans").fill("<script> -x=y")
    page.get_by_text("of 500").wait_for()
    page = watched.open("/search?service=%3Cscript%3Ewindow.pwned%3D1%3C/script%3E&text=%3Cimg+src=x+onerror=pwned=1%3E&attribute=a=%22%3E%3Csvg/onload=pwned=1%3E")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.pwned") is None
    assert page.locator("main script, main iframe, main style, main link, main base, main img").count() == 0
    hrefs = page.eval_on_selector_all("a[href]", "(all) => all.map((one) => one.protocol)")
    assert set(hrefs) <= {"http:", "https:", "blob:"}
    watched.expect_silence()


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
