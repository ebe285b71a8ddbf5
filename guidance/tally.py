"""How much the book holds: per leaf cause, step and kind, and in all."""

from __future__ import annotations

from collections import Counter

from guidance.schema import KINDS, STEPS, Book

Coverage = dict[str, dict[str, dict[str, dict[str, int]]]]


def coverage(book: Book) -> Coverage:
    """`{line: {leaf cause: {step: {kind: n}}}}` of wording written for the leaf itself; empty cells are 0."""
    own = Counter((wording.cause, wording.step, wording.kind) for wording in book.wordings.values())
    table: Coverage = {}
    for cause in book.causes.values():
        cells = {step: {kind: own[cause.code, step, kind] for kind in KINDS} for step in STEPS}
        table.setdefault(cause.line, {})[cause.code] = cells
    return table


def counts(book: Book) -> dict[str, dict[str, dict[str, int]]]:
    """`{line: {step: {kind: n}}}` of all wording, whatever level it is written for; empty cells are 0."""
    found = Counter((wording.line, wording.step, wording.kind) for wording in book.wordings.values())
    lines = dict.fromkeys(wording.line for wording in book.wordings.values())
    return {line: {step: {kind: found[line, step, kind] for kind in KINDS} for step in STEPS} for line in lines}
