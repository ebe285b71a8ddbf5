"""Escalations: proposed with an SCR brief, accepted, taken over, handed back with advice, raised, settled (SYS-117)."""

from datetime import datetime, timedelta
from typing import Any

from . import numbering
from .clocks import desk_zone
from .codes import N_
from .db import db
from .errors import WrongStep
from .fields import integer, refuse, rows, text
from .history import record
from .models import Complaint, Escalation, User
from .rights import allow, must_be_live
from .steps import Step

BRIEF = ("situation", "complication", "resolution")
ANSWER_WITHIN = {1: timedelta(hours=8), 2: timedelta(hours=4), 3: timedelta(hours=1)}
"""Own targets for looking at an escalation by level (product choice)."""

HIGHEST = 3
NO_RULE: tuple[str | None, int | None] = (None, None)

DRAFT = {
    "zh": ("{opened}受理。{narrative}", "{changes}", "请您决定：{demand}。"),
    "en": ("Received {opened}. {narrative}", "{changes}", "Please decide: {demand}."),
}

SO_FAR = {
    "zh": {Step.CONFIRM: "方案已经提出，等对方答复。", Step.FOLLOW_UP: "方案已经接受，正在办。"},
    "en": {Step.CONFIRM: "A proposal was made; the answer is open.", Step.FOLLOW_UP: "Accepted; it is being done."},
}
NOTHING_YET = {"zh": "还没有方案。", "en": "No proposal yet."}
"""Where it stands when nothing was rejected or opened again."""


def propose(complaint: Complaint, fields: dict[str, Any], *, by: User, at: datetime) -> Escalation:
    """Escalate: `{level, reason, brief: {situation, complication, resolution}}`. Raises Invalid, NotAllowed."""
    allow(by, "escalate", complaint)
    must_be_live(complaint)
    level = integer("level", fields.get("level"), 1, HIGHEST)
    if level is None:
        raise refuse("level", N_("Choose level 1, 2 or 3"))
    reason = text("reason", fields.get("reason"), required=True)
    brief = rows("brief", [fields.get("brief") or {}])[0]
    told = {name: text(name, brief.get(name), required=True) for name in BRIEF}
    escalation = _add(complaint, level, reason, told, by=by, at=at)
    db.session.flush()
    return escalation


def propose_by_rule(
    complaint: Complaint,
    *,
    rule: str,
    version: int,
    level: int,
    reason: str,
    minutes: int | None,
    by: User,
    at: datetime,
) -> Escalation | None:
    """What a rule asks for, with a brief drafted from the record; nothing when that level is open already."""
    if any(row.open and row.level >= level for row in complaint.escalations):
        return None
    due_at = at + timedelta(minutes=minutes) if minutes else None
    return _add(complaint, level, reason, draft(complaint), by=by, at=at, rule=(rule, version), due_at=due_at)


def accept(escalation: Escalation, *, by: User, at: datetime) -> Escalation:
    """I look at it; the owner of the complaint stays. Raises WrongStep when somebody looks at it already."""
    _answer(escalation, by)
    if escalation.accepted_at is not None:
        raise WrongStep(N_("This escalation has been answered already"))
    escalation.accepted_by_id, escalation.accepted_at = by.id, at
    return _recorded(escalation, "escalation_accepted", by=by, at=at)


def take_over(escalation: Escalation, *, by: User, at: datetime) -> Escalation:
    """I own the complaint from here."""
    _answer(escalation, by)
    if escalation.accepted_at is None:
        escalation.accepted_by_id, escalation.accepted_at = by.id, at
    if escalation.taken_over_at is None:
        escalation.owner_before_id = escalation.complaint.owner_id
    escalation.taken_over_by_id, escalation.taken_over_at = by.id, at
    escalation.complaint.hand_to(by.id)
    return _recorded(escalation, "escalation_taken_over", by=by, at=at)


def hand_back(escalation: Escalation, advice: str | None, *, by: User, at: datetime) -> Escalation:
    """Back to the one who owned it before, with advice in words. Raises Invalid without advice."""
    _answer(escalation, by)
    escalation.advice = text("advice", advice, required=True)
    escalation.handed_back_by_id, escalation.handed_back_at = by.id, at
    if escalation.taken_over_at is not None and escalation.complaint.owner_id == escalation.taken_over_by_id:
        escalation.complaint.hand_to(escalation.owner_before_id)
    return _recorded(escalation, "escalation_handed_back", by=by, at=at, texts={"advice": escalation.advice})


