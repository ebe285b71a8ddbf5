"""How alike two sentences are: the share of character pairs they have in common (Jaccard)."""

from __future__ import annotations

import re

NEAR_SAME = 0.8
"""Above this share two sentences say the same thing."""

_UNSPOKEN = re.compile(r"[\s，。！？；：、,.!?;:“”「」『』\"'…—-]+")

Grams = frozenset[str]


def grams(text: str) -> Grams:
    """The pairs of neighbouring characters, without spaces and punctuation; a lone character stands for itself."""
    spoken = _UNSPOKEN.sub("", text)
    return frozenset(map("".join, zip(spoken, spoken[1:], strict=False))) or frozenset((spoken,))


def near_same(one: Grams, other: Grams) -> bool:
    """Whether two sentences are so alike that offering both offers nothing."""
    few, many = sorted((len(one), len(other)))
    if few <= NEAR_SAME * many:
        return False
    shared = len(one & other)
    return shared > NEAR_SAME * (few + many - shared)
