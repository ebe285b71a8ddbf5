"""The API: JSON under `/api/v1`, bearer tokens, one register of operations; health and numbers beside it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response

from . import (
    attachments,
    callbacks,
    complaints,
    edge,
    escalations,
    events,
    health,
    limits,
    moves,
    notes,
    openapi,
    problems,
    promises,
    redress,
    reveal,
    wording,
)
from .operations import REGISTER, Operation

__all__ = ["REGISTER", "init_app"]

RESOURCES = (
    complaints,
    moves,
    events,
    wording,
    notes,
    callbacks,
    promises,
    escalations,
    redress,
    attachments,
    reveal,
)
"""Each module registers its operations."""


def init_app(app: Flask) -> None:
    """Put the API, its limits and the health checks into the app. Forms guard against forgery, tokens need not."""
    blueprint = Blueprint("api", __name__, url_prefix=openapi.PREFIX)
    problems.guard(blueprint)
    for operation in REGISTER:
        blueprint.add_url_rule(
            operation.path,
            operation.name,
            _route(operation),
            methods=[operation.method],
            provide_automatic_options=False,
        )
    blueprint.get("/openapi.json")(openapi.document)
    app.extensions["csrf"].exempt(blueprint)
    app.register_blueprint(blueprint)
    problems.init_app(app)
    limits.init_app(app, blueprint)
    health.init_app(app)


def _route(operation: Operation) -> Callable[..., Response]:
    def answer(**path: Any) -> Response:
        return edge.serve(operation, path)

    return answer
