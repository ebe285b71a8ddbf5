"""Drafts as the pages know them: which open form a post came from, the form a draft fills, the line that says so.

Every form that is kept carries one hidden field `draft`, "place name" or "place name source.turn", and `draft_turn`.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from .. import drafts
from ..drafts import Fields, OpenForm
from ..models import Draft
from .forms import DeskForm, show_controls
from .i18n import local

Form = TypeVar("Form", bound=DeskForm)

LOG = "log"
WRITTEN = re.compile(
    r"(?P<place>log|C\d{8}-\d{4,6}/[a-z]+(?:-[a-z]+)*(?:-\d{1,18})?)"
    r" (?P<name>[0-9a-f]{16})(?: (?P<source>[0-9a-f]{16})\.(?P<turn>\d{1,9}))?",
    re.ASCII,
)
NOT_KEPT = frozenset({"csrf_token", "draft", "draft_turn"})


@dataclass(frozen=True)
class Kept:
    """One form of the page as its draft is kept: the open form, and time and fields of the draft that fills it."""

    form: OpenForm
    saved: str = ""
    fields: MultiDict[str, str] | None = None

    @property
    def written(self) -> str:
        """The value of the hidden field `draft`."""
        source = f" {self.form.source[0]}.{self.form.source[1]}" if self.form.source else ""
        return f"{self.form.place} {self.form.name}{source}"


def init_app(app: Flask) -> None:
    """Let templates ask for the draft of a form."""
    app.jinja_env.globals.update(kept_of=kept_of, page_of=page_of)


def kept_of(form: DeskForm, place: str) -> Kept:
    """How this form is kept: as it was posted, as the draft that fills it says, else under a new name."""
    if form.kept is None:
        posted = posted_form()
        form.kept = Kept(posted if posted and posted.place == place else OpenForm(place, secrets.token_hex(8)))
    return form.kept


def posted_form() -> OpenForm | None:
    """The open form that this request was sent from; None where it is no form that is kept."""
    found = WRITTEN.fullmatch(request.form.get("draft", ""))
    if found is None:
        return None
    source = (found["source"], int(found["turn"])) if found["source"] else None
    turn = request.form.get("draft_turn", "")
    return OpenForm(found["place"], found["name"], int(turn) if re.fullmatch(r"[0-9]{1,9}", turn) else 0, source)


def posted_fields() -> Fields:
    """The controls as they were sent, without what belongs to the page."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]


def drop_posted() -> None:
    """Let go the draft of the form that was just saved, inside the transaction that saves it."""
    form = posted_form()
    if form is not None:
        drafts.drop(form, by=current_user)


def newest(found: list[Draft], place: str) -> Draft | None:
    """The draft that fills the form of a place: the one the address asks for, else the newest."""
    here = [row for row in found if row.place == place]
    asked = request.args.get("draft")
    return next((row for row in here if row.name == asked), here[0] if here else None)


def filled(draft: Draft, build: Callable[[MultiDict[str, str]], Form], fields: Fields | None = None) -> Form:
    """The form of a draft, as it stood or with other `fields`; what a page cannot show is shown as pictures."""
    given = MultiDict(fields if fields is not None else drafts.fields_of(draft))
    form = build(given)
    show_controls(form)
    continued = OpenForm(draft.place, secrets.token_hex(8), source=(draft.name, draft.turn))
    form.kept = Kept(continued, f"{local(draft.saved_at):%H:%M}", given)
    return form


def form_of(place: str, build: Callable[[Any], Form]) -> Form:
    """The only form of a place on a page that is asked for: from its draft, else `build(None)`."""
    draft = newest(drafts.found(current_user, place), place)
    return filled(draft, build) if draft is not None else build(None)


def page_of(place: str, tab: str | None = None) -> str:
    """The address of the page that the form of a place stands on, where it has tabs under that one."""
    number, _, kind = place.partition("/")
    name, _, rest = kind.partition("-")
    if place == LOG:
        return url_for("logging.new")
    if name == "attempt":
        return url_for("callbacks.due", chosen=rest, tab=tab)
    if name in ("answer", "raise"):
        return url_for("escalations.inbox", chosen=rest, tab=tab)
    return url_for("handling.show", number=number, open=rest if name == "panel" else None)
