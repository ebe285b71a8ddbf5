"""Choose wording for a situation: the leaf's own lines first, then its family, its line, and what always fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from guidance import reasons
from guidance.likeness import grams, near_same
from guidance.schema import (
    BANDS,
    CHANNELS,
    KINDS,
    NEEDS,
    STEPS,
    TEMPERAMENTS,
    Book,
    Reason,
    Situation,
    Suggestion,
    Wording,
)

WEIGHTS: Mapping[str, int] = {"band": 81, "need": 27, "channel": 9, "temperament": 3, "attempt": 1}
"""What a match counts for. Each outweighs all below it together: mood first, then need, channel, style, attempt."""

REMEMBERED = 500
"""How many situations keep their answer; most of a day's complaints are in one that came before."""

_MOODS = tuple(BANDS)
_MATCH, _ANY, _UNKNOWN = 2, 1, 0

Scope = tuple[str, str]
"""A level of the tree (cause, family, line, general) and the code that stands on it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A wording made ready for ranking: what it was written for, by key, and its place in the book."""

    wording: Wording
    written_for: Mapping[str, tuple[str, ...]]
    order: int


@dataclass(frozen=True, slots=True)
class Index:
    """Lines by step, kind and code, and for each line those that say the same."""

    lines: Mapping[tuple[str, str, str], Sequence[Line]]
    twins: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a line fits: its score, the keys that matched, the keys that contradict."""

    score: int
    matched: tuple[str, ...]
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line on its level with how it fits."""

    line: Line
    scope: Scope
    fit: Fit


def suggest(situation: Situation, book: Book, kinds: Iterable[str] | None = None) -> list[Suggestion]:
    """Lines for the situation, kind by kind, best first; the same question always has the same answer.

    All the leaf's own lines of a kind come first, those written for another mood or channel at their end; fallbacks
    only where they fit; what was used before comes last; of near-same lines the first alone. Raises ValueError for a
    step that does not exist. For all kinds together the answer is never empty.
    """
    if situation.step not in STEPS:
        raise ValueError(f"{situation.step!r} is not a step")
    return list(_answer(situation, book, tuple(KINDS if kinds is None else kinds)))


@lru_cache(maxsize=REMEMBERED)
def _answer(situation: Situation, book: Book, kinds: tuple[str, ...]) -> tuple[Suggestion, ...]:
    ask = _Ask(situation, book)
    chosen = [suggestion for kind in kinds for suggestion in ask.suggestions(kind)]
    return tuple(chosen or [suggestion for kind in kinds for suggestion in ask.suggestions(kind, any_fit=True)])


