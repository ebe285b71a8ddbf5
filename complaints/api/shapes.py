"""Rows as plain data for the schemas: what hangs on a complaint."""

from dataclasses import asdict
from typing import Any

import guidance

from .. import callbacks, clocks
from ..models import Attachment, Attempt, Callback, Clock, Complaint, Escalation, Note, Promise, Redress, RuleFiring
from ..risk import suggested_causes, words_of
from .reader import Reader

ESCALATION_FIELDS = ("id", "level", "state", "rule", "rule_version", "proposed_at", "due_at", "settled_at")
ANSWERS = ("accepted", "taken_over", "handed_back")


def risk(complaint: Complaint, reader: Reader) -> dict[str, Any]:
    """The level with its signals and rules."""
    signals = [
        {
            "code": row.code,
            "text": reader.words(words_of(row)) if reader.sees_words else None,
            "start": row.start_at,
            "end": row.end_at,
            "polarity": row.polarity,
            "severity": row.severity,
            "note": row.note_id,
            "attempt": row.attempt_id,
        }
        for row in sorted(complaint.signals, key=lambda row: row.id)
    ]
    rules = [firing(row) for row in sorted(complaint.firings, key=lambda row: row.id)]
    return {"level": complaint.risk, "score": complaint.risk_score, "signals": signals, "rules": rules}


def firing(row: RuleFiring) -> dict[str, Any]:
    """A rule that fired."""
    return {"rule": row.rule, "version": row.version, "risk": row.risk, "level": row.level, "signals": row.codes}


def causes(complaint: Complaint, reader: Reader) -> list[Any]:
    """Likely causes; nothing for those who may not read the words they come from."""
    return list(suggested_causes(complaint)) if reader.sees_words else []


def clock(row: Clock, reader: Reader) -> dict[str, Any]:
    """A time limit, its state now, and why it ends when it does."""
    known = {name: getattr(row, name) for name in ("kind", "policy", "due_at", "started_at", "stopped_at")}
    why = clocks.explained(row, at=reader.at)
    return known | {
        "state": clocks.state(row, at=reader.at),
        "used": why.used,
        "explain": [asdict(span) for span in why.spans],
        "rule": _clock_rule(row),
    }


def _clock_rule(row: Clock) -> dict[str, Any] | None:
    policy = clocks.policy_of(row)
    if policy is None:
        return None
    source = guidance.load().citations.get(policy.citation or "")
    return {
        "name": asdict(policy.name),
        "amount": policy.amount,
        "unit": policy.unit,
        "effective_from": policy.effective_from,
        "reviewed_on": policy.review.reviewed_on,
        "citation": policy.citation,
        "instrument": asdict(source.instrument) if source else None,
        "source": source.source if source else None,
        "evidence": source.evidence if source else None,
    }


def promise(row: Promise, reader: Reader) -> dict[str, Any]:
    """A promise."""
    return {
        "id": row.id,
        "state": row.state,
        "text": reader.words(row.text),
        "owner": reader.name(row.owner_id),
        "due_at": row.due_at,
        "evidence": reader.words(row.evidence),
    }


def attempt(row: Attempt, reader: Reader) -> dict[str, Any]:
    """One try."""
    known = ("id", "at", "outcome", "result", "score", "asked_for_at", "guard_breach")
    shown = {name: getattr(row, name) for name in known}
    return shown | {"by": reader.name(row.by_id), "words": reader.words(row.words)}


def callback(row: Callback, reader: Reader) -> dict[str, Any]:
    """A callback with its tries; nothing comes next once it is settled."""
    return {
        "id": row.id,
        "number": row.complaint.number,
        "state": callbacks.state_of(row),
        "promised_at": row.promised_at,
        "next_at": row.next_at if row.settled_at is None else None,
        "reason": reader.words(row.reason),
        "attempts": [attempt(tried, reader) for tried in row.attempts],
    }


def escalation(row: Escalation, reader: Reader) -> dict[str, Any]:
    """An escalation with who answered it and when."""
    shown = {name: getattr(row, name) for name in ESCALATION_FIELDS}
    for name in ANSWERS:
        shown |= {f"{name}_at": getattr(row, f"{name}_at"), f"{name}_by": reader.name(getattr(row, f"{name}_by_id"))}
    return shown | {
        "number": row.complaint.number,
        "reason": reader.words(row.reason),
        "advice": reader.words(row.advice),
        "brief": {name: reader.words(getattr(row, name)) for name in ("situation", "complication", "resolution")},
        "proposed_by": reader.name(row.proposed_by_id),
        "raised_from": row.raised_from_id,
    }


def redress(row: Redress, reader: Reader) -> dict[str, Any]:
    """Money with its decision."""
    states = {None: "waiting", True: "approved", False: "refused"}
    return {
        "id": row.id,
        "kind": row.kind,
        "amount": row.amount,
        "state": states[row.approved],
        "reason": reader.words(row.reason),
        "requested_by": reader.name(row.requested_by_id),
        "requested_at": row.requested_at,
        "decided_by": reader.name(row.decided_by_id),
        "decided_at": row.decided_at,
    }


def note(row: Note, reader: Reader) -> dict[str, Any]:
    """A note."""
    return {
        "id": row.id,
        "kind": row.kind,
        "text": reader.words(row.text),
        "at": row.at,
        "by": reader.name(row.by_id),
    }


def attachment(row: Attachment, reader: Reader) -> dict[str, Any]:
    """A file without its content."""
    known = {name: getattr(row, name) for name in ("id", "media_type", "size", "at")}
    name = reader.words(row.filename) if reader.sees_words else None
    return known | {"filename": name, "by": reader.name(row.by_id)}
