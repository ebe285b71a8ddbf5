"""Find many fixed phrases in one pass over a text: a look-up by the first two characters, then a plain comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
        self._heads: dict[str, list[tuple[str, Meaning]]] = defaultdict(list)
        for phrase, meaning in items:
            plain = fold(phrase).text.strip()
            if plain:
                self._heads[plain[:2]].append((plain, meaning))
        for found in self._heads.values():
            found.sort(key=lambda item: -len(item[0]))

    def find(self, text: str) -> Iterator[Hit[Meaning]]:
        """Every occurrence, in order of its start, longer phrases first; occurrences may overlap."""
        heads = self._heads
        for start, first in enumerate(text):
            for head in (text[start : start + 2], first) if start + 1 < len(text) else (first,):
                for phrase, meaning in heads.get(head, ()):
                    end = start + len(phrase)
                    if text.startswith(phrase, start) and _whole(text, start, end):
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
