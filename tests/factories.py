"""Complaints in any place, made by the product's own verbs."""

from datetime import datetime, timedelta
from typing import Any

from complaints import handling, promises
from complaints.db import transaction
from complaints.models import Complaint, User
from complaints.steps import Move, Step

NARRATIVE = "七月开始每个月多扣15块，账单上写着视频会员，我从来没开过。打过两次电话都说会回，没人回。"

RECORDS: dict[Step, dict[str, Any]] = {
    Step.SOOTHE: {
        "form_of_address": "周女士",
        "emotion_arrival": 6,
        "emotion_now": 4,
        "restatement": "七月起每月多扣15元，您没开过，对吗？",
        "restatement_confirmed": True,
    },
    Step.DIAGNOSE: {
        "demand": "多扣的全部退还",
        "cause": "TE1-03",
        "facts": [{"kind": "fact", "text": "七月起每月扣15元"}, {"kind": "view", "text": "觉得被骗了"}],
        "summary_read_back": True,
    },
    Step.PROPOSE: {
        "proposals": [
            {"text": "退还75元", "reason": "没有订购确认", "due_on": "2026-11-27", "amount": "75.00"},
        ]
    },
    Step.CONFIRM: {"verdict": "accepts", "own_words": "行，就这么办", "appeal_told": True},
    Step.FOLLOW_UP: {
        "lesson": "开通前要二次确认",
        "disposition": "refunded",
        "root_cause": "短信链接一点就开通",
        "appeal_told": True,
    },
}
"""A complete record of each step."""


def make_complaint(by: User, at: datetime, *, step: Step = Step.SOOTHE, **given: Any) -> Complaint:
    """A complaint logged by `by` and advanced to `step`, a minute a move, ending at `at`."""
    wanted = {
        "channel": "phone",
        "line": "telecom",
        "complainant": {"name": "周玉琴", "phone": "13900862071", "form_of_address": "周女士"},
        "narrative": NARRATIVE,
        "emotion": 6,
        **given,
    }
    moment = at - timedelta(minutes=step.position)
    with transaction():
        complaint = handling.open_complaint(wanted, by=by, at=moment)
    while complaint.step is not step:
        moment += timedelta(minutes=1)
        advance(complaint, by, moment)
    return complaint


def advance(complaint: Complaint, by: User, at: datetime, **changed: Any) -> Complaint:
    """Advance with a complete record of the step it is in."""
    with transaction():
        fields = {**RECORDS[complaint.step], **changed}
        return handling.move(complaint, Move.ADVANCE.value, fields=fields, by=by, at=at)


def reject(complaint: Complaint, by: User, at: datetime, words: str = "这不够") -> Complaint:
    """From confirm back to propose on a rejection."""
    with transaction():
        fields = {"verdict": "rejects", "own_words": words}
        return handling.move(complaint, Move.RETURN.value, to="propose", fields=fields, by=by, at=at)


def keep_promises(complaint: Complaint, by: User, at: datetime) -> None:
    """Keep every open promise, with evidence."""
    with transaction():
        for promise in complaint.promises:
            if promise.settled_at is None:
                promises.settle(promise, {"state": "kept", "evidence": "退款流水已核"}, by=by, at=at)


def call(complaint: Complaint, by: User, at: datetime, **attempt: Any) -> None:
    """Record an attempt on the open callback; reached and solved unless told otherwise."""
    callback = next(row for row in complaint.callbacks if row.settled_at is None)
    given = {"outcome": "reached", "result": "solved", "score": 5} | attempt
    with transaction():
        handling.record_attempt(callback, {name: value for name, value in given.items() if value}, by=by, at=at)
