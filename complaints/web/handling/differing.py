"""Two texts beside each other: which words differ, and both as one text to edit."""

import re
from difflib import SequenceMatcher
from itertools import groupby

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_\u3400-\u9fff]+|\s+|.", re.DOTALL)
"""A number, a word of a script with spaces, or one character: Chinese is compared by the character."""

SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?")
MOST_WORDS = 1_000
"""Longer stretches are marked as a whole: comparing grows with the square."""

Pieces = list[tuple[str, bool]]
"""A text in pieces, each with whether it differs from the other text."""


def marked(mine: str, theirs: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces, those that stand only here marked."""
    left, right = WORD.findall(mine), WORD.findall(theirs)
    marks = [True] * len(left), [True] * len(right)
    for start, other, size in _same(left, right):
        marks[0][start : start + size] = [False] * size
        marks[1][other : other + size] = [False] * size
    return _pieces(left, marks[0]), _pieces(right, marks[1])


def together(theirs: str, mine: str) -> str:
    """Theirs, then the sentences of mine that are not among them."""
    known = {part.strip() for part in SENTENCE.findall(theirs)}
    added = "".join(part for part in SENTENCE.findall(mine) if part.strip() not in known)
    return "\n".join(filter(None, (theirs.rstrip(), added.strip())))


def _same(left: list[str], right: list[str]) -> list[tuple[int, int, int]]:
    """Stretches that are equal, as (place in left, place in right, length)."""
    short = min(len(left), len(right))
    head = next((n for n in range(short) if left[n] != right[n]), short)
    rest = short - head
    tail = next((n for n in range(rest) if left[-1 - n] != right[-1 - n]), rest)
    ends = [(0, 0, head), (len(left) - tail, len(right) - tail, tail)]
    inner = left[head : len(left) - tail], right[head : len(right) - tail]
    if max(map(len, inner)) > MOST_WORDS:
        return ends
    blocks = SequenceMatcher(None, *inner, autojunk=False).get_matching_blocks()
    return [*ends, *((block.a + head, block.b + head, block.size) for block in blocks)]


def _pieces(words: list[str], marks: list[bool]) -> Pieces:
    runs = groupby(zip(words, marks, strict=True), key=lambda pair: pair[1])
    return [("".join(word for word, _mark in run), mark) for mark, run in runs]
