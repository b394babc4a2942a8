#!/usr/bin/env python3
"""Writes Tests/Fixtures/otlp/*.pb and *.json with Python's opentelemetry-proto, the oracle of our OTLP codec.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install uv
    /tmp/golden/bin/uv pip install --python /tmp/golden/bin/python opentelemetry-proto googleapis-common-protos
    /tmp/golden/bin/python scripts/make-golden-otlp.py
"""

import base64
import json
import pathlib

from google.protobuf import json_format
from google.rpc.status_pb2 import Status as RPCStatus
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

OUTPUT = pathlib.Path(__file__).parent.parent / "Tests" / "Fixtures" / "otlp"


def string(text):
    return AnyValue(string_value=text)


def attribute(key, value=None, **fields):
    return KeyValue(key=key, value=value if value is not None else AnyValue(**fields))


def array(*values):
    value = AnyValue()
    value.array_value.SetInParent()
    value.array_value.values.extend(values)
    return value


def key_value_list(*pairs):
    value = AnyValue()
    value.kvlist_value.SetInParent()
    value.kvlist_value.values.extend(pairs)
    return value


def identify(span, number):
    span.trace_id = bytes(range(0xA0, 0xB0))
    span.span_id = bytes([0xB7, 0, 0, 0, 0, 0, 0, number])


def full():
    """Every field of every message, with a value that is not its default."""
    request = ExportTraceServiceRequest()
    spans = request.resource_spans.add(schema_url="https://example.org/resource")
    resource = spans.resource
    resource.attributes.append(attribute("service.name", string_value="checkout"))
    resource.attributes.append(attribute("host.id", int_value=-7))
    resource.dropped_attributes_count = 3
    reference = resource.entity_refs.add(schema_url="https://example.org/entity", type="service")
    reference.id_keys.extend(["service.name", "service.instance.id"])
    reference.description_keys.append("service.version")
    scope_spans = spans.scope_spans.add(schema_url="https://example.org/scope")
    scope_spans.scope.name = "shop.http"
    scope_spans.scope.version = "1.2.3"
    scope_spans.scope.attributes.append(attribute("lazy", bool_value=True))
    scope_spans.scope.dropped_attributes_count = 4
    span = scope_spans.spans.add(
        trace_state="ot=th:8,vendor=x", name="POST /order", kind=2,
        start_time_unix_nano=1_700_000_000_123_456_789, end_time_unix_nano=1_700_000_000_987_654_321,
        dropped_attributes_count=5, dropped_events_count=6, dropped_links_count=7, flags=0x301)
    identify(span, 1)
    span.parent_span_id = bytes.fromhex("eee19b7ec3c1b173")
    span.attributes.append(attribute("http.request.method", string_value="POST"))
    span.attributes.append(attribute("http.response.status_code", int_value=500))
    event = span.events.add(
        time_unix_nano=1_700_000_000_200_000_000, name="exception", dropped_attributes_count=8)
    event.attributes.append(attribute("exception.message", string_value="no \"stock\"\n\tleft \\ \u2028 \U0001F9F5"))
    link = span.links.add(
        trace_id=bytes.fromhex("5b8aa5a2d2c872e8321cf37308d69df2"), span_id=bytes.fromhex("5fb397be34d26b51"),
        trace_state="a=b", dropped_attributes_count=9, flags=1)
    link.attributes.append(attribute("why", string_value="batch"))
    span.status.message = "out of stock"
    span.status.code = 2
    return request


def values():
    """Every kind of attribute value, and the nasty ones of each kind."""
    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add(name="values")
    identify(span, 1)
    deep = string("bottom")
    for level in range(20):
        deep = array(deep) if level % 2 else key_value_list(attribute(f"level{level}", deep))
    for key, value in [
        ("empty", None), ("string", string("text")), ("string.empty", string("")),
        ("string.control", string("\x00\x1b[31m\x7f\x9b")), ("bool.true", AnyValue(bool_value=True)),
        ("bool.false", AnyValue(bool_value=False)), ("int.zero", AnyValue(int_value=0)),
        ("int.min", AnyValue(int_value=-(2**63))), ("int.max", AnyValue(int_value=2**63 - 1)),
        ("double.zero", AnyValue(double_value=0.0)), ("double.negative.zero", AnyValue(double_value=-0.0)),
        ("double.tenth", AnyValue(double_value=0.1)), ("double.least", AnyValue(double_value=5e-324)),
        ("double.greatest", AnyValue(double_value=1.7976931348623157e308)),
        ("double.infinity", AnyValue(double_value=float("inf"))),
        ("double.negative.infinity", AnyValue(double_value=float("-inf"))),
        ("double.nan", AnyValue(double_value=float("nan"))),
        ("bytes", AnyValue(bytes_value=bytes([0, 0xFB, 0xEF, 0xFF]))), ("bytes.empty", AnyValue(bytes_value=b"")),
        ("array.empty", array()), ("array.mixed", array(string("a"), AnyValue(), AnyValue(int_value=1), array())),
        ("list.empty", key_value_list()),
        ("list", key_value_list(attribute("a", bool_value=False), KeyValue(key="no value"), attribute("", int_value=2))),
        ("deep", deep), ("repeated", string("first")), ("repeated", string("second")), ("", string("empty key")),
    ]:
        span.attributes.append(KeyValue(key=key, value=value))  # None: no value at all
    return request


