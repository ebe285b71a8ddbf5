"""Complaints as rows of a list."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, url_for
from flask_babel import gettext
from flask_login import current_user

import guidance

from ... import clocks
from ...codes import Disposition
from ...complainants import masked_name, masked_text
from ...models import Complainant, Complaint
from ...roles import CASE_RIGHTS
from ...search import spans
from .. import i18n
from ..page import label

SNIPPET, BEFORE = 26, 8
"""Characters of a narrative that a row shows, and how many stand before what was searched for."""


@dataclass(frozen=True)
class ClockView:
    """A limit in words: state, words, exact time."""

    state: str
    words: str
    title: str


def address(number: str) -> str:
    """Where a complaint is handled; numbers stand in addresses as they are, so the way there is made once a request."""
    way: str | None = g.get("way_to_complaints")
    if way is None:
        way = g.way_to_complaints = url_for("handling.show", number="C").removesuffix("C")
    return way + number


def sees_narrative() -> bool:
    """Whether the person who looks may read what was said at all."""
    sees: bool | None = g.get("sees_narrative")
    if sees is None:
        sees = g.sees_narrative = current_user.role in CASE_RIGHTS["read_narrative"]
    return sees


def person(complainant: Complainant | None) -> str:
    """The masked name; nothing for those who see no personal data."""
    if complainant is None or not sees_narrative():
        return ""
    return masked_name(complainant.name) or complainant.form_of_address or ""


def tail(complainant: Complainant | None) -> str:
    """尾号2071: the last four digits of the phone."""
    phone = complainant.phone if complainant is not None and sees_narrative() else None
    return gettext("…%(tail)s", tail=phone[-4:]) if phone else ""


def snippet(narrative: str, words: str | None = None) -> list[tuple[str, bool]]:
    """The narrative from its first words, or from just before the words searched for; whether each piece is one."""
    if not sees_narrative():
        return []
    if words and (found := spans(told := masked_text(" ".join(narrative.split())), words)):
        return _around(told, found)
    told = masked_text(" ".join(narrative[: SNIPPET * 4].split()))
    limit = SNIPPET if not told.isascii() else SNIPPET * 2
    return [(told if len(told) <= limit else f"{told[:limit]}…", False)]


def _around(told: str, found: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The narrative around the first find, every find in it marked."""
    size = SNIPPET if not told.isascii() else SNIPPET * 2
    start = max(0, found[0][0] - BEFORE) if found[0][1] > size else 0
    stop, end = start + size, start
    pieces = [("…", False)] if start else []
    for first, last in found:
        if first < stop:
            pieces += [(told[end:first], False), (told[first:last], True)]
            end = last
    rest = told[end : max(end, stop)]
    return [*pieces, (f"{rest}…" if max(end, stop) < len(told) else rest, False)]


def cause_name(complaint: Complaint) -> str:
    """The name of the cause, or that there is none yet."""
    return cause_words(complaint.cause)


def cause_words(code: str | None) -> str:
    """The name of the cause with this code, or that there is none yet."""
    found = guidance.load().causes.get(code or "")
    return found.name.in_(i18n.locale()) if found else gettext("No cause yet")


def owner(complaint: Complaint) -> str:
    """Who has it: me, a colleague, or nobody."""
    if complaint.owner is None:
        return gettext("Nobody")
    return gettext("Me") if complaint.owner_id == current_user.id else complaint.owner.display_name


def clock_of(complaint: Complaint, at: datetime) -> ClockView | None:
    """The nearest limit in words; how it ended when it is closed."""
    return clock_words(complaint.due_at, complaint.closed_at, complaint.disposition, at)


def clock_words(
    due_at: datetime | None, closed_at: datetime | None, disposition: Disposition | None, at: datetime
) -> ClockView | None:
    """`clock_of` from the columns it depends on."""
    if closed_at is not None:
        return ClockView(clocks.DONE, label(disposition) or i18n.day(closed_at, at), i18n.exact(closed_at))
    return until(due_at, at) if due_at else None


def until(due_at: datetime, at: datetime) -> ClockView:
    """A moment to come (or gone by) as a clock."""
    return ClockView(clocks.left(due_at, at=at).state, i18n.time_left(due_at, at), i18n.exact(due_at))


def spoken(line: guidance.Filled) -> list[tuple[str, bool]]:
    """A sentence in parts as a page shows it, each with whether it is known; a gap names what is missing."""
    return [(part.text, True) if part.slot is None or part.filled else (_gap(part), False) for part in line.parts]


def _gap(part: guidance.Part) -> str:
    known = guidance.load().slots.get(part.slot or "")
    return gettext("%(what)s missing", what=known.label.in_(i18n.locale()) if known else part.text)


def deadline(due_at: datetime, at: datetime) -> str:
    """The end of a limit as a day: midnight is 24:00 of the day before, 12月9日24:00 / 9 Dec 24:00."""
    here = i18n.local(due_at)
    if (here.hour, here.minute) != (0, 0):
        return i18n.coming(due_at, at)
    return gettext("%(day)s 24:00", day=i18n.day(due_at - timedelta(minutes=1), at))
