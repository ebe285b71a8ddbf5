"""The command palette: places, actions and complaints, found by typing."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from .. import queries
from ..queries import Filters
from ..search import spans
from .guard import EVERYBODY, requires
from .page import label, rail
from .views import rows

bp = Blueprint("palette", __name__)

SHOWN = 8
"""Complaints shown at once."""


@dataclass(frozen=True)
class Entry:
    """Something to go to: its words, what stands beside them, and where it leads."""

    words: str
    url: str
    icon: str
    beside: str = ""


@bp.get("/palette")
@requires(EVERYBODY)
def index() -> Any:
    """What fits the words typed so far."""
    words = "".join(filter(str.isprintable, request.args.get("q", ""))).strip()[:200]
    places = [entry for entry in _places() if not words or spans(entry.words, words)]
    return render_template("palette/_found.html", places=places, complaints=_complaints(words), words=words)


def _places() -> list[Entry]:
    go_to = [Entry(place.label, place.url, place.icon) for place in rail()]
    return [*go_to, Entry(gettext("My account"), url_for("people.me"), "adjustments-horizontal")]


def _complaints(words: str) -> list[Entry]:
    """The newest complaints with these words that this person may see."""
    if not words:
        return []
    person = current_user._get_current_object()
    found, _more = queries.page(person, Filters(q=words), size=SHOWN)
    return [
        Entry(
            f"{row.number} {rows.person(row.complainant)}".strip(),
            url_for("handling.show", number=row.number),
            "file-search",
            label(row.step) or gettext("Imported history"),
        )
        for row in found
    ]
