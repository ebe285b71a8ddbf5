"""The day of a call as a strip from 6 to 24: when no call may go out, what was tried, promised and comes next."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel import gettext

import guidance

from ... import callbacks, contact
from ...clocks import desk_zone
from ...models import Attempt, Callback
from .. import i18n
from ..page import label

FIRST, LAST = 6, 24
NARROWEST = 340
"""Width in pixels of the strip where it is narrowest; labels that would touch each other there are left out."""

SOURCE = "CN-CO-07"
"""Where the hours come from (see `contact`)."""

PROMISED_FOR = timedelta(hours=1)
WIDE, THIN, GAP = 12.5, 7.0, 8
"""Pixels of a Chinese and of a Latin letter at 12 px, and between two labels."""


@dataclass(frozen=True)
class Mark:
    """Words above the strip at a place; `anchor` as SVG has it."""

    x: str
    anchor: str
    words: str
    now: bool


@dataclass(frozen=True)
class Strip:
    """Places in percent of the width."""

    shut: list[tuple[str, str]]
    hours: list[tuple[str, int]]
    dots: list[str]
    promised: tuple[str, str] | None
    now: str | None
    again: str | None
    marks: list[Mark]
    words: str
    why: str


def strip_of(callback: Callback, at: datetime) -> Strip:
    """The strip of today."""
    today = [row for row in callback.attempts if _is_today(row.at, at)]
    again = _again(callback, at)
    promised = callback.promised_at if _is_today(callback.promised_at, at) else None
    return Strip(
        shut=[(_x(start), _percent(end - start)) for start, end in _shut(callback, at)],
        hours=[(_x(hour), hour) for hour in range(FIRST + 2, LAST, 2)],
        dots=[_x(_hour(row.at)) for row in today],
        promised=_promised(promised),
        now=_x(_hour(at)) if _hour(at) >= FIRST else None,
        again=_x(_hour(again)) if again else None,
        marks=_marks(today, again, at),
        words=_words(today, promised, again, at),
        why=_why(),
    )


def _hour(moment: datetime) -> float:
    local = i18n.local(moment)
    return local.hour + local.minute / 60


def _is_today(moment: datetime, at: datetime) -> bool:
    return i18n.local(moment).date() == i18n.local(at).date()


def _percent(hours: float) -> str:
    return f"{hours / (LAST - FIRST) * 100:.2f}%"


def _x(hour: float) -> str:
    return _percent(min(max(hour, FIRST), LAST) - FIRST)


def _shut(callback: Callback, at: datetime) -> list[tuple[float, float]]:
    """From which to which hour no call may go out: the night, and the rest of a day whose tries are used up."""
    opens, shuts = contact.EARLIEST.hour, contact.LATEST.hour
    refused = callbacks.refusal(callback, at=at)
    if refused is not None and refused.rule != "hours":
        return [(FIRST, opens), (max(_hour(at), opens), LAST)]
    return [(FIRST, opens), (shuts, LAST)]


def _promised(moment: datetime | None) -> tuple[str, str] | None:
    """The hour from the promised moment on."""
    if moment is None or _hour(moment) < FIRST:
        return None
    hours = min(PROMISED_FOR / timedelta(hours=1), LAST - _hour(moment))
    return _x(_hour(moment)), _percent(hours)


def _again(callback: Callback, at: datetime) -> datetime | None:
    """When to call: later today if it may not be now, else when to try again if nobody answers; None if not today."""
    moment = callbacks.may_call_at(callback, at=at)
    if moment is None:
        return None
    if moment <= at:
        moment = contact.next_try(at, [*(row.at for row in callback.attempts), at], zone=desk_zone())
    return moment if _is_today(moment, at) else None


def _marks(today: list[Attempt], again: datetime | None, at: datetime) -> list[Mark]:
    """The words above the strip, the weightiest first; what has no room is only in the list of tries."""
    wanted = [(at, gettext("Now"), True)] if _hour(at) >= FIRST else []
    wanted += [(again, gettext("Next %(clock)s", clock=_clock(again)), False)] if again else []
    wanted += [(row.at, _tried(row), False) for row in reversed(today)]
    taken: list[tuple[float, float]] = []
    marks = []
    for moment, words, now in wanted:
        room = _room(_hour(moment), words, taken)
        if room is not None:
            taken.append(room[:2])
            marks.append(Mark(_x(_hour(moment)), room[2], words, now))
    return marks


def _tried(row: Attempt) -> str:
    return gettext("%(clock)s %(what)s", clock=_clock(row.at), what=label(row.outcome))


def _room(hour: float, words: str, taken: list[tuple[float, float]]) -> tuple[float, float, str] | None:
    """From where to where words reach in the narrowest strip and how they hang at their hour; None without room."""
    width = sum(THIN if letter.isascii() else WIDE for letter in words)
    middle = (max(hour, FIRST) - FIRST) / (LAST - FIRST) * NARROWEST
    for left, anchor in ((middle - width / 2, "middle"), (middle - width, "end"), (middle, "start")):
        free = all(left + width + GAP <= start or end + GAP <= left for start, end in taken)
        if free and left >= 0 and left + width <= NARROWEST:
            return left, left + width, anchor
    return None


def _clock(moment: datetime | time) -> str:
    return f"{i18n.local(moment) if isinstance(moment, datetime) else moment:%H:%M}"


def _words(today: list[Attempt], promised: datetime | None, again: datetime | None, at: datetime) -> str:
    """The whole strip in words, for those who do not see it."""
    told = [
        gettext("Today. Calls may go out from %(opens)s to %(shuts)s.", **_limits()),
        gettext("Now it is %(clock)s.", clock=_clock(at)),
    ]
    told += [gettext("Tried at %(clock)s: %(what)s.", clock=_clock(row.at), what=label(row.outcome)) for row in today]
    told += [gettext("Promised for %(clock)s.", clock=_clock(promised))] if promised else []
    told += [gettext("Next try at %(clock)s.", clock=_clock(again))] if again else []
    return " ".join(told) if i18n.locale() == "en" else "".join(told)


def _why() -> str:
    source = guidance.load().citations[SOURCE].instrument.in_(i18n.locale())
    return gettext(
        "Hatched: no calls. We ring from %(opens)s to %(shuts)s only, after %(source)s.", source=source, **_limits()
    )


def _limits() -> dict[str, str]:
    return {"opens": _clock(contact.EARLIEST), "shuts": _clock(contact.LATEST)}
