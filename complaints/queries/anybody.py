"""Statements that are the same for everybody of a role: built once, run with the values of the one who asks."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..models import User
from ..roles import Role


@dataclass(frozen=True)
class Anybody:
    """Stands for a person of this role while a statement is built."""

    role: Role
    id: Any = sa.bindparam("person_id", type_=sa.BigInteger)
    team_id: Any = sa.bindparam("person_team_id", type_=sa.BigInteger)


def whose(person: User) -> dict[str, int | None]:
    """The values that make such a statement this person's."""
    return {"person_id": person.id, "person_team_id": person.team_id}
