"""Rules that raise a complaint: which fire on the facts, in whose words, and which stand close by at a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from guidance.conditions import Facts, grounds, holds
from guidance.polarity import ASSERTED
from guidance.schema import Reading, Rule, Text
from guidance.tree import Compare, Condition

WORDS = "words"
"""The fact that carries what was said: `{code or severity: (text, …)}`. It may be shown, never asked about."""

_COUNTED_BY = {"s1_count": "S1", "s2_count": "S2"}
_NUMERALS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")
_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that holds: what it asks for, the complainant's words that made it, and each fact that counted."""

    rule_id: str
    version: int
    risk: str | None
    target_level: int | None
    minutes: int | None
    tell: tuple[str, ...]
    actions: tuple[Text, ...]
    words: tuple[str, ...]
    because: tuple[tuple[str, Any], ...]
    name: Text


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule in force at a step that does not hold yet; `left` is how many more it takes, 0 if it counts nothing."""

    rule_id: str
    version: int
    text: Text
    left: int


def fire(rules: Iterable[Rule], facts: Facts) -> list[Firing]:
    """Every rule that holds of the facts. A rule that hangs on a fact nobody gave does not fire."""
    return [_firing(rule, facts) for rule in rules if holds(rule.when, facts)]


def standing(rules: Iterable[Rule], step: str, facts: Facts) -> list[Standing]:
    """The rules shown at a step that do not hold yet, nearest first."""
    shown = (rule for rule in rules if step in rule.steps and not holds(rule.when, facts))
    return sorted(_standings(shown, facts), key=lambda each: (each.left == 0, each.left))


def facts_of(reading: Reading, **others: Any) -> dict[str, Any]:
    """A reading as facts for the rules, with the words said; `others` adds what else is known or overrides."""
    asserted = [signal for signal in reading.signals if signal.polarity == ASSERTED]
    severity = {signal.code: signal.severity for signal in asserted}
    words: dict[str, tuple[str, ...]] = {}
    for signal in asserted:
        for key in (signal.code, signal.severity):
            words[key] = tuple(dict.fromkeys((*words.get(key, ()), signal.text)))
    return {
        "signals": frozenset(severity),
        "severities": sorted(set(severity.values())),
        "s1_count": list(severity.values()).count("S1"),
        "s2_count": list(severity.values()).count("S2"),
        "emotion": reading.emotion,
        WORDS: words,
        **others,
    }


def _firing(rule: Rule, facts: Facts) -> Firing:
    return Firing(
        rule_id=rule.id,
        version=rule.version,
        risk=rule.risk,
        target_level=rule.target_level,
        minutes=rule.minutes,
        tell=rule.tell,
        actions=rule.actions,
        words=tuple(dict.fromkeys(_words(rule.when, facts))),
        because=tuple(dict.fromkeys((leaf.field, _shown(facts[leaf.field])) for leaf in grounds(rule.when, facts))),
        name=rule.name,
    )


def _words(tree: Condition, facts: Facts) -> Iterator[str]:
    said = facts.get(WORDS, {})
    for leaf in grounds(tree, facts):
        for key in _keys(leaf):
            yield from said.get(key, ())


def _keys(leaf: Compare) -> tuple[Any, ...]:
    """The codes or severities under which the words for a comparison are kept."""
    if leaf.field in _COUNTED_BY:
        return (_COUNTED_BY[leaf.field],)
    if leaf.field not in ("signals", "severities"):
        return ()
    return leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)


def _shown(fact: Any) -> Any:
    """A fact as something that can be kept and compared: a set of codes in order."""
    return tuple(sorted(fact)) if isinstance(fact, (set, frozenset, list)) else fact


def _standings(rules: Iterable[Rule], facts: Facts) -> Iterator[Standing]:
    for rule in rules:
        if rule.near is None:
            yield Standing(rule.id, rule.version, rule.name, 0)
        elif (left := rule.near.limit - facts.get(rule.near.field, 0)) > 0:
            yield Standing(rule.id, rule.version, _counted(rule.near.text, left), left)


def _counted(text: Text, left: int) -> Text:
    """The sentence with the number in it as the mouth says it; figures above ten."""
    zh = _NUMERALS[left] if left < len(_NUMERALS) else str(left)
    en = _NUMBER_WORDS[left] if left < len(_NUMBER_WORDS) else str(left)
    return Text(text.zh.replace("{left}", zh), text.en.replace("{left}", en))
