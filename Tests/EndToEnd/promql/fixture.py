"""Samples to compare PromQL engines over: counters with resets, gauges with odd values, histograms, gaps."""

import math
import random

START = 1_700_000_000
DURATION = 90 * 60


def text(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return repr(value)


class Fixture:
    """Series of samples; the same for the same seed."""

    def __init__(self, seed=4):
        self.random = random.Random(seed)
        self.lines = {}
        self.counters()
        self.gauges()
        self.histograms()
        self.lives()

    def add(self, metric, labels, samples):
        label_text = ",".join(f'{name}="{value}"' for name, value in labels.items())
        series = f"{metric}{{{label_text}}}" if label_text else metric
        lines = [f"{series} {text(float(value))} {time:.3f}" for time, value in samples]
        self.lines.setdefault(metric, []).extend(lines)

    def times(self, step=15.0, start=0.0, end=DURATION, jitter=0.0):
        offset = self.random.random() * step
        count = int((end - start - offset) / step)
        times = [START + start + offset + index * step for index in range(count)]
        return [round(time + self.random.uniform(-jitter, jitter), 3) for time in times]

    def counters(self):
        for job, instances in {"api": ["a:9090", "b:9090"], "db": ["c:5432"]}.items():
            for instance in instances:
                for method in ["get", "post"]:
                    for code in ["200", "404", "500"]:
                        value, samples = 0.0, []
                        rate = self.random.choice([0.1, 3, 40, 0.75])
                        for time in self.times(jitter=self.random.choice([0, 0.4])):
                            value += self.random.random() * rate if self.random.random() < 0.01 else int(
                                self.random.expovariate(1 / (rate * 15)))
                            if self.random.random() < 0.006:
                                value = self.random.choice([0.0, 1.0, value / 2])
                            if self.random.random() > 0.03:
                                samples.append((time, value))
                        labels = {"job": job, "instance": instance, "method": method, "code": code}
                        self.add("http_requests_total", labels, samples)

    def gauges(self):
        rooms = {"kitchen": "api", "hall": "api", "größe ☃": "db", "cellar": "db"}
        for index, (room, job) in enumerate(rooms.items()):
            samples = []
            value = 20.0
            for time in self.times():
                value += self.random.gauss(0, 0.3)
                odd = self.random.random()
                shown = value
                if index == 2 and odd < 0.05:
                    shown = self.random.choice([math.nan, math.inf, -math.inf])
                samples.append((time, round(shown, 2) if index == 1 else shown))
            self.add("temperature", {"room": room, "job": job}, samples)
        for instance, job in {"a:9090": "api", "b:9090": "api", "c:5432": "db"}.items():
            samples = [(time, 1.0 if self.random.random() < 0.9 else 0.0) for time in self.times()]
            self.add("up", {"job": job, "instance": instance}, samples)
        for instance, version in {"a:9090": "1.2", "b:9090": "1.3"}.items():
            self.add("build_info", {"instance": instance, "version": version}, [(t, 1.0) for t in self.times(60)])
        for index in range(3):
            samples = [(t, self.random.choice([1e308, -1e308, 1.7e308, 1e-300, 3.0])) for t in self.times(30)]
            self.add("huge", {"index": str(index)}, samples)

    def histograms(self):
        bounds = ["0.005", "0.01", "0.1", "0.5", "1", "2.5", "10", "+Inf"]
        for job in ["api", "db"]:
            counts = [0] * len(bounds)
            total, rows = 0.0, []
            for time in self.times():
                for _ in range(self.random.randrange(20)):
                    seconds = self.random.lognormvariate(-2, 1.5)
                    total += seconds
                    for index, bound in enumerate(bounds):
                        counts[index] += seconds <= float(bound)
                rows.append((time, list(counts), total))
            for index, bound in enumerate(bounds):
                self.add("latency_bucket", {"job": job, "le": bound}, [(t, c[index]) for t, c, _ in rows])
            self.add("latency_count", {"job": job}, [(t, c[-1]) for t, c, _ in rows])
            self.add("latency_sum", {"job": job}, [(t, total) for t, _, total in rows])
        # Not monotonic, twice the same bound, and a bound that is no number.
        for bound, value in {"-1": 2, "0.1": 7, "0.2": 5, "1": 9, "1.0": 3, "x": 4, "+Inf": 14}.items():
            self.add("broken_bucket", {"le": bound}, [(t, value) for t in self.times(30)])

    def lives(self):
        self.add("sparse", {"job": "api"}, [(t, self.random.random() * 10) for t in self.times(420)])
        self.add("ending", {"job": "db"}, [(t, i) for i, t in enumerate(self.times(end=1800))])
        self.add("beginning", {"job": "db"}, [(t, 100 + i * 3) for i, t in enumerate(self.times(start=2000))])

    def openmetrics(self):
        """The text, which ends with what OpenMetrics ends with."""
        parts = []
        for metric in sorted(self.lines):
            parts.append(f"# TYPE {metric} unknown\n")
            parts.extend(line + "\n" for line in self.lines[metric])
        return "".join(parts) + "# EOF\n"
