"""Find many fixed phrases in one pass over a text: a look-up by the first two characters, then one for each length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from guidance.folding import fold

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Meaning]):
    """A phrase found at `start` up to `end` of the folded text, and what it means."""

    start: int
    end: int
    meaning: Meaning


class Phrases(Generic[Meaning]):
    """A set of phrases to look for, each with a meaning. Phrases and texts are compared in their folded form.

    A phrase that begins or ends in a Latin letter or digit matches whole words only, with or without a plural s.
    """

    def __init__(self, items: Iterable[tuple[str, Meaning]]) -> None:
        heads: dict[str, dict[int, dict[str, list[Meaning]]]] = defaultdict(dict)
        for phrase, meaning in items:
            plain = fold(phrase).text.strip()
            if plain:
                heads[plain[:2]].setdefault(len(plain), {}).setdefault(plain, []).append(meaning)
        self._heads = {head: sorted(found.items(), reverse=True) for head, found in heads.items()}

    def find(self, text: str) -> Iterator[Hit[Meaning]]:
        """Every occurrence, in order of its start, longer phrases first; occurrences may overlap."""
        begun_with = self._heads.get
        for start, first in enumerate(text):
            pair = text[start : start + 2]
            candidates = begun_with(pair)
            if candidates:
                yield from _standing(text, start, candidates)
            if pair != first and (candidates := begun_with(first)):
                yield from _standing(text, start, candidates)


def _standing(
    text: str, start: int, candidates: Iterable[tuple[int, Mapping[str, Sequence[Meaning]]]]
) -> Iterator[Hit[Meaning]]:
    for length, phrases in candidates:
        end = start + length
        meanings = phrases.get(text[start:end])
        if meanings and _whole(text, start, end):
            for meaning in meanings:
                yield Hit(start, end, meaning)


def outermost(hits: Iterable[Hit[Meaning]]) -> Iterator[Hit[Meaning]]:
    """The hits of one search without those that lie inside an earlier one."""
    reached = -1
    for hit in hits:
        if hit.end > reached:
            reached = hit.end
            yield hit


def _whole(text: str, start: int, end: int) -> bool:
    if _latin(text[start]) and start > 0 and _latin(text[start - 1]):
        return False
    if not _latin(text[end - 1]) or end == len(text) or not _latin(text[end]):
        return True
    return text[end] == "s" and (end + 1 == len(text) or not _latin(text[end + 1]))


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
