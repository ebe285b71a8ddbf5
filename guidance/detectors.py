"""What no list of phrases can hold: blanks left open, and numbers that belong to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from guidance.schema import Text


@dataclass(frozen=True, slots=True)
class Detector:
    """What a kind of find is called in the answer, how grave it is, and what to do about it."""

    rule: str
    group: str
    severity: str
    why: Text
    instead: Text


SLOT = Detector(
    "SLOT",
    "unfilled_slot",
    "block",
    Text("这里还空着，客户会看到一个缺口", "a blank is still open and the reader would see the gap"),
    Text("先把这一处填上，或者删掉这半句", "fill it in, or leave that half of the sentence out"),
)
IDENTITY = Detector(
    "PRIVACY-ID",
    "privacy",
    "block",
    Text("完整的身份证号不能写出去", "a full identity number must not be sent"),
    Text("只核对后四位，请本人念出来", "check the last four only, and let the holder read them out"),
)
CARD = Detector(
    "PRIVACY-CARD",
    "privacy",
    "block",
    Text("完整的银行卡号不能写出去", "a full card number must not be sent"),
    Text("写“尾号”加后四位", "write “ending in” and the last four"),
)
MOBILE = Detector(
    "PRIVACY-MOBILE",
    "privacy",
    "warn",
    Text("手机号会指到一个具体的人", "a mobile number points at one person"),
    Text("写“尾号”加后四位", "write “ending in” and the last four"),
)

Found = tuple[Detector, int, int]

_OPEN_SLOT = re.compile(r"\{[^{}\n]{0,40}\}|【待填:[^】\n]{0,40}】|\[to fill in: [^\]\n]{0,40}\]")
_IDENTITY = re.compile(r"(?<![0-9a-z])[0-9]{6}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9x](?![0-9a-z])")
_CARD = re.compile(r"(?<![0-9a-z])(?:[0-9]{13,19}|[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?:[ -][0-9]{1,4}){1,2})(?![0-9a-z])")
_MOBILE = re.compile(r"(?<![0-9a-z])(?:\+?86[ -]?)?(1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?![0-9a-z])")
_SEPARATORS = re.compile(r"[ -]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10x98765432"


def unfilled(text: str) -> Iterator[Found]:
    """Blanks left open in a folded text, as braces or as the mark a gap is shown with."""
    return ((SLOT, found.start(), found.end()) for found in _OPEN_SLOT.finditer(text))


def personal_numbers(text: str) -> Iterator[Found]:
    """Identity, bank card and mobile numbers in a folded text, with or without spaces and hyphens inside."""
    identities = [found.span() for found in _IDENTITY.finditer(text) if is_identity(_digits(found[0]))]
    yield from ((IDENTITY, start, end) for start, end in identities)
    for found in _CARD.finditer(text):
        if is_card(_digits(found[0])) and found.span() not in identities:
            yield CARD, found.start(), found.end()
    yield from ((MOBILE, found.start(1), found.end(1)) for found in _MOBILE.finditer(text))


def _digits(number: str) -> str:
    return _SEPARATORS.sub("", number)


def is_identity(digits: str) -> bool:
    """Whether this is a mainland identity number: 18 places, a day that exists, the check digit of GB 11643-1999."""
    if len(digits) != 18 or not digits[:17].isdigit() or not _is_day(digits[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=False))
    return digits[17] == _ID_CHECKS[total % 11]


def is_card(digits: str) -> bool:
    """Whether this can be a bank card number: 13 to 19 digits from 3 to 6 on, by the Luhn check of ISO/IEC 7812-1."""
    if not 13 <= len(digits) <= 19 or not digits.isdigit() or digits[0] not in "3456":
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
