"""How heated a text is, what it asks for, and what is likely wanted beneath that, by everyday words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from guidance.lexicon import DEMANDS, HEAT, NEEDS, STRESS
from guidance.phrases import Hit, Phrases
from guidance.polarity import Speech, denied
from guidance.schema import Words

CALM = 2
"""Where a complaint without a heated word stands: somebody took the trouble to complain."""

WISHED_FOR = 3
"""What a demand counts for when a wish stands before it; 1 without."""

_WISH = re.compile(
    r"要求|我要|希望|请|必须|给我|帮我|想要|申请|应该|得给|\b(?:want|need|demand|please|expect|require|like)\b"
)
_NOT_SO = frozenset("不没别")
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")


def _phrases(table: Mapping[str, Words]) -> Phrases[str]:
    return Phrases((word, code) for code, words in table.items() for word in words.all)


_HEAT = _phrases({str(heat): words for heat, words in HEAT.items()} | {"stress": STRESS})
_DEMANDS = _phrases(DEMANDS)
_NEEDS = _phrases(NEEDS)


def emotion_of(speech: Speech, original: str) -> int:
    """Emotion from 0 to 10: the hottest word, raised by further ones, by stress, by marks and by shouting."""
    felt = (hit for hit in _said(_HEAT, speech) if speech.text[hit.start - 1 : hit.start] not in _NOT_SO)
    words = {(speech.text[hit.start : hit.end], hit.meaning) for hit in felt}
    heats = [int(meaning) for _, meaning in words if meaning != "stress"]
    stress = min(1.0, 0.5 * (len(words) - len(heats)))
    more = min(1.5, 0.5 * (len(heats) - 1)) if heats else 0.0
    marks = min(1.5, 0.5 * speech.text.count("!"))
    shouting = 1.0 if len(_SHOUTED.findall(original)) >= 3 else 0.0
    return min(10, round(max(heats, default=CALM) + more + stress + marks + shouting))


def demand_of(speech: Speech) -> str | None:
    """The code of what is asked for most plainly; none when nothing is."""
    weights: Counter[str] = Counter()
    for hit in _said(_DEMANDS, speech):
        wished = _WISH.search(speech.clause_before(hit.start)[-12:])
        weights[hit.meaning] += WISHED_FOR if wished else 1
    return max(DEMANDS, key=lambda code: weights[code]) if weights else None


def need_of(speech: Speech, emotion: int, demand: str | None) -> str | None:
    """The need the words hint at most; heat without a demand wants venting; none when nothing hints."""
    hints = Counter(hit.meaning for hit in _NEEDS.find(speech.text))
    if hints:
        return max(NEEDS, key=lambda code: hints[code])
    return "vent" if emotion >= 7 and demand is None else None


def _said(phrases: Phrases[str], speech: Speech) -> Iterable[Hit[str]]:
    return (hit for hit in phrases.find(speech.text) if not denied(speech.clause_before(hit.start)))
