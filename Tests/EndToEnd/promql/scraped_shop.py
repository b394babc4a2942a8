"""A shop that Prometheus scrapes: counters that begin anew, histograms of both kinds, series that come and go.

Names and labels are those of `fixture.py`, so that the same queries find something. Every request for a page moves its
instance on by one step; what a step shows depends on nothing but the seed and the number of the step.
"""

import http.server
import math
import random
import struct
import threading

INTERVAL = 0.5
BOUNDS = ["0.005", "0.01", "0.1", "0.5", "1", "2.5", "10"]
ROOMS = {"a": ["kitchen", "hall"], "b": [], "c": ["größe ☃", "cellar"]}
#: The resolution of the native histograms, and the steps at which their process begins anew.
SCHEMA = 3
RESTARTS = {"a": {17}, "b": {9, 26}, "c": {30}, "n": {21}}
#: Steps at which an instance cannot be scraped.
OUTAGES = {"b": range(14, 18), "c": range(33, 34)}


class Instance:
    """What one process counts."""

    def __init__(self, name, seed):
        self.name = name
        self.random = random.Random(f"{seed} {name}")
        self.step = -1
        self.requests = {}
        self.temperatures = {room: 20.0 for room in ROOMS.get(name, [])}
        self.restart()

    def restart(self):
        for key in self.requests:
            self.requests[key] = self.random.choice([0, 1, self.requests[key] // 2]) + self.random.random()
        self.latency = {"counts": [0] * (len(BOUNDS) + 1), "sum": 0.0}
        self.sizes = {"zero": 0, "positive": {}, "negative": {}, "sum": 0.0}

    def advance(self):
        """The next step; `None` where there is an outage."""
        self.step += 1
        if self.step in RESTARTS[self.name]:
            self.restart()
        return None if self.step in OUTAGES.get(self.name, ()) else self

    def lines(self):
        """The page of a step, in Prometheus' text format."""
        yield "# TYPE http_requests_total counter"
        for method in ["get", "post"]:
            for index, code in enumerate(["200", "404", "500"]):
                key = (method, code)
                # Now and then a series is not there, and the rare ones begin late.
                # No two are equal: which of equal ones is the first is not defined.
                before = self.requests.get(key, self.random.random())
                count = self.requests[key] = before + int(self.random.expovariate(1 / (30 / 3**index)))
                if self.random.random() > 0.04 and self.step >= 3 * index:
                    yield f'http_requests_total{{method="{method}",code="{code}"}} {count!r}'
        yield "# TYPE temperature gauge"
        for index, room in enumerate(self.temperatures):
            self.temperatures[room] += self.random.gauss(0, 0.3)
            value = self.temperatures[room]
            if self.name == "c" and index == 0 and self.random.random() < 0.1:
                value = self.random.choice([math.nan, math.inf, -math.inf])
            yield f'temperature{{room="{room}"}} {round(value, 2) if index else value}'.replace("inf", "Inf").replace("nan", "NaN")
        yield "# TYPE latency histogram"
        for _ in range(self.random.randrange(20)):
            seconds = self.random.lognormvariate(-2, 1.5)
            self.latency["sum"] += seconds
            self.latency["counts"][sum(seconds > float(bound) for bound in BOUNDS)] += 1
        below = 0
        for bound, count in zip([*BOUNDS, "+Inf"], self.latency["counts"]):
            below += count
            yield f'latency_bucket{{le="{bound}"}} {below}'
        yield f'latency_count {below}\nlatency_sum {self.latency["sum"]!r}'
        if self.name == "c":
            yield from self.lives()
        elif self.step % 4 == 0:
            yield f'build_info{{version="{"1.2" if self.name == "a" else "1.3"}"}} 1'

    def lives(self):
        for index in range(3):
            yield f'huge{{index="{index}"}} {self.random.choice([1e308, -1e308, 1.7e308, 1e-300, 3.0])!r}'
        # Not monotonic, twice the same bound, and a bound that is no number.
        for bound, value in {"-1": 2, "0.1": 7, "0.2": 5, "1": 9, "1.0": 3, "x": 4, "+Inf": 14}.items():
            yield f'broken_bucket{{le="{bound}"}} {value}'
        if self.step % 6 == 2:
            yield f"sparse {self.random.random() * 10!r}"
        if self.step < 15:
            yield f"ending {self.step}"
        if self.step > 20:
            yield f"beginning {100 + 3 * self.step}"

    def native_page(self):
        """A native histogram in Prometheus' protobuf: families with their lengths before them."""
        sizes = self.sizes
        # The first have both signs: Prometheus' storage adds sides that come later to what it has, as empty ones, and
        # where the bucket of zero begins depends on which sides there are.
        first = [0.3, -0.3] if not sizes["positive"] else []
        signs = self.random.choices([0, 1, 1, 1, -1], k=self.random.randrange(15))
        for value in first + [sign * self.random.lognormvariate(1, 2) for sign in signs]:
            sizes["sum"] += value
            if abs(value) <= 2**-128:
                sizes["zero"] += 1
                continue
            side = sizes["positive" if value > 0 else "negative"]
            index = math.ceil(math.log2(abs(value)) * 2**SCHEMA)
            side[index] = side.get(index, 0) + 1
        count = sizes["zero"] + sum(sizes["positive"].values()) + sum(sizes["negative"].values())
        histogram = varint_field(1, count) + double_field(2, sizes["sum"]) + varint_field(5, zigzag(SCHEMA))
        histogram += double_field(6, 2**-128) + varint_field(7, sizes["zero"])
        for side, spans, deltas in (("negative", 9, 10), ("positive", 12, 13)):
            histogram += buckets(sizes[side], spans, deltas)
        family = bytes_field(1, b"sizes") + varint_field(3, 4) + bytes_field(4, bytes_field(7, histogram))
        return varint(len(family)) + family


def varint(number):
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded) + bytes([number])


def zigzag(number):
    return number * 2 if number >= 0 else -number * 2 - 1


def varint_field(number, value):
    return varint(number << 3) + varint(value)


def double_field(number, value):
    return varint(number << 3 | 1) + struct.pack("<d", value)


def bytes_field(number, value):
    return varint(number << 3 | 2) + varint(len(value)) + value


def buckets(counts, spans_field, deltas_field):
    """Buckets by index as spans of neighbours, and differences from bucket to bucket."""
    encoded, deltas, end, before = b"", b"", 0, 0
    indexes = sorted(counts)
    while indexes:
        length = next((n for n in range(1, len(indexes)) if indexes[n] != indexes[0] + n), len(indexes))
        span = varint_field(1, zigzag(indexes[0] - end)) + varint_field(2, length)
        encoded += bytes_field(spans_field, span)
        for index in indexes[:length]:
            deltas += varint(zigzag(counts[index] - before))
            before = counts[index]
        end = indexes[0] + length
        indexes = indexes[length:]
    return encoded + (bytes_field(deltas_field, deltas) if deltas else b"")


class Shop:
    """Serves the pages, from `with` to its end."""

    def __init__(self, seed):
        instances = {name: Instance(name, seed) for name in RESTARTS}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                instance = instances.get(self.path.strip("/"))
                status, kind, body = 503, "text/plain", b"out of order\n"
                if instance and instance.advance():
                    status = 200
                    if instance.name == "n":
                        kind = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
                        body = instance.native_page()
                    else:
                        kind = "text/plain; version=0.0.4; charset=utf-8"
                        body = ("\n".join(instance.lines()) + "\n").encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.instances = instances
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def config(self):
        """How Prometheus finds the pages. Instances have names instead of addresses."""
        targets = {"a": ("api", "a:9090"), "b": ("api", "b:9090"), "c": ("db", "c:5432"), "n": ("native", "n:1")}
        lines = [f"global: {{scrape_interval: {INTERVAL * 1000:.0f}ms, scrape_timeout: {INTERVAL * 1000:.0f}ms}}", "scrape_configs:"]
        for name, (job, instance) in targets.items():
            lines += [
                f"- job_name: {name}",
                "  static_configs:",
                f'  - targets: ["127.0.0.1:{self.server.server_address[1]}"]',
                f'    labels: {{job: {job}, instance: "{instance}", __metrics_path__: /{name}}}',
            ]
        return "\n".join(lines) + "\n"

    def steps(self):
        """How many steps the slowest instance has made."""
        return min(instance.step for instance in self.instances.values())
