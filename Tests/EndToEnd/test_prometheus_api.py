"""The Prometheus HTTP API, as promtool, prometheus-api-client and Grafana's data source use it.

Every figure is compared with a count over the spans that were sent.
"""

from __future__ import annotations

import re
import subprocess
from datetime import datetime, timezone

import pytest
import requests
from prometheus_api_client import PrometheusConnect
from prometheus_process import executable
from shop import MINUTE, Shop, open_shop
from skein_process import Server, running, skein

PROMTOOL = executable("promtool")
MINUTES = 30
CALLS = "traces_spanmetrics_calls_total"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("shop")) as server:
        yield server, open_shop(server, MINUTES)


def url(server: Server) -> str:
    return f"{server.http}/prometheus"


def get(server: Server, path: str, **parameters: object) -> requests.Response:
    return requests.get(f"{url(server)}/api/v1/{path}", params=parameters, timeout=30)


def data(answer: requests.Response):
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["status"] == "success"
    assert "warnings" not in body, body
    return body["data"]


def seconds(time: int) -> float:
    return time / 1e9


def counts(shop: Shop) -> dict[str, int]:
    return {service: len(spans) for service, spans in shop.spans.items()}


def test_an_increase_is_the_number_of_spans(shop: tuple[Server, Shop]) -> None:
    server, sent = shop
    query = f"sum by (service) (increase({CALLS}[{MINUTES}m]))"
    for answer in (
        get(server, "query", query=query, time=seconds(sent.end)),
        requests.post(f"{url(server)}/api/v1/query", data={"query": query, "time": seconds(sent.end)}, timeout=30),
    ):
        found = {each["metric"]["service"]: float(each["value"][1]) for each in data(answer)["result"]}
        assert found == pytest.approx(counts(sent), rel=1e-12)


def test_errors_and_durations_are_those_of_the_spans(shop: tuple[Server, Shop]) -> None:
    server, sent = shop

    def ask(query: str) -> float:
        (found,) = data(get(server, "query", query=query, time=seconds(sent.end)))["result"]
        return float(found["value"][1])

    spans = [span for _, span in sent.all()]
    durations = sorted((span.end_time_unix_nano - span.start_time_unix_nano) / 1e9 for span in spans)
    failed = sum(span.status.code == 2 for span in spans)
    assert 0 < failed < len(spans)
    assert ask(f"sum(increase(traces_spanmetrics_errors_total[{MINUTES}m]))") == pytest.approx(failed)
    assert ask(f'sum(increase({CALLS}{{status_code="STATUS_CODE_ERROR"}}[{MINUTES}m]))') == pytest.approx(failed)
    assert ask(f"sum(increase(traces_spanmetrics_latency_sum[{MINUTES}m]))") == pytest.approx(sum(durations))
    exact = durations[int(0.95 * (len(durations) - 1))]
    found = ask(f"histogram_quantile(0.95, sum(increase(traces_spanmetrics_latency[{MINUTES}m])))")
    assert found == pytest.approx(exact, rel=0.03)


