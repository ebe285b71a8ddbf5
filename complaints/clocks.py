"""Time limits: started, stopped, explained; their state is always computed (decision 9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import current_app

from guidance import load
from guidance.schema import Policy

from .codes import Line, Outcome, Verdict
from .db import db
from .models import Clock, Complaint
from .steps import Move

WATCH, HOT, LATE, DONE, CALM = "watch", "hot", "late", "done", "calm"
SKIPPED, COUNTED, RUNS_ON = "skipped", "counted", "runs_on"
"""What becomes of a stretch of time: left out, counted, or waited through while the limit runs on."""

RECEIPT, NATURAL_DAY, NEEDS_TIME = "receipt", "natural_day", "needs_time"
"""Why: the day of receipt, a day as the calendar has it, the complainant asked for time."""


@dataclass(frozen=True)
class Left:
    """How a limit stands at a moment: its state and what is left (negative when late)."""

    state: str
    left: timedelta


@dataclass(frozen=True)
class Interval:
    """A stretch of time up to `ends_at`, its verdict and the code of why; `units` tells how many were counted in it."""

    starts_at: datetime
    ends_at: datetime
    verdict: str
    why: str
    units: int = 0

    def share(self, at: datetime) -> float:
        """How much of it is gone at a moment, 0 to 1."""
        return min(1.0, max(0.0, elapsed(self.starts_at, at) / elapsed(self.starts_at, self.ends_at)))


@dataclass(frozen=True)
class Explanation:
    """Why a limit ends when it does: each stretch skipped or counted, what it ran on through, how far it is.

    `used` is the number of units begun; `now` is the place of the running stretch in `intervals`, None outside them;
    `part` is the share of it that is gone, 0 to 1.
    """

    intervals: tuple[Interval, ...]
    waits: tuple[Interval, ...]
    used: int
    now: int | None
    part: float

    @property
    def spans(self) -> list[Interval]:
        """The stretches with neighbours of the same verdict and reason taken together, then the waits."""
        runs = [list(run) for _key, run in groupby(self.intervals, key=lambda each: (each.verdict, each.why))]
        joined = [
            Interval(run[0].starts_at, run[-1].ends_at, run[0].verdict, run[0].why, sum(each.units for each in run))
            for run in runs
        ]
        return [*joined, *self.waits]


def desk_zone() -> ZoneInfo:
    """The zone in which the desk counts days."""
    zone: ZoneInfo = current_app.config["ZONE"]
    return zone


def start(complaint: Complaint, *, at: datetime) -> Clock:
    """Start the answer clock of the complaint's line and keep its due date for the lists."""
    policy = answer_policy(complaint.line)
    clock = Clock(
        complaint=complaint, kind=policy.kind, policy=policy.id, started_at=at, due_at=due(policy, at, desk_zone())
    )
    db.session.add(clock)
    complaint.due_at = clock.due_at
    return clock


def stop(complaint: Complaint, *, at: datetime) -> None:
    """Stop what runs; the complaint is answered."""
    for clock in running(complaint):
        clock.stopped_at = at
    complaint.due_at = None


def restart(complaint: Complaint, *, at: datetime) -> None:
    """Let the stopped limits run on: reopening gives no new time."""
    for clock in complaint.clocks:
        clock.stopped_at = None
    complaint.due_at = min((clock.due_at for clock in complaint.clocks), default=None)


def change_line(complaint: Complaint) -> None:
    """Compute the running limits anew for another line, from the same receipt."""
    policy = answer_policy(complaint.line)
    for clock in running(complaint):
        clock.policy, clock.kind = policy.id, policy.kind
        clock.due_at = due(policy, clock.started_at, desk_zone())
        complaint.due_at = clock.due_at


def running(complaint: Complaint) -> list[Clock]:
    """The limits that have not been stopped."""
    return [clock for clock in complaint.clocks if clock.stopped_at is None]


def due(policy: Policy, received_at: datetime, zone: ZoneInfo) -> datetime:
    """When a natural-day limit ends: 24:00 local of its last day; the day of receipt never counts."""
    last = received_at.astimezone(zone).date() + timedelta(days=policy.amount)
    return datetime.combine(last + timedelta(days=1), time(), zone)


def elapsed(since: datetime, until: datetime) -> timedelta:
    """Time gone by between two moments, also over a change of summer time."""
    return until.astimezone(UTC) - since.astimezone(UTC)