def groups():
    """Several resources and scopes, and spans that set next to nothing, or what OTLP does not define yet."""
    request = ExportTraceServiceRequest()
    number = 0
    for service in ["a", "b"]:
        spans = request.resource_spans.add()
        spans.resource.attributes.append(attribute("service.name", string_value=service))
        for scope in ["x", "y"]:
            scope_spans = spans.scope_spans.add()
            scope_spans.scope.name = scope
            for kind in [0, 77, -1]:
                number += 1
                span = scope_spans.spans.add(kind=kind, start_time_unix_nano=2, end_time_unix_nano=1)
                identify(span, number)
                if kind:
                    span.status.code = kind
    return request


def logs_full():
    """Every field of a log record, with a value that is not its default."""
    request = ExportLogsServiceRequest()
    logs = request.resource_logs.add(schema_url="https://example.org/resource")
    logs.resource.attributes.append(attribute("service.name", string_value="checkout"))
    logs.resource.dropped_attributes_count = 3
    scope_logs = logs.scope_logs.add(schema_url="https://example.org/scope")
    scope_logs.scope.name = "shop.log"
    scope_logs.scope.version = "1.2.3"
    record = scope_logs.log_records.add(
        time_unix_nano=1_700_000_000_123_456_789, observed_time_unix_nano=1_700_000_000_223_456_789,
        severity_number=18, severity_text="ERROR2", dropped_attributes_count=5, flags=1, event_name="order.failed",
        trace_id=bytes(range(0xA0, 0xB0)), span_id=bytes.fromhex("eee19b7ec3c1b173"))
    record.body.string_value = "no \"stock\"\n\tleft \\ \u2028 \U0001F9F5"
    record.attributes.append(attribute("exception.type", string_value="OutOfStock"))
    record.attributes.append(attribute("thread.id", int_value=-7))
    return request


def logs_bodies():
    """Every kind of body, in several resources and scopes, and records that set next to nothing."""
    request = ExportLogsServiceRequest()
    bodies = [
        None, string(""), string("text"), AnyValue(bool_value=False), AnyValue(int_value=-(2**63)),
        AnyValue(double_value=-0.0), AnyValue(bytes_value=bytes([0, 0xFB])), array(), key_value_list(),
        array(string("a"), AnyValue(), array(AnyValue(int_value=1))),
        key_value_list(attribute("level", string_value="warn"), KeyValue(key="no value")),
    ]
    for service in ["a", "b"]:
        logs = request.resource_logs.add()
        logs.resource.attributes.append(attribute("service.name", string_value=service))
        for scope in ["x", "y"]:
            scope_logs = logs.scope_logs.add()
            scope_logs.scope.name = scope
            for number, body in enumerate(bodies):
                scope_logs.log_records.add(time_unix_nano=number, severity_number=number * 3 - 2, body=body)
    return request


def exemplar(point, number, **value):
    """An exemplar with every field."""
    added = point.exemplars.add(
        time_unix_nano=1_700_000_000_100_000_000 + number, span_id=bytes([0xB7, 0, 0, 0, 0, 0, 0, number]),
        trace_id=bytes(range(0xA0, 0xB0)), **value)
    added.filtered_attributes.append(attribute("user", int_value=number))


