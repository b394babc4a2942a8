"""Starts, watches and stops the real executable."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXCERPT = ROOT / "Tests/Fixtures/nezha-excerpt.traces.otlp.gz"
METRICS = ROOT / "Tests/Fixtures/nezha-excerpt.metrics.otlp.gz"


def binary() -> pathlib.Path:
    """The executable under test: SKEIN_BINARY, else the release build."""
    path = pathlib.Path(os.environ.get("SKEIN_BINARY", ".build/release/skein"))
    return path if path.is_absolute() else ROOT / path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def skein(*arguments: object, check: bool = True, **options) -> subprocess.CompletedProcess:
    """Runs a command to its end; its output is text, without a terminal."""
    options.setdefault("timeout", 120)
    done = subprocess.run(
        [binary(), *map(str, arguments)], capture_output=True, text=True, stdin=subprocess.DEVNULL, **options
    )
    if check:
        assert done.returncode == 0, f"skein {' '.join(map(str, arguments))}: {done.returncode}\n{done.stderr}"
    return done


class Server:
    """A running `skein serve`, `collector` or `query`, on ports that the system has chosen for it."""

    def __init__(
        self,
        database: pathlib.Path,
        log: pathlib.Path,
        command: str = "serve",
        prepare: Callable[[], None] | None = None,
        options: Sequence[str] = (),
    ) -> None:
        self.database = database
        self.command = command
        self.options = list(options)
        self.log_path = log
        self.otlp_port = 0
        self.grpc_port = 0
        self.http_port = 0
        arguments: list[str | os.PathLike[str]] = [binary(), command, "--db", database]
        if command != "query":
            arguments += ["--otlp-http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0"]
        if command != "collector":
            arguments += ["--http", "127.0.0.1:0"]
        arguments += options
        self.started = time.monotonic()
        with log.open("ab") as output:
            # Earlier processes may have written to the same log.
            self._log_start = output.tell()
            self.process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=prepare
            )

    @property
    def scheme(self) -> str:
        return "https" if "--tls-cert" in self.options else "http"

    @property
    def grpc(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.grpc_port}"

    @property
    def otlp(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.otlp_port}"

    @property
    def http(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.http_port}"

    @property
    def traces(self) -> str:
        return f"{self.otlp}/v1/traces"

    @property
    def log(self) -> str:
        return self.log_path.read_bytes()[self._log_start :].decode(errors="replace")

    def wait_until_ready(self, timeout: float = 15) -> float:
        """Waits until requests are answered; returns the seconds since the start of the process."""
        while time.monotonic() - self.started < timeout:
            assert self.process.poll() is None, (
                f"skein {self.command} ended with {self.process.returncode}:\n{self.log}"
            )
            if self._knows_its_ports() and self._answers():
                return time.monotonic() - self.started
            time.sleep(0.005)
        raise AssertionError(f"skein {self.command} is not ready after {timeout} s:\n{self.log}")

    def _knows_its_ports(self) -> bool:
        """Reads from the greeting where the process listens."""
        log = self.log
        receiving = re.search(r"https?://127\.0\.0\.1:(\d+)/v1/traces\b", log)
        calling = re.search(r"https?://127\.0\.0\.1:(\d+), all signals\b", log)
        answering = re.search(r"https?://127\.0\.0\.1:(\d+)\n", log)
        self.otlp_port = int(receiving[1]) if receiving else 0
        self.http_port = int(answering[1]) if answering else 0
        self.grpc_port = int(calling[1]) if calling else 0
        return (receiving is not None and calling is not None or self.command == "query") and (
            answering is not None or self.command == "collector"
        )

    def _answers(self) -> bool:
        addresses = {"serve": [self.http, self.otlp], "collector": [self.otlp], "query": [self.http]}[self.command]
        if self.scheme == "https":
            # It may ask for a certificate; that it listens is enough.
            return True
        with contextlib.suppress(requests.ConnectionError):
            return all(requests.get(f"{address}/ready", timeout=5).status_code == 200 for address in addresses)
        return False

    def stop(self, timeout: float = 15) -> None:
        """Ends the process as an operator would, and expects it to end well."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            self.kill()
            raise AssertionError(f"{self.command} did not stop within {timeout} s of SIGTERM:\n{self.log}") from error
        assert status == 0, f"skein {self.command} ended with {status}:\n{self.log}"

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    # What the system knows about the process

    def memory(self, field: str = "VmRSS") -> int:
        """Bytes of memory: VmRSS is what it holds now, VmHWM the most it ever held."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
        raise AssertionError(f"no {field}")

    def open_files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    # What it says about itself

    def metrics(self) -> dict[str, float]:
        """Every sample of /metrics, by its name with labels."""
        answer = requests.get(f"{self.http}/metrics", timeout=10)
        assert answer.status_code == 200
        samples = (line for line in answer.text.splitlines() if line and not line.startswith("#"))
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in samples)}


@contextlib.contextmanager
def running(
    directory: pathlib.Path, command: str = "serve", database: pathlib.Path | None = None, **options
) -> Iterator[Server]:
    """A server for the length of a block; it must stop well unless the block failed or killed it."""
    server = Server(database or directory / "skein.db", directory / f"{command}.log", command, **options)
    try:
        server.wait_until_ready()
        yield server
        if server.process.returncode is None:
            server.stop()
    finally:
        server.kill()
