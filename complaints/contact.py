"""The contact guard: whether a call may go out now, which rule refuses, and when the next lawful moment is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .codes import N_

EARLIEST, LATEST = time(8), time(22)
"""Lawful hours of the desk's zone (CN-CO-03, CN-CO-07; our own rule for every call)."""

PER_DAY, IN_ALL = 3, 6
NEXT_MORNING = time(9)

PARTS: tuple[tuple[str, time, time], ...] = (
    ("morning", time(8), time(12)),
    ("afternoon", time(12), time(18)),
    ("evening", time(18), time(22)),
)
TRY_AT: dict[str, time | None] = {"morning": time(14), "afternoon": time(18, 30), "evening": None}
"""After an unanswered call in one part of the day, when to try again the same day; None is the next morning."""


@dataclass(frozen=True)
class Refusal:
    """Why a call may not go out now, and when it may; `next_at` is None when no call may go out any more."""

    rule: str
    words: str
    next_at: datetime | None


def refusal(earlier: Sequence[datetime], *, at: datetime, zone: ZoneInfo) -> Refusal | None:
    """The first rule that refuses a call at `at` after calls at `earlier`, or None when it may go out."""
    local = at.astimezone(zone)
    if len(earlier) >= IN_ALL:
        return Refusal("cap", N_("Six tries in all; write instead"), None)
    if sum(moment.astimezone(zone).date() == local.date() for moment in earlier) >= PER_DAY:
        words = N_("Three tries today; next at %(next)s")
        return Refusal("per_day", words, _at(local.date() + timedelta(days=1), NEXT_MORNING, zone))
    if not EARLIEST <= local.time() < LATEST:
        words = N_("No calls between 22:00 and 08:00; next at %(next)s")
        return Refusal("hours", words, _opening(local, zone))
    return None


def next_try(tried_at: datetime, earlier: Sequence[datetime], *, zone: ZoneInfo) -> datetime:
    """When to try again after an unanswered call: another part of the day, within the caps of a day."""
    local = tried_at.astimezone(zone)
    again = TRY_AT.get(part_of_day(tried_at, zone) or "evening")
    today = sum(moment.astimezone(zone).date() == local.date() for moment in earlier)
    if again is None or today >= PER_DAY:
        return _at(local.date() + timedelta(days=1), NEXT_MORNING, zone)
    return _at(local.date(), again, zone)


def part_of_day(moment: datetime, zone: ZoneInfo) -> str | None:
    """morning, afternoon or evening; None outside lawful hours."""
    clock = moment.astimezone(zone).time()
    return next((name for name, start, end in PARTS if start <= clock < end), None)


def _opening(local: datetime, zone: ZoneInfo) -> datetime:
    day = local.date() if local.time() < EARLIEST else local.date() + timedelta(days=1)
    return _at(day, EARLIEST, zone)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)
