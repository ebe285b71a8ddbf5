"""What content must hold beyond being readable before it may ship: reviews, voice limits, likeness, coverage, lint."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

from guidance.book import CONTENT
from guidance.files import Contents, collect, expired
from guidance.likeness import grams, near_same
from guidance.lint import lint
from guidance.references import texts_of
from guidance.schema import BANDS, STEPS, Book, Fault, Slot, Wording

LONGEST_SENTENCE = 60
"""Characters a sentence may have so that it can be said in one breath."""

NEAR_SAME_SHARE = 0.03
"""The share of entries that may be near-same without being declared variants."""

OPENING = 4
"""How many first characters two lines of one step, cause and kind may not share undeclared."""

WRITTEN_IN_FULL = ("TE1-03", "TE1-07", "TE2-03", "TE3-01", "TE4-02", "TE5-01")
"""Leaves whose wording must be complete: own say and ask at each step and band, own avoid at each step."""

GENERAL_LEAST = {"say": 2, "ask": 1, "avoid": 1, "do": 1}
"""How many general lines each step and band must have, by kind."""

_SENTENCE_END = re.compile(r"(?<=[。！？；!?;\n])")
_SLOT = re.compile(r"\{([^{}]*)\}")
_BEFORE_FIRST_WORD = re.compile(r"^(?:\{[^{}]*\}|[^\w{}])+")
_UNITS = {
    "money": ("元", "块", "yuan"),
    "date": ("日", "号", "月"),
    "datetime": ("日", "号", "点", "时"),
    "number": ("号",),
}

Cell = tuple[str, str, str, str]
"""Cause or line, step, band and kind."""

Told = Iterator[tuple[str, str, str]]
"""Wording id, key and message of what a check found."""


def check(path: Path | str | None = None, on: date | None = None) -> list[Fault]:
    """Every fault of the content under `path` (the shipped content when absent) on the day `on` (today when absent).

    All that `load` refuses; once it can be read, reviews that have run out and the rules of the house for wording.
    Empty means it may ship.
    """
    contents = collect(CONTENT if path is None else Path(path))
    if contents.faults:
        return contents.faults
    day = on or datetime.now(UTC).date()
    book = contents.book()
    told = (finding for examine in _EXAMINATIONS for finding in examine(book))
    return [*expired(contents, day), *(_fault(contents, *finding) for finding in told), *_thin(book)]


def _fault(contents: Contents, name: str, key: str, message: str) -> Fault:
    return Fault(contents.files["wording", name], name, key, message)


def _too_long(book: Book) -> Told:
    for wording in _of_kinds(book, "say", "ask", "do", "avoid"):
        key = "instead" if wording.kind == "avoid" else "text"
        text = getattr(wording, key).zh
        for sentence in _SENTENCE_END.split(_as_said(book, text, "zh")):
            if len(sentence.strip()) > LONGEST_SENTENCE:
                yield wording.id, f"{key}.zh", f"a sentence of {len(sentence)} characters, {LONGEST_SENTENCE} at most"


def _as_said(book: Book, text: str, language: str) -> str:
    """The text with an example in each slot."""
    return _SLOT.sub(lambda found: book.slots[found[1]].example.in_(language), text)


def _doubled_unit(book: Book) -> Told:
    for wording in book.wordings.values():
        for key, text in texts_of(wording):
            for language in ("zh", "en"):
                for found in _SLOT.finditer(text.in_(language)):
                    rest = text.in_(language)[found.end() :].lstrip()
                    if message := _unit_fault(book.slots[found[1]], language, rest):
                        yield wording.id, f"{key}.{language}", message


def _unit_fault(slot: Slot, language: str, rest: str) -> str | None:
    outside = next((unit for unit in _UNITS.get(slot.kind, ()) if rest.lower().startswith(unit)), None)
    if slot.kind == "money":
        return None if outside else f"{{{slot.name}}} needs its unit in the sentence"
    inside = outside and outside in slot.example.in_(language)
    return f"{{{slot.name}}} holds {outside} already" if inside else None


def _near_same_entries(book: Book) -> Told:
    pairs = list(_near_same_pairs(book))
    entries = {name for pair in pairs for name in pair}
    if len(entries) > NEAR_SAME_SHARE * len(book.wordings):
        for one, other in pairs:
            yield other, "text.zh", f"says nearly the same as {one}; reword it or declare variant_of"


def _near_same_pairs(book: Book) -> Iterator[tuple[str, str]]:
    for group in _grouped(book, lambda wording: (wording.step, wording.kind)):
        made = [(wording, grams(wording.text.zh)) for wording in group]
        for (one, ones), (other, others) in combinations(made, 2):
            if near_same(ones, others) and not _declared(one, other):
                yield one.id, other.id


def _same_opening(book: Book) -> Told:
    groups = _grouped(book, lambda wording: (wording.step, wording.kind, wording.line, wording.cause))
    for group in groups:
        for one, other in combinations(group, 2):
            opening = _opening(one)
            if opening == _opening(other) and not _declared(one, other):
                yield other.id, "text.zh", f"begins with {opening!r} as {one.id} does; reword it or declare variant_of"


def _opening(wording: Wording) -> str:
    """The first characters spoken after a name or number put in front."""
    return _BEFORE_FIRST_WORD.sub("", wording.text.zh)[:OPENING]


def _declared(one: Wording, other: Wording) -> bool:
    """Whether one is the other's variant, or both are variants of the same line."""
    return (one.variant_of or one.id) == (other.variant_of or other.id) or one.variant_of == other.id


