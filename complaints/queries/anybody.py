"""Statements that are the same for everybody of a role: built once, run with the values of the one who asks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any

import sqlalchemy as sa

from ..models import User
from ..roles import Role
from .filters import Filters

KEPT = 400
"""Statements of one sort that are kept: a few hundred sets of filters."""

COMMON_OWNERS = (None, "me", "nobody")

Build = Callable[..., sa.Select[Any]]


@dataclass(frozen=True)
class Anybody:
    """Stands for a person of this role while a statement is built."""

    role: Role
    id: Any = sa.bindparam("person_id", type_=sa.BigInteger)
    team_id: Any = sa.bindparam("person_team_id", type_=sa.BigInteger)


def whose(person: User) -> dict[str, Any]:
    """The values that make such a statement this person's."""
    return {"person_id": person.id, "person_team_id": person.team_id}


def for_anybody(build: Build) -> Build:
    """What builds a statement from a person and filters, asked once for each role and set of filters.

    A search and an owner by name are built anew each time: they need the keys and the database.
    """

    @lru_cache(maxsize=KEPT)
    def kept(role: Role, *given: Any) -> sa.Select[Any]:
        return build(Anybody(role), *given)

    @wraps(build)
    def statement(person: User, filters: Filters, *rest: Any) -> sa.Select[Any]:
        if filters.q or filters.owner not in COMMON_OWNERS:
            return build(person, filters, *rest)
        return kept(person.role, filters, *rest)

    return statement
