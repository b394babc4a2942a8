"""Asks Prometheus and Skein the same PromQL over the same samples, and shows where their answers differ.

    swift build --product promql-run
    python3 Tests/EndToEnd/promql/compare.py .build/debug/promql-run

Needs `prometheus` and `promtool` 2.42 (Debian 12: apt-get install prometheus).
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from answers import differs, order_differs
from fixture import DURATION, START, Fixture
from prometheus_process import Prometheus, executable
from random_queries import Generator

HERE = pathlib.Path(__file__).parent
INSTANTS = [START + 1_000, START + 2_833.5, START + 4_000.25, START + DURATION + 200]
RANGES = [(START + 600, START + 5_000, 60), (START + 1_700, START + 2_300, 17), (START - 100, START + 100, 5)]
#: How far numbers may lie apart, relatively: other mathematics libraries, and sums in another order.
TOLERANCE = 1e-11


def queries():
    lines = (HERE / "queries.txt").read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def expected_difference(query):
    """The query without its mark, and whether the answers shall differ."""
    return query.removeprefix("~ "), query.startswith("~ ")


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
            why = differs(one, other, TOLERANCE)
            if why is None and kind == "instant" and order_differs(query, one, other):
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
        subprocess.run(
            [executable("promtool"), "tsdb", "create-blocks-from", "openmetrics", str(openmetrics), f"{folder}/data"],
            check=True, stdout=subprocess.DEVNULL)
        prometheus = Prometheus(folder)
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