def test_ranges_take_times_and_steps_in_every_form(shop: tuple[Server, Shop]) -> None:
    server, sent = shop
    query = f"sum(increase({CALLS}[1m]))"
    start, end = sent.start + MINUTE, sent.end
    plain = data(get(server, "query_range", query=query, start=seconds(start), end=seconds(end), step=60))
    (series,) = plain["result"]
    assert plain["resultType"] == "matrix"
    assert [time for time, _ in series["values"]] == [seconds(start) + 60 * step for step in range(MINUTES)]
    by_minute = [0] * MINUTES
    for _, span in sent.all():
        by_minute[(span.start_time_unix_nano - sent.start) // MINUTE] += 1
    assert [float(value) for _, value in series["values"]] == pytest.approx(by_minute)
    texts = [datetime.fromtimestamp(time / 1e9, timezone.utc).isoformat().replace("+00:00", "Z") for time in (start, end)]
    assert data(get(server, "query_range", query=query, start=texts[0], end=texts[1], step="1m")) == plain


@pytest.mark.parametrize(
    ("path", "parameters", "status", "kind"),
    [
        ("query", {"query": "sum(rate("}, 400, "bad_data"),
        ("query", {}, 400, "bad_data"),
        ("query", {"query": "up", "time": "yesterday"}, 400, "bad_data"),
        ("query_range", {"query": "up", "start": 1, "end": 2}, 400, "bad_data"),
        ("query_range", {"query": "up", "start": 1, "end": 0, "step": 1}, 400, "bad_data"),
        ("query_range", {"query": "up", "start": 0, "end": 11_001, "step": 1}, 400, "bad_data"),
        ("query_range", {"query": "up", "start": 1, "end": 2, "step": 0}, 400, "bad_data"),
        ("series", {}, 400, "bad_data"),
        ("series", {"match[]": "rate(up[5m])"}, 400, "bad_data"),
        ("labels", {"limit": -1}, 400, "bad_data"),
        ("label/%00/values", {}, 400, "bad_data"),
        ("query", {"query": f"label_replace({CALLS}, 'a', '', 'b', '(')"}, 422, "execution"),
        ("query", {"query": f"sum_over_time({CALLS}[50y])"}, 422, "execution"),
        ("query", {"query": f"{CALLS} + on(service) {CALLS}"}, 422, "execution"),
        ("query", {"query": f"sum({CALLS})", "timeout": "0s"}, 503, "timeout"),
    ],
)
def test_failures_have_prometheus_form(
    shop: tuple[Server, Shop], path: str, parameters: dict[str, object], status: int, kind: str
) -> None:
    answer = get(shop[0], path, **parameters)
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert (body["status"], body["errorType"]) == ("error", kind)
    assert body["error"]


def test_what_there_is_can_be_listed(shop: tuple[Server, Shop]) -> None:
    server, _ = shop
    assert data(get(server, "label/service/values")) == ["cart", "front", "mailer"]
    assert data(get(server, "label/U__service/values")) == ["cart", "front", "mailer"]
    assert CALLS in data(get(server, "label/__name__/values"))
    assert data(get(server, "label/client/values", **{"match[]": "traces_service_graph_request_total"})) == [
        "cart",
        "front",
        "user",
    ]
    assert data(get(server, "labels", **{"match[]": "traces_service_graph_request_total"})) == [
        "__name__",
        "client",
        "connection_type",
        "server",
    ]
    series = data(get(server, "series", **{"match[]": f'{CALLS}{{service="mailer"}}'}))
    assert series == [
        {
            "__name__": CALLS,
            "service": "mailer",
            "span_kind": "SPAN_KIND_CONSUMER",
            "span_name": "mails process",
            "status_code": "STATUS_CODE_UNSET",
        }
    ]
    assert data(get(server, "metadata", metric=CALLS))[CALLS][0]["type"] == "counter"
    assert data(get(server, "status/buildinfo"))["version"]
    limited = get(server, "label/service/values", limit=1).json()
    assert (limited["data"], limited["warnings"]) == (["cart"], ["results truncated due to limit"])


def test_exemplars_lead_to_traces(shop: tuple[Server, Shop]) -> None:
    server, sent = shop
    query = 'histogram_quantile(0.9, sum by (le) (rate(traces_spanmetrics_latency_bucket{service="cart"}[5m])))'
    found = data(get(server, "query_exemplars", query=query, start=seconds(sent.start), end=seconds(sent.end)))
    assert found
    for series in found:
        assert series["seriesLabels"]["service"] == "cart"
        for exemplar in series["exemplars"]:
            trace = requests.get(f"{server.http}/api/traces/{exemplar['labels']['trace_id']}", timeout=30)
            assert trace.status_code == 200
            assert sent.start <= exemplar["timestamp"] * 1e9 < sent.end


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not there (scripts/setup-e2e.sh gets it)")
def test_promtool_works(shop: tuple[Server, Shop]) -> None:
    server, sent = shop

    def promtool(*arguments: str) -> str:
        done = subprocess.run([PROMTOOL, "query", *arguments], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    query = f"sum by (service) (increase({CALLS}[{MINUTES}m]))"
    found = promtool("instant", "--time", str(seconds(sent.end)), url(server), query)
    values = {service: float(value) for service, value in re.findall(r'\{service="(\w+)"\} => (\S+)', found)}
    assert values == pytest.approx(counts(sent))
    times = ("--start", str(seconds(sent.start)), "--end", str(seconds(sent.end)))
    assert "mailer" in promtool("range", *times, "--step", "5m", url(server), f"sum by (service) (rate({CALLS}[5m]))")
    assert promtool("labels", url(server), "service").split() == ["cart", "front", "mailer"]
    assert "SELECT items" in promtool("series", "--match", f'{CALLS}{{service="cart"}}', url(server))


def test_prometheus_api_client_works(shop: tuple[Server, Shop]) -> None:
    server, sent = shop
    client = PrometheusConnect(url=url(server), disable_ssl=True)
    assert client.check_prometheus_connection()
    assert CALLS in client.all_metrics()
    assert client.get_label_values("service") == ["cart", "front", "mailer"]
    query = f"sum by (service) (increase({CALLS}[{MINUTES}m]))"
    found = client.custom_query(query, params={"time": seconds(sent.end)})
    assert {each["metric"]["service"]: float(each["value"][1]) for each in found} == pytest.approx(counts(sent))
    found = client.custom_query_range(
        f"sum(rate({CALLS}[5m]))",
        start_time=datetime.fromtimestamp(seconds(sent.start)),
        end_time=datetime.fromtimestamp(seconds(sent.end)),
        step="60",
    )
    assert len(found[0]["values"]) == MINUTES + 1


def test_the_terminal_shows_the_same_figures(shop: tuple[Server, Shop]) -> None:
    server, sent = shop
    times = ("--start", str(sent.start), "--end", str(sent.end))
    query = f"sum by (service) (increase({CALLS}[{MINUTES}m]))"
    for place in (("--server", server.http), ("--db", server.database)):
        shown = skein("metrics", *place, *times, "--instant", query).stdout
        values = {service: float(value) for value, service in re.findall(r'(\S+)\s+\{service="(\w+)"\}', shown)}
        assert values == pytest.approx(counts(sent))
        red = skein("red", *place, *times).stdout.splitlines()
        assert {line.split()[0]: int(line.split()[1].replace(",", "")) for line in red[1:]} == counts(sent)
        assert "postgresql:cart" in skein("deps", *place, *times).stdout
        assert skein("metrics", *place, "rate(", check=False).returncode == 1
        assert skein("metrics", *place, "nothing", check=False).returncode == 3
