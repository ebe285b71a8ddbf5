"""What no list of phrases can hold: blanks left open, and numbers that belong to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from guidance.folding import Folded
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

ADDRESS = Detector(
    "PRIVACY-ADDRESS",
    "privacy",
    "block",
    Text("门牌写到了一户人家", "this address points at one household"),
    Text("地址不写，麻烦本人念一遍来核对", "leave the address out and ask the holder to read it to you"),
)
ABBREVIATION = Detector(
    "JARGON-LETTERS",
    "jargon",
    "warn",
    Text("几个字母，客户不认得", "letters the reader doesn't know"),
    Text("换成一听就懂的说法", "say it in plain words"),
)

Found = tuple[Detector, int, int]

_OPEN_SLOT = re.compile(
    r"\{[^{}\n]{0,40}\}"
    r"|【(?:待填|待补|待定|请填|填写|此处|空|称呼|姓名|客户姓名|金额|日期|时间|编号|工号)[^】\n]{0,40}】"
    r"|\[(?:to fill in|insert|enter|add|your|name|amount|date|time|customer|number|tbc|tbd)[^\]\n]{0,40}\]"
    r"|\[(?:待填|待补|填|姓名|金额|日期|时间)[^\]\n]{0,40}\]"
    r"|<[a-z]+_[a-z_]{1,30}>|<(?:姓名|金额|日期|时间|称呼|编号|name|amount|date|time)>|\$\{[^{}\n]{0,40}|%\([a-z_]{1,30}\)s"
    r"|_{3,40}|(?<![a-z0-9])x{2,6}(?=元|块|女士|先生|号|月|日|年|点|路)|(?<![a-z0-9])x月x[日号]|〔待填[^〕\n]{0,40}〕"
)
_IDENTITY = re.compile(r"(?<![0-9a-z])[0-9]{6}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9x](?![0-9a-z])")
_CARD = re.compile(r"(?<![0-9a-z])(?:[0-9]{13,19}|[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?:[ -][0-9]{1,4}){1,2})(?![0-9a-z])")
_MOBILE = re.compile(r"(?<![0-9a-z])(?:\+?86[ -]?)?(1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?![0-9a-z])")
_ADDRESS = re.compile(
    r"(?:路|街|道|巷|弄|里|村|苑|园|小区|花园|家园|公寓|新村)[0-9甲乙东西南北]{0,6}(?:号院?)?[0-9a-z#-]{0,5}"
    r"(?:(?:号楼|栋|幢|座|楼|单元|号)[0-9a-z]{0,5}){1,3}(?:室|户|房)"
    r"|(?:号楼|栋|幢|座)[0-9一二三四五]{1,2}单元[0-9]{1,4}"
    r"|\b(?:flat|apartment|apt|room|unit) ?[0-9]{1,4}[a-z]?, ?[0-9]{1,4}[a-z]? [a-z]{2,20} "
    r"(?:street|road|lane|avenue|st|rd)\b"
)
_LETTERS = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{1,5}(?![A-Za-z0-9])")
_SHOUTED = re.compile(r"[A-Z]{2,} [A-Z]{2,} [A-Z]{2,}")
# fmt: off
KNOWN_LETTERS = frozenset({
    "APP", "ATM", "PDF", "SIM", "WIFI", "GPS", "ID", "VIP", "ETC", "SMS", "PIN", "TV", "OK", "UK", "US", "EU", "AM",
    "PM", "MR", "MS", "DR", "CEO", "PO", "VAT", "FAQ", "QR", "USB", "DVD", "PC", "IT", "HR", "AI", "VPN", "LED",
    "NO", "YES", "NOT", "ALL", "NOW", "AND", "THE", "TO", "DO", "STOP", "MUST", "NEVER", "ONLY", "CALM", "DOWN",
    "PAY", "YOU", "WE", "IF", "ME", "MY", "IN", "ON", "AT", "IS", "BE", "SO", "UP", "COVID", "CCTV", "URL", "ESIM",
    "IPTV", "KM", "GB", "MB", "KB", "TB", "TD", "CN", "XL", "XX", "XXX", "POS", "ADSL", "A4", "GMT", "OTP", "EMAIL",
    "SUV", "PUK", "MPV", "EMS", "SOS", "RMB", "USD", "DNA", "ICU", "KTV", "PPT", "IOS", "MP3", "CD", "FM", "CPU", "GDP",
    "NBA", "BMW", "BYD", "NHS", "BBC", "VISA", "PLUS", "PRO", "MAX", "NEW", "FREE", "HELLO", "PLEASE", "DIY", "CT",
    "KG", "CM", "WECHAT", "QQ", "N95", "II", "III", "IV",
})
# fmt: on
"""Short forms everybody knows, and words often written large."""
_SEPARATORS = re.compile(r"[ -]")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10x98765432"


def unfilled(text: str) -> Iterator[Found]:
    """Blanks left open in a folded text, as braces or as the mark a gap is shown with."""
    return ((SLOT, found.start(), found.end()) for found in _OPEN_SLOT.finditer(text))


def personal_data(text: str) -> Iterator[Found]:
    """Identity, bank card and mobile numbers, spaces and hyphens inside or not, and addresses in a folded text."""
    identities = [found.span() for found in _IDENTITY.finditer(text) if is_identity(_digits(found[0]))]
    yield from ((IDENTITY, start, end) for start, end in identities)
    for found in _CARD.finditer(text):
        if is_card(_digits(found[0])) and found.span() not in identities:
            yield CARD, found.start(), found.end()
    yield from ((ADDRESS, found.start(), found.end()) for found in _ADDRESS.finditer(text))
    yield from ((MOBILE, found.start(1), found.end(1)) for found in _MOBILE.finditer(text))


def abbreviations(folded: Folded) -> Iterator[Found]:
    """Short forms in capitals that only the trade knows, as the original writes them, by their folded place."""
    written = "".join(folded.original[place] for place in folded.at).translate(_HALF_WIDTH)
    if _SHOUTED.search(written):
        return
    for found in _LETTERS.finditer(written):
        letters = found[0]
        if letters not in KNOWN_LETTERS and sum(letter.isalpha() for letter in letters) > 1:
            yield ABBREVIATION, found.start(), found.end()


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
