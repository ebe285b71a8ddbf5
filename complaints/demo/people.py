"""The people of the demo desk: two teams, one password, known names. Never for a real desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from .. import people
from ..codes import Language
from ..db import db
from ..errors import Invalid
from ..history import record
from ..models import User
from ..roles import Role

PASSWORD = "huiyin-demo"

FIRST, SECOND = "一组", "二组"


@dataclass(frozen=True)
class Colleague:
    """Somebody of the demo desk."""

    username: str
    name: str
    role: Role
    team: str | None = None
    language: Language = Language.ZH


COLLEAGUES = (
    Colleague("rep", "陈晓岚", Role.REP, FIRST),
    Colleague("rep2", "邵伟", Role.REP, FIRST),
    Colleague("rep3", "赵敏怡", Role.REP, SECOND),
    Colleague("rep4", "许文涛", Role.REP, SECOND),
    Colleague("specialist", "何志远", Role.SPECIALIST, FIRST),
    Colleague("specialist2", "周航", Role.SPECIALIST, SECOND),
    Colleague("manager", "孙敏", Role.MANAGER, FIRST),
    Colleague("manager2", "罗青", Role.MANAGER, SECOND),
    Colleague("compliance", "吴静", Role.COMPLIANCE),
    Colleague("compliance2", "Grace Lim", Role.COMPLIANCE, language=Language.EN),
    Colleague("admin", "林科", Role.ADMIN),
)
"""Two representatives a team, so that a complaint opened again finds another handler."""


def absent() -> list[Colleague]:
    """Who is not here yet. Raises Invalid when a name belongs to somebody in another role."""
    known = {user.username: user for user in db.session.scalars(sa.select(User))}
    for colleague in COLLEAGUES:
        user = known.get(colleague.username)
        if user is not None and user.role is not colleague.role:
            raise Invalid("%(what)s", what=f"The username {colleague.username} belongs to a {user.role.value} already.")
    return [colleague for colleague in COLLEAGUES if colleague.username not in known]


def make_people(colleagues: Sequence[Colleague], *, at: datetime) -> None:
    """Add these people; they share one password."""
    hashed = people.hash_password(PASSWORD) if colleagues else ""
    for colleague in colleagues:
        _add(colleague, hashed, at)
    db.session.flush()


def _add(colleague: Colleague, hashed: str, at: datetime) -> None:
    team = people.team_named(colleague.team) if colleague.team else None
    user = User(
        username=colleague.username,
        display_name=colleague.name,
        role=colleague.role,
        team=team,
        lines=[],
        language=colleague.language,
        password_hash=hashed,
        created_at=at,
        head_seq=0,
        head_hash=bytes(32),
    )
    db.session.add(user)
    db.session.flush()
    data = {"role": colleague.role.value, "team": team.id if team else None}
    record(user, "person_created", by=None, at=at, data=data)
