"""The left column: the way so far, the mood, what they want, why this risk, which rules stand near."""

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_login import current_user

import guidance

from ... import risk
from ...codes import Need
from ...models import Complaint, Signal, Visit
from ...rights import allows
from ...steps import Step
from .. import i18n
from ..page import label

MOST_POINTS = 8
GRAVEST, ASSERTED = "S1", "asserted"


def record_view(complaint: Complaint, at: datetime) -> dict[str, Any]:
    """Everything the left column shows."""
    sees = allows(current_user, "read_narrative", complaint)
    return {
        "rail": [_step(complaint, step, at) for step in Step],
        "points": _moods(complaint, at),
        "demand": complaint.demand if sees else None,
        "needs": gettext(", ").join(label(need) for need in needs_of(complaint)),
        "signals": [_signal(row) for row in complaint.signals] if sees else [],
        "firings": [_firing(row.rule, row.version) for row in complaint.firings],
        "standing": _standing(complaint, at),
        "first_risk": label(complaint.first_risk) if complaint.first_risk is not complaint.risk else None,
        "risk": label(complaint.risk),
    }


def alarms_of(complaint: Complaint) -> list[dict[str, Any]]:
    """The gravest signals that stand, each with what to do first; nothing once the complaint is closed."""
    if complaint.closed or not allows(current_user, "read_narrative", complaint):
        return []
    book, language = guidance.load(), i18n.locale()
    codes = dict.fromkeys(row.code for row in complaint.signals if row.severity == GRAVEST and row.polarity == ASSERTED)
    found = [book.signals[code] for code in codes if code in book.signals]
    return [{"name": row.name.in_(language), "actions": [act.in_(language) for act in row.actions]} for row in found]


def needs_of(complaint: Complaint) -> list[Need]:
    """The needs as members of the vocabulary."""
    return [Need(code) for code in complaint.needs]


def _step(complaint: Complaint, step: Step, at: datetime) -> dict[str, Any]:
    visits = [row for row in complaint.visits if row.step is step and row.left_by_move != "undo"]
    return {
        "step": step.value,
        "state": _state(complaint, step, visits),
        "attempt": len(visits),
        "lines": [line for number, row in enumerate(visits, 1) for line in _lines(row, number, len(visits), at)]
        or [gettext("Not started")],
    }


def _state(complaint: Complaint, step: Step, visits: list[Visit]) -> str:
    if not visits:
        return "coming"
    if complaint.step is step and not complaint.closed:
        return "current"
    return "returned" if visits[-1].left_by_move in ("return", "reopen") else "done"


def _lines(visit: Visit, number: int, of: int, at: datetime) -> list[str]:
    spent = i18n.duration(((visit.left_at or at) - visit.entered_at).total_seconds())
    words = spent if visit.left_at else gettext("%(time)s so far", time=spent)
    if of > 1:
        words = gettext("Visit %(number)s: %(time)s", number=number, time=words)
    if visit.left_by_move == "return":
        words += gettext(", sent back")
    lines = [words + (gettext(", gate opened by hand") if visit.skipped else "")]
    if visit.emotion_arrival is not None and visit.emotion_now is not None:
        lines.append(gettext("emotion %(before)s → %(after)s", before=visit.emotion_arrival, after=visit.emotion_now))
    return lines


def _moods(complaint: Complaint, at: datetime) -> list[tuple[int, str]]:
    points = []
    for visit in complaint.visits:
        here = i18n.local(visit.entered_at)
        day = gettext("today") if here.date() == i18n.local(at).date() else f"{here.day}"
        points += [(value, day) for value in (visit.emotion_arrival, visit.emotion_now) if value is not None]
    return points[-MOST_POINTS:]


def _signal(row: Signal) -> dict[str, Any]:
    known = guidance.load().signals.get(row.code)
    return {
        "name": known.name.in_(i18n.locale()) if known else row.code,
        "code": row.code,
        "words": risk.words_of(row),
        "counts": row.polarity == ASSERTED,
        "why_not": NOT_COUNTED.get(row.polarity, lambda: "")(),
    }


NOT_COUNTED = {
    "denied": lambda: gettext("denied, not counted"),
    "quoted": lambda: gettext("quoted, not counted"),
    "hypothetical": lambda: gettext("only if, not counted"),
    "third_party": lambda: gettext("of somebody else, not counted"),
}


def _firing(rule: str, version: int) -> dict[str, str]:
    found = next((row for row in guidance.load().rules if row.id == rule), None)
    name = found.name.in_(i18n.locale()) if found else ""
    return {"id": gettext("Rule %(rule)s, version %(version)s", rule=rule, version=version), "name": name}


def _standing(complaint: Complaint, at: datetime) -> list[dict[str, str]]:
    if complaint.closed or complaint.step is None:
        return []
    language = i18n.locale()
    return [{"rule": row.rule_id, "text": row.text.in_(language)} for row in risk.standing(complaint, at=at)]
