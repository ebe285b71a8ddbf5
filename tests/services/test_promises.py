"""Promises: from accepted proposals or by word of mouth, kept with evidence, never forgotten at the close."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from complaints import handling, promises
from complaints.codes import PromiseState
from complaints.db import transaction
from complaints.errors import GateClosed, Invalid, NotAllowed, WrongStep
from complaints.models import Complaint, Promise
from complaints.steps import Step

from ..databases import on_both
from ..factories import RECORDS, advance, call, make_complaint
from .checks import People, close, closed_complaint, refused, writes

SHANGHAI = ZoneInfo("Asia/Shanghai")
PROPOSALS = [
    {"text": "退还75元", "reason": "没有订购确认", "due_on": "2026-11-27"},
    {"text": "关闭短信订购", "reason": "免得再扣", "due_on": "2026-11-25"},
]
SAID = {"text": "周五前书面道歉", "due_at": "2026-11-27T18:00+08:00"}


@pytest.fixture
def following_up(people: People, at: datetime) -> Complaint:
    """A complaint at follow up with one promise to refund."""
    return make_complaint(people["rep"], at, step=Step.FOLLOW_UP)


@pytest.fixture
def promise(following_up: Complaint) -> Promise:
    """That promise."""
    return following_up.promises[0]


class TestMade:
    """Every accepted proposal becomes a promise; only those."""

    @pytest.mark.parametrize(
        ("confirmed", "texts"),
        [
            ({}, ["退还75元", "关闭短信订购"]),
            ({"accepted_proposals": [2]}, ["关闭短信订购"]),
            ({"verdict": "accepts_with_conditions", "accepted_proposals": [1]}, ["退还75元"]),
            ({"verdict": "needs_time", "needs_time_until": "2026-11-26"}, []),
        ],
        ids=str,
    )
    def test_of_what_they_accepted(
        self, people: People, at: datetime, confirmed: dict[str, Any], texts: list[str]
    ) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.PROPOSE)
        advance(complaint, people["rep"], at, proposals=PROPOSALS)
        advance(complaint, people["rep"], at, **confirmed)
        assert [row.text for row in complaint.promises] == texts

    @on_both
    def test_due_at_the_end_of_the_day_in_the_desks_zone(self, promise: Promise, people: People) -> None:
        assert promise.due_at == datetime(2026, 11, 28, tzinfo=SHANGHAI)
        assert (promise.state, promise.owner_id) == (PromiseState.OPEN, people["rep"].id)

    def test_by_word_of_mouth(self, following_up: Complaint, people: People, at: datetime) -> None:
        with writes(following_up, "promise_made"):
            made = promises.make(following_up, SAID, by=people["rep"], at=at)
        assert made.due_at == datetime(2026, 11, 27, 18, tzinfo=SHANGHAI)

    def test_names_what_is_wrong(self, following_up: Complaint, people: People, at: datetime) -> None:
        for given, field in (
            (SAID | {"text": " "}, "text"),
            (SAID | {"text": "长" * 2001}, "text"),
            (SAID | {"due_at": None}, "due_at"),
            (SAID | {"due_at": "2026-11-27"}, "due_at"),
            (SAID | {"due_at": "9999-12-31T23:00+00:00"}, "due_at"),
        ):
            with refused(Invalid, field):
                promises.make(following_up, given, by=people["rep"], at=at)

    def test_only_by_those_who_may_work_on_it(self, following_up: Complaint, people: People, at: datetime) -> None:
        for who in ("rep2", "specialist", "manager2", "compliance", "admin"):
            with refused(NotAllowed):
                promises.make(following_up, SAID, by=people[who], at=at)

    def test_never_on_a_closed_complaint(self, people: People, at: datetime) -> None:
        complaint = closed_complaint(people, at)
        with refused(WrongStep):
            promises.make(complaint, SAID, by=people["rep"], at=at)


class TestSettled:
    """Kept or renegotiated with evidence, or broken."""

    @on_both
    def test_with_evidence(self, promise: Promise, people: People, at: datetime) -> None:
        with writes(promise.complaint, "promise_settled"):
            promises.settle(promise, {"state": "kept", "evidence": "退款流水已核"}, by=people["rep"], at=at)
        assert (promise.state, promise.settled_at) == (PromiseState.KEPT, at)

    def test_names_what_is_wrong(self, promise: Promise, people: People, at: datetime) -> None:
        for given, field in (
            ({}, "state"),
            ({"state": "done"}, "state"),
            ({"state": "kept"}, "evidence"),
            ({"state": "kept", "evidence": "  "}, "evidence"),
            ({"state": "renegotiated"}, "evidence"),
            ({"state": "renegotiated", "evidence": "电话里改的", "due_at": "周五"}, "due_at"),
        ):
            with refused(Invalid, field):
                promises.settle(promise, given, by=people["rep"], at=at)

    def test_only_by_those_who_may_work_on_it(self, promise: Promise, people: People, at: datetime) -> None:
        for who in ("rep2", "specialist", "manager2", "compliance", "admin"):
            with refused(NotAllowed):
                promises.settle(promise, {"state": "broken"}, by=people[who], at=at)

    def test_once(self, promise: Promise, people: People, at: datetime) -> None:
        with transaction():
            promises.settle(promise, {"state": "kept", "evidence": "流水"}, by=people["rep"], at=at)
        with refused(WrongStep):
            promises.settle(promise, {"state": "broken"}, by=people["rep"], at=at)

    def test_broken_may_still_be_kept(self, promise: Promise, people: People, at: datetime) -> None:
        with transaction():
            promises.settle(promise, {"state": "broken"}, by=people["rep"], at=at)
        assert promise.settled_at == at
        with transaction():
            promises.settle(promise, {"state": "kept", "evidence": "晚了一天"}, by=people["rep"], at=at)
        assert promise.state is PromiseState.KEPT

    def test_renegotiated_with_a_new_date_is_promised_anew(
        self, promise: Promise, people: People, at: datetime
    ) -> None:
        given = {"state": "renegotiated", "evidence": "客户同意周一", "due_at": "2026-11-30T18:00+08:00"}
        with writes(promise.complaint, "promise_settled"):
            promises.settle(promise, given, by=people["rep"], at=at)
        again = promise.complaint.promises[-1]
        assert (again.text, again.state) == (promise.text, PromiseState.OPEN)
        assert again.due_at == datetime(2026, 11, 30, 18, tzinfo=SHANGHAI)


class TestTheGate:
    """Nothing closes over an open or broken promise."""

    @pytest.mark.parametrize(
        ("given", "opens"),
        [
            ({"state": "open"}, False),
            ({"state": "broken"}, False),
            ({"state": "kept", "evidence": "流水"}, True),
            ({"state": "renegotiated", "evidence": "客户同意不退"}, True),
            ({"state": "renegotiated", "evidence": "改周一", "due_at": "2026-11-30T18:00+08:00"}, False),
        ],
        ids=str,
    )
    def test_opens_when_all_are_settled(
        self, promise: Promise, people: People, at: datetime, given: dict[str, Any], opens: bool
    ) -> None:
        complaint = promise.complaint
        call(complaint, people["rep"], at)
        with transaction():
            promises.settle(promise, given, by=people["rep"], at=at)
        if opens:
            assert close(complaint, people["rep"], at).closed
            return
        with refused(GateClosed, "promises"):
            handling.move(complaint, "close", fields=RECORDS[Step.FOLLOW_UP], by=people["rep"], at=at)

    def test_is_never_skipped(self, promise: Promise, people: People, at: datetime) -> None:
        complaint = promise.complaint
        call(complaint, people["rep"], at)
        with refused(GateClosed, "promises"):
            handling.move(
                complaint,
                "close",
                fields=RECORDS[Step.FOLLOW_UP],
                override=True,
                reason="月底了",
                by=people["manager"],
                at=at,
            )


class TestUndo:
    """Undoing the advance takes back what the advance promised."""

    def undo(self, complaint: Complaint, people: People, at: datetime) -> None:
        with transaction():
            handling.move(complaint, "return", to="confirm", by=people["rep"], at=at)

    def test_and_advancing_again_promises_once(self, people: People, at: datetime, following_up: Complaint) -> None:
        self.undo(following_up, people, at)
        assert following_up.promises == []
        advance(following_up, people["rep"], at)
        assert [row.text for row in following_up.promises] == ["退还75元"]

    def test_keeps_what_was_promised_by_word_of_mouth(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
        with transaction():
            promises.make(complaint, SAID, by=people["rep"], at=at)
        advance(complaint, people["rep"], at + timedelta(minutes=1))
        self.undo(complaint, people, at + timedelta(minutes=1))
        assert [row.text for row in complaint.promises] == [SAID["text"]]


@pytest.mark.parametrize(
    ("state", "after", "broken"),
    [
        (None, timedelta(days=3), 0),
        (None, timedelta(days=4), 1),
        ("broken", timedelta(), 1),
        ("kept", timedelta(days=9), 0),
        ("renegotiated", timedelta(days=9), 0),
    ],
)
def test_what_is_past_its_time_counts_as_broken(
    promise: Promise, people: People, at: datetime, state: str | None, after: timedelta, broken: int
) -> None:
    if state:
        with transaction():
            promises.settle(promise, {"state": state, "evidence": "流水"}, by=people["rep"], at=at)
    assert promises.broken_count(promise.complaint, at=at + after) == broken
