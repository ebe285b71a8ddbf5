"""The document says what the code does."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from complaints.api import REGISTER
from complaints.roles import CASE_RIGHTS, DESK_RIGHTS

from .conftest import ApiClient


@pytest.fixture
def document(client: ApiClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.json


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(child)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        yield from ((method, path, told) for method, told in item.items())


def test_it_is_openapi_three_one(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert set(document) == {"openapi", "info", "servers", "security", "paths", "components"}
    assert document["components"]["securitySchemes"]["bearer"] == {"type": "http", "scheme": "bearer"}


def test_every_route_is_in_it_and_nothing_else(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(method, path) for method, path, _ in operations(document)} == routes


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = {node["$ref"] for node in nodes(document) if "$ref" in node}
    assert references
    for reference in references:
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found
    used = {reference.rsplit("/", 1)[1] for reference in references}
    assert set(document["components"]["schemas"]) <= used


def test_every_operation_is_described_whole(document: dict[str, Any]) -> None:
    names = []
    for method, path, told in operations(document):
        names.append(told["operationId"])
        assert told["summary"], path
        assert any(status.startswith("2") for status in told["responses"])
        for response in told["responses"].values():
            assert "$ref" in response or response["description"]
        placed = {row["name"] for row in told.get("parameters", []) if row["in"] == "path"}
        assert placed == set(re.findall(r"\{(\w+)\}", path))
        assert all("schema" in row and "name" in row for row in told.get("parameters", [])), (method, path)
        if told.get("security") != []:
            assert {"401", "403", "429"} <= set(told["responses"])
    assert len(names) == len(set(names))


def test_every_schema_is_an_object_with_its_meaning(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert schema["type"] == "object", name
        assert set(schema.get("required", [])) <= set(schema["properties"]), name


def test_every_right_is_in_the_table() -> None:
    for operation in REGISTER:
        assert operation.rights, operation.name
        assert all(right in CASE_RIGHTS or right in DESK_RIGHTS for right in operation.rights), operation.name
        first = operation.rights[0]
        assert (first in DESK_RIGHTS) or operation.target is not None, operation.name


def test_every_write_to_a_complaint_asks_for_its_version() -> None:
    without = {operation.name for operation in REGISTER if operation.writes and not operation.fresh}
    assert without == {"open_complaint", "reveal_field"}
