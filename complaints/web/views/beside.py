"""What stands beside the desk's list: my promises, the callbacks to make, and the next step of the chosen row."""

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from guidance import Filled

from ... import callbacks, clocks, handling, queries, wording
from ...codes import Language
from ...models import Callback, Complaint, Promise, User
from ...rights import allows
from ...roles import Role
from .. import i18n
from ..page import label
from . import rows

PROMISES, CALLBACKS = 5, 4
"""How many of each are shown."""

WORKERS = (Role.REP, Role.SPECIALIST, Role.MANAGER)


def beside(person: User, first: Complaint | None, at: datetime) -> dict[str, Any] | None:
    """Everything beside the list; None for those who handle no complaints."""
    if person.role not in WORKERS:
        return None
    today_ends = clocks.end_of_day(at, clocks.desk_zone())
    found = queries.beside(person, until=today_ends, promises=PROMISES, callbacks=CALLBACKS)
    today = found.due_promises
    return {
        "promises": [_promise(row, at) for row in found.promises],
        "promised_today": ngettext("%(num)s today", "%(num)s today", today) if today else None,
        "callbacks": [_callback(row, at) for row in found.callbacks],
        "callback_count": str(found.callback_count),
        "money": found.money,
        "next": next_step(first, person) if first is not None else None,
    }


def next_step(complaint: Complaint, person: User) -> dict[str, Any]:
    """Who it is, what the gate still lacks, and the sentence to say first."""
    queries.everything_of(complaint)
    lacking = handling.gate(complaint, by=person) if allows(person, "work", complaint) else []
    said = _sentence(complaint, person)
    return {
        "who": rows.person(complaint.complainant) or complaint.number,
        "url": rows.address(complaint.number),
        "lacking": [gettext(requirement.label) for requirement in lacking],
        "say": rows.spoken(said) if said else [],
        "language": "zh-CN" if complaint.language is Language.ZH else complaint.language.value,
    }


def _sentence(complaint: Complaint, person: User) -> Filled | None:
    """The first sentence that can be said as it stands, else the first with its gaps."""
    slots, language = wording.slots_of(complaint, by=person), complaint.language.value
    cards = (card for card in wording.suggestions(complaint) if card.kind == "say")
    lines = [wording.filled(card.text.in_(language), slots) for card in cards]
    return next((line for line in lines if not line.missing), lines[0] if lines else None)


def _promise(promise: Promise, at: datetime) -> dict[str, Any]:
    return {
        "text": promise.text,
        "person": rows.person(promise.complaint.complainant),
        "url": url_for("handling.show", number=promise.complaint.number),
        "by": _by(promise.due_at, at),
        "clock": rows.until(promise.due_at, at),
    }


def _by(due_at: datetime, at: datetime) -> str | None:
    """Until when it was promised, where the clock's own words do not name that moment already."""
    last = i18n.local(due_at - timedelta(seconds=1)).date()
    days = (last - i18n.local(at).date()).days
    at_midnight = i18n.local(due_at).time() == datetime.min.time()
    if days == (0 if at_midnight else 1):
        return None
    moment = i18n.when(due_at, at) if due_at < at and not at_midnight else rows.deadline(due_at, at)
    if at_midnight and days == -1:
        moment = gettext("Yesterday %(clock)s", clock="24:00")
    return gettext("%(moment)s at the latest", moment=moment)


def _callback(callback: Callback, at: datetime) -> dict[str, Any]:
    return {
        "person": rows.person(callback.complaint.complainant),
        "url": url_for("callbacks.due", chosen=callback.id),
        "words": gettext("; ").join(filter(None, (_next_call(callback, at), _last_call(callback, at)))),
    }


def _next_call(callback: Callback, at: datetime) -> str:
    moment = callbacks.may_call_at(callback, at=at)
    if moment is None:
        return gettext("Write a letter")
    return gettext("May call now") if moment <= at else gettext("From %(time)s", time=i18n.coming(moment, at))


def _last_call(callback: Callback, at: datetime) -> str | None:
    """How the last try went, else what was promised, unless that is the next moment itself."""
    if callback.attempts:
        last = callback.attempts[-1]
        return gettext("%(when)s: %(outcome)s", when=i18n.when(last.at, at), outcome=label(last.outcome))
    if callback.promised_at > at:
        return None
    return gettext("promised %(when)s", when=i18n.coming(callback.promised_at, at))
