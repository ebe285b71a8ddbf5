"""The read side: what a person may see, as worklists, searches and counts. Nothing here changes a row."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from . import complainants
from .clocks import desk_zone, end_of_day
from .codes import N_, Line, PromiseState, Risk
from .db import db, key_ring
from .errors import NotFound
from .fields import choice, refuse
from .models import Attempt, Callback, Complainant, Complaint, Escalation, Promise, Redress, User, Visit
from .rights import allow
from .roles import Role
from .steps import Step

PAGE = 25
NOW, TODAY, LATER = "now", "today", "later"


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; codes are checked when read from a request."""

    step: Step | None = None
    risk: Risk | None = None
    line: Line | None = None
    cause: str | None = None
    owner: str | None = None
    state: str | None = None
    q: str | None = None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Filters":
        """From query arguments. Raises Invalid that names an unknown code."""
        state = given.get("state") or None
        if state not in (None, "open", "closed", "imported", "all"):
            raise refuse("state", N_("Use one of: %(allowed)s"), allowed="open, closed, imported, all")
        return cls(
            step=choice("step", given.get("step"), Step),
            risk=choice("risk", given.get("risk"), Risk),
            line=choice("line", given.get("line"), Line),
            cause=(given.get("cause") or "")[:16] or None,
            owner=(given.get("owner") or "")[:40] or None,
            state=state,
            q=(given.get("q") or "").strip()[:200] or None,
        )

    def without(self, name: str) -> "Filters":
        """The same with one filter taken out."""
        return replace(self, **{name: None})


def complaint_numbered(number: str, *, person: User, right: str = "read", lock: bool = False) -> Complaint:
    """The complaint with this number; with `lock` freshly read and its row locked, for a write.

    Raises NotFound, and NotAllowed without `right` over it.
    """
    query = sa.select(Complaint).where(Complaint.number == number)
    if lock:
        query = query.with_for_update(of=Complaint).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no complaint %(number)s"), number=number[:24])
    allow(person, right, found)
    return found


def part_of_complaint(kind: type[Any], row_id: int, *, person: User, lock: bool = False) -> Any:
    """A callback, promise, escalation or redress by id, its complaint locked first. Raises NotFound, NotAllowed."""
    row = db.session.get(kind, row_id)
    if row is None:
        raise NotFound()
    complaint_numbered(row.complaint.number, person=person, lock=lock)
    if lock:
        db.session.refresh(row)
    return row


def visible(person: User) -> sa.ColumnElement[bool]:
    """Which complaints this person may see in lists (the `read` row of the table of rights, as SQL)."""
    if person.role in (Role.COMPLIANCE, Role.ADMIN):
        return sa.true()
    mine = sa.or_(Complaint.team_id == person.team_id, Complaint.owner_id == person.id)
    return sa.or_(mine, Complaint.escalation_level > 0) if person.role is Role.SPECIALIST else mine


def narrowed(person: User, filters: Filters) -> sa.Select[tuple[Complaint]]:
    """Complaints of a list, with what a row shows."""
    query = sa.select(Complaint).where(visible(person), *_conditions(person, filters))
    return query.options(joinedload(Complaint.complainant), joinedload(Complaint.owner))


def page(
    person: User, filters: Filters, *, before: int | None = None, size: int = PAGE
) -> tuple[list[Complaint], int | None]:
    """Newest first, and the id to go on before, or None at the end."""
    query = narrowed(person, filters).order_by(Complaint.id.desc()).limit(size + 1)
    if before is not None:
        query = query.where(Complaint.id < before)
    found = list(db.session.scalars(query))
    return found[:size], found[size - 1].id if len(found) > size else None


def worklist(person: User, filters: Filters, *, at: datetime, size: int = 60) -> dict[str, list[Complaint]]:
    """Open complaints by urgency, in three groups: now (critical, late or under an hour), today, later."""
    query = narrowed(person, filters).order_by(Complaint.due_at, Complaint.id).limit(size)
    groups: dict[str, list[Complaint]] = {NOW: [], TODAY: [], LATER: []}
    for complaint in db.session.scalars(query):
        groups[urgency(complaint, at=at)].append(complaint)
    groups[NOW].sort(key=lambda row: (-row.risk.rank, row.due_at or at))
    return groups


