"""The receiver's answers: every status, content type and body that OTLP/HTTP lists."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from otlp import attributes, flatten, request, span, to_json, trace_hex
from skein_process import Server
from wire import (
    JSON,
    MEBIBYTE,
    PROTOBUF,
    Answer,
    Connection,
    bomb,
    post,
    read_answer,
    read_trace,
    send_until_answered,
    start_request,
    store,
)

LIMIT = 64 * MEBIBYTE


def encode(message: ExportTraceServiceRequest, content_type: str) -> bytes:
    return message.SerializeToString() if content_type == PROTOBUF else json.dumps(to_json(message)).encode()


def expect_error(answer: Answer, status: int, content_type: str | None = None) -> None:
    assert answer.status == status, answer
    if content_type:
        assert answer.content_type == content_type
    assert answer.error.message, "an error says what is wrong"


both_types = pytest.mark.parametrize("content_type", [PROTOBUF, JSON])


# 200


@both_types
@pytest.mark.parametrize("compressed", [False, True], ids=["identity", "gzip"])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_spans_are_stored_in_every_form(server: Server, content_type: str, compressed: bool, chunked: bool) -> None:
    message = request([span(1, 1), span(1, 2, parent=1)])
    body = encode(message, content_type)
    headers = {"content_encoding": "gzip"} if compressed else {}
    answer = post(server, gzip.compress(body) if compressed else body, content_type, chunked=chunked, **headers)
    assert answer.status == 200, answer
    assert answer.content_type == content_type
    assert answer.body == (b"" if content_type == PROTOBUF else b"{}")
    assert flatten(read_trace(server, trace_hex(1))) == flatten(message)


def test_every_kind_of_value_comes_back(server: Server) -> None:
    values = {
        "empty": None,
        "bytes": b"\x00\xff",
        "mixed": [1, "a", None, 2.5, b"b", [True], {"k": "v"}],
        "map": {"a": {"b": [{"c": None}]}, "": "", "a.b": -0.0},
        "infinite": float("inf"),
        "not a number": float("nan"),
        "control \u0000\u001b\u2028": "\u0000\u001b\u202e\ud7ff",
    }
    rare = span(
        1,
        1,
        trace_state="a=1,b=2",
        flags=0x301,
        kind=5,
        dropped_attributes_count=1,
        dropped_events_count=2,
        dropped_links_count=3,
        status={"code": 2, "message": "no"},
        attributes=attributes(values) + attributes({"again": 1}) + attributes({"again": "2"}),
    )
    rare.events.add(time_unix_nano=7, name="e", attributes=attributes(values), dropped_attributes_count=4)
    rare.links.add(trace_id=bytes(15) + b"1", span_id=bytes(7) + b"1", trace_state="c=3", flags=1)
    message = request([rare])
    message.resource_spans[0].schema_url = "https://example.com/1"
    message.resource_spans[0].resource.attributes.extend(attributes(values))
    message.resource_spans[0].scope_spans[0].scope.attributes.extend(attributes(values))
    for content_type in (PROTOBUF, JSON):
        answer = post(server, encode(message, content_type), content_type)
        assert answer.status == 200, answer
    back = flatten(read_trace(server, trace_hex(1)))
    assert set(back) == set(flatten(message))


@both_types
def test_an_empty_request_is_accepted(server: Server, content_type: str) -> None:
    answer = post(server, encode(ExportTraceServiceRequest(), content_type), content_type)
    assert (answer.status, answer.content_type) == (200, content_type)
    assert answer.body == (b"" if content_type == PROTOBUF else b"{}")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;a=b"]
)
def test_parameters_and_case_of_the_content_type_do_not_matter(server: Server, content_type: str) -> None:
    answer = post(server, encode(request([span(1, 1)]), JSON), content_type)
    assert (answer.status, answer.content_type) == (200, JSON)


def test_a_connection_serves_many_requests_also_after_errors(server: Server) -> None:
    with Connection(server) as connection:
        assert connection.post(request([span(1, 1)]).SerializeToString()).status == 200
        socket = connection.inner.sock
        assert connection.post(b"\xff").status == 400
        assert connection.send("POST", "/v1/profiles", b"", content_type=PROTOBUF).status == 404
        for number in range(2, 50):
            assert connection.post(request([span(1, number)]).SerializeToString()).status == 200
        assert connection.inner.sock is socket, "the connection was kept"
    assert len(flatten(read_trace(server, trace_hex(1)))) == 49


def test_the_first_query_after_the_answer_sees_the_span(server: Server) -> None:
    for trace in range(1, 101):
        store(server, request([span(trace, 1)]))
        assert len(flatten(read_trace(server, trace_hex(trace)))) == 1


@both_types
def test_spans_with_bad_ids_are_rejected_and_counted_and_the_others_kept(server: Server, content_type: str) -> None:
    bad = [span(1, number) for number in range(2, 7)]
    bad[0].trace_id = bytes(16)
    bad[1].trace_id = bytes([1] * 15)
    bad[2].span_id = bytes(8)
    bad[3].span_id = bytes([1] * 9)
    bad[4].parent_span_id = bytes([1] * 5)
    answer = post(server, encode(request([span(1, 1), *bad, span(1, 9)]), content_type), content_type)
    assert (answer.status, answer.content_type) == (200, content_type)
    assert answer.response.partial_success.rejected_spans == 5
    assert answer.response.partial_success.error_message
    assert len(flatten(read_trace(server, trace_hex(1)))) == 2


# 400


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (PROTOBUF, b"\x0a\x05\x01"),
        (PROTOBUF, b"\xff" * 20),
        (PROTOBUF, b"{}"),
        (JSON, b""),
        (JSON, b"{"),
        (JSON, b"[]"),
        (JSON, b'{"resourceSpans": 1}'),
        (JSON, b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":7}]}]}]}'),
        (JSON, b"\x0a\x00"),
    ],
)
def test_what_cannot_be_decoded_is_refused_for_good(server: Server, content_type: str, body: bytes) -> None:
    expect_error(post(server, body, content_type), 400, content_type)


@both_types
@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(b"abc" * 100)[:-12], b""], ids=["garbage", "cut", "none"])
def test_a_body_that_is_not_gzip_is_refused_for_good(server: Server, content_type: str, body: bytes) -> None:
    expect_error(post(server, body, content_type, content_encoding="gzip"), 400, content_type)


def nested_protobuf(levels: int) -> bytes:
    """A request whose span has one attribute of that many arrays inside each other."""

    def field(tag: int, content: bytes) -> bytes:
        length, prefix = len(content), bytearray([tag])
        while length >= 0x80:
            prefix.append(length & 0x7F | 0x80)
            length >>= 7
        return bytes(prefix) + bytes([length]) + content

    # From the inside out, lengths first: quadratic copying of 200,000 levels would take minutes.
    parts, size = [], 0
    for _ in range(levels):
        for tag in (0x0A, 0x2A):
            length, prefix = size, bytearray([tag])
            while length >= 0x80:
                prefix.append(length & 0x7F | 0x80)
                length >>= 7
            prefix.append(length)
            parts.append(bytes(prefix))
            size += len(prefix)
    value = b"".join(reversed(parts))
    attribute = field(0x0A, b"k") + field(0x12, value)
    spans = span(1, 1).SerializeToString() + field(0x4A, attribute)
    return field(0x0A, field(0x12, field(0x12, spans)))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (PROTOBUF, nested_protobuf(200_000)),
        (PROTOBUF, b"\x7b" * 200_000),
        (JSON, b"[" * 200_000),
        (JSON, b'{"a":' * 200_000),
        (JSON, b'{"unknown":' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    ],
    ids=["values", "groups", "arrays", "objects", "unknown"],
)
def test_deep_nesting_is_refused_at_once(server: Server, content_type: str, body: bytes) -> None:
    store(server, request([span(2, 1)]))
    before = server.memory("VmHWM")
    started = time.monotonic()
    expect_error(post(server, body, content_type), 400, content_type)
    assert time.monotonic() - started < 0.5
    assert server.memory("VmHWM") - before < 32 * MEBIBYTE
    assert len(flatten(read_trace(server, trace_hex(2)))) == 1


@pytest.mark.parametrize(
    "head",
    [
        "garbage\n\n",
        "POST /v1/traces HTTP/1.1\nHost: x\nX: " + "a" * 40_000 + "\n\n",
        "POST /" + "a" * 70_000 + " HTTP/1.1\nHost: x\n\n",
        "POST /v1/traces HTTP/1.1\n" + "".join(f"X{number}: a\n" for number in range(9_000)) + "\n",
        "POST /v1/traces HTTP/1.1\nHost: x\nContent-Length: -5\n\n",
        "POST /v1/traces HTTP/1.1\nHost: x\nContent-Length: 99999999999999999999\n\n",
        "POST /v1/traces HTTP/1.1\nHost: x\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n",
        "POST /v1/traces HTTP/1.1\nHost: x\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nZZ\n\n",
    ],
    ids=["garbage", "long header", "long path", "many headers", "negative", "overflow", "smuggling", "chunk size"],
)
def test_what_is_not_http_is_refused_and_the_connection_closed(server: Server, head: str) -> None:
    with start_request(server, head) as connection:
        answer = read_answer(connection)
        assert answer.status == 400
        assert answer.headers["Connection"] == "close"
        assert connection.recv(1) == b""
    store(server, request([span(1, 1)]))


# 404, 405, 415


@pytest.mark.parametrize("path", ["/v1development/profiles", "/", "/v1/traces/more", "/v2/traces"])
def test_what_is_not_kept_is_not_acknowledged(server: Server, path: str) -> None:
    with Connection(server) as connection:
        for content_type in (PROTOBUF, JSON):
            expect_error(connection.send("POST", path, b"", content_type=content_type), 404, content_type)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_is_told_which_one_is_right(server: Server, method: str) -> None:
    with Connection(server) as connection:
        answer = connection.send(method, "/v1/traces", content_type=PROTOBUF)
        expect_error(answer, 405)
        assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("content_type", ["text/plain", "application/grpc", "application/jsonx", ""])
def test_an_unknown_content_type_is_refused(server: Server, content_type: str) -> None:
    expect_error(post(server, b"", content_type), 415)


def test_a_missing_content_type_is_refused(server: Server) -> None:
    with Connection(server) as connection:
        expect_error(connection.send("POST", "/v1/traces", b""), 415)


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip"])
def test_an_unknown_content_encoding_is_refused(server: Server, encoding: str) -> None:
    expect_error(post(server, b"", PROTOBUF, content_encoding=encoding), 415, PROTOBUF)


# 413


def padded(size: int) -> bytes:
    """A valid request of exactly `size` bytes: one span, and an unknown field that fills the rest."""
    message = request([span(3, 1)]).SerializeToString()
    for length_bytes in range(1, 6):
        length = size - len(message) - 1 - length_bytes
        prefix, rest = bytearray([0x7A]), length
        while rest >= 0x80:
            prefix.append(rest & 0x7F | 0x80)
            rest >>= 7
        prefix.append(rest)
        if len(prefix) == 1 + length_bytes:
            return message + bytes(prefix) + bytes(length)
    raise AssertionError(size)


def test_a_body_of_64_mebibytes_is_taken(server: Server) -> None:
    body = padded(LIMIT)
    assert len(body) == LIMIT
    assert post(server, body).status == 200
    assert post(server, gzip.compress(body, 1), content_encoding="gzip").status == 200


def test_a_declared_length_over_the_limit_is_refused_before_the_body(server: Server) -> None:
    head = f"POST /v1/traces HTTP/1.1\nHost: x\nContent-Type: {PROTOBUF}\nContent-Length: {LIMIT + 1}\n\n"
    with start_request(server, head) as connection:
        expect_error(read_answer(connection), 413, PROTOBUF)


def test_a_sent_body_over_the_limit_is_refused(server: Server) -> None:
    head = f"POST /v1/traces HTTP/1.1\nHost: x\nContent-Type: {PROTOBUF}\nContent-Length: {LIMIT + MEBIBYTE}\n\n"
    with start_request(server, head) as connection:
        send_until_answered(connection, bytes(MEBIBYTE), 65)
        expect_error(read_answer(connection), 413, PROTOBUF)


def test_a_chunked_body_over_the_limit_is_refused(server: Server) -> None:
    head = f"POST /v1/traces HTTP/1.1\nHost: x\nContent-Type: {JSON}\nTransfer-Encoding: chunked\n\n"
    with start_request(server, head) as connection:
        send_until_answered(connection, b"100000\r\n" + b" " * MEBIBYTE + b"\r\n", 65)
        expect_error(read_answer(connection), 413, JSON)


@both_types
def test_a_body_that_inflates_over_the_limit_is_refused(server: Server, content_type: str) -> None:
    store(server, request([span(1, 1)]))
    before = server.memory("VmHWM")
    body = bomb(10 * 1024)
    assert len(body) < 11 * MEBIBYTE
    started = time.monotonic()
    expect_error(post(server, body, content_type, content_encoding="gzip"), 413, content_type)
    assert time.monotonic() - started < 2
    assert server.memory("VmHWM") - before < (LIMIT + len(body) + 16 * MEBIBYTE)


def test_many_gzip_members_do_not_get_around_the_limit(server: Server) -> None:
    member = gzip.compress(bytes(MEBIBYTE))
    expect_error(post(server, member * 65, content_encoding="gzip"), 413, PROTOBUF)
    whole = request([span(1, 1)]).SerializeToString()
    halves = gzip.compress(whole[:20]) + gzip.compress(whole[20:])
    assert post(server, halves, content_encoding="gzip").status == 200


def test_a_client_that_asks_first_is_told_to_go_on(server):
    body = request([span(1, 1)]).SerializeToString()
    head = (
        "POST /v1/traces HTTP/1.1\nHost: x\nContent-Type: application/x-protobuf\n"
        f"Content-Length: {len(body)}\nExpect: 100-continue\n\n"
    )
    with start_request(server, head) as connection:
        assert connection.recv(1_000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert connection.recv(1_000).startswith(b"HTTP/1.1 200 OK\r\n")


def test_interim_answers_keep_the_order_of_requests(server):
    body = request([span(1, 1)]).SerializeToString()
    head = "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n"
    head += f"Content-Length: {len(body)}\r\n"
    with start_request(server, "") as connection:
        connection.sendall(head.encode() + b"\r\n" + body + head.encode() + b"Expect: 100-continue\r\n\r\n")
        answers = b""
        while b"100 Continue" not in answers:
            answers += connection.recv(1_000)
        assert answers.startswith(b"HTTP/1.1 200 OK\r\n")
        connection.sendall(body)
        assert connection.recv(1_000).startswith(b"HTTP/1.1 200 OK\r\n")
