"""Refusals as problem+json (RFC 9457): one map for verbs, HTTP and faults of ours; never HTML, never a trace."""

import json
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_babel import force_locale, gettext
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from .. import logs
from ..codes import N_
from ..errors import ComplaintError, GateClosed, NotSignedIn, Stale

JSON = "application/problem+json"
PREFIX = "/api"

HTTP: dict[int, tuple[str, str]] = {
    400: ("malformed", N_("This request cannot be read")),
    404: ("not_found", N_("Not found")),
    405: ("method_not_allowed", N_("This cannot be done this way")),
    413: ("too_large", N_("This is too large")),
    415: ("unsupported_media_type", N_("This media type is not taken here")),
    429: ("too_many", N_("Too many tries")),
    500: ("fault", N_("Something went wrong here")),
}
"""Code and title of what HTTP itself refuses; anything else is told as 400."""


def guard(blueprint: Blueprint) -> None:
    """Answer everything that goes wrong inside `blueprint` with a problem."""
    blueprint.register_error_handler(ComplaintError, refused)
    blueprint.register_error_handler(StaleDataError, lambda _error: refused(Stale()))
    blueprint.register_error_handler(HTTPException, http_error)
    blueprint.register_error_handler(Exception, crashed)


def init_app(app: Flask) -> None:
    """Answer unknown paths and methods under the prefix, which belong to no blueprint."""
    app.before_request(_unrouted)


def refused(error: ComplaintError) -> Response:
    """The problem of a refusal: advice by field, or for a gate what is missing in its order."""
    with force_locale(language()):
        more: dict[str, Any] = {}
        if isinstance(error, GateClosed):
            more["missing"] = [{"field": name, "why": _said(why, error)} for name, why in error.fields.items()]
        elif error.fields:
            more["errors"] = {name: _said(advice, error) for name, advice in error.fields.items()}
        told = problem(error.status, error.code, gettext(error.title), _said(error.message, error), **more)
    if isinstance(error, NotSignedIn):
        told.headers["WWW-Authenticate"] = 'Bearer realm="huiyin"'
    if "etag" in error.values:
        told.headers["ETag"] = str(error.values["etag"])
    return told


def http_error(error: HTTPException) -> Response:
    """The problem of an HTTP error; a redirect is an address that does not exist here."""
    status = error.code if error.code in HTTP else 404 if (error.code or 0) < 400 else 400
    code, title = HTTP[status]
    with force_locale(language()):
        told = problem(status, code, gettext(title), gettext(title))
    told.headers.extend([(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")])
    return told


def crashed(error: Exception) -> Response:
    """A fault of ours: logged by place and kind, without values, since those may be personal."""
    logs.crashed(error)
    code, title = HTTP[500]
    with force_locale(language()):
        return problem(500, code, gettext(title), gettext(title))


def problem(status: int, code: str, title: str, detail: str, **more: Any) -> Response:
    """The document: `type` is a reference that ends with the code."""
    told = {"type": f"/problems/{code}", "title": title, "status": status, "detail": detail} | more
    return Response(dumps(told), status, mimetype=JSON, headers={"Vary": "Accept-Language"})


def dumps(document: Any) -> bytes:
    """JSON in UTF-8; a lone surrogate that somebody sent stays an escape."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def language() -> str:
    """What the client asks for in `Accept-Language`, else Chinese."""
    return request.accept_languages.best_match(["zh", "en"], "zh")


def _said(message: str, error: ComplaintError) -> str:
    values = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in error.values.items()}
    return str(gettext(message, **values))


def _unrouted() -> Response | None:
    missed = request.routing_exception
    if missed is None or not (request.path == PREFIX or request.path.startswith(f"{PREFIX}/")):
        return None
    return http_error(missed)
