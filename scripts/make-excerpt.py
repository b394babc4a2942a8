#!/usr/bin/env python3
"""Cuts the excerpts of logs and metrics that go with the committed excerpt of traces.

    .venv-e2e/bin/python scripts/make-excerpt.py CAPTURE

CAPTURE is the path of the whole capture without its endings, such as ../shared/data/nezha-trainticket. Every log record
of the traces in Tests/Fixtures/nezha-excerpt.traces.otlp.gz is taken, and every point of the services that logged them.
"""

import gzip
import pathlib
import struct
import sys

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

EXCERPT = pathlib.Path(__file__).resolve().parents[1] / "Tests/Fixtures/nezha-excerpt"
#: Services whose metrics are taken: a few are enough, and the fixture shall be small.
SERVICE_COUNT = 8


def read(path, kind):
    with gzip.open(path) as file:
        while prefix := file.read(4):
            yield kind.FromString(file.read(struct.unpack("<I", prefix)[0]))


def write(path, messages):
    content = b"".join(struct.pack("<I", len(each)) + each for each in (m.SerializeToString() for m in messages))
    # Without name and time, so that the same excerpt is the same file.
    path.write_bytes(gzip.compress(content, 9, mtime=0))
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def service(resource):
    return next(each.value.string_value for each in resource.attributes if each.key == "service.name")


def logs_of(traces, capture):
    """The records of some traces, in messages without anything empty."""
    for message in read(f"{capture}.logs.otlp.gz", ExportLogsServiceRequest):
        for resource in message.resource_logs:
            for scope in resource.scope_logs:
                kept = [record for record in scope.log_records if record.trace_id in traces]
                del scope.log_records[:]
                scope.log_records.extend(kept)
            kept = [scope for scope in resource.scope_logs if scope.log_records]
            del resource.scope_logs[:]
            resource.scope_logs.extend(kept)
        kept = [resource for resource in message.resource_logs if resource.scope_logs]
        del message.resource_logs[:]
        message.resource_logs.extend(kept)
        if kept:
            yield message


def metrics_of(services, capture):
    for message in read(f"{capture}.metrics.otlp.gz", ExportMetricsServiceRequest):
        kept = [resource for resource in message.resource_metrics if service(resource.resource) in services]
        del message.resource_metrics[:]
        message.resource_metrics.extend(kept)
        if kept:
            yield message


def main():
    capture = sys.argv[1]
    traces = {
        span.trace_id
        for message in read(f"{EXCERPT}.traces.otlp.gz", ExportTraceServiceRequest)
        for resource in message.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    }
    logs = list(logs_of(traces, capture))
    counts = {}
    for message in logs:
        for resource in message.resource_logs:
            name = service(resource.resource)
            counts[name] = counts.get(name, 0) + sum(len(scope.log_records) for scope in resource.scope_logs)
    write(pathlib.Path(f"{EXCERPT}.logs.otlp.gz"), logs)
    services = sorted(counts, key=lambda name: (-counts[name], name))[:SERVICE_COUNT]
    write(pathlib.Path(f"{EXCERPT}.metrics.otlp.gz"), metrics_of(services, capture))


if __name__ == "__main__":
    main()
