"""The demo desk while its past is written: who works there, up to which moment, and the rows so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from random import Random

import sqlalchemy as sa

import guidance

from .. import people
from ..clocks import desk_zone
from ..db import db
from ..importing.bulk import Batch, Ids
from ..models import User
from ..roles import Role
from .people import COLLEAGUES

OPENS, SHUTS = time(8, 30), time(20, 30)
"""When somebody is at the demo desk, every day of the week."""


@dataclass(frozen=True)
class Crew:
    """One team at work."""

    reps: tuple[User, ...]
    specialist: User
    manager: User


class Desk:
    """Everything the stories of one transaction share. Nothing happens after `until`."""

    def __init__(self, *, at: datetime, until: datetime) -> None:
        self.until, self.zone = until, desk_zone()
        self.rules = people.the_rules()
        self.crews = _crews()
        self.ids, self.batch = Ids(), Batch()

    def working(self, moment: datetime, rng: Random) -> datetime:
        """`moment`, or shortly after the desk opens next; in UTC."""
        local = moment.astimezone(self.zone)
        if not OPENS <= local.time() < SHUTS:
            day = local.date() + timedelta(days=local.time() >= SHUTS)
            local = datetime.combine(day, OPENS, self.zone) + timedelta(minutes=rng.randint(0, 50))
        return local.astimezone(UTC)


@lru_cache(maxsize=20_000)
def read(words: str) -> tuple[guidance.Signal, ...]:
    """The signals in words, read once for words that many complaints share."""
    return guidance.read(words, guidance.load()).signals


def _crews() -> tuple[Crew, ...]:
    names = [colleague.username for colleague in COLLEAGUES]
    users = list(db.session.scalars(sa.select(User).where(User.username.in_(names)).order_by(User.id)))
    teams = sorted({user.team_id for user in users if user.team_id is not None})
    return tuple(_crew([user for user in users if user.team_id == team]) for team in teams)


def _crew(members: Iterable[User]) -> Crew:
    by_role: dict[Role, list[User]] = {}
    for member in members:
        by_role.setdefault(member.role, []).append(member)
    return Crew(tuple(by_role[Role.REP]), by_role[Role.SPECIALIST][0], by_role[Role.MANAGER][0])
