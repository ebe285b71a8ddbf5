"""One escalation as it is read: the brief, what was promised, how far one may go, why it climbed, what must be done."""

import re
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext
from flask_login import current_user

from ... import clocks, escalations, queries, redress
from ...codes import RedressKind
from ...models import Complaint, Escalation
from ...rights import allows
from ...roles import Role
from .. import i18n
from ..forms import DeskForm
from ..handling.timeline import latest, lines
from ..kept import form_of
from ..page import label
from ..views import case, rows
from .forms import AdviceForm, RaiseForm
from .reasons import actions_of, said_in

KEY_EVENTS = 6
ASK = re.compile(r"请您决定|Please decide")
"""Where in what they want the question to the reader begins (see `escalations.DRAFT`)."""


def brief_view(row: Escalation, form: DeskForm | None, at: datetime) -> dict[str, Any]:
    """Everything beside the list."""
    complaint = row.complaint
    events = lines(complaint, latest(complaint, KEY_EVENTS), at)
    sees = allows(current_user, "read_narrative", complaint)
    return {
        "row": row,
        "complaint": complaint,
        "person": case.person_of(complaint),
        "path": case.path_of(complaint),
        "clock": _look_by(row, at) if row.due_at and row.open else None,
        "answer": _answer_by(complaint, at),
        "brief": _brief(row) if sees else None,
        "written": _written(row, at),
        "events": events,
        "shown": gettext("%(shown)s of %(all)s", shown=len(events), all=sum(queries.event_counts(complaint).values())),
        "promised": _promised(complaint, at) if sees else [],
        "limits": _limits(current_user.role),
        "owner": rows.owner(complaint),
        "held": _held(row, at),
        "said": said_in(complaint) if sees else [],
        "actions": actions_of(row),
        **_answers(row, form),
    }


def _answers(row: Escalation, form: DeskForm | None) -> dict[str, Any]:
    """What this person may do with it, and the forms as typed or fresh."""
    may = row.open and not row.complaint.closed and allows(current_user, "answer_escalation", row.complaint)
    place = row.complaint.number
    return {
        "may": may,
        "takes": may and row.taken_over_at is None,
        "accepts": may and row.accepted_at is None,
        "raises": may and row.level < escalations.HIGHEST,
        "advice": form if isinstance(form, AdviceForm) else form_of(f"{place}/answer-{row.id}", AdviceForm),
        "raising": form if isinstance(form, RaiseForm) else form_of(f"{place}/raise-{row.id}", RaiseForm),
    }


def _look_by(row: Escalation, at: datetime) -> rows.ClockView:
    """Until when somebody is to look at it: the moment and what is left, or how late it is."""
    assert row.due_at is not None
    shown = rows.until(row.due_at, at)
    if shown.state == clocks.LATE:
        return shown
    words = gettext("by %(when)s, %(left)s", when=i18n.coming(row.due_at, at), left=shown.words)
    return rows.ClockView(shown.state, words, shown.title)


def _answer_by(complaint: Complaint, at: datetime) -> rows.ClockView | None:
    shown = rows.clock_of(complaint, at)
    if shown is None or complaint.due_at is None or shown.state in (clocks.LATE, clocks.DONE):
        return shown
    return rows.ClockView(shown.state, rows.deadline(complaint.due_at, at), shown.title)


def _brief(row: Escalation) -> dict[str, str]:
    found = ASK.search(row.resolution)
    where = found.start() if found else len(row.resolution)
    return {
        "situation": row.situation,
        "complication": row.complication,
        "wanted": row.resolution[:where],
        "ask": row.resolution[where:],
    }


def _written(row: Escalation, at: datetime) -> str:
    """Out of how many entries it was drafted, and who has checked it."""
    entries = queries.entries_by(row.complaint, row.proposed_at) - 1
    drafted = ngettext("drafted from %(num)s entry", "drafted from %(num)s entries", entries)
    if row.rule:
        return drafted
    return gettext(
        "%(drafted)s, checked by %(who)s, %(when)s",
        drafted=drafted,
        who=row.proposed_by.display_name,
        when=i18n.when(row.proposed_at, at),
    )


def _promised(complaint: Complaint, at: datetime) -> list[str]:
    """What the complainant was told they get: promises with how they stand, and the money."""
    told = [
        gettext(
            "%(day)s: %(what)s (%(state)s)", day=i18n.day(row.created_at, at), what=row.text, state=label(row.state)
        )
        for row in complaint.promises
    ]
    told += [
        gettext("%(kind)s of %(amount)s yuan, approved", kind=label(row.kind), amount=_yuan(row.amount))
        for row in complaint.redress
        if row.approved
    ]
    offered = any(row.amount for visit in complaint.visits for row in visit.proposals)
    return told if complaint.redress or offered else [*told, gettext("No amount was named")]


def _limits(role: Role) -> list[str]:
    """How far this person may go alone, and where it goes above that."""
    if not redress.limit(role, RedressKind.REFUND):
        return []
    alone = {kind.value: _yuan(redress.limit(role, kind)) for kind in RedressKind}
    own = gettext("You alone: refund %(refund)s yuan, goodwill %(goodwill)s yuan", **alone)
    above = (
        gettext("Above that another manager decides")
        if role is Role.MANAGER
        else gettext("Above that a manager decides")
    )
    return [own, above]


def _yuan(amount: Any) -> str:
    return f"{amount:,.2f}".removesuffix(".00")


def _held(row: Escalation, at: datetime) -> list[str]:
    """Who accepted, took over and handed back, and when."""
    answers = (
        (row.accepted_by, row.accepted_at, gettext("Accepted: %(who)s, %(when)s")),
        (row.taken_over_by, row.taken_over_at, gettext("Taken over: %(who)s, %(when)s")),
        (row.handed_back_by, row.handed_back_at, gettext("Handed back: %(who)s, %(when)s")),
    )
    return [
        words % {"who": who.display_name, "when": i18n.when(when, at)}
        for who, when, words in answers
        if who is not None and when is not None
    ]
