"""A service keeps on disk what it cannot send: nothing is lost when Skein or the service is restarted."""

from __future__ import annotations

import contextlib
import pathlib
import subprocess
import time

import requests
from skein_process import Server, binary, free_port


class Catalog:
    """A service of the demo shop, which keeps a spool, in a process of its own."""

    def __init__(self, directory: pathlib.Path, collector: str) -> None:
        self.port = free_port()
        with (directory / "catalog.log").open("ab") as log:
            self.process = subprocess.Popen(
                [binary(), "demo", "service", "catalog", "--service-version", "1.4.0", "--collector", collector,
                 "--data", directory, "--port", str(self.port)],
                stdin=subprocess.PIPE, stdout=log, stderr=log,
            )  # fmt: skip
        wait_until(lambda: requests.get(f"{self.url}/health", timeout=5).ok, "the service does not answer")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def work(self, traces: range) -> None:
        for number in traces:
            header = {"traceparent": f"00-{trace_id(number)}-00f067aa0ba902b7-01"}
            assert requests.get(f"{self.url}/products/p1", headers=header, timeout=20).ok

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(60) == 0


def trace_id(number: int) -> str:
    return f"{0xABC000 + number:032x}"


def wait_until(look, what: str) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        with contextlib.suppress(requests.ConnectionError):
            if look():
                return
        time.sleep(0.05)
    raise AssertionError(what)


def start_skein(directory: pathlib.Path, port: int) -> Server:
    server = Server(directory / "skein.db", directory / "serve.log", options=["--otlp-http", f"127.0.0.1:{port}"])
    server.wait_until_ready(60)
    return server


def test_nothing_is_lost_when_skein_and_then_the_service_is_restarted(tmp_path: pathlib.Path) -> None:
    port = free_port()
    spool = tmp_path / "catalog-1.spool"
    server = start_skein(tmp_path, port)
    service = Catalog(tmp_path, server.otlp)
    try:
        service.work(range(20))
        server.kill()
        service.work(range(20, 40))
        wait_until(lambda: any(spool.glob("*-traces-*.otlp")), "nothing is on disk")
        service.work(range(40, 60))
        service.stop()
        assert any(spool.glob("*-logs-*.otlp")) or any(spool.glob("*-traces-*.otlp"))

        # Another process finds what the first has left, still without a collector.
        service = Catalog(tmp_path, f"http://127.0.0.1:{port}")
        service.work(range(60, 80))
        server = start_skein(tmp_path, port)
        service.work(range(80, 100))

        def missing() -> list[int]:
            # A request is a span of the server and one of its database.
            def is_whole(number: int) -> bool:
                answer = requests.get(f"{server.http}/api/traces/{trace_id(number)}", timeout=10)
                return answer.ok and len(answer.json()["data"][0]["spans"]) == 2

            return [number for number in range(100) if not is_whole(number)]

        wait_until(lambda: not missing(), "spans are missing")
        wait_until(lambda: not any(spool.iterdir()), "files are left")
        service.stop()
        server.stop()
    finally:
        service.process.kill()
        service.process.wait()
        server.kill()
