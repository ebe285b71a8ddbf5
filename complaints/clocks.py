"""Time limits: started, stopped, explained; their state is always computed (decision 9)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from flask import current_app

from guidance import load
from guidance.schema import Policy

from .codes import Line
from .db import db
from .models import Clock, Complaint

WATCH, HOT, LATE, DONE, CALM = "watch", "hot", "late", "done", "calm"


@dataclass(frozen=True)
class Left:
    """How a limit stands at a moment: its state and what is left (negative when late)."""

    state: str
    left: timedelta


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


def answer_policy(line: Line) -> Policy:
    """The answer policy of a line, else the general one."""
    found = _answer_policies()
    return found.get(line.value) or found["general"]


@cache
def _answer_policies() -> dict[str, Policy]:
    return {policy.line or "general": policy for policy in load().policies.values() if policy.id.endswith("-answer")}
