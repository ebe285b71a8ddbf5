"""Signals, rules and escalations of a demo complaint: what `risk` and `escalations` write."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import guidance
from guidance import rules
from guidance.rules import Firing

from .. import escalations, risk
from ..codes import Risk
from ..models import Escalation, RuleFiring, Signal, User
from .case import Case, Row
from .desk import read


def hear(case: Case, *parts: str, note: Row | None = None, attempt: Row | None = None, at: datetime) -> None:
    """Read signals out of what was said, then let the rules look. The parts follow each other without a gap."""
    complaint = case.complaint
    signals = tuple(_signals(parts))
    for found in signals:
        case.add(
            Signal,
            complaint_id=complaint.id,
            note_id=note.id if note else None,
            attempt_id=attempt.id if attempt else None,
            code=found.code,
            severity=found.severity,
            polarity=found.polarity,
            start_at=found.start,
            end_at=found.end,
        )
    complaint.signals.extend(signals)
    complaint.risk = _higher(complaint.risk, Risk(guidance.level_for(guidance.severity_of(signals))))
    assess(case, at=at)


def assess(case: Case, *, at: datetime) -> None:
    """Fire the rules on the complaint as it stands; each that asks for a level proposes an escalation."""
    complaint, book = case.complaint, guidance.load()
    signals = tuple(complaint.signals)
    reading = guidance.Reading(signals, guidance.severity_of(signals), complaint.emotion or 0, (), None, None)
    facts = risk.facts_of(complaint, reading, at=at) | _contacts(case, at)
    fired = [row for row in rules.fire(book.rules, facts) if (row.rule_id, row.version) not in complaint.fired]
    codes = {firing.rule_id: _codes(firing, facts) for firing in fired}
    for firing in fired:
        _keep(case, firing, codes[firing.rule_id], at=at)
    complaint.risk_score = max(complaint.risk_score, guidance.score(reading, facts))
    for firing in sorted(fired, key=lambda row: -(row.target_level or 0)):
        _propose_by_rule(case, firing, codes[firing.rule_id], at=at)


def propose(case: Case, level: int, reason: str, complication: str, *, by: User, at: datetime) -> Row:
    """Somebody escalates, with a brief written by hand."""
    brief = escalations.draft(case.complaint) | {"complication": complication}
    return _add(case, level, reason, brief, by=by, at=at)


def accept(case: Case, row: Row, *, by: User, at: datetime) -> None:
    """I look at it; the owner stays."""
    row.accepted_by_id, row.accepted_at = by.id, at
    _answered(case, row, "escalation_accepted", by=by, at=at)


def take_over(case: Case, row: Row, *, by: User, at: datetime) -> None:
    """I own the complaint from here."""
    if row.accepted_at is None:
        row.accepted_by_id, row.accepted_at = by.id, at
    row.taken_over_by_id, row.taken_over_at = by.id, at
    row.owner_before_id, case.complaint.owner_id = case.complaint.owner_id, by.id
    _answered(case, row, "escalation_taken_over", by=by, at=at)


def hand_back(case: Case, row: Row, advice: str, *, by: User, at: datetime) -> None:
    """Back to who owned it before, with advice."""
    row.advice, row.open = advice, False
    row.handed_back_by_id, row.handed_back_at = by.id, at
    if row.taken_over_at is not None and case.complaint.owner_id == by.id:
        case.complaint.owner_id = row.owner_before_id
    _answered(case, row, "escalation_handed_back", by=by, at=at, texts={"advice": advice})


def raise_level(case: Case, row: Row, reason: str, *, by: User, at: datetime) -> Row:
    """One level higher, with the same brief."""
    row.settled_by_id, row.settled_at, row.open = by.id, at, False
    brief = {name: getattr(row, name) for name in escalations.BRIEF}
    higher = _add(case, row.level + 1, reason, brief, by=by, at=at)
    higher.raised_from_id = row.id
    return higher


def _signals(parts: Sequence[str]) -> Iterator[guidance.Signal]:
    """The signals of all parts, each read by itself: whole sentences say the same alone as together."""
    past = 0
    for part in parts:
        for found in read(part):
            yield guidance.Signal(
                found.code, found.polarity, found.start + past, found.end + past, found.text, found.severity
            )
        past += len(part)


def _contacts(case: Case, at: datetime) -> dict[str, int]:
    """How often this person came in the window, and for this cause; `risk.facts_of` would ask the database."""
    since, cause = at - risk.CONTACT_WINDOW, case.complaint.cause
    earlier = [row.cause for row in case.person.contacts if since <= row.opened_at <= at]
    return {"contacts_30d": len(earlier) + 1, "same_cause_30d": (earlier.count(cause) + 1) if cause else 0}


def _codes(firing: Firing, facts: dict[str, Any]) -> list[str]:
    said = facts[rules.WORDS]
    return sorted(code for code in facts["signals"] if set(said.get(code, ())) & set(firing.words))


def _keep(case: Case, firing: Firing, codes: list[str], *, at: datetime) -> None:
    complaint = case.complaint
    level = Risk(firing.risk) if firing.risk else None
    if level is not None:
        complaint.risk = _higher(complaint.risk, level)
    complaint.fired.add((firing.rule_id, firing.version))
    case.add(
        RuleFiring,
        complaint_id=complaint.id,
        rule=firing.rule_id,
        version=firing.version,
        at=at,
        risk=level,
        level=firing.target_level,
        codes=codes,
    )
    data = {"rule": firing.rule_id, "version": firing.version, "risk": firing.risk, "level": firing.target_level}
    case.record("rule_fired", by=case.desk.rules, at=at, data={**data, "signals": codes})


def _propose_by_rule(case: Case, firing: Firing, codes: list[str], *, at: datetime) -> None:
    level, complaint = firing.target_level, case.complaint
    if not level or any(row.open and row.level >= level for row in complaint.escalations):
        return
    due_at = at + timedelta(minutes=firing.minutes) if firing.minutes else None
    row = _add(
        case,
        level,
        _reason(firing, codes, complaint.language.value),
        escalations.draft(complaint),
        by=case.desk.rules,
        at=at,
        rule=firing.rule_id,
        due_at=due_at,
    )
    row.rule_version = firing.version


def _reason(firing: Firing, codes: list[str], language: str) -> str:
    book, colon = guidance.load(), "：" if language == "zh" else ": "
    signals = "、".join(book.signals[code].name.in_(language) for code in codes)
    return firing.name.in_(language) + (f"{colon}{signals}" if signals else "")


def _add(
    case: Case,
    level: int,
    reason: str,
    brief: dict[str, str],
    *,
    by: User,
    at: datetime,
    rule: str | None = None,
    due_at: datetime | None = None,
) -> Row:
    complaint = case.complaint
    row = case.add(
        Escalation,
        complaint_id=complaint.id,
        level=level,
        reason=reason,
        rule=rule,
        rule_version=None,
        proposed_by_id=by.id,
        proposed_at=at,
        due_at=due_at or at + escalations.ANSWER_WITHIN[level],
        accepted_at=None,
        taken_over_at=None,
        open=True,
        **brief,
    )
    complaint.escalations.append(row)
    complaint.escalation_level = max(complaint.escalation_level, level)
    data = {"escalation": row.id, "level": level, "rule": rule}
    case.record("escalated", by=by, at=at, data=data, texts={"reason": reason, **brief})
    return row


def _answered(
    case: Case, row: Row, kind: str, *, by: User, at: datetime, texts: dict[str, str | None] | None = None
) -> None:
    case.record(kind, by=by, at=at, data={"escalation": row.id, "level": row.level}, texts=texts)


def _higher(one: Risk, other: Risk) -> Risk:
    return max(one, other, key=lambda level: level.rank)
