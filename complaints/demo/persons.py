"""Invented complainants: a name, a way to be addressed, a phone, sometimes an account."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from ..codes import Language, Line
from .texts import names

PREFIXES = ("131", "135", "137", "138", "139", "150", "158", "159", "176", "186", "188", "189")
WITH_ACCOUNT = (Line.BANKING, Line.AUTO_FINANCE, Line.UTILITIES)


@dataclass(frozen=True)
class Contact:
    """An earlier complaint of the same person."""

    complaint_id: int
    opened_at: datetime
    cause: str | None


@dataclass
class Person:
    """Somebody who complains; `row_id` once stored, `contacts` what this person complained of so far."""

    name: str
    form_of_address: str
    phone: str
    account: str | None
    row_id: int | None = None
    contacts: list[Contact] = field(default_factory=list)


def person(rng: Random, language: Language, line: Line) -> Person:
    """Draw a person whose calls are in `language` about `line`."""
    name, form_of_address = _chinese(rng) if language is Language.ZH else _english(rng)
    phone = f"{rng.choice(PREFIXES)}00{rng.randrange(10**6):06d}"
    account = f"{rng.randrange(10**9):09d}" if line in WITH_ACCOUNT and rng.random() < 0.7 else None
    return Person(name, form_of_address, phone, account)


def _chinese(rng: Random) -> tuple[str, str]:
    female, family = rng.random() < 0.5, rng.choice(names()["family"])
    given = rng.choice(names()["given_female" if female else "given_male"])
    title = "老师" if rng.random() < 0.08 else "女士" if female else "先生"
    return f"{family}{given}", f"{family}{title}"


def _english(rng: Random) -> tuple[str, str]:
    female, last = rng.random() < 0.5, rng.choice(names()["last"])
    first = rng.choice(names()["first_female" if female else "first_male"])
    return f"{first} {last}", f"{'Ms' if female else 'Mr'} {last}"
