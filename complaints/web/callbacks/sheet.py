"""The call sheet: who, when it may be, what was tried, what to say, what came of it, and whether it closes."""

from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext
from flask_login import current_user

from ... import callbacks, contact, handling
from ...codes import Risk
from ...models import Attempt, Callback, Complaint
from ...rights import allows
from ...steps import Step
from .. import i18n
from ..errors import translated
from ..forms import DeskForm
from ..kept import form_of, kept_of
from ..page import label
from ..views import case, rows
from .forms import AttemptForm, ending_form, may_close
from .listing import matter
from .script import script_of
from .strip import strip_of

ENDING = ("lesson", "root_cause", "disposition", "appeal_told")
"""What may be missing for closing, in the order it is filled in."""


def sheet_view(callback: Callback, form: AttemptForm | None, ending: DeskForm | None, at: datetime) -> dict[str, Any]:
    """Everything the sheet shows; the forms as typed, or fresh."""
    complaint = callback.complaint
    refusal = callbacks.refusal(callback, at=at)
    works = not complaint.closed and allows(current_user, "work", complaint)
    place = f"{complaint.number}/attempt-{callback.id}"
    form = form or form_of(place, AttemptForm)
    ending = ending or (ending_form(complaint, formdata=kept_of(form, place).fields) if works else None)
    return {
        "callback": callback,
        "complaint": complaint,
        "person": case.person_of(complaint),
        "about": _about(callback, at),
        "guard": _guard_words(refusal, at),
        "refused": refusal is not None,
        "today": _today(callback, at),
        "strip": strip_of(callback, at),
        "attempts": [_attempt(row, at) for row in reversed(callback.attempts)],
        "rule": gettext("another part of the day each time; after %(cap)s tries write instead", cap=contact.IN_ALL),
        "state": callbacks.state_of(callback),
        "script": script_of(callback, at) if complaint.step else [],
        "form": form,
        "place": place,
        "ending": ending,
        "missing": [ending[name] for name in ENDING if name in ending] if ending is not None else [],
        "works": works,
        "closes": ending is not None,
        "standing": _standing(complaint, ending) if works else "",
    }


def _about(callback: Callback, at: datetime) -> str:
    return gettext(
        "%(cause)s: %(matter)s. Promised for %(when)s.",
        cause=rows.cause_name(callback.complaint),
        matter=matter(callback).rstrip("。."),
        when=i18n.coming(callback.promised_at, at),
    )


def _guard_words(refusal: contact.Refusal | None, at: datetime) -> str:
    if refusal is None:
        return gettext("May call now")
    upcoming = i18n.coming(refusal.next_at, at) if refusal.next_at else ""
    return translated(refusal.words, {"next": upcoming})


def _today(callback: Callback, at: datetime) -> str:
    tried = sum(i18n.local(row.at).date() == i18n.local(at).date() for row in callback.attempts)
    if tried >= contact.PER_DAY:
        return gettext("%(tried)s tries today", tried=tried)
    return gettext("try %(number)s today, at most %(most)s", number=tried + 1, most=contact.PER_DAY)


def _attempt(row: Attempt, at: datetime) -> dict[str, Any]:
    words = [label(row.outcome), label(row.result) if row.result else ""]
    words += [gettext("asked for %(when)s", when=i18n.coming(row.asked_for_at, at))] if row.asked_for_at else []
    is_today = i18n.local(row.at).date() == i18n.local(at).date()
    return {
        "when": i18n.when(row.at, at) if is_today else i18n.coming(row.at, at),
        "title": i18n.exact(row.at),
        "what": gettext(", ").join(filter(None, words)),
        "words": row.words,
        "who": row.by.display_name,
        "breach": row.guard_breach,
    }


def _standing(complaint: Complaint, ending: DeskForm | None) -> str:
    """What recording leads to: that it may close then, or why it does not from here."""
    if ending is not None:
        risk, missing = label(complaint.risk), len(handling.gate(complaint, by=current_user)) - 1
        if missing > 0:
            return ngettext(
                "%(num)s item above, then it may close: risk %(risk)s",
                "%(num)s items above, then it may close: risk %(risk)s",
                missing,
                risk=risk,
            )
        if complaint.risk.rank >= Risk.HIGH.rank:
            return gettext("May close once recorded: risk %(risk)s, yours to close", risk=risk)
        return gettext("May close once recorded: risk %(risk)s, no further review", risk=risk)
    if complaint.step is not Step.FOLLOW_UP:
        return gettext("It closes from follow up")
    if not may_close(complaint):
        return gettext("A manager closes what is of high risk")
    lacking = [row for row in handling.gate(complaint, by=current_user) if row.field != "callback"]
    what = gettext(", ").join(gettext(row.label) for row in lacking)
    return gettext("Missing before it closes: %(what)s", what=what)
