"""One error map for pages: a refusal keeps its status and says what to do, in the reader's language."""

from datetime import datetime
from typing import Any

from flask import Flask, g, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from .. import logs
from ..codes import N_
from ..db import db
from ..errors import ComplaintError, Stale
from .i18n import exact

WORDS: dict[int, tuple[str, str]] = {
    400: (N_("This request cannot be read"), N_("Go back, reload the page and try again.")),
    403: (N_("You may not do this"), N_("Ask your manager if you need it.")),
    404: (N_("Not found"), N_("Check the address or search for the number.")),
    405: (N_("This cannot be done this way"), N_("Go back and use the button on the page.")),
    409: (N_("Somebody else saved first"), N_("Go back and reload; nothing of yours was lost.")),
    412: (N_("This complaint has changed since you opened it"), N_("Go back and reload; your text is still there.")),
    413: (N_("This is too large"), N_("Shorten the text or send it as an attachment.")),
    422: (N_("Some fields need attention"), N_("Go back and fix the fields that are named.")),
    429: (N_("Too many tries"), N_("Wait a moment and try again.")),
    500: (
        N_("Something went wrong here"),
        N_("It is on record. Try again; if it happens again, tell your administrator."),
    ),
}


def init_app(app: Flask) -> None:
    """Answer every refusal and fault with a page that says what to do."""
    app.register_error_handler(ComplaintError, refused)
    app.register_error_handler(StaleDataError, lambda _error: refused(Stale()))
    app.register_error_handler(CSRFError, lambda error: page(400, gettext(FORM_EXPIRED)))
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, crashed)


FORM_EXPIRED = N_("The form has expired. Go back, reload the page and send it again; your text is still there.")


def refused(error: ComplaintError) -> Any:
    """The page of a refusal."""
    db.session.rollback()
    return page(error.status, advice_of(error), headline=translated(error.message, error.values))


def http_error(error: HTTPException) -> Any:
    """The page of an HTTP error; redirects pass."""
    if error.code is None or error.code < 400:
        return error
    return page(error.code)


def crashed(error: Exception) -> Any:
    """A fault of ours: logged with its request id, told without details."""
    db.session.rollback()
    logs.crashed(error)
    return page(500)


def page(status: int, advice: str | None = None, *, headline: str | None = None) -> Any:
    """An error page with its status."""
    title, next_step = WORDS.get(status, WORDS[400])
    shown = {
        "title": headline or gettext(title),
        "advice": advice or gettext(next_step),
        "request_id": g.get("request_id"),
    }
    return render_template("errors/error.html", status=status, **shown), status


def translated(message: str, values: dict[str, object]) -> str:
    """A message id in the reader's language with its values."""
    shown = {name: exact(value) if isinstance(value, datetime) else value for name, value in values.items()}
    return gettext(message, **shown)


def advice_of(error: ComplaintError) -> str | None:
    """The advice of each named field, as sentences."""
    return " ".join(translated(advice, error.values) for advice in error.fields.values()) or None
