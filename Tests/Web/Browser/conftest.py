"""Fixtures: one loaded server and one browser for all tests, a fresh watched page for each."""

from __future__ import annotations

import atexit
import functools
import os
import pathlib
import subprocess
import sys
import time

import pytest
import telemetry
from playwright.sync_api import sync_playwright
from skein_process import ROOT, binary, free_port, running, skein

CHROMIUM = os.environ.get("SKEIN_CHROMIUM", "/usr/bin/chromium")
SCREENSHOTS = pathlib.Path(os.environ.get("SKEIN_SCREENSHOTS", ROOT / ".build/test-reports/ui"))
FIXTURES = sorted((ROOT / "Tests/Fixtures").glob("*.otlp.gz"))


def pytest_sessionstart() -> None:
    if not binary().exists():
        pytest.exit(f"{binary()} is missing; `make build` makes it", returncode=2)
    if not os.access(CHROMIUM, os.X_OK):
        pytest.exit(f"{CHROMIUM} is missing; scripts/setup-ui.sh installs it, SKEIN_CHROMIUM names another", returncode=2)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)


@functools.cache
def page_base(http: str) -> str:
    """Where the page of a server is. With SKEIN_ASSETS=disk its files come from the sources: no build between edit and test."""
    if os.environ.get("SKEIN_ASSETS") != "disk":
        return http
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, ROOT / "scripts/web-dev.py", "--port", str(port), "--skein", http], stdout=subprocess.PIPE)
    atexit.register(process.terminate)
    process.stdout.readline()  # It says where it listens when it does.
    return f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory):
    """A server with all captures of Tests/Fixtures and a few requests of a shop, made a moment ago."""
    with running(tmp_path_factory.mktemp("ui")) as server:
        for capture in FIXTURES:
            skein("import", capture, "--to", server.otlp)
        telemetry.send(server, telemetry.shop())
        yield server


@pytest.fixture(scope="session")
def empty_server(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("empty")) as server:
        yield server


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


# Two frames: the first draws what came, the second shows that nothing was asked for anew.
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"

# Notes each report of a broken Content-Security-Policy before anything of the page runs.
WATCH = """
addEventListener("securitypolicyviolation", (event) => {
  (window.reports ??= []).push(`${event.violatedDirective}: ${event.blockedURI}`);
});
"""


class Watched:
    """A page that remembers whatever a good page never does."""

    def __init__(self, browser, base: str, **options) -> None:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        self.base = page_base(base)
        self.context = browser.new_context(**options)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.asked = 0
        self.awaited: set = set()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        for over in ("requestfinished", "requestfailed"):
            self.page.on(over, lambda request: self.awaited.discard(request))

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request) -> None:
        self.asked += 1
        self.awaited.add(request)
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.strangers.append(request.url)

    def open(self, path: str):
        self.page.goto(self.base + path)
        return self.page

    def settle(self, patience: float = 20) -> None:
        """Waits until all that was asked for has come and is drawn: no fixed time, as `networkidle` is half a second."""
        end = time.monotonic() + patience
        while True:
            asked = self.asked
            self.page.evaluate(FRAMES)
            if not self.awaited and self.asked == asked:
                return
            assert time.monotonic() < end, f"still awaited: {[one.url for one in self.awaited]}"

    def expect_silence(self) -> None:
        reports = self.page.evaluate("window.reports ?? []")
        assert not self.complaints, self.complaints
        assert not self.strangers, self.strangers
        assert not reports, reports


@pytest.fixture
def watched(browser, server):
    """A watched page of the loaded server; silent to the end."""
    page = Watched(browser, server.http)
    yield page
    page.expect_silence()
    page.context.close()


@pytest.fixture
def make_page(browser):
    pages: list[Watched] = []

    def make(base: str, **options) -> Watched:
        pages.append(Watched(browser, base, **options))
        return pages[-1]

    yield make
    for page in pages:
        page.context.close()


@pytest.fixture(scope="session")
def screenshots() -> pathlib.Path:
    return SCREENSHOTS


if str(ROOT / "Tests/EndToEnd") not in sys.path:
    sys.path.append(str(ROOT / "Tests/EndToEnd"))
