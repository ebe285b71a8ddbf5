"""The OpenAPI 3.1 document, generated from the register of operations."""

import re
from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Response

from .operations import REGISTER, Operation
from .problems import dumps
from .schemas.answers import Problem

VERSION = "1"
PREFIX = "/api/v1"
TAG = {"description": "The complaint's version tag.", "schema": {"type": "string"}}
PROBLEMS = {
    "400": "The body is no JSON.",
    "401": "No valid token.",
    "403": "This role, or this person over this complaint, may not.",
    "404": "There is no such thing.",
    "409": "The Idempotency-Key was used for another request.",
    "412": "The complaint has changed; the newest tag is in ETag.",
    "413": "Too large.",
    "415": "This media type is not taken here.",
    "422": "A field needs attention, or a gate is closed.",
    "428": "If-Match is missing.",
    "429": "Too many requests; wait as long as Retry-After says.",
}


def document() -> Response:
    """The document; it may be read without a token."""
    return Response(_written(), mimetype="application/json")


@cache
def _written() -> bytes:
    return dumps(specification().to_dict())


def specification() -> APISpec:
    """The whole API."""
    spec = APISpec(
        title="Huiyin",
        version=VERSION,
        openapi_version="3.1.0",
        info={"description": "The complaint desk. Times are ISO 8601 in UTC, money is yuan as text."},
        servers=[{"url": PREFIX}],
        security=[{"bearer": []}],
        plugins=[MarshmallowPlugin()],
    )
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    for status, description in PROBLEMS.items():
        content = {"application/problem+json": {"schema": Problem}}
        spec.components.response(status, {"description": description, "content": content})
    for operation in REGISTER:
        spec.path(path=_template(operation.path), operations={operation.method.lower(): _described(operation)})
    spec.path(path="/openapi.json", operations={"get": _own()})
    return spec


def _described(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.view.__doc__,
        "tags": [operation.path.split("/")[1]],
        "parameters": _parameters(operation),
        "responses": {str(operation.status): _success(operation), **_refusals(operation)},
        "x-rights": list(operation.rights),
    }
    if operation.body is not None:
        media = "multipart/form-data" if operation.upload else "application/json"
        told["requestBody"] = {"required": True, "content": {media: {"schema": operation.body}}}
    return told


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"in": "path", "name": name, "required": True, "schema": {"type": "integer" if kind else "string"}}
        for kind, name in re.findall(r"<(int:)?(\w+)>", operation.path)
    ]
    if operation.args is not None:
        found.append({"in": "query", "schema": operation.args})
    headers = {
        "If-Match": (operation.fresh, operation.fresh, "The complaint's newest ETag."),
        "If-None-Match": (operation.method == "GET" and _tagged(operation), False, "An ETag that is known already."),
        "Idempotency-Key": (operation.method == "POST", False, "Repeats with the same key get the same answer."),
        "Accept-Language": (True, False, "zh (default) or en, for the words of refusals."),
    }
    for name, (applies, required, description) in headers.items():
        if applies:
            schema = {"type": "string"}
            found.append(
                {"in": "header", "name": name, "required": required, "description": description, "schema": schema}
            )
    return found


def _success(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {"description": operation.summary}
    if operation.answer is not None:
        told["content"] = {"application/json": {"schema": operation.answer}}
    else:
        told["content"] = {"application/octet-stream": {}}
    if _tagged(operation) or operation.status == 201:
        told["headers"] = {"ETag": TAG}
    return told


def _refusals(operation: Operation) -> dict[str, str]:
    applies = {
        "400": operation.body is not None,
        "404": operation.target is not None,
        "409": operation.method == "POST",
        "412": operation.fresh,
        "413": operation.body is not None,
        "415": operation.body is not None,
        "422": operation.method != "GET" or operation.args is not None,
        "428": operation.fresh,
    }
    return {status: status for status in PROBLEMS if applies.get(status, True)}


def _tagged(operation: Operation) -> bool:
    return operation.tagged and operation.target is not None


def _template(path: str) -> str:
    return re.sub(r"<(?:int:)?(\w+)>", r"{\1}", path)


def _own() -> dict[str, Any]:
    told = {"description": "This document.", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"operationId": "openapi", "summary": "Read this document", "security": [], "responses": {"200": told}}
