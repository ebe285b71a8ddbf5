"""Complainants: found or made, indexed, masked, revealed with a purpose."""

import os
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa

from .codes import RevealPurpose
from .db import db, key_ring
from .fields import phone as read_phone
from .fields import refuse, text
from .history import record
from .models import Complainant, Complaint, User
from .rights import allow

TAIL = 4
_LONG_DIGITS = re.compile(r"(?<!\d)\d{11,19}[\dXx]?(?!\d)")
REVEALABLE = ("name", "phone", "account")


@dataclass(frozen=True)
class Told:
    """What was told of a complainant, read and found valid."""

    name: str | None
    phone: str | None
    account: str | None
    form_of_address: str | None

    @cached_property
    def indexes(self) -> dict[str, bytes | None]:
        """The blind indexes of it."""
        return indexes(name=self.name, phone=self.phone, account=self.account)


def read(
    *, name: str | None = None, phone: str | None = None, account: str | None = None, form_of_address: str | None = None
) -> Told:
    """Check what was told. Raises Invalid."""
    return Told(
        name=text("name", name),
        phone=read_phone("phone", phone),
        account=text("account", account),
        form_of_address=text("form_of_address", form_of_address),
    )


def known_by(told: Told) -> str | None:
    """Which index tells who this is beside the name; None when what was told is not enough to tell."""
    if not (told.name and (told.phone or told.account)):
        return None
    return "phone_index" if told.phone else "account_index"


@cache
def known(by: str) -> sa.Select[Complainant]:
    """Who has this `name_index` and this index `by`, both of `Told.indexes`.

    The same phone under another name is another person: numbers are handed on.
    """
    same, name = getattr(Complainant, by), Complainant.name_index
    query = sa.select(Complainant).where(name == sa.bindparam("name_index"), same == sa.bindparam(by))
    return query.order_by(Complainant.id).limit(1)


def known_or_new(told: Told, person: Complainant | None, *, at: datetime) -> Complainant | None:
    """The known person with what was told now, or a new one; None when nothing is known."""
    if not any((told.name, told.phone, told.account, told.form_of_address)):
        return None
    person = person or Complainant(created_at=at)
    for field in ("name", "phone", "account", "form_of_address"):
        value = getattr(told, field)
        if value and getattr(person, field) != value:
            setattr(person, field, value)
    for column, index in told.indexes.items():
        if index is not None:
            setattr(person, column, index)
    db.session.add(person)
    return person


def find_or_make(*, at: datetime, **given: str | None) -> Complainant | None:
    """The person `read` and `known` tell of, or a new one; None when nothing is known. Raises Invalid."""
    told = read(**given)
    by = known_by(told)
    return known_or_new(told, db.session.scalar(known(by), told.indexes) if by else None, at=at)


def set_form_of_address(person: Complainant | None, value: str | None) -> None:
    """Keep the newest form of address, as the complainant gave it (SYS-012)."""
    if person is not None and value and person.form_of_address != value:
        person.form_of_address = value


def reveal(complaint: Complaint, field: str, *, purpose: RevealPurpose, by: User, at: datetime) -> str | None:
    """One personal field in clear, for a purpose that stays on record in the history of the person who looked.

    Raises NotAllowed, Invalid.
    """
    allow(by, "reveal", complaint)
    if field not in REVEALABLE:
        raise refuse("field", "Use one of: %(allowed)s", allowed=", ".join(REVEALABLE))
    record(by, "revealed", by=by, at=at, data={"complaint": complaint.number, "field": field, "purpose": purpose.value})
    db.session.flush()
    return getattr(complaint.complainant, field) if complaint.complainant else None


def indexes(*, name: str | None, phone: str | None, account: str | None) -> dict[str, bytes | None]:
    """The blind indexes of what is known, by column."""
    blind = key_ring().blind
    folded = fold(name) if name else None
    return {
        "name_index": blind("name", folded) if folded else None,
        "pinyin_index": blind("pinyin", pinyin(folded)) if folded else None,
        "initials_index": blind("initials", initials(folded)) if folded else None,
        "phone_index": blind("phone", phone) if phone else None,
        "tail_index": blind("tail", phone[-TAIL:]) if phone else None,
        "account_index": blind("account", fold(account)) if account else None,
    }


def fold(value: str) -> str:
    """One spelling for searching: width folded, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


def pinyin(name: str) -> str:
    """The name in pinyin without tones: 周玉琴 → zhouyuqin."""
    return "".join(_pypinyin().lazy_pinyin(name))


def initials(name: str) -> str:
    """The first letters of the pinyin: 周玉琴 → zyq."""
    library = _pypinyin()
    return "".join(library.lazy_pinyin(name, style=library.Style.FIRST_LETTER))


def _pypinyin() -> Any:
    """The library, loaded with the first name and without its table of phrases, which holds no names and 46 MB."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin

    return pypinyin


def masked_name(name: str | None) -> str:
    """周玉琴 → 周*琴, 邓超 → 邓*, John Smith → J*** S****."""
    if not name:
        return ""
    if name.isascii():
        return " ".join(part[0] + "*" * (len(part) - 1) for part in name.split())
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def masked_phone(phone: str | None) -> str:
    """13900862071 → 139****2071; a short number keeps its tail only."""
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-TAIL:]}" if len(phone) >= 10 else f"****{phone[-2:]}"


def masked_account(account: str | None) -> str:
    """The last four characters of an account; none of one that has no more."""
    if not account:
        return ""
    return f"****{account[-TAIL:]}" if len(account) > TAIL else "****"


def masked_text(narrative: str) -> str:
    """A text in which long digit runs (phones, cards, identity numbers) keep only their last four."""
    return _LONG_DIGITS.sub(lambda found: "*" * (len(found[0]) - TAIL) + found[0][-TAIL:], narrative)


def earlier_complaints(person: Complainant, *, but: Complaint | None = None, limit: int = 10) -> list[Complaint]:
    """What this person, or somebody with the same phone, complained of before; newest first."""
    same = [Complainant.id == person.id]
    if person.phone_index is not None:
        same.append(Complainant.phone_index == person.phone_index)
    query = (
        sa.select(Complaint)
        .join(Complainant, Complaint.complainant_id == Complainant.id)
        .where(sa.or_(*same))
        .order_by(Complaint.opened_at.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query.where(Complaint.id != but.id) if but else query))
