"""Reading what was said and acting on the rules that fire: the level rises, an escalation is proposed."""

from datetime import datetime

import guidance
from guidance.rules import Firing

from .. import escalations, people, risk
from ..models import Attempt, Complaint, Note


def read_and_assess(
    complaint: Complaint, words: str, *, note: Note | None = None, attempt: Attempt | None = None, at: datetime
) -> guidance.Reading:
    """Read new words, then let the rules look at the complaint."""
    reading = risk.read(complaint, words, note=note, attempt=attempt)
    assess(complaint, at=at)
    return reading


def assess(complaint: Complaint, *, at: datetime) -> list[Firing]:
    """Let the rules look; each one that asks for a level proposes an escalation with its reason."""
    rules_user = people.the_rules()
    fired = risk.assess(complaint, by=rules_user, at=at)
    for firing, codes in sorted(fired, key=lambda row: -(row[0].target_level or 0)):
        if firing.target_level:
            escalations.propose_by_rule(
                complaint,
                rule=firing.rule_id,
                version=firing.version,
                level=firing.target_level,
                reason=_reason(firing, codes, complaint),
                minutes=firing.minutes,
                by=rules_user,
                at=at,
            )
    return [firing for firing, _codes in fired]


def _reason(firing: Firing, codes: list[str], complaint: Complaint) -> str:
    book, language = guidance.load(), complaint.language.value
    name = firing.name.in_(language)
    signals = "、".join(book.signals[code].name.in_(language) for code in codes)
    return f"{name}：{signals}" if signals and language == "zh" else f"{name}: {signals}" if signals else name
