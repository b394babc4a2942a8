"""The API's document, judged by validators that others keep, and answers of the real binary against it."""

from __future__ import annotations

import pytest
import requests
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from otlp import trace_hex
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from shop import open_shop
from skein_process import Server

# A request for every JSON answer of Skein's own API, and some of the others: the path in the document, and the address.
REQUESTS = [
    ("/api/skein/v1/red", "/api/skein/v1/red?by=service,operation,kind,status&step=1m&quantiles=0.5,0.99&exemplars=1"),
    ("/api/skein/v1/red", "/api/skein/v1/red?by=http.response.status_code&filter=span.kind=server"),
    ("/api/skein/v1/red", "/api/skein/v1/red?start=x"),
    ("/api/skein/v1/services/{service}", "/api/skein/v1/services/cart?step=5m"),
    ("/api/skein/v1/services/{service}", "/api/skein/v1/services/nobody"),
    ("/api/skein/v1/dependencies", "/api/skein/v1/dependencies"),
    ("/api/skein/v1/correlations/{id}", f"/api/skein/v1/correlations/{trace_hex(1)}"),
    ("/api/skein/v1/correlations/{id}", "/api/skein/v1/correlations/nobody"),
    ("/api/skein/v1/logs", "/api/skein/v1/logs"),
    ("/api/skein/v1/logs/patterns", "/api/skein/v1/logs/patterns"),
    ("/api/skein/v1/storage", "/api/skein/v1/storage"),
    ("/api/services", "/api/services"),
    ("/api/operations", "/api/operations?service=cart"),
    ("/api/traces", "/api/traces?service=cart&limit=20"),
    ("/api/traces/{traceID}", f"/api/traces/{trace_hex(1)}"),
    ("/api/dependencies", "/api/dependencies"),
    ("/api/metrics/latencies", "/api/metrics/latencies?service=cart&quantile=0.95&step=60000"),
    ("/api/metrics/calls", "/api/metrics/calls?service=cart&service=front&groupByOperation=true"),
    ("/api/metrics/errors", "/api/metrics/errors?service=front"),
    ("/api/v3/services", "/api/v3/services"),
    ("/api/v3/traces/{traceID}", f"/api/v3/traces/{trace_hex(1)}"),
    ("/prometheus/api/v1/query", "/prometheus/api/v1/query?query=traces_spanmetrics_calls_total"),
    ("/prometheus/api/v1/query", "/prometheus/api/v1/query?query=sum("),
    ("/prometheus/api/v1/labels", "/prometheus/api/v1/labels"),
]


def get(server: Server, address: str) -> requests.Response:
    return requests.get(server.http + address, timeout=10)


@pytest.fixture
def document(server: Server) -> dict:
    answer = get(server, "/api/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def test_the_document_is_valid_openapi(document: dict) -> None:
    assert document["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_real_answers_are_what_the_document_says(server: Server, document: dict) -> None:
    open_shop(server)
    resource = Resource.from_contents(document, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:skein", resource)
    for path, address in REQUESTS:
        answer = get(server, address)
        place = ["paths", path, "get", "responses", str(answer.status_code)]
        response = document["paths"][path]["get"]["responses"][str(answer.status_code)]
        if "$ref" in response:
            place = response["$ref"].removeprefix("#/").split("/")
        place += ["content", "application/json", "schema"]
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D") for part in place)
        validator = Draft202012Validator({"$ref": f"urn:skein#/{pointer}"}, registry=registry)
        problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(answer.json())]
        assert problems == [], f"{address}: {answer.text[:500]}"