def urgency(complaint: Complaint, *, at: datetime) -> str:
    """now, today or later."""
    if complaint.risk is Risk.CRITICAL or (complaint.due_at and complaint.due_at < at + timedelta(hours=1)):
        return NOW
    return TODAY if complaint.due_at and complaint.due_at <= end_of_day(at, desk_zone()) else LATER


def counts(person: User, filters: Filters) -> dict[str, dict[str, int]]:
    """How many there are by step, risk and line, each under the other filters: `{"step": {"soothe": 3}}`."""
    query = (
        sa.select(Complaint.step, Complaint.risk, Complaint.line, sa.func.count())
        .where(visible(person), *_conditions(person, replace(filters, step=None, risk=None, line=None)))
        .group_by(Complaint.step, Complaint.risk, Complaint.line)
    )
    found: dict[str, dict[str, int]] = {"step": {}, "risk": {}, "line": {}}
    for step, risk, line, count in db.session.execute(query):
        codes = {"step": step, "risk": risk, "line": line}
        for name, code in codes.items():
            others = {key: getattr(filters, key) for key in codes if key != name}
            if code is not None and all(wanted in (None, codes[key]) for key, wanted in others.items()):
                found[name][code.value] = found[name].get(code.value, 0) + count
    return found


def how_many(person: User, filters: Filters) -> int:
    """How many complaints a list has."""
    query = sa.select(sa.func.count(Complaint.id)).where(visible(person), *_conditions(person, filters))
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class OwnerCounts:
    """Open complaints by whose they are."""

    mine: int
    nobody: int
    all: int


def owner_counts(person: User) -> OwnerCounts:
    """How many open complaints are mine, nobody's, and in all."""
    query = sa.select(
        sa.func.count(sa.case((Complaint.owner_id == person.id, 1))),
        sa.func.count(sa.case((Complaint.owner_id.is_(None), 1))),
        sa.func.count(),
    ).where(visible(person), *STATES["open"])
    mine, nobody, everything = db.session.execute(query).one()
    return OwnerCounts(mine, nobody, everything)


def badges(person: User, *, at: datetime) -> dict[str, int]:
    """The numbers on the rail: escalations waiting, callbacks due."""
    waiting = _open_escalations().where(visible(person), Escalation.accepted_at.is_(None))
    due = _open_callbacks(person).where(Callback.next_at <= at)
    return {
        "escalations": db.session.scalar(sa.select(sa.func.count()).select_from(waiting.subquery())) or 0,
        "callbacks": db.session.scalar(sa.select(sa.func.count()).select_from(due.subquery())) or 0,
    }


def escalation_inbox(person: User, tab: str) -> list[Escalation]:
    """waiting, mine, handed_back or settled; the hottest first."""
    tabs: Mapping[str, sa.Select[Any]] = {
        "waiting": _open_escalations().where(Escalation.accepted_at.is_(None)),
        "mine": _open_escalations().where(
            sa.or_(Escalation.accepted_by_id == person.id, Escalation.taken_over_by_id == person.id)
        ),
        "handed_back": sa.select(Escalation).join(Complaint).where(Escalation.handed_back_by_id == person.id),
        "settled": sa.select(Escalation).join(Complaint).where(Escalation.settled_at.is_not(None)),
    }
    query = tabs.get(tab, tabs["waiting"]).where(visible(person))
    shown = contains_eager(Escalation.complaint)
    order = (Escalation.level.desc(), Escalation.due_at, Escalation.id)
    if tab in ("handed_back", "settled"):
        order = (Escalation.id.desc(),)
    query = query.options(shown.joinedload(Complaint.complainant), shown.joinedload(Complaint.owner))
    return list(db.session.scalars(query.order_by(*order).limit(100)))


def callbacks_due(person: User, *, limit: int = 200) -> list[Callback]:
    """Every open callback this person may make, by the next moment a call may go out."""
    shown = contains_eager(Callback.complaint)
    query = _open_callbacks(person).options(
        shown.joinedload(Complaint.complainant), shown.joinedload(Complaint.owner), selectinload(Callback.attempts)
    )
    return list(db.session.scalars(query.order_by(Callback.next_at, Callback.id).limit(limit)))


