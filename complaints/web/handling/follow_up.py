"""What closes the loop: promises and callbacks as rows, and how a complaint ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_login import current_user

from ... import callbacks, queries
from ...codes import PromiseState
from ...models import Attempt, Callback, Complaint, Promise
from ...rights import allows
from .. import i18n
from ..page import label
from ..views import rows
from . import forms


def promise_row(row: Promise, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """One promise: text, state, how long it has, and the form that settles it; as typed where `given` has it."""
    unsettled = row.state in (PromiseState.OPEN, PromiseState.BROKEN)
    typed = given.get(f"promise-{row.id}")
    return {
        "id": row.id,
        "text": row.text,
        "state": label(row.state),
        "evidence": row.evidence,
        "clock": rows.until(row.due_at, at) if unsettled else None,
        "form": typed or forms.PromiseForm(number=row.id, formdata=None) if unsettled else None,
        "is_open": typed is not None,
        "url": url_for("handling.settle", number=row.complaint.number, promise_id=row.id),
    }


def callback_row(row: Callback, at: datetime) -> dict[str, Any]:
    """One callback: why, how it stands, when it is or was, and the call sheet while it is open."""
    words = {
        "reached": gettext("reached"),
        "exhausted": gettext("exhausted, with the written notice"),
        "awaiting_notice": gettext("tried enough; the written notice is missing"),
        "trying": gettext("being tried"),
        "due": gettext("due"),
    }
    return {
        "reason": row.reason,
        "state": words[callbacks.state_of(row)],
        "when": i18n.coming(row.next_at, at) if row.settled_at is None else i18n.when(row.settled_at, at),
        "url": url_for("callbacks.due", chosen=row.id) if row.settled_at is None else None,
    }


def ending_view(complaint: Complaint, at: datetime) -> dict[str, Any] | None:
    """How a closed complaint ended: when and by whom, what they said on the last call, what was learnt."""
    if complaint.closed_at is None or complaint.imported:
        return None
    visit, sees = complaint.visit, allows(current_user, "read_narrative", complaint)
    who = queries.names_of([visit.left_by_id]).get(visit.left_by_id or 0, "")
    facts = [
        (gettext("Closed by"), gettext("%(who)s, %(when)s", when=i18n.when(complaint.closed_at, at), who=who)),
        (gettext("Last callback"), _answer(complaint, at, sees)),
        (gettext("Lesson"), visit.lesson if sees else None),
        (gettext("Root cause"), visit.root_cause if sees else None),
        (gettext("Way to appeal"), gettext("Told") if visit.appeal_told else None),
    ]
    return {
        "title": gettext("Closed: %(how)s", how=label(complaint.disposition)),
        "facts": [(name, value) for name, value in facts if value],
        "promises": [promise_row(row, {}, at) for row in complaint.promises],
    }


def _answer(complaint: Complaint, at: datetime, sees: bool) -> str | None:
    """What was said on the last callback that told something: reached, solved, score 5, “行”."""
    tries = [attempt for callback in complaint.callbacks for attempt in callback.attempts]
    last = max(tries, key=lambda attempt: attempt.at, default=None)
    if last is None:
        return None
    told = gettext(
        "%(who)s, %(when)s: %(what)s",
        who=last.by.display_name,
        when=i18n.when(last.at, at),
        what=gettext(", ").join(_told(last)),
    )
    return f"{told}{gettext('. ')}{gettext('“%(words)s”', words=last.words)}" if last.words and sees else told


def _told(attempt: Attempt) -> list[str]:
    words = [label(attempt.outcome), label(attempt.result)]
    if attempt.score:
        words.append(gettext("score %(score)s", score=attempt.score))
    return [word for word in words if word]
