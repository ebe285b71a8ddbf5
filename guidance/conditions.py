"""When a rule holds: a tree of comparisons over named facts, read strictly and judged without eval.

A fact that is not known makes a comparison unknown, and an unknown tree does not hold: a rule never fires on ignorance.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from guidance.parse import Wrong
from guidance.tree import AllOf, AnyOf, Compare, Condition, Not

Facts = Mapping[str, Any]

NUMBER, SHARE, WORD, FLAG, CODES = "number", "share", "word", "flag", "codes"
FIELDS: Mapping[str, str] = {
    "signals": CODES,
    "severities": CODES,
    "s1_count": NUMBER,
    "s2_count": NUMBER,
    "emotion": NUMBER,
    "rejections": NUMBER,
    "contacts_30d": NUMBER,
    "same_cause_30d": NUMBER,
    "step": WORD,
    "line": WORD,
    "cause": WORD,
    "share_left": SHARE,
    "broken_promises": NUMBER,
    "has_reference_number": FLAG,
    "group_size": NUMBER,
    "amount": SHARE,
    "names_handler": FLAG,
}
"""Every fact a condition may ask about, with its type. `share_left` is 0 to 1, `amount` is yuan."""

_ORDERED = ("eq", "ne", "ge", "le", "gt", "lt", "in")
OPERATORS: Mapping[str, tuple[str, ...]] = {
    NUMBER: _ORDERED,
    SHARE: _ORDERED,
    WORD: ("eq", "ne", "in"),
    FLAG: ("eq", "ne"),
    CODES: ("has", "in"),
}
"""The comparisons each type of fact allows. `in` over codes means: at least one of these."""

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "ge": operator.ge,
    "le": operator.le,
    "gt": operator.gt,
    "lt": operator.lt,
}


def condition(value: object) -> Condition:
    """Read a condition tree from content; a fault names the place in the tree."""
    if not isinstance(value, dict):
        raise Wrong("expected a table")
    if value.keys() == {"all"} or value.keys() == {"any"}:
        name = next(iter(value))
        return (AllOf if name == "all" else AnyOf)(_parts(name, value[name]))
    if value.keys() == {"not"}:
        return Not(_below(".not", value["not"]))
    if value.keys() == {"field", "op", "value"}:
        return _comparison(value)
    raise Wrong("expected all, any, not, or field with op and value")


def _parts(name: str, value: object) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value:
        raise Wrong("expected a list of conditions, at least one", f".{name}")
    return tuple(_below(f".{name}[{index}]", part) for index, part in enumerate(value))


def _below(place: str, value: object) -> Condition:
    try:
        return condition(value)
    except Wrong as wrong:
        raise Wrong(wrong.message, f"{place}{wrong.key}") from None


def _comparison(value: Mapping[str, object]) -> Compare:
    field, op, wanted = value["field"], value["op"], value["value"]
    if not isinstance(field, str) or field not in FIELDS:
        raise Wrong(f"{field!r} is not a fact rules may use", ".field")
    kind = FIELDS[field]
    if op not in OPERATORS[kind]:
        raise Wrong(f"{op!r} is not one of {', '.join(OPERATORS[kind])} for {field}", ".op")
    assert isinstance(op, str)
    if op == "in":
        return Compare(field, op, _members(kind, wanted))
    if not _fits(kind, wanted):
        raise Wrong(f"{wanted!r} is not a {_NAMES[kind]}", ".value")
    return Compare(field, op, wanted)


_NAMES = {NUMBER: "whole number", SHARE: "number", WORD: "code", FLAG: "true or false", CODES: "code"}


def _members(kind: str, wanted: object) -> tuple[object, ...]:
    if not isinstance(wanted, list) or not wanted or not all(_fits(kind, item) for item in wanted):
        raise Wrong(f"expected a list, each a {_NAMES[kind]}", ".value")
    return tuple(wanted)


def _fits(kind: str, value: object) -> bool:
    if kind == FLAG:
        return isinstance(value, bool)
    if kind in (WORD, CODES):
        return isinstance(value, str)
    allowed = (int,) if kind == NUMBER else (int, float)
    return isinstance(value, allowed) and not isinstance(value, bool)


def holds(tree: Condition, facts: Facts) -> bool | None:
    """Whether the tree is true of the facts; none when that hangs on a fact nobody gave."""
    if isinstance(tree, Compare):
        return _compare(tree, facts.get(tree.field))
    if isinstance(tree, Not):
        inner = holds(tree.part, facts)
        return None if inner is None else not inner
    deciding = isinstance(tree, AnyOf)
    answers = [holds(part, facts) for part in tree.parts]
    if deciding in answers:
        return deciding
    return None if None in answers else not deciding


def _compare(leaf: Compare, fact: Any) -> bool | None:
    if fact is None:
        return None
    wanted: Any = leaf.value
    if FIELDS[leaf.field] == CODES:
        return wanted in fact if leaf.op == "has" else any(code in fact for code in wanted)
    if leaf.op == "in":
        return fact in wanted
    return _COMPARE[leaf.op](fact, wanted)


def leaves(tree: Condition) -> Iterator[Compare]:
    """Every comparison in the tree, in reading order."""
    if isinstance(tree, Compare):
        yield tree
    elif isinstance(tree, Not):
        yield from leaves(tree.part)
    else:
        for part in tree.parts:
            yield from leaves(part)


def grounds(tree: Condition, facts: Facts) -> Iterator[Compare]:
    """The comparisons that made the tree true: what is denied and what did not hold is left out."""
    if isinstance(tree, Compare):
        if holds(tree, facts):
            yield tree
    elif not isinstance(tree, Not):
        for part in tree.parts:
            if holds(part, facts):
                yield from grounds(part, facts)