def _unspeakable(book: Book) -> Told:
    for wording in _of_kinds(book, "say", "ask", "do", "avoid"):
        for key, text in texts_of(wording):
            if key in ("text", "why") and (wording.kind == "avoid" or key == "why"):
                continue
            for language in ("zh", "en"):
                yield from _findings(wording, f"{key}.{language}", _as_said(book, text.in_(language), language), book)


def _findings(wording: Wording, key: str, said: str, book: Book) -> Told:
    for violation in lint(said, book, wording.line, wording.step):
        if violation.severity != "note":
            yield wording.id, key, f"breaks {violation.rule} with {violation.match!r}"


def _unverified(book: Book) -> Told:
    for wording in _of_kinds(book, "say", "ask"):
        for name in wording.citations:
            if book.citations[name].evidence == "M":
                yield wording.id, "citations", f"{name} is unverified and may not be spoken"


def _of_kinds(book: Book, *kinds: str) -> Iterator[Wording]:
    return (wording for wording in book.wordings.values() if wording.kind in kinds)


def _grouped(book: Book, key: Callable[[Wording], Hashable]) -> Iterable[list[Wording]]:
    groups: dict[Hashable, list[Wording]] = defaultdict(list)
    for wording in book.wordings.values():
        groups[key(wording)].append(wording)
    return groups.values()


_EXAMINATIONS = (_too_long, _doubled_unit, _near_same_entries, _same_opening, _unspeakable, _unverified)


def _thin(book: Book) -> Iterator[Fault]:
    """Cells of the required coverage that hold too little, named as step.band.kind."""
    cells = Counter(_cells(book))
    for code in WRITTEN_IN_FULL:
        for step in STEPS:
            yield from _short(cells, "telecom", code, step, {"say": 1, "ask": 1})
            if not any(cells[code, step, band, "avoid"] for band in BANDS):
                yield Fault("wording/telecom", code, f"{step}.avoid", "has 0 of its own, needs 1")
    for step in STEPS:
        yield from _short(cells, "general", "general", step, GENERAL_LEAST)


def _short(cells: Counter[Cell], line: str, code: str, step: str, least: Mapping[str, int]) -> Iterator[Fault]:
    for band in BANDS:
        for kind, needed in least.items():
            if (held := cells[code, step, band, kind]) < needed:
                message = f"has {held} of its own, needs {needed}"
                yield Fault(f"wording/{line}", code, f"{step}.{band}.{kind}", message)


def _cells(book: Book) -> Iterator[Cell]:
    """Each cell a wording fills; general wording only where it is for everybody, since it is what all fall back on."""
    for wording in book.wordings.values():
        narrow = wording.needs or wording.channels or wording.temperaments or wording.attempts
        if wording.cause or not narrow:
            for band in wording.bands or BANDS:
                yield wording.cause or wording.line, wording.step, band, wording.kind
