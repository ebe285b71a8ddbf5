"""The keys of every kind of entry, how each is read, and the record it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from guidance.conditions import FIELDS, NUMBER, condition
from guidance.cues import ORDERS, REACHES, Combination, Cue
from guidance.parse import (
    Key,
    Wrong,
    day,
    each,
    fields,
    one_of,
    positive,
    some_of,
    string,
    strings,
    text,
    texts,
    whole,
    words,
)
from guidance.schema import (
    BANDS,
    CHANNELS,
    DISPOSITIONS,
    EVIDENCE,
    KINDS,
    LEVELS,
    LINES,
    LINT_SEVERITIES,
    NEEDS,
    SEVERITIES,
    SLOT_KINDS,
    STEPS,
    TEMPERAMENTS,
    Citation,
    Family,
    Method,
    Near,
    Policy,
    Rule,
    SignalDef,
    Slot,
    Taboo,
    Wording,
)

UNITS = ("working_minutes", "working_days", "natural_days", "natural_hours")


def _key(convert: Callable[[object], Any]) -> Key:
    return Key(convert)


def _may(convert: Callable[[object], Any]) -> Key:
    return Key(convert, optional=True)


def _near(value: object) -> Near:
    if not isinstance(value, dict) or value.keys() != {"field", "limit", "text"}:
        raise Wrong("expected a table with field, limit and text")
    if FIELDS.get(value["field"]) != NUMBER:
        raise Wrong(f"{value['field']!r} is not a counted fact", ".field")
    sentence = text(value["text"])
    if not all("{left}" in side for side in (sentence.zh, sentence.en)):
        raise Wrong("must say {left} in both languages", ".text")
    return Near(value["field"], positive(value["limit"]), sentence)


def _alternatives(value: object) -> tuple[str, ...]:
    """Words with a bar between them, any one of which will do."""
    found: tuple[str, ...] = strings([word.strip() for word in string(value).split("|")])
    return found


def _together(value: object) -> tuple[tuple[str, ...], ...]:
    parts: tuple[tuple[str, ...], ...] = each(_alternatives)(value)
    if not 2 <= len(parts) <= MOST_CUES:
        raise Wrong(f"must hold two to {MOST_CUES} cues")
    return parts


def _combination(value: object) -> Combination:
    return Combination(**fields(value, COMBINATION))


def _level(value: object) -> int:
    if whole(value) not in (1, 2, 3):
        raise Wrong("must be 1, 2 or 3")
    return whole(value)


MOST_CUES = 4
"""How many cues a rule may combine, since each more multiplies the orders to look for."""

COMBINATION: Mapping[str, Key] = {
    "of": _key(_together),
    "within": _may(positive),
    "order": _may(one_of(ORDERS)),
    "reach": _may(one_of(REACHES)),
    "without": _may(_alternatives),
}

REVIEW: Mapping[str, Key] = {"owner": _key(string), "reviewed_on": _key(day), "expires_on": _key(day)}

KEYS: Mapping[str, Mapping[str, Key]] = {
    "family": {
        "code": _key(string),
        "line": _key(one_of(LINES)),
        "name": _key(text),
        "standard": _may(string),
    },
    "cause": {
        "code": _key(string),
        "family": _key(string),
        "name": _key(text),
        "words": _key(words),
        "demands": _key(texts),
        "needs": _key(each(one_of(NEEDS))),
        "citations": _key(strings),
        "facts": _key(texts),
        "remedies": _key(texts),
    },
    "wording": {
        "id": _key(string),
        "kind": _key(one_of(KINDS)),
        "step": _key(one_of(STEPS)),
        "line": _may(one_of(LINES)),
        "cause": _may(string),
        "bands": _may(some_of(tuple(BANDS))),
        "needs": _may(some_of(NEEDS)),
        "channels": _may(some_of(CHANNELS)),
        "temperaments": _may(some_of(TEMPERAMENTS)),
        "attempts": _may(each(positive)),
        "text": _key(text),
        "written": _may(text),
        "why": _may(text),
        "instead": _may(text),
        "method": _may(string),
        "citations": _may(strings),
        "variant_of": _may(string),
    },
    "method": {
        "id": _key(string),
        "name": _key(text),
        "disposition": _key(one_of(DISPOSITIONS)),
        "what": _key(text),
        "limit": _may(text),
    },
    "citation": {
        "id": _key(string),
        "instrument": _key(text),
        "article": _key(string),
        "rule": _key(text),
        "evidence": _key(one_of(EVIDENCE)),
        "effective_from": _may(day),
        "source": _key(string),
    },
    "slot": {"name": _key(string), "label": _key(text), "example": _key(text), "kind": _key(one_of(SLOT_KINDS))},
    "signal": {
        "code": _key(string),
        "name": _key(text),
        "severity": _key(one_of(SEVERITIES)),
        "cues": _key(words),
        "not_cues": _may(words),
        "actions": _key(texts),
    },
    "rule": {
        "id": _key(string),
        "version": _key(positive),
        "name": _key(text),
        "when": _key(condition),
        "risk": _may(one_of(LEVELS)),
        "target_level": _may(_level),
        "minutes": _may(positive),
        "tell": _may(strings),
        "actions": _may(texts),
        "steps": _may(some_of(STEPS)),
        "near": _may(_near),
    },
    "taboo": {
        "id": _key(string),
        "group": _key(string),
        "severity": _key(one_of(LINT_SEVERITIES)),
        "phrases": _may(words),
        "combine": _may(each(_combination)),
        "why": _key(text),
        "instead": _key(text),
    },
    "cue": {"id": _key(string), "words": _key(strings)},
    "policy": {
        "id": _key(string),
        "line": _may(one_of(LINES)),
        "kind": _key(one_of(("regulatory", "service"))),
        "name": _key(text),
        "amount": _key(positive),
        "unit": _key(one_of(UNITS)),
        "citation": _may(string),
        "effective_from": _key(day),
    },
}

RECORDS: Mapping[str, type] = {
    "family": Family,
    "wording": Wording,
    "method": Method,
    "citation": Citation,
    "slot": Slot,
    "signal": SignalDef,
    "rule": Rule,
    "taboo": Taboo,
    "cue": Cue,
    "policy": Policy,
}
"""The record each table becomes; a cause takes its line from its family, so `book` makes it."""

REVIEWED = ("wording", "method", "citation", "rule", "taboo", "policy")
"""The tables that need a `[review]` in their file."""

NAMED_BY = {"family": "code", "cause": "code", "signal": "code", "slot": "name"}
"""The key that names an entry where it is not `id`."""