def natural_days(received_at: datetime, amount: int, zone: ZoneInfo) -> Iterator[Interval]:
    """The rest of the day of receipt, skipped, then `amount` local days, each counted, weekend or holiday."""
    ends_at = end_of_day(received_at, zone)
    yield Interval(received_at, ends_at, SKIPPED, RECEIPT)
    for _ in range(amount):
        starts_at, ends_at = ends_at, end_of_day(ends_at, zone)
        yield Interval(starts_at, ends_at, COUNTED, NATURAL_DAY, units=1)


def explain(intervals: Sequence[Interval], *, at: datetime, waits: Sequence[Interval] = ()) -> Explanation:
    """How a limit made of `intervals` in order stands at `at`; which calendar made them is not asked here."""
    now = next((place for place, each in enumerate(intervals) if each.starts_at <= at < each.ends_at), None)
    begun = sum(each.units for each in intervals if each.starts_at <= at)
    part = 0.0 if now is None else intervals[now].share(at)
    return Explanation(tuple(intervals), tuple(waits), begun, now, part)


def explained(clock: Clock, *, at: datetime) -> Explanation:
    """Why this clock ends when it does, as it stands at `at`, or as it stood when it was stopped.

    Nothing is explained when the policy it was started by is no longer in the book.
    """
    policy = policy_of(clock)
    intervals = tuple(natural_days(clock.started_at, policy.amount, desk_zone())) if policy else ()
    return explain(intervals, at=clock.stopped_at or at, waits=waits(clock.complaint))


def waits(complaint: Complaint) -> list[Interval]:
    """When the complainant had asked for time: until they were reached, at the latest 24:00 of the day they named."""
    found = [
        _wait(complaint, row.left_at, row.needs_time_until)
        for row in complaint.visits
        if row.verdict is Verdict.NEEDS_TIME and row.left_by_move == Move.ADVANCE and row.left_at
        if row.needs_time_until
    ]
    return [wait for wait in found if wait.ends_at > wait.starts_at]


def _wait(complaint: Complaint, since: datetime, named: date) -> Interval:
    zone = desk_zone()
    until = end_of_day(datetime.combine(named, time(), zone), zone)
    tries = [row for call in complaint.callbacks for row in call.attempts]
    reached = [row.at for row in tries if row.outcome is Outcome.REACHED and row.at >= since]
    return Interval(since, min([until, *reached]), RUNS_ON, NEEDS_TIME)


def end_of_day(day: datetime, zone: ZoneInfo) -> datetime:
    """24:00 of the local day of a moment."""
    return datetime.combine(day.astimezone(zone).date() + timedelta(days=1), time(), zone)


def left(due_at: datetime, *, at: datetime, stopped_at: datetime | None = None) -> Left:
    """State and time left: late after the moment, hot under an hour, watch on the same local day (look §6)."""
    if stopped_at is not None:
        return Left(DONE, due_at - stopped_at)
    remaining = due_at - at
    if remaining < timedelta():
        return Left(LATE, remaining)
    if remaining < timedelta(hours=1):
        return Left(HOT, remaining)
    return Left(WATCH if due_at <= end_of_day(at, desk_zone()) else CALM, remaining)


def state(clock: Clock, *, at: datetime) -> str:
    """The contract's word for a clock: running, late, met or missed."""
    if clock.stopped_at is not None:
        return "met" if clock.stopped_at <= clock.due_at else "missed"
    return "late" if at > clock.due_at else "running"


def share_left(complaint: Complaint, *, at: datetime) -> float:
    """How much of the shortest running limit is left, 0 to 1; 1 when nothing runs."""
    shares = [max(0.0, (clock.due_at - at) / (clock.due_at - clock.started_at)) for clock in running(complaint)]
    return min(shares, default=1.0)


def policy_of(clock: Clock) -> Policy | None:
    """The policy a clock was started by; None when an upgrade took it out of the book."""
    return load().policies.get(clock.policy)


def answer_policy(line: Line) -> Policy:
    """The answer policy of a line, else the general one."""
    found = _answer_policies()
    return found.get(line.value) or found["general"]


@cache
def _answer_policies() -> dict[str, Policy]:
    return {policy.line or "general": policy for policy in load().policies.values() if policy.id.endswith("-answer")}
