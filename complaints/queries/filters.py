"""What a list is narrowed to, and what a person may see of it, as SQL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from .. import complainants, search
from ..codes import N_, Line, Risk
from ..db import db, key_ring
from ..fields import choice, refuse
from ..models import Complainant, Complaint, User
from ..roles import Role
from ..steps import Step


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
            cause=_words(given.get("cause"), 16),
            owner=_words(given.get("owner"), 40),
            state=state,
            q=_words(given.get("q"), 200),
        )

    def without(self, name: str) -> "Filters":
        """The same with one filter taken out."""
        return replace(self, **{name: None})


def visible(person: User, *, among_found: bool = False) -> sa.ColumnElement[bool]:
    """Which complaints this person may see in lists (the `read` row of the table of rights, as SQL).

    `among_found` says the same in a way no index answers, so that a search goes through what it found and not through
    all that may be seen.
    """
    if person.role in (Role.COMPLIANCE, Role.ADMIN):
        return sa.true()
    team, owner = _bare(Complaint.team_id, among_found), _bare(Complaint.owner_id, among_found)
    mine = sa.or_(team == person.team_id, owner == person.id)
    return sa.or_(mine, Complaint.escalation_level > 0) if person.role is Role.SPECIALIST else mine


def _bare(column: Any, bare: bool) -> Any:
    return sa.func.coalesce(column, 0) if bare else column


def within(person: User, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """What of a list a person sees, as SQL. Raises Invalid for an owner nobody has the name of."""
    return [visible(person, among_found=filters.q is not None), *conditions(person, filters)]


def parts_within(person: User, filters: Filters) -> list[list[sa.ColumnElement[bool]]]:
    """`within` in parts that do not overlap, each answered by an index of its own, for what adds up."""
    if filters.q or person.role not in (Role.REP, Role.MANAGER):
        return [within(person, filters)]
    wanted, of_team = conditions(person, filters), Complaint.team_id == person.team_id
    elsewhere = sa.and_(Complaint.owner_id == person.id, Complaint.team_id.is_distinct_from(person.team_id))
    return [[of_team, *wanted], [elsewhere, *wanted]]


def number_within(person: User, filters: Filters) -> sa.ColumnElement[int]:
    """How many complaints a list has, as SQL."""
    counted = sa.select(sa.func.count(Complaint.id))
    first, *rest = (counted.where(*part).scalar_subquery() for part in parts_within(person, filters))
    return sum(rest, first)


def conditions(person: User, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The filters as SQL. Raises Invalid for an owner nobody has the name of."""
    wanted: list[sa.ColumnElement[bool]] = []
    for name in ("step", "risk", "line", "cause"):
        value = getattr(filters, name)
        if value is not None:
            wanted.append(getattr(Complaint, name) == value)
    wanted += _owner(person, filters.owner)
    wanted += STATES.get(filters.state or "all", [])
    return wanted + ([_matches(filters.q)] if filters.q else [])


_NUMBER = re.compile(r"C\d{1,8}(-\d*)?")
"""A complaint number or its beginning; no other number sorts between it and the same followed by nines."""

STATES: dict[str, list[sa.ColumnElement[bool]]] = {
    "open": [Complaint.closed_at.is_(None), Complaint.imported.is_(False)],
    "closed": [Complaint.closed_at.is_not(None), Complaint.imported.is_(False)],
    "imported": [Complaint.imported.is_(True)],
    "all": [],
}


def _words(given: str | None, limit: int) -> str | None:
    """What can be searched for: no control characters, which no database takes."""
    return "".join(filter(str.isprintable, given or "")).strip()[:limit] or None


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
    """A number or its beginning, a phone or its tail, a name (or its pinyin), an account, or words of the narrative."""
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
    found: list[sa.Select[Any]] = [sa.select(Complaint.id).join(Complainant).where(sa.or_(*person))]
    if _NUMBER.fullmatch(number := folded.upper()):
        found.append(sa.select(Complaint.id).where(Complaint.number.between(number, f"{number}{'9' * 8}")))
    if (written := search.complaint_ids(words)) is not None:
        found.append(written)
    return Complaint.id.in_(sa.union(*found))