class _Ask:
    """One question put to one book, with what every kind shares."""

    def __init__(self, situation: Situation, book: Book) -> None:
        self.book, self.situation, self.index = book, situation, _index(book)
        self.scopes = _scopes(situation, book)
        self.facts = _facts(situation)

    def suggestions(self, kind: str, *, any_fit: bool = False) -> Iterator[Suggestion]:
        """Suggestions of one kind; `any_fit` lets in lines written for something else, as a last resort."""
        found = [self._level(kind, scope) for scope in self.scopes]
        own = {scope: bool(level) for scope, level in zip(self.scopes, found, strict=True)}
        fitting = [each for level in found for each in level if any_fit or self._stands(each)]
        fitting.sort(key=lambda each: each.line.wording.id in self.situation.used)
        for candidate in self._distinct(fitting):
            yield _suggestion(candidate.line.wording, tuple(self._reasons(candidate, own)))

    def _level(self, kind: str, scope: Scope) -> list[Candidate]:
        lines = self.index.lines.get((self.situation.step, kind, scope[1]), ())
        level = [Candidate(line, scope, _fit(line, self.facts)) for line in lines]
        return sorted(level, key=lambda each: (bool(each.fit.differs), -each.fit.score, each.line.order))

    def _stands(self, candidate: Candidate) -> bool:
        return not candidate.fit.differs or candidate.scope[0] == "cause"

    def _distinct(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        taken: set[str] = set()
        for candidate in candidates:
            name = candidate.line.wording.id
            if taken.isdisjoint(self.index.twins.get(name, ())):
                taken.add(name)
                yield candidate

    def _reasons(self, candidate: Candidate, own: Mapping[Scope, bool]) -> Iterator[Reason]:
        level, code = candidate.scope
        yield reasons.scope(level, code, self.book)
        first = self.scopes[0]
        if candidate.scope != first:
            yield reasons.fallback(first[1], own[first], self.book)
        for key in candidate.fit.matched:
            yield reasons.matched(key, self.facts[key] or "")
        for key in candidate.fit.differs:
            yield reasons.differs(key, candidate.line.written_for[key])
        if candidate.line.wording.id in self.situation.used:
            yield reasons.used(candidate.line.wording.id)


def _scopes(situation: Situation, book: Book) -> tuple[Scope, ...]:
    """The levels to look on, nearest first. A known cause decides the line; an unknown one is passed over."""
    code = situation.cause or ""
    family = book.family_of(code)
    line = book.families[family].line if family else situation.line
    levels = [("cause", code)] if code in book.causes else []
    levels += [("family", family)] if family else []
    levels += [("line", line)] if line != "general" else []
    return (*levels, ("general", "general"))


def _facts(situation: Situation) -> dict[str, str | None]:
    """The situation by key; a code no wording can be written for counts as not known."""
    return {
        "band": situation.band,
        "need": situation.need if situation.need in NEEDS else None,
        "channel": situation.channel if situation.channel in CHANNELS else None,
        "temperament": situation.temperament if situation.temperament in TEMPERAMENTS else None,
        "attempt": str(situation.attempt),
    }


def _fit(line: Line, facts: Mapping[str, str | None]) -> Fit:
    score, matched, differs = 0, [], []
    for key, weight in WEIGHTS.items():
        values, fact = line.written_for[key], facts[key]
        if not values:
            score += weight * _ANY
        elif fact is None:
            score += weight * _UNKNOWN
        elif fact in values:
            score += weight * _MATCH
            matched.append(key)
        else:
            differs.append(key)
            score -= _moods_away(values, fact) if key == "band" else 0
    return Fit(score, tuple(matched), tuple(differs))


def _moods_away(bands: Sequence[str], band: str) -> int:
    """How far the nearest of some moods is from another: of lines for the wrong mood the nearer is the better."""
    return min(abs(_MOODS.index(each) - _MOODS.index(band)) for each in bands)


def _suggestion(wording: Wording, why: tuple[Reason, ...]) -> Suggestion:
    return Suggestion(
        id=wording.id,
        kind=wording.kind,
        text=wording.text,
        written=wording.written,
        why=wording.why,
        instead=wording.instead,
        method=wording.method,
        citations=wording.citations,
        reasons=why,
        variant_of=wording.variant_of,
    )


@lru_cache(maxsize=8)
def _index(book: Book) -> Index:
    lines: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    groups: dict[tuple[str, str], list[Wording]] = defaultdict(list)
    for order, wording in enumerate(book.wordings.values()):
        lines[wording.step, wording.kind, wording.cause or wording.line].append(_line(wording, order))
        groups[wording.step, wording.kind].append(wording)
    return Index(lines, _twins(groups.values()))


def _line(wording: Wording, order: int) -> Line:
    written_for = {
        "band": wording.bands,
        "need": wording.needs,
        "channel": wording.channels,
        "temperament": wording.temperaments,
        "attempt": tuple(map(str, wording.attempts)),
    }
    return Line(wording, written_for, order)


def _twins(groups: Iterable[Sequence[Wording]]) -> dict[str, frozenset[str]]:
    twins: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        made = [(wording.id, grams(wording.text.zh)) for wording in group]
        for (one, ones), (other, others) in combinations(made, 2):
            if near_same(ones, others):
                twins[one].add(other)
                twins[other].add(one)
    return {name: frozenset(others) for name, others in twins.items()}
