"""The engine of the knowledge, in this process: suggesting for a step and checking a text."""

import itertools
import statistics
import time
from collections.abc import Callable
from typing import Any

import guidance

from .pages import HEATED

TIMES = 300
STEPS = ("soothe", "diagnose", "propose", "confirm", "follow_up")


def engines() -> dict[str, float]:
    """The median milliseconds of one suggestion and of one check; no situation is asked twice, for answers are kept."""
    book = guidance.load()
    causes = sorted(code for code, cause in book.causes.items() if cause.line == "telecom")
    situations = (
        guidance.Situation(step=step, line="telecom", cause=cause, emotion=emotion)
        for cause, step, emotion in itertools.product(causes, STEPS, (3, 6, 9))
    )
    return {
        "suggest": _median(lambda: guidance.suggest(next(situations), book)),
        "lint, 200 characters": _median(lambda: guidance.lint((HEATED * 5)[:200], book)),
    }


def _median(act: Callable[[], Any]) -> float:
    act()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000
