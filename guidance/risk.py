"""How grave signals are together: severity, level, and the score that orders lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guidance.polarity import ASSERTED
from guidance.schema import SEVERITIES, Reading, Signal

LEVEL_OF: Mapping[str, str] = {"S1": "critical", "S2": "high", "S3": "medium", "S4": "low", "none": "low"}

SEVERITY_POINTS: Mapping[str, int] = {"S1": 55, "S2": 35, "S3": 18, "S4": 5, "none": 0}
MORE_SIGNALS_POINTS, MORE_SIGNALS_MOST = 3, 9
EMOTION_POINTS = 1
RISING_POINTS, RISING_MOST = 2, 6
CONTACT_POINTS, CONTACT_MOST = 3, 9
DAY_POINTS, DAY_MOST = 1, 7
VULNERABLE = frozenset({"R13", "R14", "R15", "R16"})
VULNERABLE_POINTS = 8
AMOUNT_POINTS: Mapping[int, int] = {100_000: 6, 10_000: 4, 1_000: 2}
"""Points for the amount in yuan, by the highest threshold it reaches."""


def severity_of(signals: Iterable[Signal]) -> str:
    """The gravest severity among signals the complainant asserts; `none` without any."""
    asserted = {signal.severity for signal in signals if signal.polarity == ASSERTED}
    return next((severity for severity in SEVERITIES if severity in asserted), "none")


def level_for(severity: str) -> str:
    """The risk level a severity begins at. A rule may raise it, only a person may lower it."""
    return LEVEL_OF[severity]


def score(reading: Reading, facts: Mapping[str, Any]) -> int:
    """From 0 to 100, to order lists by; it decides nothing. The sum of `score_parts`, capped."""
    return min(100, sum(score_parts(reading, facts).values()))


def score_parts(reading: Reading, facts: Mapping[str, Any]) -> dict[str, int]:
    """What each part adds, for showing. Facts read when present, else nought: `emotion_before`, `contacts_30d`,
    `days_open`, `amount` in yuan."""
    codes = {signal.code for signal in reading.signals if signal.polarity == ASSERTED}
    rise = max(0, reading.emotion - facts.get("emotion_before", reading.emotion))
    return {
        "severity": SEVERITY_POINTS[reading.severity],
        "more_signals": min(MORE_SIGNALS_MOST, MORE_SIGNALS_POINTS * max(0, len(codes) - 1)),
        "emotion": EMOTION_POINTS * reading.emotion,
        "rising": min(RISING_MOST, RISING_POINTS * rise),
        "repeat": min(CONTACT_MOST, CONTACT_POINTS * max(0, facts.get("contacts_30d", 1) - 1)),
        "days_open": min(DAY_MOST, DAY_POINTS * max(0, facts.get("days_open", 0))),
        "vulnerable": VULNERABLE_POINTS if codes & VULNERABLE else 0,
        "amount": _amount_points(facts.get("amount") or 0),
    }


def _amount_points(amount: float) -> int:
    return next((points for least, points in AMOUNT_POINTS.items() if amount >= least), 0)
