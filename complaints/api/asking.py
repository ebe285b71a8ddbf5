"""Reading a request: its query and its body, each known by name before anything is done with it."""

import json
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from ..codes import N_
from ..errors import Invalid
from ..fields import only, text
from .operations import Operation

FORM = "multipart/form-data"


def arguments(operation: Operation) -> dict[str, str]:
    """The query as clean texts. Raises Invalid for a name that the operation does not know."""
    given = request.args.to_dict()
    only(given, tuple(operation.args.fields) if operation.args else ())
    read = {name: text(name, value) for name, value in given.items()}
    return {name: value for name, value in read.items() if value is not None}


def body(operation: Operation) -> dict[str, Any]:
    """The body as an object with known fields; a form's file is read by its view.

    Raises BadRequest for what is no JSON, UnsupportedMediaType, Invalid.
    """
    if operation.method == "GET":
        return {}
    if operation.upload:
        if request.mimetype != FORM:
            raise UnsupportedMediaType()
        return request.form.to_dict()
    given = _object()
    only(given, tuple(operation.body.fields) if operation.body else ())
    return given


def peek() -> dict[str, Any]:
    """The body if it can be read, else nothing: which rights it calls for is asked before it is judged."""
    try:
        return _object()
    except (BadRequest, UnsupportedMediaType, Invalid):
        return {}


def _object() -> dict[str, Any]:
    raw = request.get_data()
    if not raw.strip():
        return {}
    if not request.is_json:
        raise UnsupportedMediaType()
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadRequest() from None
    if not isinstance(given, dict):
        raise Invalid(N_("Send a JSON object"))
    return given
