"""The way of a complaint through the verbs, on both databases."""

from datetime import datetime, timedelta

import pytest

from complaints import audit, escalations, handling, queries
from complaints.codes import Disposition, Risk, Verdict
from complaints.db import transaction
from complaints.errors import GateClosed, Invalid, NotAllowed
from complaints.models import User
from complaints.steps import Step

from ..databases import on_both
from ..factories import RECORDS, advance, call, keep_promises, make_complaint, reject

MINUTE = timedelta(minutes=1)
People = dict[str, User]


@on_both
def test_from_the_first_angry_word_to_a_closed_callback(people: People, at: datetime) -> None:
    rep, specialist, manager = people["rep"], people["specialist"], people["manager"]
    complaint = make_complaint(rep, at, step=Step.CONFIRM, narrative="多扣了五个月，再不解决我就打12315投诉你们。")
    assert complaint.number == "C20261124-0001"
    assert complaint.risk is Risk.HIGH
    assert [row.rule for row in complaint.escalations] == ["E14"]

    reject(complaint, rep, at)
    assert (complaint.step, complaint.attempt) == (Step.PROPOSE, 2)
    with transaction():
        escalation = complaint.escalations[0]
        escalations.accept(escalation, by=specialist, at=at)
        assert complaint.owner_id == rep.id
        escalations.hand_back(escalation, "先报总额，再讲经过", by=specialist, at=at)

    advance(complaint, rep, at + MINUTE)
    advance(complaint, rep, at + 2 * MINUTE)
    assert [row.text for row in complaint.promises] == ["退还75元"]
    assert len(complaint.callbacks) == 1

    later = at + timedelta(days=3)
    keep_promises(complaint, rep, later)
    call(complaint, manager, later, outcome="no_answer", result=None, score=None)
    call(complaint, manager, later + timedelta(hours=4), result="not_solved", score=1, words="这个月又扣了")
    assert (complaint.step, complaint.reopened, complaint.owner_id) == (Step.DIAGNOSE, 1, people["rep2"].id)

    rep2 = people["rep2"]
    for minutes in range(1, 4):
        advance(complaint, rep2, later + timedelta(hours=5, minutes=minutes))
    keep_promises(complaint, rep2, later + timedelta(days=1))
    call(complaint, manager, later + timedelta(days=1))
    with transaction(), pytest.raises(NotAllowed):
        handling.move(complaint, "close", fields=RECORDS[Step.FOLLOW_UP], by=rep2, at=later + timedelta(days=1))


@on_both
def test_a_manager_closes_what_is_of_high_risk(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP, narrative="再不解决我就打12315投诉你们。")
    keep_promises(complaint, people["rep"], at)
    call(complaint, people["manager"], at)
    with transaction():
        handling.move(complaint, "close", fields=RECORDS[Step.FOLLOW_UP], by=people["manager"], at=at)
    assert complaint.disposition is Disposition.REFUNDED
    assert all(row.settled_at for row in complaint.escalations)
    assert all(clock.stopped_at for clock in complaint.clocks)
    assert audit.verify() == []


def test_nothing_closes_before_somebody_called_back(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
    keep_promises(complaint, people["rep"], at)
    with pytest.raises(GateClosed) as refused, transaction():
        handling.move(complaint, "close", fields=RECORDS[Step.FOLLOW_UP], by=people["rep"], at=at)
    assert list(refused.value.fields) == ["callback"]


def test_a_rejected_proposal_goes_back_and_does_not_advance(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
    fields = {"verdict": "rejects", "own_words": "不行", "appeal_told": True}
    with pytest.raises(GateClosed) as refused, transaction():
        handling.move(complaint, "advance", fields=fields, by=people["rep"], at=at)
    assert list(refused.value.fields) == ["verdict"]


def test_after_the_third_rejection_a_manager_declines_in_writing(people: People, at: datetime) -> None:
    rep, manager = people["rep"], people["manager"]
    complaint = make_complaint(rep, at, step=Step.CONFIRM)
    for number in (1, 2):
        reject(complaint, rep, at + number * MINUTE)
        advance(complaint, rep, at + number * MINUTE)
    at += 3 * MINUTE
    assert complaint.attempt == 3
    fields = {"verdict": Verdict.REJECTS.value, "own_words": "还是不行", "appeal_told": True}
    with transaction():
        handling.move(complaint, "advance", fields=fields, reason="按合同第六条不能全退，理由如下", by=manager, at=at)
    assert complaint.step is Step.FOLLOW_UP
    assert complaint.notes[0].kind.value == "letter"
    call(complaint, manager, at)
    with pytest.raises(Invalid) as refused, transaction():
        handling.move(complaint, "close", fields=RECORDS[Step.FOLLOW_UP], by=manager, at=at)
    assert list(refused.value.fields) == ["disposition"]
    closing = RECORDS[Step.FOLLOW_UP] | {"disposition": "declined"}
    with transaction():
        complaint = queries.complaint_numbered(complaint.number, person=manager, lock=True)
        handling.move(complaint, "close", fields=closing, by=manager, at=at)
    assert complaint.disposition is Disposition.DECLINED


def test_undo_within_a_minute_by_the_same_person(people: People, at: datetime) -> None:
    rep = people["rep"]
    complaint = make_complaint(rep, at, step=Step.CONFIRM)
    advance(complaint, rep, at)
    assert complaint.promises
    with transaction():
        handling.move(complaint, "return", to="confirm", by=rep, at=at + timedelta(seconds=59))
    assert (complaint.step, complaint.attempt, complaint.promises) == (Step.CONFIRM, 1, [])
    assert [row.left_by_move for row in complaint.visits][-1] == "undo"
    advance(complaint, rep, at + MINUTE)
    with pytest.raises(Invalid) as refused, transaction():
        handling.move(complaint, "return", to="confirm", by=rep, at=at + MINUTE + timedelta(seconds=61))
    assert list(refused.value.fields) == ["reason"]


def test_a_manager_skips_a_gate_of_somebody_else_with_a_reason(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    manager = people["manager"]
    with pytest.raises(NotAllowed), transaction():
        handling.move(complaint, "advance", override=True, reason="客户已挂断", by=people["rep"], at=at)
    with transaction():
        complaint = queries.complaint_numbered(complaint.number, person=manager, lock=True)
        handling.move(complaint, "advance", override=True, reason="客户已挂断", by=manager, at=at)
    assert complaint.step is Step.DIAGNOSE
    assert set(complaint.visits[0].skipped) == {"emotion_now", "restatement", "restatement_confirmed"}


def test_withdrawal_needs_the_complainants_own_words(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    with pytest.raises(Invalid) as refused, transaction():
        handling.move(complaint, "withdraw", by=people["rep"], at=at)
    assert list(refused.value.fields) == ["own_words"]
    with transaction():
        complaint = queries.complaint_numbered(complaint.number, person=people["rep"], lock=True)
        handling.move(complaint, "withdraw", fields={"own_words": "弄明白了，不投诉了"}, by=people["rep"], at=at)
    assert complaint.disposition is Disposition.WITHDRAWN
