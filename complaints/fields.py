"""What may be typed into each field: limits and readers shared by form, API, CLI and import. Standard library only.

Every reader takes the field's name first and raises `Invalid` that names it and says what to do.
"""

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Literal, TypeVar, overload

from .codes import N_
from .errors import Invalid

LIMITS: dict[str, int] = {
    "narrative": 20_000,
    "text": 20_000,
    "name": 60,
    "display_name": 40,
    "label": 60,
    "phone": 40,
    "account": 60,
    "form_of_address": 30,
    "restatement": 2_000,
    "demand": 2_000,
    "own_words": 2_000,
    "reason": 2_000,
    "advice": 4_000,
    "lesson": 2_000,
    "root_cause": 2_000,
    "root_cause_code": 16,
    "words": 2_000,
    "evidence": 2_000,
    "situation": 4_000,
    "complication": 4_000,
    "resolution": 4_000,
    "reference_number": 60,
    "external_ref": 80,
}
"""Characters a field holds; a field that is not named here holds 200."""

MAX_AMOUNT = Decimal("99999999.99")
PHONE_DIGITS = range(5, 16)
YEARS = range(1900, 2200)
"""Years a date may lie in; at the ends of the calendar no day can be added and no zone changed."""

ALLOWED_CONTROLS = {"\n", "\t"}
_SEPARATORS = re.compile(r"[\s\-().·/+]+")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")

Vocabulary = TypeVar("Vocabulary", bound=StrEnum)


def refuse(field: str, advice: str, **values: object) -> Invalid:
    """The refusal of one field with its advice (a message id, `%(name)s` filled from `values`)."""
    refused = Invalid(fields={field: advice})
    refused.values = values
    return refused


@overload
def text(field: str, value: Any, *, required: Literal[True], kind: str | None = None) -> str: ...


@overload
def text(field: str, value: Any, *, required: bool = False, kind: str | None = None) -> str | None: ...


def text(field: str, value: Any, *, required: bool = False, kind: str | None = None) -> str | None:
    """A clean text or None: NFC, one sort of line break, no control characters, within the limit of `kind` or field."""
    if value is None or value == "":
        _absent(field, required)
        return None
    if not isinstance(value, str):
        raise refuse(field, N_("Write text here"))
    cleaned = unicodedata.normalize("NFC", _BREAKS.sub("\n", value)).strip()
    if any(_unprintable(character) for character in cleaned):
        raise refuse(field, N_("Take out the control characters"))
    limit = LIMITS.get(kind or field, 200)
    if len(cleaned) > limit:
        raise refuse(
            field, N_("Shorten it to %(limit)s characters; it has %(length)s"), limit=limit, length=len(cleaned)
        )
    if not cleaned:
        _absent(field, required)
    return cleaned or None


@overload
def choice(field: str, value: Any, vocabulary: type[Vocabulary], *, required: Literal[True]) -> Vocabulary: ...


@overload
def choice(field: str, value: Any, vocabulary: type[Vocabulary], *, required: bool = False) -> Vocabulary | None: ...


def choice(field: str, value: Any, vocabulary: type[Vocabulary], *, required: bool = False) -> Vocabulary | None:
    """A member of `vocabulary` or None."""
    if value is None or value == "":
        _absent(field, required)
        return None
    try:
        return vocabulary(value)
    except ValueError:
        allowed = ", ".join(member.value for member in vocabulary)
        raise refuse(field, N_("Use one of: %(allowed)s"), allowed=allowed) from None


def integer(field: str, value: Any, low: int, high: int) -> int | None:
    """A whole number from `low` to `high`, or None."""
    if value is None or value == "":
        return None
    advice = N_("Use a whole number from %(low)s to %(high)s")
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise refuse(field, advice, low=low, high=high)
    try:
        number = int(value)
    except ValueError:
        raise refuse(field, advice, low=low, high=high) from None
    if not low <= number <= high:
        raise refuse(field, advice, low=low, high=high)
    return number


def boolean(field: str, value: Any) -> bool | None:
    """True, False or None; no guessing from words."""
    if value is None or isinstance(value, bool):
        return value
    raise refuse(field, N_("Use true or false"))


def day(field: str, value: Any, *, not_before: date | None = None) -> date | None:
    """A calendar date (ISO 8601), not before `not_before` where given."""
    if value is None or value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    else:
        try:
            found = date.fromisoformat(value)
        except (TypeError, ValueError):
            raise refuse(field, N_("Write a date as 2026-11-30")) from None
    if found.year not in YEARS:
        raise refuse(field, N_("Write a date as 2026-11-30"))
    if not_before is not None and found < not_before:
        raise refuse(field, N_("Enter today or a later date"))
    return found


@overload
def moment(field: str, value: Any, *, required: Literal[True]) -> datetime: ...


@overload
def moment(field: str, value: Any, *, required: bool = False) -> datetime | None: ...


def moment(field: str, value: Any, *, required: bool = False) -> datetime | None:
    """A moment with its zone (ISO 8601), given back in UTC."""
    if value is None or value == "":
        _absent(field, required)
        return None
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if found.tzinfo is None or found.year not in YEARS:
            raise ValueError
        return found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise refuse(field, N_("Write date, time and zone as 2026-11-30T15:00+08:00")) from None


def money(field: str, value: Any) -> Decimal | None:
    """Yuan with at most two decimals, from 0 up, or None."""
    if value is None or value == "":
        return None
    try:
        amount = Decimal(unicodedata.normalize("NFKC", str(value)).strip().replace(",", ""))
    except InvalidOperation:
        raise refuse(field, N_("Write an amount such as 75.00")) from None
    if not amount.is_finite() or not 0 <= amount <= MAX_AMOUNT or amount != amount.quantize(Decimal("0.01")):
        raise refuse(field, N_("Write an amount such as 75.00"))
    return amount.quantize(Decimal("0.01"))


def phone(field: str, value: Any) -> str | None:
    """A phone number in any format, kept as digits; a Chinese country code before a mobile number is dropped."""
    typed = text(field, value, kind="phone")
    if typed is None:
        return None
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed))
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in PHONE_DIGITS:
        raise refuse(field, N_("Write the phone number with its digits, such as 139 0000 0000"))
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)


def rows(field: str, value: Any, *, most: int = 50) -> list[dict[str, Any]]:
    """A list of objects, at most `most`."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise refuse(field, N_("Send a list of objects"))
    if len(value) > most:
        raise refuse(field, N_("At most %(most)s entries"), most=most)
    return value


def only(given: dict[str, Any], known: "frozenset[str] | tuple[str, ...]", *, prefix: str = "") -> None:
    """Refuse any field that is not known here, by name."""
    for name in given:
        if name not in known:
            raise refuse(f"{prefix}{name}", N_("There is no such field here"))


def _absent(field: str, required: bool) -> None:
    if required:
        raise refuse(field, N_("Fill this in"))


def _unprintable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") and character not in ALLOWED_CONTROLS