def metrics_full():
    """Every field of every message about metrics, with a value that is not its default."""
    request = ExportMetricsServiceRequest()
    resource_metrics = request.resource_metrics.add(schema_url="https://example.org/resource")
    resource_metrics.resource.attributes.append(attribute("service.name", string_value="checkout"))
    resource_metrics.resource.dropped_attributes_count = 3
    scope_metrics = resource_metrics.scope_metrics.add(schema_url="https://example.org/scope")
    scope_metrics.scope.name = "shop.metrics"
    scope_metrics.scope.version = "1.2.3"
    metrics = scope_metrics.metrics
    times = {"start_time_unix_nano": 1_700_000_000_000_000_001, "time_unix_nano": 1_700_000_015_000_000_002}
    route = attribute("http.route", string_value="/order")

    gauge = metrics.add(name="queue.length", description="Orders that wait", unit="{order}")
    gauge.metadata.append(attribute("prometheus.type", string_value="unknown"))
    point = gauge.gauge.data_points.add(as_double=0.25, flags=1, **times)
    point.attributes.append(route)
    exemplar(point, 1, as_double=1.5)
    exemplar(point, 2, as_int=-2)
    gauge.gauge.data_points.add(as_int=-9_007_199_254_740_993, **times)

    total = metrics.add(name="orders", unit="1")
    total.sum.aggregation_temporality = 2
    total.sum.is_monotonic = True
    total.sum.data_points.add(as_int=7, **times).attributes.append(route)
    total.sum.data_points.add(as_double=0.0, **times)
    difference = metrics.add(name="stock.change")
    difference.sum.aggregation_temporality = 1
    difference.sum.data_points.add(as_int=0, **times)

    histogram = metrics.add(name="http.server.request.duration", unit="s")
    histogram.histogram.aggregation_temporality = 1
    point = histogram.histogram.data_points.add(
        count=6, sum=2.5, bucket_counts=[1, 2, 300, 0], explicit_bounds=[-0.5, 0.1, 1.0], flags=256, min=0.01, max=2.0,
        **times)
    point.attributes.append(route)
    exemplar(point, 3, as_double=0.5)
    histogram.histogram.data_points.add(count=1, sum=0.0, bucket_counts=[1], **times)
    histogram.histogram.data_points.add(**times)

    exponential = metrics.add(name="payload.size", unit="By")
    exponential.exponential_histogram.aggregation_temporality = 2
    point = exponential.exponential_histogram.data_points.add(
        count=310, sum=-4.5, scale=-3, zero_count=2, flags=2, min=-1.0, max=3.0, zero_threshold=1e-9, **times)
    point.positive.offset = -5
    point.positive.bucket_counts.extend([1, 0, 300])
    point.negative.offset = 7
    point.negative.bucket_counts.extend([3, 4])
    point.attributes.append(route)
    exemplar(point, 4, as_int=2**62)

    summary = metrics.add(name="gc.pause", unit="ms")
    point = summary.summary.data_points.add(count=9, sum=81.5, flags=4, **times)
    point.attributes.append(route)
    for quantile, value in [(0.0, 1.0), (0.5, 0.0), (0.99, 20.5)]:
        point.quantile_values.add(quantile=quantile, value=value)
    return request


def metrics_values():
    """Numbers that are hard to carry, points without a number, and several resources and scopes."""
    request = ExportMetricsServiceRequest()
    for service in ["a", "b"]:
        resource_metrics = request.resource_metrics.add()
        resource_metrics.resource.attributes.append(attribute("service.name", string_value=service))
        for scope in ["x", "y"]:
            scope_metrics = resource_metrics.scope_metrics.add()
            scope_metrics.scope.name = scope
            points = scope_metrics.metrics.add(name="value").gauge.data_points
            for number in [0.0, -0.0, 0.1, 5e-324, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan")]:
                points.add(as_double=number, time_unix_nano=1)
            for number in [0, -(2**63), 2**63 - 1]:
                points.add(as_int=number, time_unix_nano=2)
            points.add(time_unix_nano=3, flags=1)
            points.add()
    return request


def to_json(message):
    """The JSON of the OTLP specification: as protobuf's, but with numeric enums and hexadecimal IDs."""

    def convert(value):
        if isinstance(value, list):
            return [convert(element) for element in value]
        if not isinstance(value, dict):
            return value
        return {
            key: base64.b64decode(member).hex() if key in ("traceId", "spanId", "parentSpanId") else convert(member)
            for key, member in value.items()
        }

    tree = json_format.MessageToDict(message, use_integers_for_enums=True)
    return json.dumps(convert(tree), ensure_ascii=False, separators=(",", ":"))


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    response = ExportTraceServiceResponse()
    response.partial_success.rejected_spans = 3
    response.partial_success.error_message = "no IDs"
    logs_response = ExportLogsServiceResponse()
    logs_response.partial_success.rejected_log_records = 3
    logs_response.partial_success.error_message = "too late"
    metrics_response = ExportMetricsServiceResponse()
    metrics_response.partial_success.rejected_data_points = 3
    metrics_response.partial_success.error_message = "no names"
    messages = {
        "full": full(), "values": values(), "groups": groups(), "response": response,
        "logs-full": logs_full(), "logs-bodies": logs_bodies(), "logs-response": logs_response,
        "metrics-full": metrics_full(), "metrics-values": metrics_values(), "metrics-response": metrics_response,
        "status": RPCStatus(code=3, message="bad \"request\""),
    }
    for name, message in messages.items():
        (OUTPUT / f"{name}.pb").write_bytes(message.SerializeToString(deterministic=True))
        (OUTPUT / f"{name}.json").write_text(to_json(message), encoding="utf-8")


main()
