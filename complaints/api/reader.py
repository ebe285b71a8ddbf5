"""What one person may read of a complaint, and the names of those who had a hand in it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ..complainants import masked_account, masked_name, masked_phone, masked_text
from ..db import db
from ..models import Complainant, Complaint, User
from ..rights import allows
from ..roles import Role


class Reader:
    """Shows words and people as far as `person` may see them; moments are judged as of `at`."""

    def __init__(self, person: User, complaint: Complaint, at: datetime, ids: Iterable[int | None]) -> None:
        self.at = at
        self.sees_words = allows(person, "read_narrative", complaint)
        self._masks = person.role is Role.COMPLIANCE
        self._names = usernames(ids)

    def words(self, text: str | None) -> str | None:
        """A free text: whole, with its personal numbers masked, or nothing."""
        if text is None or not self.sees_words:
            return None
        return masked_text(text) if self._masks else text

    def name(self, user_id: int | None) -> str | None:
        """The username behind an id."""
        return None if user_id is None else self._names.get(user_id)


def usernames(ids: Iterable[int | None]) -> dict[int, str]:
    """The usernames of these people, in one statement."""
    wanted = {user_id for user_id in ids if user_id is not None}
    if not wanted:
        return {}
    query = sa.select(User.id, User.username).where(User.id.in_(wanted))
    return {row.id: row.username for row in db.session.execute(query)}


def masked(complainant: Complainant | None, person: User) -> dict[str, Any] | None:
    """The complainant, masked; nothing for those who may not know of complainants."""
    if complainant is None or not allows(person, "see_complainant"):
        return None
    return {
        "name": masked_name(complainant.name),
        "phone": masked_phone(complainant.phone),
        "account": masked_account(complainant.account),
        "form_of_address": complainant.form_of_address,
    }
