#!/usr/bin/env python3
"""Measures the page in Chromium by the browser's own tracing: a large trace, and the search page of a large store.

  .venv-ui/bin/python Tests/Web/Browser/measure.py trace [--spans 100000]
  .venv-ui/bin/python Tests/Web/Browser/measure.py search --url http://127.0.0.1:16686

`trace` starts a server of its own (SKEIN_BINARY, SKEIN_ASSETS as for the tests). `search` asks a running one.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import statistics
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "EndToEnd"))

import conftest
import large_trace
from playwright.sync_api import sync_playwright
from skein_process import running

CATEGORIES = "devtools.timeline,disabled-by-default-devtools.timeline,blink.user_timing,toplevel"

# Marks when something is there and has been painted, and notes the time between frames while asked to.
WATCH = """
window.paintedWhen = (name, test) => new Promise((resolve) => {
  const look = () => {
    if (!test()) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => resolve(performance.mark(name).startTime)));
  };
  look();
});
window.framesDuring = async (work) => {
  const times = [];
  let isOver = false;
  let last = performance.now();
  const frame = (now) => { times.push(now - last); last = now; if (!isOver) requestAnimationFrame(frame); };
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); });
  await work;
  isOver = true;
  return times;
};
"""


class Tracing:
    """What Chromium says of its own work between `start` and `stop`."""

    def __init__(self, page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.events: list[dict] = []

    def start(self) -> None:
        self.events = []
        self.session.on("Tracing.dataCollected", lambda data: self.events.extend(data["value"]))
        self.session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": CATEGORIES.split(",")}})

    def stop(self, page) -> None:
        done: list[bool] = []
        self.session.once("Tracing.tracingComplete", lambda _: done.append(True))
        self.session.send("Tracing.end")
        while not done:
            page.wait_for_timeout(20)

    def mark(self, name: str) -> float:
        """When a mark was set, in milliseconds."""
        return next(one["ts"] for one in self.events if one["name"] == name and "blink.user_timing" in one["cat"]) / 1000

    def finished(self, part: str) -> float:
        """When the last answer to a request whose URL has a part had come whole."""
        data = [one["args"].get("data", {}) | {"ts": one["ts"], "name": one["name"]} for one in self.events if one["name"].startswith("Resource")]
        wanted = {one["requestId"] for one in data if one["name"] == "ResourceSendRequest" and part in one["url"]}
        return max(one["ts"] for one in data if one["name"] == "ResourceFinish" and one["requestId"] in wanted) / 1000

    def tasks(self) -> list[float]:
        """How long the tasks of the thread that draws the page took, in milliseconds, the longest first."""
        threads = {one["args"]["name"]: (one["pid"], one["tid"]) for one in self.events if one["name"] == "thread_name"}
        main = [(pid, tid) for name, (pid, tid) in threads.items() if name == "CrRendererMain"]
        marked = {(one["pid"], one["tid"]) for one in self.events if "blink.user_timing" in one["cat"]} or set(main)
        return sorted((one["dur"] / 1000 for one in self.events
                       if one["name"] in ("RunTask", "ThreadControllerImpl::RunTask") and one.get("dur") and (one["pid"], one["tid"]) in marked), reverse=True)


def frames(times: list[float]) -> dict:
    times = sorted(times)
    return {"frames": len(times), "median_ms": round(statistics.median(times), 1), "p95_ms": round(times[int(len(times) * 0.95)], 1),
            "longest_ms": round(times[-1], 1)}


def memory(page, session) -> dict:
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")
    result = {"heap_MB": round(heap["usedSize"] / 1e6, 1), "buffers_MB": round(heap.get("backingStorageSize", 0) / 1e6, 1)}
    whole = page.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    sizes = []
    for process in whole:
        if process["type"] == "renderer":
            status = pathlib.Path(f"/proc/{process['id']}/status").read_text()
            sizes.append(next(int(line.split()[1]) / 1e3 for line in status.splitlines() if line.startswith("RssAnon")))
    return result | {"renderer_private_MB": round(max(sizes), 1)}


def measure_trace(browser, spans: int) -> dict:
    with tempfile.TemporaryDirectory() as folder, running(pathlib.Path(folder)) as server:
        large_trace.send(server, spans)
        base = conftest.page_base(server.http)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.add_init_script(WATCH)
        result: dict = {"spans": spans}
        opened = []
        for _ in range(3):
            page.goto("about:blank")
            tracing = Tracing(page)
            tracing.start()
            page.goto(f"{base}/trace/{large_trace.ID:032x}", wait_until="commit")
            rows = page.evaluate("paintedWhen('rows', () => document.querySelector('.waterfall canvas')?.width > 300)")
            page.wait_for_timeout(1500)
            tracing.stop(page)
            opened.append({"from_answer_to_rows_ms": round(tracing.mark("rows") - tracing.finished("/columns")),
                           "from_request_to_rows_ms": round(rows),
                           "longest_task_ms": round(tracing.tasks()[0], 1)})
        result["opening"] = opened
        page.keyboard.press("[")
        page.wait_for_timeout(500)
        result["scrolling"] = during(page, "scroll")
        result["zooming"] = during(page, "zoom")
        result["memory"] = memory(page, page.context.new_cdp_session(page))
        return result


# Real input: a wheel that turns fast, with and without Ctrl.
def during(page, manner: str) -> dict:
    box = page.locator(".waterfall").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    tracing = Tracing(page)
    tracing.start()
    page.evaluate("performance.mark('begin'); window.over = new Promise((resolve) => { window.end = resolve; }); window.frameTimes = framesDuring(over); 0")
    session = page.context.new_cdp_session(page)
    for step in range(180):
        session.send("Input.dispatchMouseEvent", {
            "type": "mouseWheel", "x": box["x"] + box["width"] * 0.7, "y": box["y"] + box["height"] / 2, "deltaX": 0,
            "deltaY": (600 if manner == "scroll" else -40 if step % 60 < 30 else 40), "modifiers": 0 if manner == "scroll" else 2})
    times = page.evaluate("end(), frameTimes")
    tracing.stop(page)
    tasks = tracing.tasks()
    return frames(times) | {"longest_task_ms": round(tasks[0], 1), "tasks_over_50_ms": sum(task > 50 for task in tasks)}


def measure_search(browser, url: str, path: str) -> dict:
    base = conftest.page_base(url)
    times = []
    for _ in range(7):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script(WATCH)
        tracing = Tracing(page)
        tracing.start()
        page.goto(base + path, wait_until="commit")
        form, results = page.evaluate("""() => Promise.all([
          paintedWhen('form', () => document.querySelector('.search form')),
          paintedWhen('results', () => document.querySelector('.results[aria-busy="false"] .virtual .line, .results[aria-busy="false"] .empty')),
        ])""")
        page.wait_for_timeout(300)
        tracing.stop(page)
        times.append({"form_ms": round(form), "results_ms": round(results), "longest_task_ms": round(tracing.tasks()[0], 1)})
        context.close()
    return {"path": path, "runs": times, "median_results_ms": statistics.median(one["results_ms"] for one in times)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("trace").add_argument("--spans", type=int, default=100_000)
    search = commands.add_parser("search")
    search.add_argument("--url", default="http://127.0.0.1:16686")
    search.add_argument("--path", action="append", help="a path of the page; may be repeated")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=conftest.CHROMIUM, args=["--no-sandbox"])
        if options.command == "trace":
            print(json.dumps(measure_trace(browser, options.spans), indent=1))
        else:
            for path in options.path or ["/search?range=all", "/search"]:
                print(json.dumps(measure_search(browser, options.url, path)))
        browser.close()


if __name__ == "__main__":
    main()