def raise_level(escalation: Escalation, reason: str | None, *, by: User, at: datetime) -> Escalation:
    """One level higher, with the same brief. Raises Invalid without reason, WrongStep at the top."""
    _answer(escalation, by)
    why = text("reason", reason, required=True)
    if escalation.level == HIGHEST:
        raise WrongStep(N_("Level 3 is the highest"))
    escalation.settled_by_id, escalation.settled_at = by.id, at
    brief = {name: getattr(escalation, name) for name in BRIEF}
    higher = _add(escalation.complaint, escalation.level + 1, why, brief, by=by, at=at)
    higher.raised_from_id = escalation.id
    db.session.flush()
    return higher


def settle_all(complaint: Complaint, *, by: User, at: datetime) -> None:
    """An ended complaint leaves nothing open; the closing event names them."""
    for escalation in complaint.escalations:
        if escalation.open:
            escalation.settled_by_id, escalation.settled_at = by.id, at


def draft(complaint: Complaint) -> dict[str, str]:
    """Situation, complication and resolution drafted from the record, in the complaint's language."""
    chinese = complaint.language.value == "zh"
    patterns = DRAFT[complaint.language.value]
    known = {
        "opened": _day(complaint.opened_at, chinese),
        "narrative": complaint.narrative[:300],
        "changes": _changes(complaint, chinese),
        "demand": complaint.demand or ("先定谁来办、什么时候答复" if chinese else "who takes it and by when we answer"),
    }
    return {name: pattern.format(**known).strip() for name, pattern in zip(BRIEF, patterns, strict=True)}


def _day(moment: datetime, chinese: bool) -> str:
    day = moment.astimezone(desk_zone())
    return f"{day.month}月{day.day}日" if chinese else f"on {day.day} {day:%B}"


def _changes(complaint: Complaint, chinese: bool) -> str:
    rejected, reopened = complaint.attempt - 1, complaint.reopened
    words = []
    if rejected:
        words.append(f"方案被拒绝{rejected}次。" if chinese else f"Proposals rejected {rejected} time(s).")
    if reopened:
        words.append(f"回访没解决，重开{reopened}次。" if chinese else f"Reopened {reopened} time(s) after a callback.")
    if not words:
        words.append(
            SO_FAR[complaint.language.value].get(complaint.step or Step.SOOTHE, NOTHING_YET[complaint.language.value])
        )
    if complaint.emotion is not None:
        words.append(f"情绪{complaint.emotion}分。" if chinese else f"Emotion {complaint.emotion} of 10.")
    return ("" if chinese else " ").join(words)


def _add(
    complaint: Complaint,
    level: int,
    reason: str,
    brief: dict[str, str],
    *,
    by: User,
    at: datetime,
    rule: tuple[str | None, int | None] = NO_RULE,
    due_at: datetime | None = None,
) -> Escalation:
    escalation = Escalation(
        complaint=complaint,
        level=level,
        reason=reason,
        rule=rule[0],
        rule_version=rule[1],
        proposed_by_id=by.id,
        proposed_at=at,
        due_at=due_at or at + ANSWER_WITHIN[level],
        **brief,
    )
    named = numbering.give(escalation)
    db.session.add(escalation)
    complaint.escalation_level = max(complaint.escalation_level, level)
    if not named:
        db.session.flush()
    data = {"escalation": escalation.id, "level": level, "rule": rule[0]}
    record(complaint, "escalated", by=by, at=at, data=data, texts={"reason": reason, **brief})
    return escalation


def _answer(escalation: Escalation, by: User) -> None:
    allow(by, "answer_escalation", escalation.complaint)
    must_be_live(escalation.complaint)
    if not escalation.open:
        raise WrongStep(N_("This escalation has been answered already"))


def _recorded(
    escalation: Escalation, kind: str, *, by: User, at: datetime, texts: dict[str, str | None] | None = None
) -> Escalation:
    data = {"escalation": escalation.id, "level": escalation.level}
    record(escalation.complaint, kind, by=by, at=at, data=data, texts=texts)
    db.session.flush()
    return escalation
