"""Every panel of the dashboards finds data in a store that holds a shop's traffic."""

from __future__ import annotations

import json
import pathlib
import re

import pytest
import requests
from shop import Shop, open_shop
from skein_process import ROOT, Server, running

BOARDS = sorted((ROOT / "dashboards").glob("*.json"))
# What only a Prometheus that scrapes the collector can answer.
SCRAPED = "collector-health"
VARIABLES = {"$__rate_interval": "5m", "$__range": "30m", "$service": "cart"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("shop")) as server:
        yield server, open_shop(server)


def load(path: pathlib.Path) -> dict:
    return json.loads(path.read_text())


def queries(board: dict) -> list[tuple[str, str]]:
    """The title of each panel with its queries."""
    return [(panel["title"], target["expr"]) for panel in board["panels"] for target in panel.get("targets", [])]


def test_the_dashboards_are_there() -> None:
    assert [path.stem for path in BOARDS] == ["collector-health", "correlation", "red-overview", "service-detail"]
    uids = [load(path)["uid"] for path in BOARDS]
    assert len(set(uids)) == len(uids)


@pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)
def test_a_dashboard_is_in_grafanas_form(path: pathlib.Path) -> None:
    board = load(path)
    assert board["schemaVersion"] >= 36
    variables = {variable["name"] for variable in board["templating"]["list"]}
    panels = board["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])
        }
        assert not cells & taken, f"{panel['title']} covers another panel"
        taken |= cells
        for target in panel.get("targets", []):
            assert target["datasource"]["uid"] == "${datasource}"
            assert len({each["refId"] for each in panel["targets"]}) == len(panel["targets"])
    used = set(re.findall(r"\$\{?(\w+)", json.dumps(board))) - {"__rate_interval", "__range", "__data", "__all"}
    assert used <= variables


@pytest.mark.parametrize("path", [path for path in BOARDS if path.stem != SCRAPED], ids=lambda path: path.stem)
def test_every_panel_finds_data(shop: tuple[Server, Shop], path: pathlib.Path) -> None:
    server, sent = shop
    asked = queries(load(path))
    assert asked
    for title, expression in asked:
        for name, value in VARIABLES.items():
            expression = expression.replace(name, value)
        assert "$" not in expression
        answer = requests.post(
            f"{server.http}/prometheus/api/v1/query_range",
            data={"query": expression, "start": sent.start / 1e9, "end": sent.end / 1e9, "step": 60},
            timeout=60,
        )
        assert answer.status_code == 200, f"{title}: {answer.text}"
        body = answer.json()
        assert "warnings" not in body, title
        values = [float(value) for series in body["data"]["result"] for _, value in series["values"]]
        assert any(value > 0 for value in values), f"{title}: {expression}"


def test_variables_find_values(shop: tuple[Server, Shop]) -> None:
    for variable in load(ROOT / "dashboards/service-detail.json")["templating"]["list"]:
        if variable["type"] == "query":
            metric, label = re.fullmatch(r"label_values\((\w+), (\w+)\)", variable["definition"]).groups()
            answer = requests.get(
                f"{shop[0].http}/prometheus/api/v1/label/{label}/values", params={"match[]": metric}, timeout=30
            )
            assert answer.json()["data"] == ["cart", "front", "mailer"]


def test_the_collectors_metrics_are_those_of_its_dashboard(shop: tuple[Server, Shop]) -> None:
    known = {name.split("{")[0] for name in shop[0].metrics()}
    for title, expression in queries(load(ROOT / f"dashboards/{SCRAPED}.json")):
        names = set(re.findall(r"skein_\w+", expression))
        assert names and names <= known, title
