"""A first reading of what somebody wrote or said: signals with their polarity, likely causes, heat, demand, need.

It raises candidates for a person to confirm. Nothing here decides anything about a complainant.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from guidance.folding import Folded, fold
from guidance.mood import demand_of, emotion_of, need_of
from guidance.phrases import Hit, Phrases, outermost
from guidance.polarity import Speech
from guidance.risk import severity_of
from guidance.schema import Book, Cause, CauseGuess, Reading, Signal

MOST_CAUSES = 5
"""How many causes are suggested at most."""

OTHER_LINE = 0.5
"""What a general cause counts for beside those of the line asked about."""

ENOUGH = 3.0
"""The weight of words at which a cause without rivals is held to be half certain."""

CUE, LOOK_ALIKE, CAUSE = "cue", "look-alike", "cause"

Mark = tuple[str, str]
"""What a phrase stands for: one of the three kinds above, and the code of its signal or cause."""


@dataclass(frozen=True, slots=True)
class Index:
    """All phrases of a book to read for, and how much each cause word tells."""

    phrases: Phrases[Mark]
    weights: Mapping[str, float]


def read(text: str, book: Book, line: str | None = None) -> Reading:
    """Read a narrative, note or call result, in Chinese or English, of any length. `line` narrows the causes."""
    folded = fold(text)
    speech = Speech(folded.text)
    found: dict[Mark, list[Hit[Mark]]] = defaultdict(list)
    for hit in _index(book).phrases.find(folded.text):
        found[hit.meaning].append(hit)
    signals = tuple(sorted(_signals(found, folded, speech, book), key=lambda each: (each.start, -each.end, each.code)))
    emotion, demand = emotion_of(speech, text), demand_of(speech)
    return Reading(
        signals=signals,
        severity=severity_of(signals),
        emotion=emotion,
        suggested_causes=_causes(found, folded, book, line),
        demand=demand,
        need=need_of(speech, emotion, demand),
    )


def _signals(found: Mapping[Mark, Sequence[Hit[Mark]]], folded: Folded, speech: Speech, book: Book) -> Iterator[Signal]:
    for (kind, code), hits in found.items():
        if kind == CUE:
            look_alikes = found.get((LOOK_ALIKE, code), ())
            for hit in outermost(_genuine(hits, look_alikes)):
                start, end = folded.span(hit.start, hit.end)
                said = speech.polarity(hit.start, hit.end, code)
                yield Signal(code, said, start, end, folded.original[start:end], book.signals[code].severity)


def _genuine(hits: Sequence[Hit[Mark]], look_alikes: Sequence[Hit[Mark]]) -> Iterator[Hit[Mark]]:
    """The hits that overlap no look-alike; both lists are in order of their starts, so one pass does."""
    masked = _merged(look_alikes)
    place = 0
    for hit in hits:
        while place < len(masked) and masked[place][1] <= hit.start:
            place += 1
        if place == len(masked) or masked[place][0] >= hit.end:
            yield hit


def _merged(hits: Sequence[Hit[Mark]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for hit in hits:
        if merged and hit.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(hit.end, merged[-1][1]))
        else:
            merged.append((hit.start, hit.end))
    return merged


def _causes(
    found: Mapping[Mark, Sequence[Hit[Mark]]], folded: Folded, book: Book, line: str | None
) -> tuple[CauseGuess, ...]:
    weights = _index(book).weights
    scores: dict[str, float] = {}
    words: dict[str, tuple[str, ...]] = {}
    for (kind, code), hits in found.items():
        relevance = _relevance(book.causes[code], line) if kind == CAUSE else 0.0
        if relevance:
            said = {folded.text[hit.start : hit.end]: folded.span(hit.start, hit.end) for hit in outermost(hits)}
            scores[code] = relevance * sum(weights[word] for word in said)
            words[code] = tuple(folded.original[start:end] for start, end in said.values())
    total = sum(scores.values())
    best = sorted(scores, key=lambda code: (-scores[code], code))[:MOST_CAUSES]
    return tuple(CauseGuess(code, _family(code, book), _confidence(scores[code], total), words[code]) for code in best)


def _relevance(cause: Cause, line: str | None) -> float:
    if line in (None, "general", cause.line):
        return 1.0
    return OTHER_LINE if cause.line == "general" else 0.0


def _confidence(score: float, total: float) -> float:
    """Certainty grows with evidence and shrinks with what speaks for other causes."""
    return round(score / (score + ENOUGH) * (0.5 + 0.5 * score / total), 2)


def _family(code: str, book: Book) -> str:
    family = book.families[book.causes[code].family]
    return family.standard or family.code


@lru_cache(maxsize=8)
def _index(book: Book) -> Index:
    marks: list[tuple[str, Mark]] = []
    for signal in book.signals.values():
        marks += [(cue, (CUE, signal.code)) for cue in signal.cues.all]
        marks += [(cue, (LOOK_ALIKE, signal.code)) for cue in signal.not_cues.all]
    for cause in book.causes.values():
        marks += [(word, (CAUSE, cause.code)) for word in cause.words.all]
    return Index(Phrases(marks), _weights(book))


def _weights(book: Book) -> dict[str, float]:
    """How much a word tells: the fewer causes share it, the more."""
    shared = Counter(fold(word).text.strip() for cause in book.causes.values() for word in cause.words.all)
    return {word: log(1 + len(book.causes) / causes) for word, causes in shared.items()}
