"""HTTP down to the bytes: what `requests` would hide or refuse to send."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import socket
import zlib
from typing import NamedTuple

import requests
from google.protobuf import json_format
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from otlp import from_json
from skein_process import Server

PROTOBUF = "application/x-protobuf"
JSON = "application/json"
MEBIBYTE = 1 << 20


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").split(";")[0].strip()

    @property
    def error(self) -> Status:
        """The google.rpc.Status that every error carries, in the answer's own encoding."""
        if self.content_type == JSON:
            return json_format.Parse(self.body, Status())
        assert self.content_type == PROTOBUF, f"an error in {self.content_type!r}: {self.body[:200]!r}"
        return Status.FromString(self.body)

    @property
    def response(self) -> ExportTraceServiceResponse:
        if self.content_type == JSON:
            return json_format.Parse(self.body, ExportTraceServiceResponse())
        assert self.content_type == PROTOBUF
        return ExportTraceServiceResponse.FromString(self.body)


class Connection:
    """One connection to the receiver, kept open from request to request."""

    def __init__(self, server: Server, timeout: float = 120) -> None:
        self.inner = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=timeout)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.inner.close()

    def send(self, method: str, path: str, body=None, chunked: bool = False, **headers: str) -> Answer:
        """Headers are given as keywords: `content_type=...` is Content-Type."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if chunked:
            named["Transfer-Encoding"] = "chunked"
        self.inner.request(method, path, body, named, encode_chunked=chunked)
        answer = self.inner.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def post(self, body: bytes, content_type: str = PROTOBUF, **options) -> Answer:
        return self.send("POST", "/v1/traces", body, content_type=content_type, **options)


def post(server: Server, message: ExportTraceServiceRequest | bytes, content_type: str = PROTOBUF, **options) -> Answer:
    """One POST /v1/traces on a connection of its own."""
    body = message if isinstance(message, bytes) else message.SerializeToString()
    with Connection(server) as connection:
        return connection.post(body, content_type, **options)


def store(server: Server, message: ExportTraceServiceRequest) -> None:
    """Sends a request that must be stored whole."""
    answer = post(server, message)
    assert answer.status == 200, answer
    assert answer.body == b"", answer.response


def start_request(server: Server, head: str, timeout: float = 30) -> socket.socket:
    """Opens a connection and sends `head` as it is, with \\r\\n for every line end."""
    connection = socket.create_connection(("127.0.0.1", server.otlp_port), timeout=timeout)
    connection.sendall(head.replace("\n", "\r\n").encode())
    return connection


def read_answer(connection: socket.socket) -> Answer:
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return Answer(answer.status, answer.headers, answer.read())


def send_until_answered(connection: socket.socket, block: bytes, count: int) -> None:
    """Sends a block again and again; stops early when the other side has closed."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for _ in range(count):
            connection.sendall(block)


def bomb(mebibytes: int) -> bytes:
    """A small gzip stream that inflates to `mebibytes` MiB of zeros; only the checksum at its end is wrong."""
    step = 16
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # The first block differs from those that follow; each ends at a byte, so that the second may be repeated.
    first = compressor.compress(bytes(step * MEBIBYTE)) + compressor.flush(zlib.Z_FULL_FLUSH)
    repeated = compressor.compress(bytes(step * MEBIBYTE)) + compressor.flush(zlib.Z_FULL_FLUSH)
    header = gzip.compress(b"")[:10]
    return header + first + repeated * (mebibytes // step - 1) + compressor.flush() + bytes(8)


# Reading back


def read_trace(server: Server, trace_id: str) -> ExportTraceServiceRequest:
    """A trace through the v3 API, every field of it."""
    answer = requests.get(f"{server.http}/api/v3/traces/{trace_id}", params={"rawTraces": "true"}, timeout=30)
    assert answer.status_code == 200, answer.text[:500]
    return from_json(json.loads(answer.content)["result"])
