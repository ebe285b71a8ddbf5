"""The shape of a condition: comparisons of facts, joined by all, any and not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Compare:
    """A leaf of a condition: one fact held against one value."""

    field: str
    op: str
    value: object


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when each part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when the part is not."""

    part: Condition


Condition = Compare | AllOf | AnyOf | Not
