"""Starts, uses and stops `skein demo`: the shop with Skein beside it."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import requests
from skein_process import binary, skein

T = TypeVar("T")

ALL_OF_A_CHECKOUT = {
    "gateway", "web-bff", "users", "orders", "catalog", "payments", "card-provider", "shipping", "broker",
    "notifications",
}  # fmt: skip


class Demo:
    """A running `skein demo` on free ports, without customers of its own."""

    def __init__(self, directory: pathlib.Path, *options: str) -> None:
        self.log_path = directory / "demo.log"
        self.database = directory / "demo.db"
        arguments = [
            binary(), "demo", "--db", self.database, "--otlp-http", "127.0.0.1:0", "--http", "127.0.0.1:0",
            "--shop-port", "0", "--control-port", "0", "--rate", "0", "--quiet", *options,
        ]  # fmt: skip
        with self.log_path.open("wb") as output:
            # A parent that is killed cannot remove its folder; pytest does.
            self.process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env=os.environ | {"TMPDIR": str(directory)},
            )  # fmt: skip
        self.http = self.shop = self.control = ""
        self._token = ""

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def wait_until_open(self, timeout: float = 60) -> None:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"skein demo ended with {self.process.returncode}:\n{self.log}"
            greeting = re.search(
                r"answering queries on (http://\S+)\n.*shop is open at (http://[\d.]+:\d+).*--control (http://[\d.:]+)",
                self.log,
                re.DOTALL,
            )
            if greeting:
                self.http, self.shop, self.control = greeting.groups()
                return
            time.sleep(0.05)
        raise AssertionError(f"the shop did not open within {timeout} s:\n{self.log}")

    def stop(self, how: signal.Signals = signal.SIGINT, timeout: float = 30) -> None:
        self.process.send_signal(how)
        status = self.process.wait(timeout)
        assert status == 0, f"skein demo ended with {status}:\n{self.log}"

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    # As a customer

    def visit(self, method: str, path: str, body: Any = None, customer: str = "c1") -> requests.Response:
        if not self._token:
            answer = requests.post(f"{self.shop}/login", json={"id": customer, "password": "tulip"}, timeout=15)
            assert answer.status_code == 200, answer.text
            self._token = answer.json()["token"]
        headers = {"authorization": f"Bearer {self._token}"}
        return requests.request(method, self.shop + path, json=body, headers=headers, timeout=30)

    def check_out(self) -> tuple[requests.Response, str]:
        """Buys two things; answers with the correlation ID, too."""
        lines = [{"product": "p1", "quantity": 2}, {"product": "p7", "quantity": 1}]
        answer = self.visit("POST", "/web/checkout", {"lines": lines})
        return answer, answer.headers["x-correlation-id"]

    # As an operator

    @contextlib.contextmanager
    def fault(self, name: str) -> Iterator[None]:
        skein("demo", "fault", "set", name, "--control", self.control)
        # Services are told at once; they are waiting for it.
        time.sleep(0.5)
        try:
            yield
        finally:
            skein("demo", "fault", "clear", "--control", self.control)
            time.sleep(0.5)

    def ask(self, path: str, **parameters: object) -> Any:
        answer = requests.get(self.http + path, params=parameters, timeout=30)
        assert answer.status_code in (200, 404), answer.text
        return answer.json() if answer.status_code == 200 else None

    def correlation(self, identifier: str, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The report on an ID, once it is as expected and nothing more arrives for it.

        Each process sends for itself, every 250 ms: what is expected may be there before what stands beside it.
        """

        def ask() -> Any:
            return self.ask(f"/api/skein/v1/correlations/{identifier}")

        report = eventually(ask, until)
        while True:
            time.sleep(1)
            later = eventually(ask, until)
            if extent(later) == extent(report):
                return later
            report = later


def extent(report: dict[str, Any]) -> tuple[int, int]:
    """How many spans and log records it is about."""
    return sum(operation["count"] for operation in report["operations"]), len(report["logs"])


def services(report: dict[str, Any]) -> set[str]:
    return {service["service"] for service in report["services"]}


def operation(report: dict[str, Any], service: str, name: str) -> dict[str, Any]:
    """The figures of an operation; all zero when it was not called."""
    found = [o for o in report["operations"] if (o["service"], o["operation"]) == (service, name)]
    return found[0] if found else {"count": 0, "errors": 0, "criticalPath": 0}


def is_mailed(report: dict[str, Any]) -> bool:
    """A mail is the last thing that happens to an order; the read model may be as late."""
    return (
        operation(report, "notifications", "INSERT mails")["count"] > 0
        and operation(report, "notifications", "process order-events")["count"] > 0
        and operation(report, "orders", "process order-events")["count"] > 0
        and any(log["body"] == "mail sent" for log in report["logs"])
    )


def is_whole(report: dict[str, Any]) -> bool:
    """All of a checkout that was not refused has arrived."""
    return is_mailed(report) and services(report) >= ALL_OF_A_CHECKOUT and not gaps(report)


def gaps(report: dict[str, Any]) -> list[Any]:
    return [gap for trace in report["traces"] for gap in trace["missingParents"]]


def children_of(process: int) -> list[int]:
    """Of all its threads."""
    lists = pathlib.Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for children in lists for child in children.read_text().split()]


def is_running(process: int) -> bool:
    status = pathlib.Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(ask: Callable[[], T | None], until: Callable[[T], bool] = bool, timeout: float = 60) -> T:
    """Asks again until the answer is as expected; nobody may be there yet."""
    deadline = time.monotonic() + timeout
    answer = None
    while time.monotonic() < deadline:
        with contextlib.suppress(requests.ConnectionError):
            answer = ask()
            if answer is not None and until(answer):
                return answer
        time.sleep(0.1)
    raise AssertionError(f"not as expected after {timeout} s: {answer}")


@contextlib.contextmanager
def shop(directory: pathlib.Path, *options: str) -> Iterator[Demo]:
    demo = Demo(directory, *options)
    try:
        demo.wait_until_open()
        yield demo
        if demo.process.returncode is None:
            demo.stop()
    finally:
        demo.kill()
