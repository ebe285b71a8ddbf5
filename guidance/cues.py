"""The shapes of a combined rule: cues that break a rule together though each of them is harmless alone."""

from __future__ import annotations

from dataclasses import dataclass

REACHES = ("clause", "sentence")
ORDERS = ("any", "given")

NAMES = "@"
"""The mark before a word that stands for a whole `[[cue]]` by its id."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of either language that mean the same to a rule, such as all who are of a person's family."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """Cues that must stand together: each of `of` gives the words, or `@` and the id of a cue, any one of which counts.

    `within` is how many characters may lie between two cues, three times as many where they are Latin. With `reach`
    clause no pause may lie between them. A cue of `without` in the same reach lets the text go.
    """

    of: tuple[tuple[str, ...], ...]
    within: int = 8
    order: str = "any"
    reach: str = "clause"
    without: tuple[str, ...] = ()
