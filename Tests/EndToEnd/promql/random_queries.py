"""Random PromQL over the fixture's series: expressions of the right types that nobody would think of.

Left out is where Prometheus 2.42 is wrong or undecided itself: `@` next to parameters that change from step to step, `@`
in subqueries that look ahead, `timestamp` of a selector with `@`, calendar parts of NaN, and sums of huge numbers, whose
order is random there.
"""

import random

SELECTORS = [
    "up", "temperature", "http_requests_total", 'http_requests_total{code="500"}', 'http_requests_total{method!="get"}',
    "build_info", "sparse", "ending", "beginning", "latency_bucket", "latency_count", 'up{job=~"a.*"}', "nonexistent",
    '{job="db"}',
]
LABELS = ["job", "instance", "code", "method", "room", "le", "version", "missing"]
DURATIONS = ["7s", "15s", "1m", "90s", "5m", "17m", "1h"]
RANGE_FUNCTIONS = [
    "rate", "increase", "irate", "delta", "idelta", "deriv", "changes", "resets", "avg_over_time", "sum_over_time",
    "min_over_time", "max_over_time", "count_over_time", "last_over_time", "present_over_time", "stddev_over_time",
    "stdvar_over_time", "absent_over_time",
]
FUNCTIONS = ["abs", "ceil", "floor", "sgn", "absent", "sort", "sort_desc", "round"]
AGGREGATIONS = ["sum", "avg", "min", "max", "count", "group"]


class Generator:
    """Queries, the same for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def query(self):
        return self.vector(self.random.randrange(1, 5)) if self.random.random() < 0.9 else self.scalar(3)

    def pick(self, *choices):
        return self.random.choice(choices)

    def labels(self, most=3):
        return ", ".join(self.random.sample(LABELS, self.random.randrange(most + 1)))

    def time(self):
        modifiers = ["", "", "", f" offset {self.pick(*DURATIONS)}", f" offset -{self.pick(*DURATIONS)}",
                     " @ 1700002000", " @ start()", " @ end()", f" @ end() offset {self.pick(*DURATIONS)}"]
        return self.pick(*modifiers)

    def selector(self):
        return self.pick(*SELECTORS) + self.time()

    def range(self, depth):
        if depth > 0 and self.random.random() < 0.3:
            step = self.pick("", "13s", "1m", "3m")
            back = self.pick("", f" offset {self.pick(*DURATIONS)}", " @ 1700002000", " @ end()")
            return f"({self.vector(depth - 1)})[{self.pick(*DURATIONS)}:{step}]{back}"
        return f"{self.pick(*SELECTORS)}[{self.pick(*DURATIONS)}]{self.time()}"

    def number(self):
        return self.pick("0", "0.3", "0.5", "0.99", "1", "2", "-1", "NaN")

    def scalar(self, depth):
        if depth == 0 or self.random.random() < 0.5:
            return self.pick("0", "1", "2.5", "-3", "1e3", "time()", "NaN", "Inf", "0.5")
        return self.pick(
            lambda: f"scalar({self.vector(depth - 1)})",
            lambda: f"({self.scalar(depth - 1)} {self.pick('+', '-', '*', '/', '%')} {self.scalar(depth - 1)})",
            lambda: f"({self.scalar(depth - 1)} {self.pick('==', '<', '>=')} bool {self.scalar(depth - 1)})",
        )()

    def vector(self, depth):
        if depth == 0:
            return self.selector()
        inner = depth - 1
        return self.pick(
            self.selector,
            lambda: f"{self.pick(*FUNCTIONS)}({self.vector(inner)})",
            lambda: f"{self.pick(*RANGE_FUNCTIONS)}({self.range(inner)})",
            lambda: f"quantile_over_time({self.number()}, {self.range(inner)})",
            lambda: f"clamp({self.vector(inner)}, {self.scalar(inner)}, {self.scalar(inner)})",
            lambda: f"-{self.vector(inner)}",
            lambda: f"vector({self.scalar(inner)})",
            lambda: f"histogram_quantile({self.scalar(0)}, {self.vector(inner)})",
            lambda: f'label_replace({self.vector(inner)}, "{self.pick(*LABELS)}", "$1", "{self.pick(*LABELS)}", '
                    f'"{self.pick("(.*)", "(a.*)", "([a-z]*):.*", "")}")',
            lambda: f'label_join({self.vector(inner)}, "{self.pick(*LABELS)}", "-", "job", "code")',
            lambda: f"{self.aggregation()} ({self.vector(inner)})",
            lambda: f"{self.aggregation()} ({self.vector(inner)})",
            lambda: f"quantile by ({self.labels()}) ({self.number()}, {self.vector(inner)})",
            lambda: f'count_values by ({self.labels()}) ("value", {self.vector(inner)})',
            lambda: f"({self.vector(inner)} {self.arithmetic()} {self.scalar(inner)})",
            lambda: f"({self.scalar(inner)} {self.arithmetic()} {self.vector(inner)})",
            lambda: f"({self.vector(inner)} {self.arithmetic()} {self.matching()} {self.vector(inner)})",
            lambda: f"({self.vector(inner)} {self.arithmetic()} {self.matching()} {self.vector(inner)})",
            lambda: f"({self.vector(inner)} {self.pick('and', 'or', 'unless')} {self.on()} {self.vector(inner)})",
        )()

    def aggregation(self):
        return f"{self.pick(*AGGREGATIONS)} {self.pick('by', 'without')} ({self.labels()})"

    def arithmetic(self):
        comparison = self.pick("==", "!=", "<", ">", "<=", ">=")
        return self.pick("+", "-", "*", "/", "%", comparison, comparison + " bool")

    def on(self):
        return self.pick("", f"on ({self.labels(2)})", f"ignoring ({self.labels(2)})")

    def matching(self):
        matching = self.on()
        if not matching or self.random.random() < 0.4:
            return matching
        return f"{matching} {self.pick('group_left', 'group_right')} ({self.pick('', '', 'version', 'missing')})"
