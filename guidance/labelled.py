"""How well the lint does on labelled sentences: what it should have found, what it found, group by group.

A sentence and a group make one pair. Findings that are only notes do not count; what a label says may be found, or may
be left, counts neither way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guidance.lint import lint
from guidance.schema import Book


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text with the groups that must be found in it and the groups that may be."""

    id: str
    text: str
    groups: frozenset[str]
    may: frozenset[str] = frozenset()
    line: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs found rightly, left unfound, and found wrongly. Shares are 0 to 1, and 1 where nothing was asked."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return _share(self.found, self.found + self.wrong)

    @property
    def recall(self) -> float:
        return _share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        return _share(2 * self.found, 2 * self.found + self.missed + self.wrong)


def sentences(file: Path) -> Iterator[Sentence]:
    """The labelled sentences of a file, one JSON object `{id, text, groups, may?, line?, step?}` a line."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        may = frozenset(row.get("may", ()))
        yield Sentence(row["id"], row["text"], frozenset(row["groups"]), may, row.get("line"), row.get("step"))


def evaluate(labelled: Iterable[Sentence], book: Book) -> dict[str, Score]:
    """The score of each group, in alphabetical order, and of all together under `all`."""
    found: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for sentence in labelled:
        breaches = lint(sentence.text, book, sentence.line, sentence.step)
        told = {breach.group for breach in breaches if breach.severity != "note"}
        found.update(told & sentence.groups)
        missed.update(sentence.groups - told)
        wrong.update(told - sentence.groups - sentence.may)
    scores = {group: Score(found[group], missed[group], wrong[group]) for group in sorted(found | missed | wrong)}
    return scores | {"all": Score(found.total(), missed.total(), wrong.total())}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
