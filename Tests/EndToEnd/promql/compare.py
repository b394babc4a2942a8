"""Asks Prometheus and Skein the same PromQL over the same samples, and shows where their answers differ.

    swift build --product promql-run
    python3 Tests/EndToEnd/promql/compare.py .build/debug/promql-run

Needs `prometheus` and `promtool` 2.42 (Debian 12: apt-get install prometheus).
"""

import argparse
import json
import math
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from fixture import DURATION, START, Fixture
from random_queries import Generator

HERE = pathlib.Path(__file__).parent
INSTANTS = [START + 1_000, START + 2_833.5, START + 4_000.25, START + DURATION + 200]
RANGES = [(START + 600, START + 5_000, 60), (START + 1_700, START + 2_300, 17), (START - 100, START + 100, 5)]
#: How far numbers may lie apart, relatively: other mathematics libraries, and sums in another order.
TOLERANCE = 1e-11
#: Queries whose order counts.
ORDERED = ("sort", "topk", "bottomk")


def queries():
    lines = (HERE / "queries.txt").read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def expected_difference(query):
    """The query without its mark, and whether the answers shall differ."""
    return query.removeprefix("~ "), query.startswith("~ ")


class Prometheus:
    """A server over a database that promtool made of the samples."""

    def __init__(self, folder, openmetrics):
        self.folder = folder
        data = folder / "data"
        subprocess.run(
            ["promtool", "tsdb", "create-blocks-from", "openmetrics", str(openmetrics), str(data)],
            check=True, stdout=subprocess.DEVNULL)
        (folder / "prometheus.yml").write_text("scrape_configs: []\n")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = "http://127.0.0.1:%d" % probe.getsockname()[1]
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={data}",
             "--storage.tsdb.retention.time=100y", f"--web.listen-address={self.url[7:]}", "--log.level=error"])
        for _ in range(200):
            try:
                urllib.request.urlopen(self.url + "/-/ready", timeout=1).read()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("prometheus does not get ready")

    def ask(self, path, **parameters):
        body = urllib.parse.urlencode(parameters).encode()
        try:
            answer = urllib.request.urlopen(f"{self.url}/api/v1/{path}", body, timeout=60).read()
        except urllib.error.HTTPError as error:
            answer = error.read()
        return json.loads(answer)

    def instant(self, query, moment):
        return self.ask("query", query=query, time=moment)

    def range(self, query, start, end, step):
        return self.ask("query_range", query=query, start=start, end=end, step=step)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Runner:
    """Skein's engine over the samples as they are."""

    def __init__(self, executable, openmetrics):
        self.process = subprocess.Popen(
            [executable, str(openmetrics)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *fields):
        self.process.stdin.write("\t".join(map(str, fields)) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def instant(self, query, moment):
        return self.ask("instant", round(moment * 1000), query)

    def range(self, query, start, end, step):
        return self.ask("range", start * 1000, end * 1000, step * 1000, query)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def differs(one, other):
    """Why two answers differ; None if they do not."""
    if one["status"] != other["status"]:
        return f"status {one['status']} {one.get('error', '')} / {other['status']} {other.get('error', '')}"
    if one["status"] == "error":
        return None if one["errorType"] == other["errorType"] else f"{one['errorType']} / {other['errorType']}"
    one, other = one["data"], other["data"]
    if one["resultType"] != other["resultType"]:
        return f"type {one['resultType']} / {other['resultType']}"
    if one["resultType"] in ("scalar", "string"):
        return value_differs(one["result"], other["result"], one["resultType"])
    series_of_one, series_of_other = keyed(one["result"]), keyed(other["result"])
    if len(series_of_one) != len(one["result"]) or len(series_of_other) != len(other["result"]):
        return "the same series twice"
    if series_of_one.keys() != series_of_other.keys():
        only_one = sorted(series_of_one.keys() - series_of_other.keys())
        only_other = sorted(series_of_other.keys() - series_of_one.keys())
        return f"series {only_one[:3]} / {only_other[:3]}"
    for key, values in series_of_one.items():
        others = series_of_other[key]
        if len(values) != len(others):
            return f"{key}: {len(values)} / {len(others)} points"
        for pair in zip(values, others):
            if why := value_differs(*pair, "number"):
                return f"{key}: {why}"
    return None


def keyed(result):
    values = lambda series: series["values"] if "values" in series else [series["value"]]
    return {json.dumps(series["metric"], sort_keys=True): values(series) for series in result}


def value_differs(one, other, kind):
    if one[0] != other[0]:
        return f"time {one[0]} / {other[0]}"
    if one[1] == other[1]:
        return None
    why = f"{one[1]} / {other[1]} at {one[0]}"
    if kind == "string":
        return why
    numbers = [float(one[1]), float(other[1])]
    return None if math.isclose(*numbers, rel_tol=TOLERANCE, abs_tol=1e-12) else why


def order_differs(one, other):
    """Whether the values come in another order; which of equal ones is first does not matter."""
    if one["status"] == "error" or one["data"]["resultType"] != "vector":
        return False
    return [s["value"][1] for s in one["data"]["result"]] != [s["value"][1] for s in other["data"]["result"]]


def compare(prometheus, runner, everything, show_messages):
    """The number of queries and of comparisons, and what differs."""
    failures, exact, count = [], 0, 0
    for line in everything:
        query, shall_differ = expected_difference(line)
        is_different = False
        asked = [("instant", moment) for moment in INSTANTS] + [("range", *span) for span in RANGES]
        for kind, *arguments in asked:
            one = getattr(prometheus, kind)(query, *arguments)
            other = getattr(runner, kind)(query, *arguments)
            count += 1
            exact += one == other
            why = differs(one, other)
            if why is None and query.startswith(ORDERED) and kind == "instant" and order_differs(one, other):
                why = "order"
            is_different = is_different or why is not None
            if why and not shall_differ:
                failures.append(f"{query}\n    {kind} {arguments}: {why}")
                break
            if show_messages and one["status"] == "error" and arguments == [INSTANTS[0]]:
                if one["error"].removeprefix('invalid parameter "query": ') != other["error"]:
                    print(f"{query}\n    {one['error']}\n    {other['error']}")
        if shall_differ and not is_different:
            failures.append(f"{query}\n    is marked as different, but is not")
    return len(everything), count, exact, failures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runner", help="the executable promql-run")
    parser.add_argument("--messages", action="store_true", help="show where messages of errors differ")
    parser.add_argument("--random", type=int, metavar="COUNT", help="ask so many random queries instead of the list")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    everything = queries()
    if options.random:
        generator = Generator(options.seed)
        everything = [generator.query() for _ in range(options.random)]
        print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="skein-promql-") as folder:
        folder = pathlib.Path(folder)
        openmetrics = folder / "samples.txt"
        openmetrics.write_text(Fixture().openmetrics())
        prometheus = Prometheus(folder, openmetrics)
        runner = Runner(options.runner, openmetrics)
        try:
            query_count, count, exact, failures = compare(prometheus, runner, everything, options.messages)
        finally:
            prometheus.stop()
            runner.stop()
    for failure in failures:
        print(failure)
    print(f"{query_count} queries, {count} answers compared, {exact} of them equal to the byte; {len(failures)} differ")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
