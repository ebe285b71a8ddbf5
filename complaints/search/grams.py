"""Text as tokens for an index that knows no Chinese: overlapping pairs of characters, whole words, single signs.

Widths, capitals, accents and traditional characters are made alike first. A run of characters gives each pair and its
last character alone, so that one character can be found too and no pair reaches over a punctuation mark. Tokens are
plain letters and digits, for the tokenizers of both databases treat those alike.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

_PIECE = re.compile(
    r"(?P<word>[0-9a-z\u00b5-\u058f]+)|(?P<run>(?:(?![0-9a-z\u00b5-\u058f_])\w)+)|(?P<sign>[^\w\s])|(?P<space>\s+)"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SIGNS = ("So", "Sk")
"""Categories of signs worth finding, such as emoji; all other signs only part what stands beside them."""

GAP = "x"
"""The token of what parts two pieces: nothing is ever looked for across it."""


@dataclass(frozen=True)
class Phrase:
    """Tokens that must follow each other; with `prefix` the last one may go on."""

    tokens: tuple[str, ...]
    prefix: bool


class _Plain(dict[int, str]):
    """One plain spelling for each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        wide = unicodedata.normalize("NFKC", chr(code))
        simple = _simplified().convert(wide).casefold()
        bare = "".join(mark for mark in unicodedata.normalize("NFD", simple) if unicodedata.category(mark) != "Mn")
        self[code] = unicodedata.normalize("NFC", bare)
        return self[code]


class _Names(dict[str, str]):
    """The name of a character as four letters, five beyond the planes that hold writing."""

    def __missing__(self, character: str) -> str:
        number, name = ord(character), ""
        for _ in range(4 if number < len(_LETTERS) ** 4 else 5):
            number, digit = divmod(number, len(_LETTERS))
            name = _LETTERS[digit] + name
        self[character] = name
        return name


_plain, _names = _Plain(), _Names()


def tokens(text: str) -> list[str]:
    """The tokens of a text in their order, `GAP` between pieces that do not touch."""
    found: list[str] = []
    end = 0
    for kind, piece, start, stop in _pieces(text.translate(_plain)):
        if start > end and found:
            found.append(GAP)
        found += _of(kind, piece)
        end = stop
    return found


def phrases(words: str) -> list[Phrase]:
    """What must all be found for a query, parted by spaces and punctuation; nothing for one without any word."""
    return [_phrase(group) for group in _touching(words)]


def spans(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words of a query stand in a text, in code points, for marking them; they do not overlap."""
    at: list[int] = []
    plain = ""
    for place, character in enumerate(text):
        spelt = _plain[ord(character)]
        plain += spelt
        at += [place] * len(spelt)
    found = sorted(span for group in _touching(words) for span in _found(plain, "".join(piece for _, piece in group)))
    return list(_merged((at[start], at[end - 1] + 1) for start, end in found))


def _pieces(plain: str) -> Iterator[tuple[str, str, int, int]]:
    for found in _PIECE.finditer(plain):
        kind = str(found.lastgroup)
        if kind in ("word", "run") or (kind == "sign" and unicodedata.category(found[0]) in _SIGNS):
            yield kind, found[0], *found.span()


def _touching(words: str) -> list[list[tuple[str, str]]]:
    groups: list[list[tuple[str, str]]] = []
    end = -1
    for kind, piece, start, stop in _pieces(words.translate(_plain)):
        if start != end:
            groups.append([])
        groups[-1].append((kind, piece))
        end = stop
    return groups


def _phrase(group: list[tuple[str, str]]) -> Phrase:
    *before, (kind, piece) = group
    wanted = [token for earlier in before for token in _of(*earlier)]
    last = _of(kind, piece)
    if kind == "run" and len(piece) > 1:
        return Phrase((*wanted, *last[:-1]), prefix=False)
    return Phrase((*wanted, *last), prefix=kind != "sign")


def _of(kind: str, piece: str) -> list[str]:
    if kind == "word":
        return [f"w{piece}" if piece.isascii() else "u" + "".join(_names[letter] for letter in piece)]
    if kind == "sign":
        return [f"s{_names[piece]}"]
    names = [_names[character] for character in piece]
    return [*(f"g{first}{second}" for first, second in pairwise(names)), f"g{names[-1]}"]


def _found(plain: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Where a group stands; a word at its beginning begins a word of the text, as in the index."""
    edge = r"(?<![0-9a-z\u00b5-\u058f])" if re.match(r"[0-9a-z\u00b5-\u058f]", wanted) else ""
    return (found.span() for found in re.finditer(edge + re.escape(wanted), plain))


def _merged(found: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for first, last in found:
        if first > end:
            if end >= 0:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if end >= 0:
        yield start, end


@cache
def _simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
