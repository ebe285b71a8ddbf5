"""Risk: signals read from what was said, rules that fire on them, the level and its reasons (design §4).

A rule may raise the level, never lower it; only a person may, with a reason (E13).
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

import guidance
from guidance import rules
from guidance.rules import Firing

from . import numbering
from .clocks import share_left
from .codes import N_, Risk
from .db import BigId, UTCDateTime, db
from .errors import WrongStep
from .fields import choice, text
from .history import record
from .models import Attempt, Complaint, Note, RuleFiring, Signal, User
from .promises import broken_count
from .rights import allow

CONTACT_WINDOW = timedelta(days=30)
MOST_SIGNALS = 200
"""Signals kept of one text; more of them say nothing new."""

OTHER_CONTACTS = sa.select(Complaint.cause).where(
    Complaint.complainant_id == sa.bindparam("person", type_=BigId),
    Complaint.opened_at >= sa.bindparam("since", type_=UTCDateTime),
    Complaint.id != sa.bindparam("this", type_=BigId),
)
"""The causes of all complaints of `person` from `since` on, but for `this`."""

Facts = dict[str, Any]


def read(
    complaint: Complaint, words: str, *, note: Note | None = None, attempt: Attempt | None = None
) -> guidance.Reading:
    """Read signals out of the narrative, a note or a callback and keep their spans; the words stay in the text."""
    reading = guidance.read(words, guidance.load(), complaint.line.value)
    for found in reading.signals[:MOST_SIGNALS]:
        signal = Signal(
            complaint=complaint,
            note_id=note.id if note else None,
            attempt_id=attempt.id if attempt else None,
            code=found.code,
            severity=found.severity,
            polarity=found.polarity,
            start_at=found.start,
            end_at=found.end,
        )
        numbering.give(signal)
        db.session.add(signal)
    level = Risk(guidance.level_for(reading.severity))
    complaint.risk = max(complaint.risk, level, key=lambda risk: risk.rank)
    return reading


def assess(complaint: Complaint, *, by: User, at: datetime) -> list[tuple[Firing, list[str]]]:
    """Fire the rules on the complaint as it stands and raise its level; new firings with the signals behind each."""
    reading, known = reading_of(complaint), {(row.rule, row.version) for row in complaint.firings}
    facts = facts_of(complaint, reading, at=at)
    fired = [row for row in rules.fire(guidance.load().rules, facts) if (row.rule_id, row.version) not in known]
    found = [(firing, _codes_behind(firing, facts)) for firing in fired]
    for firing, codes in found:
        _keep(complaint, firing, codes, by=by, at=at)
    complaint.risk_score = max(complaint.risk_score, guidance.score(reading, facts))
    return found


def lower(complaint: Complaint, level: str, reason: str | None, *, by: User, at: datetime) -> None:
    """A person lowers (or sets) the level, with a reason; the first level stays. Raises Invalid, NotAllowed."""
    allow(by, "lower_risk", complaint)
    why = text("reason", reason, required=True)
    before, complaint.risk = complaint.risk, choice("risk", level, Risk, required=True)
    if before is complaint.risk:
        raise WrongStep(N_("The level is the same as before"))
    data = {"before": before.value, "after": complaint.risk.value}
    record(complaint, "risk_set", by=by, at=at, data=data, texts={"reason": why})
    db.session.flush()


def facts_of(complaint: Complaint, reading: guidance.Reading, *, at: datetime) -> Facts:
    """What rules may know of a complaint (the whitelist of `guidance.conditions`)."""
    contacts = _contacts(complaint, at)
    return rules.facts_of(
        reading,
        rejections=complaint.attempt - 1,
        contacts_30d=len(contacts),
        same_cause_30d=sum(cause is not None and cause == complaint.cause for cause in contacts),
        step=complaint.step.value if complaint.step else "",
        line=complaint.line.value,
        cause=complaint.cause or "",
        share_left=share_left(complaint, at=at),
        broken_promises=broken_count(complaint, at=at),
        has_reference_number=complaint.reference_number is not None,
        group_size=0,
        amount=max((row.amount for row in complaint.redress), default=0),
        names_handler=False,
        days_open=(at - complaint.opened_at).days,
    )


def reading_of(complaint: Complaint) -> guidance.Reading:
    """What has been read of a complaint so far, out of the kept signals."""
    signals = tuple(
        guidance.Signal(row.code, row.polarity, row.start_at, row.end_at, words_of(row), row.severity)
        for row in complaint.signals
    )
    return guidance.Reading(
        signals=signals,
        severity=guidance.severity_of(signals),
        emotion=complaint.emotion or 0,
        suggested_causes=(),
        demand=None,
        need=None,
    )


def standing(complaint: Complaint, *, at: datetime) -> list[rules.Standing]:
    """The rules that stand at this step and how near they are (decision 21)."""
    facts = facts_of(complaint, reading_of(complaint), at=at)
    return rules.standing(guidance.load().rules, facts["step"], facts)


def words_of(signal: Signal) -> str:
    """The words a signal was read from."""
    complaint = signal.complaint
    if signal.note_id is not None:
        source = next(note.text for note in complaint.notes if note.id == signal.note_id)
    elif signal.attempt_id is not None:
        source = db.session.get_one(Attempt, signal.attempt_id).words or ""
    else:
        source = complaint.narrative
    return source[signal.start_at : signal.end_at]


def suggested_causes(complaint: Complaint) -> tuple[guidance.CauseGuess, ...]:
    """Causes the narrative's words point to, likeliest first."""
    return guidance.read(complaint.narrative, guidance.load(), complaint.line.value).suggested_causes


def _codes_behind(firing: Firing, facts: Facts) -> list[str]:
    said, signals = facts[rules.WORDS], facts["signals"]
    return sorted(code for code in signals if set(said.get(code, ())) & set(firing.words))


def _keep(complaint: Complaint, firing: Firing, codes: list[str], *, by: User, at: datetime) -> None:
    level = Risk(firing.risk) if firing.risk else None
    if level is not None:
        complaint.risk = max(complaint.risk, level, key=lambda risk: risk.rank)
    row = RuleFiring(
        complaint=complaint,
        rule=firing.rule_id,
        version=firing.version,
        at=at,
        risk=level,
        level=firing.target_level,
        codes=codes,
    )
    numbering.give(row)
    db.session.add(row)
    data = {"rule": firing.rule_id, "version": firing.version, "risk": firing.risk, "level": firing.target_level}
    record(complaint, "rule_fired", by=by, at=at, data={**data, "signals": codes})


def _contacts(complaint: Complaint, at: datetime) -> list[str | None]:
    """The causes of all complaints of this person in the window, this one among them."""
    person = complaint.complainant
    if person is None or person.id is None:
        return [complaint.cause]
    asked = {"person": person.id, "since": at - CONTACT_WINDOW, "this": complaint.id}
    with db.session.no_autoflush:
        return [complaint.cause, *db.session.scalars(OTHER_CONTACTS, asked)]
