"""Find cues that stand together: each cue by a look-up of phrases, their company by one walk over the places found.

Linear in the text for a given book: a cue looks only as far ahead as its rule allows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations, takewhile
from typing import Generic, TypeVar

from guidance.cues import NAMES, Combination, Cue
from guidance.phrases import Hit, Phrases

Meaning = TypeVar("Meaning")
Span = tuple[int, int]
Places = Mapping[int, Sequence[Span]]

LATIN = 3
"""How many Latin letters take as much room in a thought as one Chinese character."""

_BREAKS = {
    "clause": re.compile(r"[。!?;\n,、:…]|\.(?=\s|$)"),
    "sentence": re.compile(r"[。!?;\n…]|\.(?=\s|$)"),
}


@dataclass(frozen=True, slots=True)
class Company(Generic[Meaning]):
    """Cues found together, in order of place, and what their rule means."""

    cues: tuple[Span, ...]
    meaning: Meaning

    @property
    def start(self) -> int:
        return self.cues[0][0]

    @property
    def end(self) -> int:
        return self.cues[-1][1]


@dataclass(frozen=True, slots=True)
class _Pattern(Generic[Meaning]):
    """One combination as numbers of word sets, in each order it may come in."""

    orders: tuple[tuple[int, ...], ...]
    without: int | None
    rule: Combination
    meaning: Meaning


class Combinations(Generic[Meaning]):
    """Rules of combined cues, compiled so that a text is searched once for all of them."""

    def __init__(
        self,
        rules: Iterable[tuple[Combination, Meaning]],
        cues: Mapping[str, Cue],
        spelling: Callable[[str], str] = str,
    ) -> None:
        """`spelling` makes a word look as the texts will be searched."""
        self._sets: dict[tuple[str, ...], int] = {}
        self._patterns: dict[int, list[_Pattern[Meaning]]] = defaultdict(list)
        for rule, meaning in rules:
            pattern = self._compiled(rule, meaning, cues)
            self._patterns[pattern.orders[0][0]].append(pattern)
        numbers: dict[str, list[int]] = defaultdict(list)
        for words, number in self._sets.items():
            for word in words:
                numbers[spelling(word)].append(number)
        self._phrases = Phrases((word, tuple(found)) for word, found in numbers.items())

    def find(self, text: str) -> Iterator[Company[Meaning]]:
        """Every company of cues, each from the first cue to the nearest that completes it."""
        places: dict[int, list[Span]] = defaultdict(list)
        for hit in self._phrases.find(text):
            for number in hit.meaning:
                places[number].append((hit.start, hit.end))
        breaks = {reach: [mark.start() for mark in found.finditer(text)] for reach, found in _BREAKS.items()}
        for first in list(places):
            for pattern in self._patterns.get(first, ()):
                if all(number in places for number in pattern.orders[0]):
                    yield from _companies(pattern, places, text, breaks[pattern.rule.reach])

    def _compiled(self, rule: Combination, meaning: Meaning, cues: Mapping[str, Cue]) -> _Pattern[Meaning]:
        parts = tuple(self._number(part, cues) for part in rule.of)
        orders = tuple(permutations(parts)) if rule.order == "any" else (parts,)
        return _Pattern(orders, self._number(rule.without, cues) if rule.without else None, rule, meaning)

    def _number(self, part: tuple[str, ...], cues: Mapping[str, Cue]) -> int:
        words = tuple(dict.fromkeys(word for each in part for word in _words(each, cues)))
        return self._sets.setdefault(words, len(self._sets))


def _words(word: str, cues: Mapping[str, Cue]) -> tuple[str, ...]:
    return cues[word[len(NAMES) :]].words if word.startswith(NAMES) else (word,)


def _companies(
    pattern: _Pattern[Meaning], places: Places, text: str, breaks: Sequence[int]
) -> Iterator[Company[Meaning]]:
    barred = places.get(pattern.without, ()) if pattern.without is not None else ()
    for order in pattern.orders:
        for cues in _chains([places[number] for number in order], pattern.rule.within, text, breaks):
            if not barred or not _within_reach(barred, cues, breaks):
                yield Company(cues, pattern.meaning)


def _chains(
    parts: Sequence[Sequence[Span]], within: int, text: str, breaks: Sequence[int]
) -> Iterator[tuple[Span, ...]]:
    """Each place of the first part with the nearest places of the others that follow it closely enough."""
    chains: list[tuple[Span, ...]] = [(place,) for place in parts[-1]]
    for part in reversed(parts[:-1]):
        starts = [chain[0][0] for chain in chains]
        joined = (_joined(place, chains, starts, within, text, breaks) for place in part)
        chains = [chain for chain in joined if chain]
    yield from chains


def _joined(
    place: Span,
    chains: Sequence[tuple[Span, ...]],
    starts: Sequence[int],
    within: int,
    text: str,
    breaks: Sequence[int],
) -> tuple[Span, ...] | None:
    end = place[1]
    nearest = bisect_left(starts, end)
    if nearest == len(starts):
        return None
    gap = starts[nearest] - end
    near = gap <= within or (gap <= LATIN * within and text[end : starts[nearest]].isascii())
    return (place, *chains[nearest]) if near and not _broken(breaks, end, starts[nearest]) else None


def _broken(breaks: Sequence[int], start: int, end: int) -> bool:
    return bisect_left(breaks, start) != bisect_left(breaks, end)


def _within_reach(barred: Sequence[Span], cues: tuple[Span, ...], breaks: Sequence[int]) -> bool:
    """Whether a barring cue stands in the same stretch between two breaks and is not made of the cues themselves."""
    first = bisect_left(breaks, cues[0][0])
    last = bisect_left(breaks, cues[-1][0])
    floor = breaks[first - 1] if first else -1
    nearest = bisect_left(barred, (floor + 1, 0))
    within = takewhile(lambda span: last == len(breaks) or span[0] < breaks[last], islice(barred, nearest, None))
    return any(not _made_of(cues, span) for span in within)


def _made_of(cues: tuple[Span, ...], span: Span) -> bool:
    """Whether a stretch holds no character but those of the cues."""
    return all(any(start <= place < end for start, end in cues) for place in range(*span))


def alone(hit: Hit[Meaning]) -> Company[Meaning]:
    """A single phrase as a company of one."""
    return Company(((hit.start, hit.end),), hit.meaning)
