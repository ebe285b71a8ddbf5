"""Put values into the blanks of a sentence. What is missing is shown as a gap, never guessed and never as a brace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guidance.book import load
from guidance.schema import Book, Slot, Text

GAP = Text("【待填：{}】", "[to fill in: {}]")
"""How a gap is marked in each language; the lint knows both marks and stops them."""

_PIECE = re.compile(r"\{([^{}]*)\}|[^{}]+|[{}]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_SIGN = re.compile(r"^(?:rmb|cny|¥|￥) ?", re.IGNORECASE)
_UNIT = re.compile(r" ?(?:元|块钱?|yuan|rmb|cny)$", re.IGNORECASE)
_WIDE_BRACES = str.maketrans("{}", "｛｝")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the sentence: plain (`slot` is none), a filled slot, or a gap (`filled` is false)."""

    text: str
    slot: str | None
    filled: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """The sentence as it would be said, its parts for display, and the slots that have no value."""

    text: str
    parts: tuple[Part, ...]
    missing: tuple[str, ...]


def fill(text: str, slots: Mapping[str, str], book: Book | None = None, language: str | None = None) -> Filled:
    """The sentence with its slots filled, as plain text: escaping is for whoever shows it.

    Only slots on the book's list (the shipped list when absent) take a value. Gaps are labelled in `language`, by
    default that of the sentence. Values lose control characters, and money loses its unit, which the sentence writes.
    """
    known = (book or load()).slots
    language = language or ("zh" if _CHINESE.search(text) else "en")
    parts = tuple(_parts(text, slots, known, language))
    missing = dict.fromkeys(part.slot for part in parts if part.slot is not None and not part.filled)
    return Filled("".join(part.text for part in parts), parts, tuple(missing))


def _parts(text: str, values: Mapping[str, str], known: Mapping[str, Slot], language: str) -> Iterator[Part]:
    for piece in _PIECE.finditer(text):
        name = piece[1]
        if name is None:
            yield Part(_plain(piece[0]), None, True)
        elif name in known and (value := _value(known[name], values.get(name, ""))):
            yield Part(value, name, True)
        else:
            label = known[name].label.in_(language) if name in known else _plain(name)
            yield Part(GAP.in_(language).format(label), name, False)


def _value(slot: Slot, value: str) -> str:
    clean = _plain(_UNSEEN.sub(" ", value)).strip()
    return _UNIT.sub("", _SIGN.sub("", clean)) if slot.kind == "money" else clean


def _plain(text: str) -> str:
    return text.translate(_WIDE_BRACES)
