"""OTLP in Python: building requests, and comparing what was sent with what came back."""

from __future__ import annotations

import base64
import gzip
import json
import pathlib
import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.trace.v1.trace_pb2 import Span

START = 1_700_000_000_000_000_000


class FlatSpan(NamedTuple):
    """One span with everything around it, as bytes that are equal when every field is."""

    span: bytes
    resource: bytes
    resource_schema_url: str
    scope: bytes
    scope_schema_url: str


def flatten(request: ExportTraceServiceRequest) -> list[FlatSpan]:
    """The spans of a request, in its order. Attribute order counts."""
    return [
        FlatSpan(
            _without_empty_status(span).SerializeToString(deterministic=True),
            resource_spans.resource.SerializeToString(deterministic=True),
            resource_spans.schema_url,
            scope_spans.scope.SerializeToString(deterministic=True),
            scope_spans.schema_url,
        )
        for resource_spans in request.resource_spans
        for scope_spans in resource_spans.scope_spans
        for span in scope_spans.spans
    ]


def _without_empty_status(span: Span) -> Span:
    """A status with nothing set means the same as none; Python's SDK sends it, other encoders leave it out."""
    if not span.HasField("status") or span.status.ByteSize() > 0:
        return span
    copy = Span()
    copy.CopyFrom(span)
    copy.ClearField("status")
    return copy


def from_json(document: dict) -> ExportTraceServiceRequest:
    """A request from OTLP/JSON, whose IDs are hexadecimal where protobuf's own JSON has base64."""
    return json_format.ParseDict(_with_base64_ids(document), ExportTraceServiceRequest())


def _with_base64_ids(node):
    if isinstance(node, list):
        return [_with_base64_ids(element) for element in node]
    if isinstance(node, dict):
        return {
            key: base64.b64encode(bytes.fromhex(value)).decode()
            if key in ("traceId", "spanId", "parentSpanId")
            else _with_base64_ids(value)
            for key, value in node.items()
        }
    return node


def to_json(request: ExportTraceServiceRequest) -> dict:
    """OTLP/JSON of a request: IDs in hexadecimal, enums as numbers."""

    def with_hex_ids(node):
        if isinstance(node, list):
            return [with_hex_ids(element) for element in node]
        if isinstance(node, dict):
            return {
                key: base64.b64decode(value).hex()
                if key in ("traceId", "spanId", "parentSpanId")
                else with_hex_ids(value)
                for key, value in node.items()
            }
        return node

    return with_hex_ids(json_format.MessageToDict(request, use_integers_for_enums=True))


def read_capture(path: pathlib.Path, kind: type = ExportTraceServiceRequest) -> Iterator:
    """The requests of a gzipped file of length-prefixed messages."""
    with gzip.open(path) as capture:
        while prefix := capture.read(4):
            (length,) = struct.unpack("<I", prefix)
            yield kind.FromString(capture.read(length))


def read_json_lines(lines: Iterable[str | bytes]) -> Iterator[ExportTraceServiceRequest]:
    return (from_json(json.loads(line)) for line in lines if line.strip())


# Building


def any_value(value) -> AnyValue:
    """The OTLP value of a Python one; `None` is the empty value, a dict a key-value list."""
    if value is None:
        return AnyValue()
    if isinstance(value, bool):
        return AnyValue(bool_value=value)
    if isinstance(value, int):
        return AnyValue(int_value=value)
    if isinstance(value, float):
        return AnyValue(double_value=value)
    if isinstance(value, str):
        return AnyValue(string_value=value)
    if isinstance(value, bytes):
        return AnyValue(bytes_value=value)
    if isinstance(value, list):
        return AnyValue(array_value=ArrayValue(values=map(any_value, value)))
    return AnyValue(kvlist_value=KeyValueList(values=attributes(value)))


def attributes(values: dict) -> list[KeyValue]:
    return [KeyValue(key=key, value=any_value(value)) for key, value in values.items()]


def span(trace: int, number: int, parent: int = 0, **fields) -> Span:
    """A span of trace number `trace`; IDs are made of the numbers."""
    fields.setdefault("name", f"operation-{number % 7}")
    fields.setdefault("start_time_unix_nano", START + number * 1_000)
    fields.setdefault("end_time_unix_nano", fields["start_time_unix_nano"] + 1_000_000)
    return Span(
        trace_id=trace.to_bytes(16, "big"),
        span_id=number.to_bytes(8, "big"),
        parent_span_id=parent.to_bytes(8, "big") if parent else b"",
        **fields,
    )


def request(spans: Iterable[Span], service: str = "shop", scope: str = "tests") -> ExportTraceServiceRequest:
    """One request with one resource and one scope."""
    message = ExportTraceServiceRequest()
    resource_spans = message.resource_spans.add()
    resource_spans.resource.attributes.extend(attributes({"service.name": service}))
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name = scope
    scope_spans.spans.extend(spans)
    return message


def trace_hex(trace: int) -> str:
    return f"{trace:032x}"
