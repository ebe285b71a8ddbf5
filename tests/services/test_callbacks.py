"""Calling back: promised, tried, reached or proven unreachable, and what follows from what they say."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from complaints import callbacks, handling
from complaints.codes import Disposition, Result, Risk
from complaints.db import transaction
from complaints.errors import GateClosed, Invalid, NotAllowed, WrongStep
from complaints.models import Callback, Complaint, User
from complaints.risk import words_of
from complaints.steps import Step

from ..databases import on_both
from ..factories import RECORDS, advance, call, keep_promises, make_complaint
from .checks import People, close, closed_complaint, refused, writes

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATER = datetime(2026, 11, 30, 18, 0, tzinfo=SHANGHAI)
"""Monday evening, when everything in a test has happened."""


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def following_up(people: People, at: datetime) -> Complaint:
    """A complaint at follow up, its promises kept, its callback open."""
    complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
    keep_promises(complaint, people["rep"], at)
    return complaint


def open_callback(complaint: Complaint) -> Callback:
    return next(row for row in complaint.callbacks if row.settled_at is None)


def tried(complaint: Complaint, by: User, *moments: datetime, outcome: str = "no_answer") -> Callback:
    """Attempts on the open callback that reach nobody."""
    callback = open_callback(complaint)
    for moment in moments:
        with transaction():
            handling.record_attempt(callback, {"outcome": outcome, "at": moment}, by=by, at=LATER)
    return callback


def letter(complaint: Complaint, by: User, at: datetime) -> None:
    with transaction():
        handling.note(complaint, {"kind": "letter", "text": "几次没打通，结果写在这封信里"}, by=by, at=at)


class TestPromising:
    """A callback has a time that has not passed and a reason."""

    @on_both
    def test_is_on_the_list_until_it_is_settled(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        with writes(complaint, "callback_promised"):
            given = {"promised_at": "2026-11-25T15:00+08:00", "reason": "说核查结果"}
            callback = callbacks.schedule(complaint, given, by=people["rep"], at=at)
        assert callback.promised_at == callback.next_at == local(25, 15)
        assert (callbacks.state_of(callback), callback.settled_at) == ("due", None)

    def test_names_what_is_wrong(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        ahead = "2026-11-25T15:00+08:00"
        for given, field in (
            ({"reason": "说结果"}, "promised_at"),
            ({"promised_at": "2026-11-23T15:00+08:00", "reason": "说结果"}, "promised_at"),
            ({"promised_at": "2026-11-25T15:00", "reason": "说结果"}, "promised_at"),
            ({"promised_at": "9999-12-31T23:00+00:00", "reason": "说结果"}, "promised_at"),
            ({"promised_at": ahead}, "reason"),
            ({"promised_at": ahead, "reason": " "}, "reason"),
            ({"promised_at": ahead, "reason": "长" * 2001}, "reason"),
        ):
            with refused(Invalid, field):
                callbacks.schedule(complaint, given, by=people["rep"], at=at)

    @pytest.mark.parametrize("who", ["rep2", "specialist", "manager2", "compliance", "admin"])
    def test_is_for_those_who_may_work_on_it(self, people: People, at: datetime, who: str) -> None:
        complaint = make_complaint(people["rep"], at)
        with refused(NotAllowed):
            callbacks.schedule(complaint, {"promised_at": LATER, "reason": "说结果"}, by=people[who], at=at)

    def test_ends_with_the_complaint(self, people: People, at: datetime) -> None:
        complaint = closed_complaint(people, at)
        assert all(row.settled_at for row in complaint.callbacks)
        with refused(WrongStep):
            callbacks.schedule(complaint, {"promised_at": LATER, "reason": "说结果"}, by=people["rep"], at=at)

    def test_comes_by_itself_the_morning_after_the_last_promise(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
        assert [row.promised_at for row in complaint.callbacks] == [local(28, 10)]

    def test_comes_on_the_day_they_asked_to_think_until(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
        advance(complaint, people["rep"], at, verdict="needs_time", needs_time_until="2026-11-27")
        assert [row.promised_at for row in complaint.callbacks] == [local(27, 10)]
        assert complaint.promises == []

    def test_does_not_ask_again_when_they_accepted_after_all(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
        with transaction():
            given = {"verdict": "needs_time", "needs_time_until": "2026-11-30"}
            handling.edit(complaint, given, by=people["rep"], at=at)
        advance(complaint, people["rep"], at)
        assert [row.promised_at for row in complaint.callbacks] == [local(28, 10)]


class TestItsPlace:
    """What stands on the list today, what waits for a day they named, what is only to be checked."""

    def test_is_due_until_they_name_a_later_day(self, people: People, following_up: Complaint) -> None:
        callback = tried(following_up, people["rep"], local(28, 10))
        assert callbacks.place_of(callback, at=local(28, 11)) == "due"
        given = {"outcome": "asked_other_time", "at": local(28, 15), "asked_for_at": local(30, 9)}
        with transaction():
            handling.record_attempt(callback, given, by=people["rep"], at=LATER)
        assert callbacks.place_of(callback, at=local(28, 16)) == "agreed"
        assert callbacks.place_of(callback, at=local(30, 8)) == "due"

    def test_is_to_be_checked_after_enough_tries(self, people: People, following_up: Complaint) -> None:
        callback = tried(following_up, people["rep"], local(28, 10), local(28, 15), local(29, 10))
        assert callbacks.place_of(callback, at=LATER) == "exhausted"


class TestTheGuard:
    """It stands before dialling; what happened is recorded all the same, and a breach is marked."""

    @pytest.mark.parametrize(
        ("moments", "breaches"),
        [
            ([local(25, 9)], [None]),
            ([local(25, 7, 59)], ["hours"]),
            ([local(25, 22)], ["hours"]),
            ([local(25, 9), local(25, 10), local(25, 11), local(25, 12)], [None, None, None, "per_day"]),
            ([local(25 + n // 2, 9 + n) for n in range(7)], [None] * 6 + ["cap"]),
        ],
    )
    def test_marks_a_breach_and_never_refuses(
        self, following_up: Complaint, people: People, moments: list[datetime], breaches: list[str | None]
    ) -> None:
        callback = tried(following_up, people["rep"], *moments)
        assert [row.guard_breach for row in callback.attempts] == breaches

    def test_lets_a_breach_count_for_what_was_said(self, following_up: Complaint, people: People) -> None:
        with transaction():
            given = {"outcome": "reached", "result": "solved", "at": local(25, 22, 30)}
            attempt = handling.record_attempt(open_callback(following_up), given, by=people["rep"], at=LATER)
        assert (attempt.guard_breach, callbacks.state_of(attempt.callback)) == ("hours", "reached")


class TestAnAttempt:
    """One try, recorded as it was."""

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({}, "outcome"),
            ({"outcome": "voicemail"}, "outcome"),
            ({"outcome": "no_answer", "result": "solved"}, "result"),
            ({"outcome": "busy", "score": 5}, "score"),
            ({"outcome": "reached", "result": "maybe"}, "result"),
            ({"outcome": "reached", "score": 0}, "score"),
            ({"outcome": "reached", "score": 6}, "score"),
            ({"outcome": "reached", "words": "长" * 2001}, "words"),
            ({"outcome": "asked_other_time"}, "asked_for_at"),
            ({"outcome": "asked_other_time", "asked_for_at": "明天"}, "asked_for_at"),
            ({"outcome": "no_answer", "at": LATER + timedelta(minutes=6)}, "at"),
            ({"outcome": "no_answer", "at": "2026-11-25T09:00"}, "at"),
            ({"outcome": "no_answer", "mood": "angry"}, "mood"),
        ],
        ids=str,
    )
    def test_names_what_is_wrong(
        self, following_up: Complaint, people: People, given: dict[str, Any], field: str
    ) -> None:
        with refused(Invalid, field):
            handling.record_attempt(open_callback(following_up), given, by=people["rep"], at=LATER)

    def test_is_one_event(self, following_up: Complaint, people: People) -> None:
        with writes(following_up, "callback_tried"):
            handling.record_attempt(open_callback(following_up), {"outcome": "busy"}, by=people["rep"], at=LATER)

    def test_is_recorded_by_those_who_may_work_on_it(self, following_up: Complaint, people: People) -> None:
        for who in ("rep2", "specialist", "manager2", "compliance", "admin"):
            with refused(NotAllowed):
                handling.record_attempt(open_callback(following_up), {"outcome": "busy"}, by=people[who], at=LATER)

    def test_does_not_belong_to_a_closed_complaint(self, people: People, at: datetime) -> None:
        complaint = closed_complaint(people, at)
        with refused(WrongStep):
            handling.record_attempt(complaint.callbacks[0], {"outcome": "busy"}, by=people["rep"], at=LATER)

    def test_is_read_for_signals_like_the_narrative(self, following_up: Complaint, people: People) -> None:
        call(following_up, people["rep"], LATER, result="solved", words="行吧，再有下次我就打12315投诉")
        signal = following_up.signals[-1]
        assert (following_up.risk, signal.code, words_of(signal)) == (Risk.HIGH, "R05", "12315")

    @pytest.mark.parametrize(
        ("tried_at", "outcome", "next_at"),
        [
            (local(25, 9), "no_answer", local(25, 14)),
            (local(25, 15), "busy", local(25, 18, 30)),
            (local(25, 20), "wrong_number", local(26, 9)),
            (local(25, 15), "refused", local(25, 18, 30)),
        ],
    )
    def test_plans_the_next_one_in_another_part_of_the_day(
        self, following_up: Complaint, people: People, tried_at: datetime, outcome: str, next_at: datetime
    ) -> None:
        assert tried(following_up, people["rep"], tried_at, outcome=outcome).next_at == next_at

    def test_that_asks_for_another_time_plans_that_time(self, following_up: Complaint, people: People) -> None:
        given = {"outcome": "asked_other_time", "asked_for_at": "2026-12-01T20:15+08:00"}
        with transaction():
            attempt = handling.record_attempt(open_callback(following_up), given, by=people["rep"], at=LATER)
        assert attempt.callback.next_at == datetime(2026, 12, 1, 20, 15, tzinfo=SHANGHAI)


MORNINGS = (local(25, 9), local(26, 9), local(27, 9))
ENOUGH = (local(25, 9), local(25, 15), local(26, 9))


class TestExhausted:
    """Three attempts, on two days, in two parts of the day, and then a written notice."""

    @pytest.mark.parametrize(
        ("moments", "state"),
        [
            ((local(25, 9),), "trying"),
            (ENOUGH[:2], "trying"),
            ((local(25, 9), local(25, 15), local(25, 19)), "trying"),
            (MORNINGS, "trying"),
            ((local(25, 9), local(26, 9), local(26, 23)), "trying"),
            (ENOUGH, "awaiting_notice"),
            ((*MORNINGS, local(27, 19)), "awaiting_notice"),
        ],
    )
    def test_needs_enough_attempts_and_then_a_letter(
        self, following_up: Complaint, people: People, moments: tuple[datetime, ...], state: str
    ) -> None:
        callback = tried(following_up, people["rep"], *moments)
        assert callbacks.state_of(callback) == state
        letter(following_up, people["rep"], LATER)
        assert callbacks.state_of(callback) == ("exhausted" if state == "awaiting_notice" else state)

    def test_is_not_proven_by_a_letter_that_went_before_the_last_try(
        self, following_up: Complaint, people: People
    ) -> None:
        callback = tried(following_up, people["rep"], *MORNINGS)
        letter(following_up, people["rep"], local(27, 12))
        tried(following_up, people["rep"], local(27, 19))
        assert callbacks.state_of(callback) == "awaiting_notice"

    def test_is_not_proven_by_another_kind_of_note(self, following_up: Complaint, people: People) -> None:
        callback = tried(following_up, people["rep"], *ENOUGH)
        with transaction():
            handling.note(following_up, {"kind": "sms", "text": "打不通"}, by=people["rep"], at=LATER)
        assert callbacks.state_of(callback) == "awaiting_notice"

    def test_closes_only_then(self, following_up: Complaint, people: People) -> None:
        tried(following_up, people["rep"], *ENOUGH)
        with refused(GateClosed, "callback"):
            handling.move(following_up, "close", fields=RECORDS[Step.FOLLOW_UP], by=people["rep"], at=LATER)
        letter(following_up, people["rep"], LATER)
        assert close(following_up, people["rep"], LATER).closed


class TestReached:
    """What they said decides what may follow."""

    def test_before_this_visit_does_not_open_its_gate(self, following_up: Complaint, people: People) -> None:
        rep = people["rep"]
        call(following_up, rep, LATER, result="partly")
        callback = following_up.callbacks[0]
        with transaction():
            handling.move(following_up, "return", to="propose", reason="还差一笔", by=rep, at=LATER)
        advance(following_up, rep, LATER)
        advance(following_up, rep, LATER)
        keep_promises(following_up, rep, LATER)
        with transaction():
            handling.record_attempt(callback, {"outcome": "no_answer"}, by=rep, at=LATER)
        with refused(GateClosed, "callback"):
            handling.move(following_up, "close", fields=RECORDS[Step.FOLLOW_UP], by=rep, at=LATER)

    def test_partly_needs_a_manager_and_a_reason(self, following_up: Complaint, people: People) -> None:
        call(following_up, people["rep"], LATER, result="partly", score=3)
        fields = RECORDS[Step.FOLLOW_UP]
        with refused(NotAllowed):
            handling.move(following_up, "close", fields=fields, reason="够了", by=people["rep"], at=LATER)
        with refused(Invalid, "reason"):
            handling.move(following_up, "close", fields=fields, by=people["manager"], at=LATER)
        closed = close(following_up, people["manager"], LATER, reason="余下一笔下个账期自动冲抵")
        assert closed.disposition is Disposition.REFUNDED

    def test_partly_may_be_opened_again_by_a_manager(self, following_up: Complaint, people: People) -> None:
        call(following_up, people["rep"], LATER, result="partly")
        with refused(NotAllowed):
            handling.move(following_up, "reopen", reason="还差一笔", by=people["rep"], at=LATER)
        with refused(Invalid, "reason"):
            handling.move(following_up, "reopen", by=people["manager"], at=LATER)
        with writes(following_up, "reopened"):
            handling.move(following_up, "reopen", reason="还差一笔", by=people["manager"], at=LATER)
        assert (following_up.step, following_up.reopened) == (Step.DIAGNOSE, 1)

    def test_the_last_word_counts(self, following_up: Complaint, people: People) -> None:
        callback = open_callback(following_up)
        call(following_up, people["rep"], LATER - timedelta(hours=2), result="partly")
        with transaction():
            handling.record_attempt(callback, {"outcome": "reached", "result": "solved"}, by=people["rep"], at=LATER)
        assert callbacks.last_result(following_up, following_up.visit) is Result.SOLVED
        assert close(following_up, people["rep"], LATER).closed

    def test_without_a_result_leaves_the_last_word_as_it_was(self, following_up: Complaint, people: People) -> None:
        callback = open_callback(following_up)
        call(following_up, people["rep"], LATER - timedelta(hours=2), result="partly")
        with transaction():
            handling.record_attempt(callback, {"outcome": "reached"}, by=people["rep"], at=LATER)
        assert callbacks.last_result(following_up, following_up.visit) is Result.PARTLY

    def test_refusing_the_call_is_a_try_and_not_an_answer(self, following_up: Complaint, people: People) -> None:
        callback = tried(following_up, people["rep"], local(25, 9), outcome="refused")
        assert callbacks.state_of(callback) == "trying"


class TestUndo:
    """Undoing an advance takes back the callback it scheduled."""

    def test_of_an_untried_callback(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
        with transaction():
            handling.move(complaint, "return", to="confirm", by=people["rep"], at=at)
        assert (complaint.step, complaint.callbacks) == (Step.CONFIRM, [])

    def test_keeps_one_that_was_tried(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
        with transaction():
            handling.record_attempt(open_callback(complaint), {"outcome": "busy"}, by=people["rep"], at=at)
            handling.move(complaint, "return", to="confirm", by=people["rep"], at=at)
        assert [len(row.attempts) for row in complaint.callbacks] == [1]
