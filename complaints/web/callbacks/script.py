"""What to say on the call, line by line, in the complaint's language: never more than the record bears out."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import gettext
from flask_login import current_user

import guidance

from ... import wording
from ...clocks import desk_zone
from ...codes import PromiseState
from ...models import Callback, Complaint, Promise
from ...promises import SETTLED
from ...steps import Step
from .. import i18n
from .listing import matter

WHO = "GE.follow_up.calm.ask.1"
SOLVED = "GE.follow_up.calm.ask.2"
LACKING = "GE.follow_up.upset.ask.2"
SCORE = "GE.follow_up.calm.ask.3"
"""Lines of the book that are said on every callback: who answers, is it solved, what is left, how many points."""

MOST_TOLD = 2
REPORT: dict[str, dict[str, str]] = {
    "zh": {
        "kept": "跟您说好的是：{what}。已经办好了。",
        "open": "跟您说好的是：{what}。还在办，{day}前有结果。",
        "broken": "跟您说好的是：{what}。没按时办到，对不起。",
    },
    "en": {
        "kept": "What we agreed: {what}. That is done.",
        "open": "What we agreed: {what}. It is under way; you have the result by {day}.",
        "broken": "What we agreed: {what}. We missed it, and I am sorry.",
    },
}
"""How a promise is told by how it stands."""


@dataclass(frozen=True)
class Line:
    """One line: what it is for, what is said (text, slot, filled), and what to mind."""

    parts: list[tuple[str, str | None, bool]]
    lead: str = ""
    note: str = ""


def script_of(callback: Callback, at: datetime) -> list[Line]:
    """The lines in the order they are said; solved comes before satisfied."""
    complaint = callback.complaint
    who = replace(
        _from_book(WHO, complaint),
        lead=gettext("First be sure who answers"),
        note=gettext("To anybody else say only that we called: no matter, no amount."),
    )
    told = _told(complaint, at) if complaint.step is Step.FOLLOW_UP else ""
    then = (
        Line([(told, None, True)])
        if told
        else Line([], lead=gettext("Say what the call is for"), note=matter(callback))
    )
    if complaint.step is not Step.FOLLOW_UP:
        return [who, then]
    asked = (SOLVED, SCORE) if all(row.state in SETTLED for row in complaint.promises) else (LACKING,)
    return [who, then, *(_from_book(name, complaint) for name in asked)]


def _from_book(name: str, complaint: Complaint) -> Line:
    said = guidance.load().wordings[name].text.in_(complaint.language.value)
    parts = wording.filled(said, wording.slots_of(complaint, by=current_user)).parts
    return Line([(_shown(part), part.slot, part.filled) for part in parts])


def _shown(part: guidance.Part) -> str:
    """The words of a part; of a gap what is missing there."""
    gap = guidance.load().slots.get(part.slot or "") if not part.filled else None
    return gap.label.in_(i18n.locale()) if gap else part.text


def _told(complaint: Complaint, at: datetime) -> str:
    """The newest promises with how they stand; one that was made anew stands only as it is now."""
    standing = list({row.text: row for row in complaint.promises}.values())[-MOST_TOLD:]
    language = complaint.language.value
    return ("" if language == "zh" else " ").join(_report(row, language, at) for row in standing)


def _report(promise: Promise, language: str, at: datetime) -> str:
    missed = promise.state is PromiseState.BROKEN or (promise.state is PromiseState.OPEN and promise.due_at <= at)
    how = "broken" if missed else "kept" if promise.state in SETTLED else "open"
    day = (promise.due_at - timedelta(seconds=1)).astimezone(desk_zone())
    words = f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%B}"
    return REPORT[language][how].format(what=promise.text.rstrip("。."), day=words)