def promises_open(person: User, *, limit: int = 5) -> list[Promise]:
    """What I promised, the soonest first."""
    query = (
        sa.select(Promise)
        .join(Complaint)
        .where(Promise.owner_id == person.id, Promise.state == PromiseState.OPEN, Complaint.closed_at.is_(None))
        .options(contains_eager(Promise.complaint).joinedload(Complaint.complainant))
        .order_by(Promise.due_at)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def redress_undecided(person: User) -> list[Redress]:
    """Money that waits for a manager of this person's team."""
    query = (
        sa.select(Redress)
        .join(Complaint)
        .where(Redress.decided_at.is_(None), Complaint.team_id == person.team_id, Complaint.closed_at.is_(None))
        .options(contains_eager(Redress.complaint))
        .order_by(Redress.requested_at)
        .limit(50)
    )
    return list(db.session.scalars(query))


def colleagues(team_id: int | None) -> list[User]:
    """The active handlers of a team, by name."""
    query = sa.select(User).where(User.active, User.role.in_((Role.REP, Role.SPECIALIST, Role.MANAGER)))
    if team_id is not None:
        query = query.where(User.team_id == team_id)
    return list(db.session.scalars(query.order_by(User.role, User.display_name)))


def with_visits(complaint: Complaint) -> list[Visit]:
    """The visits with facts and proposals, each read in one statement."""
    query = (
        sa.select(Visit)
        .where(Visit.complaint_id == complaint.id)
        .options(selectinload(Visit.facts), selectinload(Visit.proposals), joinedload(Visit.entered_by))
        .order_by(Visit.position)
    )
    return list(db.session.scalars(query))


def _open_escalations() -> sa.Select[tuple[Escalation]]:
    return (
        sa.select(Escalation)
        .join(Complaint)
        .where(Escalation.settled_at.is_(None), Escalation.handed_back_at.is_(None), Complaint.closed_at.is_(None))
    )


def _open_callbacks(person: User) -> sa.Select[tuple[Callback]]:
    query = sa.select(Callback).join(Complaint).where(Callback.settled_at.is_(None), Complaint.closed_at.is_(None))
    query = query.where(visible(person))
    return query.where(Complaint.owner_id == person.id) if person.role in (Role.REP, Role.SPECIALIST) else query


def _conditions(person: User, filters: Filters) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    for name in ("step", "risk", "line", "cause"):
        value = getattr(filters, name)
        if value is not None:
            wanted.append(getattr(Complaint, name) == value)
    wanted += _owner(person, filters.owner)
    wanted += STATES.get(filters.state or "all", [])
    return wanted + ([_matches(filters.q)] if filters.q else [])


STATES: dict[str, list[sa.ColumnElement[bool]]] = {
    "open": [Complaint.closed_at.is_(None), Complaint.imported.is_(False)],
    "closed": [Complaint.closed_at.is_not(None), Complaint.imported.is_(False)],
    "imported": [Complaint.imported],
    "all": [],
}


def _owner(person: User, owner: str | None) -> list[sa.ColumnElement[bool]]:
    if owner is None:
        return []
    if owner == "me":
        return [Complaint.owner_id == person.id]
    if owner == "nobody":
        return [Complaint.owner_id.is_(None)]
    user_id = db.session.scalar(sa.select(User.id).where(User.username == owner))
    if user_id is None:
        raise refuse("owner", N_("There is nobody with the username %(username)s"), username=owner)
    return [Complaint.owner_id == user_id]


def _matches(words: str) -> sa.ColumnElement[bool]:
    """A number, a phone or its tail, a name (or its pinyin), an account, or words of the narrative."""
    blind, folded = key_ring().blind, complainants.fold(words)
    person: list[sa.ColumnElement[bool]] = [
        Complainant.name_index == blind("name", folded),
        Complainant.account_index == blind("account", folded),
    ]
    if folded.isascii() and folded.isalpha():
        person += [
            Complainant.pinyin_index == blind("pinyin", folded),
            Complainant.initials_index == blind("initials", folded),
        ]
    if folded.isascii() and folded.isdigit():
        person.append(Complainant.phone_index == blind("phone", folded))
        if len(folded) == complainants.TAIL:
            person.append(Complainant.tail_index == blind("tail", folded))
    found = sa.select(Complainant.id).where(sa.or_(*person))
    return sa.or_(
        Complaint.number == words.upper(),
        Complaint.complainant_id.in_(found),
        Complaint.narrative.contains(words, autoescape=True),
        Complaint.demand.contains(words, autoescape=True),
    )


def attempts_of(complaint: Complaint) -> list[Attempt]:
    """Every attempt on every callback of a complaint, newest first."""
    query = sa.select(Attempt).join(Callback).where(Callback.complaint_id == complaint.id).order_by(Attempt.at.desc())
    return list(db.session.scalars(query))
