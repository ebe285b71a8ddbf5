"""My drafts on one complaint: each fills its form again; what no form of the page can show stands above the work."""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import url_for
from flask_login import current_user

from ... import drafts
from ...codes import PromiseState
from ...drafts import Fields, OpenForm
from ...handling.recording import TEXT_FIELDS
from ...models import Complaint, Draft
from ...steps import Step
from .. import i18n
from ..forms import PICTURES, DeskForm
from ..kept import filled, kept_of, newest, posted_fields, posted_form
from ..page import label
from . import forms
from .clash import Clash, clash_of, meet, seen, written_base
from .step_forms import step_form

SPOKEN = re.compile(
    r"(?:[a-z]+-\d+-)?(text|reason|restatement|demand|own_words|lesson|root_cause|situation|complication|resolution"
    r"|advice|evidence|words|narrative)"
)
"""Controls that hold words of a person."""

Build = Callable[[Any], DeskForm]


@dataclass(frozen=True)
class Left:
    """A draft that stands in no form: what it is of, when it was kept, its words, and where it can be gone on with."""

    title: str
    saved: str
    words: list[str]
    url: str | None
    written: str


@dataclass
class Shelf:
    """Forms as typed or as their drafts fill them by their name on the page; the clash of the record; what is left."""

    given: dict[str, Any]
    clash: Clash | None = None
    left: list[Left] = field(default_factory=list)


def shelve(complaint: Complaint, given: Mapping[str, Any], *, works: bool, panel: str | None, menu: Set[str]) -> Shelf:
    """Fill the forms of the page from my drafts. `menu` has the action forms that open here; `panel` is open."""
    shelf, found = Shelf(dict(given)), drafts.found(current_user, complaint.number)
    shown = _posted_names()
    for place, (name, build) in _open_forms(complaint, works, panel).items():
        draft = newest(found, f"{complaint.number}/{place}")
        if draft is None or name in given or not _fits(draft, complaint):
            continue
        shown.add(draft.name)
        if name == "step":
            _fill_record(shelf, draft, complaint)
        else:
            shelf.given[name] = filled(draft, build)
    rest = [draft for draft in found if draft.name not in shown]
    known = _on_record(complaint) if rest else set()
    known |= {words for draft in found if draft.name in shown for words in _words(draft)}
    news = [draft for draft in rest if not known.issuperset(_words(draft))]
    shelf.left = _posted_left(given) + [_left(draft, complaint, menu, works) for draft in news]
    return shelf


def left_in(place: str, form: DeskForm, url: Callable[[str], str]) -> list[Left]:
    """The drafts of one place besides the one in the form that is shown; `url(name)` is where one is gone on with."""
    shown = kept_of(form, place).form
    names = {shown.name, *(shown.source or ())[:1]}
    rows = [row for row in drafts.found(current_user, place) if row.name not in names and _words(row)]
    return [Left("", _clock(row), _words(row), url(row.name), _written(row)) for row in rows]


def _on_record(complaint: Complaint) -> set[str]:
    """Every text that was saved: a draft that says nothing else is no news."""
    texts = {note.text for note in complaint.notes}
    for visit in complaint.visits:
        texts |= {getattr(visit, name) or "" for name in TEXT_FIELDS}
        texts |= {fact.text for fact in visit.facts}
        texts |= {words for row in visit.proposals for words in (row.text, row.reason)}
    return texts


def _open_forms(complaint: Complaint, works: bool, panel: str | None) -> dict[str, tuple[str, Build]]:
    """Place, name on the page and maker of each form the page shows."""
    open_forms: dict[str, tuple[str, Build]] = {}
    if works:
        open_forms["record"] = "step", lambda data: step_form(complaint, formdata=data)
        open_forms["note"] = "note", forms.NoteForm
        for promise in complaint.promises:
            if promise.state in (PromiseState.OPEN, PromiseState.BROKEN):
                name = f"promise-{promise.id}"
                open_forms[name] = name, partial(forms.PromiseForm, number=promise.id)
    if panel is not None:
        open_forms[f"panel-{panel}"] = panel, forms.ACTIONS[panel]
    return open_forms


def _fits(draft: Draft, complaint: Complaint) -> bool:
    """Whether the form it was typed into still stands: that of a step goes with the step."""
    step = dict(drafts.fields_of(draft)).get("step")
    return step is None or step == (complaint.step.value if complaint.step else None)


def _fill_record(shelf: Shelf, draft: Draft, complaint: Complaint) -> None:
    """The form of the step with what I typed; where I left it alone, the record as it is now."""
    meeting = meet(complaint, drafts.fields_of(draft))
    if meeting.mine == meeting.theirs and not dict(meeting.fields).get("reason"):
        return
    form = filled(draft, lambda data: step_form(complaint, formdata=data), meeting.merged)
    form.base = seen(complaint)
    if meeting.clashing:
        form.base = written_base(dict(meeting.fields).get("base"))
        shelf.clash = clash_of(complaint, meeting, draft.based_on or 0)
    shelf.given["step"] = form


def _posted_names() -> set[str]:
    form = posted_form()
    return {form.name, *(form.source or ())[:1]} if form else set()


def _posted_left(given: Mapping[str, Any]) -> list[Left]:
    """What was just sent from the form of a step that the complaint has left meanwhile."""
    form, fields = posted_form(), posted_fields()
    step, words = dict(fields).get("step"), _spoken(fields)
    if form is None or step is None or not words or "step" in given:
        return []
    return [Left(_step_title(step), "", words, None, _value(form))]


def _left(draft: Draft, complaint: Complaint, menu: Set[str], works: bool) -> Left:
    kind, _, rest = draft.place.partition("/")[2].partition("-")
    url = _where(kind, rest, draft, complaint, menu, works)
    title = _step_title(dict(drafts.fields_of(draft)).get("step")) if kind == "record" else ""
    return Left(title, _clock(draft), _words(draft), url, _written(draft))


def _where(kind: str, rest: str, draft: Draft, complaint: Complaint, menu: Set[str], works: bool) -> str | None:
    """The page on which this draft can be gone on with, if there still is one."""
    if kind == "attempt":
        return url_for("callbacks.due", chosen=rest, draft=draft.name)
    if kind in ("answer", "raise"):
        return url_for("escalations.inbox", chosen=rest, draft=draft.name)
    if kind == "panel" and rest not in menu:
        return None
    if kind != "panel" and not (works and _fits(draft, complaint)):
        return None
    opened = rest if kind == "panel" else None
    return url_for("handling.show", number=complaint.number, draft=draft.name, open=opened)


def _step_title(step: str | None) -> str:
    return label(Step(step)) if step in [known.value for known in Step] else ""


def _words(draft: Draft) -> list[str]:
    return _spoken(drafts.fields_of(draft))


def _spoken(fields: Fields) -> list[str]:
    return [value.strip().translate(PICTURES) for name, value in fields if SPOKEN.fullmatch(name) and value.strip()]


def _clock(draft: Draft) -> str:
    return i18n.when(draft.saved_at, i18n.utcnow())


def _written(draft: Draft) -> str:
    return _value(OpenForm(draft.place, draft.name))


def _value(form: OpenForm) -> str:
    return f"{form.place} {form.name}"
