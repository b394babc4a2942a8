"""Fixtures: `server` is a fresh `skein serve`; its log is shown when a test fails."""

import pathlib

import pytest
from skein_process import EXCERPT, binary, running


def pytest_sessionstart() -> None:
    if not binary().exists():
        pytest.exit(f"{binary()} is missing; `make build` makes it", returncode=2)


@pytest.fixture
def server(tmp_path: pathlib.Path):
    with running(tmp_path) as server:
        yield server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    if report.failed:
        directory = item.funcargs.get("tmp_path") if hasattr(item, "funcargs") else None
        for log in sorted(directory.glob("*.log")) if directory else []:
            report.sections.append((f"log of skein {log.stem}", log.read_text(errors="replace")[-20_000:]))
    return report


@pytest.fixture
def excerpt() -> pathlib.Path:
    assert EXCERPT.exists(), f"{EXCERPT} belongs to the repository"
    return EXCERPT
