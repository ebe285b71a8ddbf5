"""Why it climbed: the complainant's own words with the signals marked, and what the rule asks for."""

import re
from dataclasses import dataclass

import guidance

from ... import risk
from ...models import Complaint, Escalation, Signal
from .. import i18n
from ..handling.record import ASSERTED, NOT_COUNTED

MOST_SAID = 6
AROUND = 14
"""Letters shown on either side of a signal at the most."""

STOPS = re.compile(r"[，。！？；、,.!?;\n]")
GRAVE = ("S1", "S2")


@dataclass(frozen=True)
class Said:
    """A clause of the complainant with the words of one signal in it; `why_not` if they do not count."""

    before: str
    words: str
    after: str
    mark: str
    name: str
    why_not: str


def said_in(complaint: Complaint) -> list[Said]:
    """The clauses the signals were read from, those that count first, each once."""
    found = [_said(row) for row in complaint.signals]
    return sorted(dict.fromkeys(found), key=lambda row: bool(row.why_not))[:MOST_SAID]


def actions_of(row: Escalation) -> list[str]:
    """What the rule behind an escalation asks for."""
    rule = next((rule for rule in guidance.load().rules if rule.id == row.rule), None)
    return [action.in_(i18n.locale()) for action in rule.actions] if rule else []


def _said(row: Signal) -> Said:
    known, words = guidance.load().signals.get(row.code), risk.words_of(row)
    before, after = _around(_source(row), row.start_at, row.end_at)
    counts = row.polarity == ASSERTED
    mark = ("mark-high" if row.severity in GRAVE else "mark-note") if counts else "mark-denied"
    why_not = "" if counts else NOT_COUNTED.get(row.polarity, str)()
    return Said(before, words, after, mark, known.name.in_(i18n.locale()) if known else row.code, why_not)


def _source(row: Signal) -> str:
    """The text it was read from; of a call only its own words are shown."""
    if row.attempt_id is not None:
        return ""
    notes = row.complaint.notes if row.note_id is not None else ()
    return next((note.text for note in notes if note.id == row.note_id), row.complaint.narrative)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The rest of the clause before and after a span."""
    stops = [found.end() for found in STOPS.finditer(text, 0, start)]
    before = text[stops[-1] if stops else 0 : start].lstrip()
    following = STOPS.search(text, end)
    after = text[end : following.start() if following else len(text)].rstrip()
    return _cut(before[::-1])[::-1], _cut(after)


def _cut(text: str) -> str:
    return text if len(text) <= AROUND else f"{text[:AROUND]}…"
