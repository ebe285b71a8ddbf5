"""Recording what a step asks for: each field at its step, judged in this visit, never half-written."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from complaints import handling
from complaints.codes import FactKind, Language, Line, RedressKind, Verdict
from complaints.db import transaction
from complaints.errors import GateClosed, Invalid, NotAllowed, WrongStep
from complaints.history import texts_of
from complaints.steps import VISIT_FIELDS, Step

from ..databases import on_both
from ..factories import RECORDS, advance, make_complaint, reject
from .checks import People, closed_complaint, refused, writes

FACT = {"kind": "fact", "text": "七月起每月扣15元"}
PROPOSAL = {"text": "退还75元", "reason": "没有订购确认", "due_on": "2026-11-27"}


@on_both
@pytest.mark.parametrize("step", Step)
def test_everything_a_step_asks_for_is_recorded_in_one_event(people: People, at: datetime, step: Step) -> None:
    complaint = make_complaint(people["rep"], at, step=step)
    with writes(complaint, "recorded"):
        handling.edit(complaint, RECORDS[step], by=people["rep"], at=at)
    visit = complaint.visit
    for name in RECORDS[step].keys() - {"facts", "proposals"}:
        assert getattr(visit, name) == RECORDS[step][name]
    assert [(row.position, row.kind, row.text) for row in visit.facts] == [
        (1, FactKind.FACT, "七月起每月扣15元"),
        (2, FactKind.VIEW, "觉得被骗了"),
    ] * (step is Step.DIAGNOSE)
    assert [(row.due_on, row.amount, row.kind) for row in visit.proposals] == [
        (date(2026, 11, 27), Decimal("75.00"), RedressKind.REFUND)
    ] * (step is Step.PROPOSE)


@pytest.mark.parametrize("step", Step)
def test_a_field_of_another_step_is_refused_by_name(people: People, at: datetime, step: Step) -> None:
    complaint = make_complaint(people["rep"], at, step=step)
    elsewhere = {name for names in VISIT_FIELDS.values() for name in names} - set(VISIT_FIELDS[step]) - {"cause"}
    for field in sorted(elsewhere):
        with refused(Invalid, field) as caught:
            handling.edit(complaint, {field: "x"}, by=people["rep"], at=at)
        assert caught.value.fields[field] == "This belongs to another step"


WRONG: list[tuple[Step, str, Any, str]] = [
    (Step.SOOTHE, "step", "confirm", "step"),
    (Step.SOOTHE, "risk", "low", "risk"),
    (Step.SOOTHE, "form_of_address", "长" * 31, "form_of_address"),
    (Step.SOOTHE, "emotion_arrival", 11, "emotion_arrival"),
    (Step.SOOTHE, "emotion_now", "calm", "emotion_now"),
    (Step.SOOTHE, "restatement", "a\x00", "restatement"),
    (Step.SOOTHE, "restatement_confirmed", "true", "restatement_confirmed"),
    (Step.SOOTHE, "cause", "TE1", "cause"),
    (Step.SOOTHE, "line", None, "line"),
    (Step.SOOTHE, "line", "insurance", "line"),
    (Step.SOOTHE, "language", "fr", "language"),
    (Step.SOOTHE, "needs", ["revenge"], "needs"),
    (Step.DIAGNOSE, "demand", ["x"], "demand"),
    (Step.DIAGNOSE, "facts", "x", "facts"),
    (Step.DIAGNOSE, "facts", [{"kind": "rumour", "text": "x"}], "facts.kind"),
    (Step.DIAGNOSE, "facts", [{"text": "x"}], "facts.kind"),
    (Step.DIAGNOSE, "facts", [{"kind": "fact", "text": " "}], "facts.text"),
    (Step.DIAGNOSE, "facts", [FACT | {"by": "me"}], "facts.by"),
    (Step.DIAGNOSE, "facts", [FACT] * 51, "facts"),
    (Step.PROPOSE, "proposals", [PROPOSAL] * 11, "proposals"),
    (Step.PROPOSE, "proposals", [PROPOSAL | {"text": ""}], "proposals.text"),
    (Step.PROPOSE, "proposals", [PROPOSAL | {"due_on": "周五"}], "proposals.due_on"),
    (Step.PROPOSE, "proposals", [PROPOSAL | {"due_on": "9999-12-31"}], "proposals.due_on"),
    (Step.PROPOSE, "proposals", [PROPOSAL | {"amount": "-1"}], "proposals.amount"),
    (Step.PROPOSE, "proposals", [PROPOSAL | {"amount": "5", "kind": "gift"}], "proposals.kind"),
    (Step.PROPOSE, "proposals", [PROPOSAL | {"state": "kept"}], "proposals.state"),
    (Step.CONFIRM, "verdict", "maybe", "verdict"),
    (Step.CONFIRM, "needs_time_until", "soon", "needs_time_until"),
    (Step.CONFIRM, "own_words", "长" * 2001, "own_words"),
    (Step.CONFIRM, "accepted_proposals", 1, "accepted_proposals"),
    (Step.CONFIRM, "accepted_proposals", [2], "accepted_proposals"),
    (Step.CONFIRM, "accepted_proposals", ["first"], "accepted_proposals"),
    (Step.FOLLOW_UP, "disposition", "done", "disposition"),
    (Step.FOLLOW_UP, "disposition", "withdrawn", "disposition"),
    (Step.FOLLOW_UP, "root_cause_code", "x" * 17, "root_cause_code"),
    (Step.FOLLOW_UP, "lesson", {"a": 1}, "lesson"),
]


@pytest.mark.parametrize("step", Step)
def test_a_wrong_value_is_named_and_nothing_of_the_form_is_kept(people: People, at: datetime, step: Step) -> None:
    complaint = make_complaint(people["rep"], at, step=step)
    for _step, name, value, field in [row for row in WRONG if row[0] is step]:
        with refused(Invalid, field):
            handling.edit(complaint, RECORDS[step] | {name: value}, by=people["rep"], at=at)


def test_saving_again_replaces_facts_and_proposals(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.DIAGNOSE)
    for facts in ([FACT, FACT], [], [FACT]):
        with transaction():
            handling.edit(complaint, {"facts": facts}, by=people["rep"], at=at)
        assert [row.position for row in complaint.visit.facts] == list(range(1, len(facts) + 1))


def test_a_field_can_be_emptied(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    for value in ("七月起多扣", None):
        with transaction():
            handling.edit(complaint, {"restatement": value, "emotion_now": 3}, by=people["rep"], at=at)
    assert (complaint.visit.restatement, complaint.emotion) == (None, 3)


def test_nothing_given_is_no_event(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    with writes(complaint):
        handling.edit(complaint, {}, by=people["rep"], at=at)


def test_what_a_complaint_is_about_changes_at_every_step(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
    given = {"cause": "TE4-02", "line": "banking", "needs": ["respect"], "language": "en"}
    with writes(complaint, "recorded"):
        handling.edit(complaint, given, by=people["rep"], at=at)
    assert (complaint.cause, complaint.line, complaint.needs) == ("TE4-02", Line.BANKING, ["respect"])
    assert complaint.language is Language.EN


@pytest.mark.parametrize("who", ["rep2", "specialist", "manager2", "compliance", "admin", "rules"])
def test_those_who_may_not_work_on_it_record_nothing(people: People, at: datetime, who: str) -> None:
    complaint = make_complaint(people["rep"], at)
    with refused(NotAllowed):
        handling.edit(complaint, {"restatement": "x"}, by=people[who], at=at)


def test_a_closed_complaint_is_not_written_on(people: People, at: datetime) -> None:
    complaint = closed_complaint(people, at)
    with refused(WrongStep):
        handling.edit(complaint, {"lesson": "再加一条"}, by=people["manager"], at=at)


def test_the_texts_of_an_event_are_kept_beside_it(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.DIAGNOSE)
    with transaction():
        handling.edit(complaint, RECORDS[Step.DIAGNOSE], by=people["rep"], at=at)
    assert texts_of(complaint, since=complaint.head_seq) == {
        complaint.head_seq: {"demand": "多扣的全部退还", "facts": "fact: 七月起每月扣15元\nview: 觉得被骗了"}
    }


class TestOwner:
    """A manager gives it to somebody of the team, to a specialist, or to nobody."""

    @pytest.mark.parametrize(
        ("who", "allowed"),
        [
            ("rep2", True),
            ("specialist", True),
            ("specialist2", True),
            ("manager", True),
            (None, True),
            ("rep3", False),
            ("manager2", False),
            ("compliance", False),
            ("admin", False),
            ("rules", False),
        ],
    )
    def test_is_one_of_these(self, people: People, at: datetime, who: str | None, allowed: bool) -> None:
        complaint = make_complaint(people["rep"], at)
        owner = people[who].id if who else None
        if allowed:
            with writes(complaint, "recorded"):
                handling.edit(complaint, {"owner": owner}, by=people["manager"], at=at)
            assert complaint.owner_id == owner
            return
        with refused(Invalid, "owner"):
            handling.edit(complaint, {"owner": owner}, by=people["manager"], at=at)

    def test_is_nobody_who_is_away_or_does_not_exist(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        people["rep2"].active = False
        for owner in (people["rep2"].id, 10**9, "rep2", 0):
            with refused(Invalid, "owner"):
                handling.edit(complaint, {"owner": owner}, by=people["manager"], at=at)

    def test_is_given_by_a_manager_only(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        with refused(NotAllowed):
            handling.edit(complaint, {"owner": people["rep2"].id}, by=people["rep"], at=at)


class TestTheGateJudgesThisVisit:
    """What an earlier visit recorded does not count again."""

    def test_after_being_sent_back(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.DIAGNOSE)
        with transaction():
            handling.move(complaint, "return", to="soothe", reason="又急了", by=people["rep"], at=at)
        asked = ("form_of_address", "emotion_arrival", "emotion_now", "restatement", "restatement_confirmed")
        with refused(GateClosed, *asked):
            handling.move(complaint, "advance", by=people["rep"], at=at)

    def test_after_a_rejection(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
        reject(complaint, people["rep"], at)
        with refused(GateClosed, "proposals"):
            handling.move(complaint, "advance", by=people["rep"], at=at)
        advance(complaint, people["rep"], at)
        assert complaint.visit.verdict is None

    def test_and_fields_of_a_refused_move_are_not_kept(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
        with refused(GateClosed, "own_words", "appeal_told"):
            handling.move(complaint, "advance", fields={"verdict": "accepts"}, by=people["rep"], at=at)
        assert complaint.visit.verdict is None
        with transaction():
            handling.edit(complaint, {"verdict": "accepts"}, by=people["rep"], at=at)
        assert complaint.visit.verdict is Verdict.ACCEPTS


def test_the_visit_it_ended_in_is_not_one_that_was_undone(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.PROPOSE)
    with transaction():
        handling.move(complaint, "return", to="diagnose", by=people["rep"], at=at)
        handling.move(complaint, "withdraw", fields={"own_words": "算了"}, by=people["rep"], at=at)
    assert complaint.visit.step is complaint.step is Step.DIAGNOSE
    assert complaint.visit.left_by_move == "withdrawn"


class TestNotes:
    """Written by those who work on it, at any time, once."""

    @on_both
    def test_are_kept_with_their_event(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        with writes(complaint, "noted"):
            note = handling.note(complaint, {"text": "  客户说周五有空\r\n"}, by=people["rep"], at=at)
        assert (note.text, note.kind.value, note.by_id) == ("客户说周五有空", "internal", people["rep"].id)

    def test_may_follow_a_closed_complaint(self, people: People, at: datetime) -> None:
        complaint = closed_complaint(people, at)
        with writes(complaint, "noted"):
            handling.note(complaint, {"text": "客户说要打12315", "kind": "call"}, by=people["rep"], at=at)

    def test_name_what_is_wrong(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        for given, field in (
            ({}, "text"),
            ({"text": " "}, "text"),
            ({"text": "长" * 20_001}, "text"),
            ({"text": "x", "kind": "tweet"}, "kind"),
            ({"text": "x", "at": "2026-11-24"}, "at"),
        ):
            with refused(Invalid, field):
                handling.note(complaint, given, by=people["rep"], at=at)
        for who in ("rep2", "specialist", "manager2", "compliance", "admin"):
            with refused(NotAllowed):
                handling.note(complaint, {"text": "x"}, by=people[who], at=at)
