"""Escalations: proposed by people and rules, answered by specialists and managers, settled with the complaint."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaints import escalations, handling
from complaints.db import transaction
from complaints.errors import Invalid, NotAllowed, WrongStep
from complaints.models import Complaint, Escalation
from complaints.steps import Step

from ..databases import on_both
from ..factories import advance, call, keep_promises, make_complaint, reject
from .checks import People, close, closed_complaint, refused, writes

BRIEF = {"situation": "连扣五个月", "complication": "不接受分期退", "resolution": "请定能不能一次退清"}
HOT = "再不解决我就打12315投诉你们。"


@pytest.fixture
def complaint(people: People, at: datetime) -> Complaint:
    """A calm complaint of `rep` with nothing raised."""
    return make_complaint(people["rep"], at)


@pytest.fixture
def raised(complaint: Complaint, people: People, at: datetime) -> Escalation:
    """The same, escalated to level 2 by its owner."""
    with transaction():
        return escalations.propose(complaint, wanted(), by=people["rep"], at=at)


def wanted(**changed: Any) -> dict[str, Any]:
    return {"level": 2, "reason": "金额超过我的权限", "brief": BRIEF} | changed


@on_both
@pytest.mark.parametrize(("level", "hours"), [(1, 8), (2, 4), (3, 1)])
def test_each_level_has_its_time_to_be_looked_at(
    complaint: Complaint, people: People, at: datetime, level: int, hours: int
) -> None:
    with writes(complaint, "escalated"):
        escalation = escalations.propose(complaint, wanted(level=level), by=people["rep"], at=at)
    assert (escalation.state, escalation.due_at) == ("proposed", at + timedelta(hours=hours))
    assert complaint.escalation_level == level
    assert complaint.owner_id == people["rep"].id


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"level": None}, "level"),
        ({"level": 0}, "level"),
        ({"level": 4}, "level"),
        ({"level": True}, "level"),
        ({"reason": ""}, "reason"),
        ({"brief": None}, "situation"),
        ({"brief": ["x"]}, "brief"),
        ({"brief": BRIEF | {"situation": " "}}, "situation"),
        ({"brief": BRIEF | {"complication": None}}, "complication"),
        ({"brief": BRIEF | {"resolution": "长" * 4001}}, "resolution"),
    ],
    ids=str,
)
def test_names_what_is_wrong(
    complaint: Complaint, people: People, at: datetime, changed: dict[str, Any], field: str
) -> None:
    with refused(Invalid, field):
        escalations.propose(complaint, wanted(**changed), by=people["rep"], at=at)


def test_who_may_escalate(complaint: Complaint, people: People, at: datetime) -> None:
    for who in ("rep", "rep2", "specialist", "manager"):
        with writes(complaint, "escalated"):
            escalations.propose(complaint, wanted(), by=people[who], at=at)
    for who in ("rep3", "manager2", "compliance", "admin"):
        with refused(NotAllowed):
            escalations.propose(complaint, wanted(), by=people[who], at=at)


def test_a_closed_complaint_is_not_escalated(people: People, at: datetime) -> None:
    complaint = closed_complaint(people, at)
    with refused(WrongStep):
        escalations.propose(complaint, wanted(), by=people["rep"], at=at)


ANSWERS: dict[str, Callable[..., Any]] = {
    "accept": escalations.accept,
    "take_over": escalations.take_over,
    "hand_back": lambda row, **known: escalations.hand_back(row, "先报总额", **known),
    "raise": lambda row, **known: escalations.raise_level(row, "要定金额", **known),
}
EVENTS = {
    "accept": "escalation_accepted",
    "take_over": "escalation_taken_over",
    "hand_back": "escalation_handed_back",
    "raise": "escalated",
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_specialists_of_every_team_and_managers_of_this_one_answer(
    raised: Escalation, people: People, at: datetime, answer: str
) -> None:
    for who in ("rep", "rep3", "manager2", "compliance", "admin"):
        with refused(NotAllowed):
            ANSWERS[answer](raised, by=people[who], at=at)
    with writes(raised.complaint, EVENTS[answer]):
        ANSWERS[answer](raised, by=people["specialist2"], at=at)


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("before", ["hand_back", "raise"])
def test_what_is_answered_is_not_answered_again(
    raised: Escalation, people: People, at: datetime, before: str, answer: str
) -> None:
    with transaction():
        ANSWERS[before](raised, by=people["specialist"], at=at)
    with refused(WrongStep):
        ANSWERS[answer](raised, by=people["manager"], at=at)


class TestAccept:
    """I look at it; the owner stays."""

    @on_both
    def test_keeps_the_owner_and_lets_the_specialist_work(
        self, raised: Escalation, people: People, at: datetime
    ) -> None:
        complaint, specialist = raised.complaint, people["specialist2"]
        with refused(NotAllowed):
            handling.note(complaint, {"text": "看过了"}, by=specialist, at=at)
        with transaction():
            escalations.accept(raised, by=specialist, at=at)
        assert (raised.state, raised.holder_id, complaint.owner_id) == ("accepted", specialist.id, people["rep"].id)
        with writes(complaint, "noted"):
            handling.note(complaint, {"text": "看过了"}, by=specialist, at=at)

    def test_is_done_by_one_person(self, raised: Escalation, people: People, at: datetime) -> None:
        with transaction():
            escalations.accept(raised, by=people["specialist"], at=at)
        with refused(WrongStep):
            escalations.accept(raised, by=people["specialist2"], at=at)
        with transaction():
            escalations.take_over(raised, by=people["specialist2"], at=at)
        assert raised.holder_id == people["specialist2"].id


class TestTakeOver:
    """I own it, until I hand it back."""

    def test_makes_me_the_owner(self, raised: Escalation, people: People, at: datetime) -> None:
        with transaction():
            escalations.take_over(raised, by=people["specialist"], at=at)
        assert (raised.state, raised.complaint.owner_id) == ("taken_over", people["specialist"].id)
        assert raised.accepted_by_id == people["specialist"].id

    @pytest.mark.parametrize("by", ["specialist", "manager"])
    def test_gives_the_owner_back_with_the_advice(
        self, raised: Escalation, people: People, at: datetime, by: str
    ) -> None:
        with transaction():
            escalations.take_over(raised, by=people["specialist"], at=at)
            escalations.hand_back(raised, "先报总额，再讲经过", by=people[by], at=at)
        assert (raised.state, raised.advice) == ("handed_back", "先报总额，再讲经过")
        assert raised.complaint.owner_id == people["rep"].id

    def test_by_a_second_person_still_gives_it_back_to_the_first_owner(
        self, raised: Escalation, people: People, at: datetime
    ) -> None:
        with transaction():
            escalations.take_over(raised, by=people["specialist"], at=at)
            escalations.take_over(raised, by=people["specialist2"], at=at)
            escalations.take_over(raised, by=people["specialist2"], at=at)
            escalations.hand_back(raised, "照原方案办", by=people["specialist2"], at=at)
        assert raised.complaint.owner_id == people["rep"].id

    def test_does_not_undo_an_assignment_that_came_after(
        self, raised: Escalation, people: People, at: datetime
    ) -> None:
        with transaction():
            escalations.take_over(raised, by=people["specialist"], at=at)
            handling.edit(raised.complaint, {"owner": people["rep2"].id}, by=people["manager"], at=at)
            escalations.hand_back(raised, "照原方案办", by=people["specialist"], at=at)
        assert raised.complaint.owner_id == people["rep2"].id

    def test_of_what_nobody_owned_gives_it_back_to_nobody(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["manager"], at)
        with transaction():
            escalation = escalations.propose(complaint, wanted(), by=people["rep"], at=at)
            escalations.take_over(escalation, by=people["specialist"], at=at)
            escalations.hand_back(escalation, "照原方案办", by=people["specialist"], at=at)
        assert complaint.owner_id is None


@pytest.mark.parametrize("advice", [None, "", "  ", "长" * 4001])
def test_handing_back_needs_advice(raised: Escalation, people: People, at: datetime, advice: str | None) -> None:
    with refused(Invalid, "advice"):
        escalations.hand_back(raised, advice, by=people["specialist"], at=at)


class TestRaise:
    """One level higher with the same brief."""

    def test_settles_this_one_and_makes_the_next(self, raised: Escalation, people: People, at: datetime) -> None:
        with writes(raised.complaint, "escalated"):
            higher = escalations.raise_level(raised, "要定一次退清", by=people["specialist"], at=at)
        assert (raised.state, higher.state, higher.level) == ("settled", "proposed", 3)
        assert higher.raised_from_id == raised.id
        assert {name: getattr(higher, name) for name in BRIEF} == BRIEF
        assert raised.complaint.escalation_level == 3

    def test_needs_a_reason(self, raised: Escalation, people: People, at: datetime) -> None:
        with refused(Invalid, "reason"):
            escalations.raise_level(raised, " ", by=people["specialist"], at=at)

    def test_ends_at_level_three(self, complaint: Complaint, people: People, at: datetime) -> None:
        with transaction():
            top = escalations.propose(complaint, wanted(level=3), by=people["rep"], at=at)
        with refused(WrongStep):
            escalations.raise_level(top, "再往上", by=people["manager"], at=at)


class TestSettled:
    """An ended complaint leaves nothing open; open ones block no move."""

    def test_on_close(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP, narrative=HOT)
        keep_promises(complaint, people["rep"], at)
        call(complaint, people["manager"], at)
        assert [row.open for row in complaint.escalations] == [True]
        close(complaint, people["manager"], at)
        assert [row.state for row in complaint.escalations] == ["settled"]
        with refused(WrongStep):
            escalations.accept(complaint.escalations[0], by=people["specialist"], at=at)

    def test_on_withdrawal(self, raised: Escalation, people: People, at: datetime) -> None:
        with writes(raised.complaint, "withdrawn"):
            handling.move(raised.complaint, "withdraw", fields={"own_words": "算了"}, by=people["rep"], at=at)
        assert raised.state == "settled"


class TestByRule:
    """A rule asks once, and never below what is open."""

    @on_both
    def test_proposes_with_its_reason_its_time_and_a_drafted_brief(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, narrative=HOT, demand="全部退还")
        (escalation,) = complaint.escalations
        assert (escalation.rule, escalation.rule_version, escalation.level) == ("E14", 1, 2)
        assert escalation.proposed_by_id == people["rules"].id
        assert escalation.due_at == complaint.opened_at + timedelta(minutes=60)
        assert HOT in escalation.situation
        assert escalation.resolution == "请您决定：全部退还。"
        assert "监管" in escalation.reason

    def test_drafts_in_the_language_of_the_complaint(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, language="en", narrative="Refund me or I go to the FCA.")
        (escalation,) = complaint.escalations
        assert escalation.situation == "Received on 24 November. Refund me or I go to the FCA."
        assert escalation.resolution.startswith("Please decide: ")

    def test_does_not_ask_twice(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, narrative=HOT)
        with writes(complaint, "noted"):
            handling.note(complaint, {"text": "客户又说要打12315", "kind": "call"}, by=people["rep"], at=at)
        assert [row.rule for row in complaint.escalations] == ["E14"]

    def test_does_not_ask_below_an_open_level(self, complaint: Complaint, people: People, at: datetime) -> None:
        with transaction():
            escalations.propose(complaint, wanted(level=3), by=people["rep"], at=at)
        with writes(complaint, "noted", "rule_fired"):
            handling.note(complaint, {"text": "我要打12315投诉你们", "kind": "call"}, by=people["rep"], at=at)
        assert [row.level for row in complaint.escalations] == [3]

    def test_asks_above_an_open_level(self, complaint: Complaint, people: People, at: datetime) -> None:
        with transaction():
            escalations.propose(complaint, wanted(level=1), by=people["rep"], at=at)
        with writes(complaint, "noted", "rule_fired", "escalated"):
            handling.note(complaint, {"text": "我要打12315投诉你们", "kind": "call"}, by=people["rep"], at=at)
        assert [row.level for row in complaint.escalations] == [1, 2]

    def test_suggests_a_specialist_after_two_rejections_and_a_manager_after_three(
        self, people: People, at: datetime
    ) -> None:
        rep = people["rep"]
        complaint = make_complaint(rep, at, step=Step.CONFIRM)
        found = []
        for _ in range(3):
            reject(complaint, rep, at)
            found.append([(row.rule, row.level) for row in complaint.escalations])
            advance(complaint, rep, at)
        assert found == [[], [("E06", 2)], [("E06", 2), ("E06-3", 3)]]


def test_the_drafted_brief_dates_in_the_zone_of_the_desk(people: People) -> None:
    after_midnight = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    complaint = make_complaint(people["rep"], after_midnight)
    assert "11月25日" in escalations.draft(complaint)["situation"]
