"""Time limits: fifteen days as the law counts them, what is left, stopped at the close and running on after it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

import guidance
from complaints import clocks, handling
from complaints.clocks import due, left, share_left
from complaints.codes import Line
from complaints.db import transaction
from complaints.models import Clock
from complaints.steps import Step

from ..databases import on_both
from ..factories import advance, call, make_complaint
from .checks import People, closed_complaint

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
FIFTEEN = guidance.load().policies["telecom-answer"]


def shanghai(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("received_at", "due_at"),
    [
        (shanghai(24, 10, 26), shanghai(10, month=12)),
        (shanghai(24), shanghai(10, month=12)),
        (shanghai(24, 23, 59), shanghai(10, month=12)),
        (datetime(2026, 11, 24, 15, 59, tzinfo=UTC), shanghai(10, month=12)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), shanghai(11, month=12)),
        (datetime(2026, 12, 31, 12, 0, tzinfo=SHANGHAI), datetime(2027, 1, 16, tzinfo=SHANGHAI)),
        (datetime(2028, 2, 20, 12, 0, tzinfo=SHANGHAI), datetime(2028, 3, 7, tzinfo=SHANGHAI)),
    ],
)
def test_the_day_of_receipt_never_counts_and_the_last_ends_at_midnight(received_at: datetime, due_at: datetime) -> None:
    assert due(FIFTEEN, received_at, SHANGHAI) == due_at


@pytest.mark.parametrize(
    ("received_at", "due_at"),
    [
        (datetime(2026, 11, 24, 2, 26, tzinfo=UTC), datetime(2026, 12, 9, 5, tzinfo=UTC)),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 11, 10, 5, tzinfo=UTC)),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 17, 4, tzinfo=UTC)),
    ],
    ids=["the day before there", "over the end of summer time", "over its beginning"],
)
def test_another_zone_counts_its_own_days(received_at: datetime, due_at: datetime) -> None:
    assert due(FIFTEEN, received_at, NEW_YORK) == due_at


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_limit_ends_at_a_local_midnight_sixteen_days_on(received_at: datetime) -> None:
    found = due(FIFTEEN, received_at, SHANGHAI)
    assert found.astimezone(SHANGHAI).time() == datetime.min.time()
    assert (found.astimezone(SHANGHAI).date() - received_at.astimezone(SHANGHAI).date()).days == 16


def test_the_zone_of_the_desk_decides(app: Flask, people: People, at: datetime) -> None:
    here = make_complaint(people["rep"], at)
    app.config["ZONE"] = NEW_YORK
    there = make_complaint(people["rep"], at)
    assert here.due_at == shanghai(10, month=12)
    assert there.due_at == datetime(2026, 12, 9, tzinfo=NEW_YORK)
    assert (here.number, there.number) == ("C20261124-0001", "C20261123-0001")


@pytest.mark.parametrize("line", Line)
def test_every_line_has_an_answer_policy(people: People, at: datetime, line: Line) -> None:
    complaint = make_complaint(people["rep"], at, line=line.value)
    (clock,) = complaint.clocks
    policy = guidance.load().policies[clock.policy]
    assert policy.line == line.value
    assert (clock.kind, policy.amount) == (policy.kind, 15)
    assert complaint.due_at == clock.due_at


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (shanghai(9, 10, month=12), "watch"),
        (shanghai(8, 23, 59, month=12), "calm"),
        (shanghai(9, 23, 0, month=12), "watch"),
        (shanghai(9, 23, 0, month=12) + timedelta(seconds=1), "hot"),
        (shanghai(10, month=12), "hot"),
        (shanghai(10, month=12) + timedelta(seconds=1), "late"),
    ],
)
def test_what_is_left_at_a_moment(app: Flask, now: datetime, state: str) -> None:
    due_at = shanghai(10, month=12)
    assert (left(due_at, at=now).state, left(due_at, at=now).left) == (state, due_at - now)


def test_what_is_stopped_is_done(app: Flask) -> None:
    due_at = shanghai(10, month=12)
    found = left(due_at, at=due_at + timedelta(days=9), stopped_at=due_at - timedelta(hours=2))
    assert (found.state, found.left) == ("done", timedelta(hours=2))


@pytest.mark.parametrize(
    ("stopped", "now", "state"),
    [(None, 0, "running"), (None, 1, "late"), (0, 9, "met"), (1, 9, "missed")],
)
def test_the_word_for_a_clock(stopped: int | None, now: int, state: str) -> None:
    due_at = shanghai(10, month=12)
    stopped_at = None if stopped is None else due_at + timedelta(seconds=stopped)
    clock = Clock(due_at=due_at, stopped_at=stopped_at)
    assert clocks.state(clock, at=due_at + timedelta(seconds=now)) == state


class TestShareLeft:
    """How much of the time is left, between one and nothing."""

    def test_falls_from_one_to_nothing(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        (clock,) = complaint.clocks
        half = clock.started_at + (clock.due_at - clock.started_at) / 2
        moments = (clock.started_at, half, clock.due_at, clock.due_at + timedelta(days=1))
        assert [share_left(complaint, at=moment) for moment in moments] == [1.0, 0.5, 0.0, 0.0]

    def test_is_whole_when_nothing_runs(self, people: People, at: datetime) -> None:
        assert share_left(closed_complaint(people, at), at=at + timedelta(days=99)) == 1.0


@on_both
def test_closing_stops_and_reopening_gives_no_new_time(people: People, at: datetime) -> None:
    complaint = closed_complaint(people, at)
    (clock,) = complaint.clocks
    due_at = clock.due_at
    assert (clock.stopped_at, complaint.due_at) == (at, None)
    with transaction():
        handling.move(complaint, "reopen", reason="又扣了", by=people["manager"], at=at + timedelta(days=3))
    assert (clock.stopped_at, clock.due_at, complaint.due_at) == (None, due_at, due_at)


def test_not_solved_lets_the_limit_run_on(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
    due_at = complaint.due_at
    call(complaint, people["rep"], at, result="not_solved")
    assert (complaint.due_at, [clock.stopped_at for clock in complaint.clocks]) == (due_at, [None])


@on_both
def test_another_line_counts_from_the_same_receipt(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    with transaction():
        handling.edit(complaint, {"line": "utilities"}, by=people["rep"], at=at + timedelta(days=2))
    (clock,) = complaint.clocks
    assert (clock.policy, clock.kind) == ("utilities-answer", "service")
    assert clock.due_at == complaint.due_at == shanghai(10, month=12)


def test_the_end_of_a_day_is_local(app: Flask) -> None:
    assert clocks.end_of_day(datetime(2026, 11, 24, 16, 0, tzinfo=UTC), SHANGHAI) == shanghai(26)
    assert clocks.end_of_day(shanghai(24), SHANGHAI).date() == date(2026, 11, 25)


@pytest.mark.parametrize("received_at", [shanghai(24, 10, 26), shanghai(24), shanghai(24, 23, 59)])
def test_what_is_explained_ends_when_the_limit_does(received_at: datetime) -> None:
    assert list(clocks.natural_days(received_at, 15, SHANGHAI))[-1].ends_at == due(FIFTEEN, received_at, SHANGHAI)


class TestExplained:
    """A clock of a complaint with its stretches, from history."""

    def test_counts_on_while_it_runs_and_stands_still_once_stopped(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        (clock,) = complaint.clocks
        assert clocks.explained(clock, at=at + timedelta(days=6)).used == 6
        clock.stopped_at = at + timedelta(days=2)
        assert clocks.explained(clock, at=at + timedelta(days=6)).used == 2

    def test_says_nothing_of_a_policy_that_is_gone(self, people: People, at: datetime) -> None:
        (clock,) = make_complaint(people["rep"], at).clocks
        clock.policy = "gone"
        assert clocks.explained(clock, at=at).spans == []

    def test_runs_on_while_the_complainant_thinks_it_over(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
        advance(complaint, people["rep"], at, verdict="needs_time", needs_time_until="2026-11-26")
        (clock,) = complaint.clocks
        due_at, (*_, wait) = clock.due_at, clocks.explained(clock, at=at).spans
        assert (wait.verdict, wait.why, wait.starts_at, wait.ends_at) == ("runs_on", "needs_time", at, shanghai(27))
        call(complaint, people["rep"], at + timedelta(days=1))
        (wait,) = clocks.waits(complaint)
        assert (wait.ends_at, clock.due_at) == (at + timedelta(days=1), due_at)

    def test_forgets_a_wait_that_was_undone(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
        advance(complaint, people["rep"], at, verdict="needs_time", needs_time_until="2026-11-26")
        with transaction():
            handling.move(complaint, "return", to="confirm", by=people["rep"], at=at + timedelta(seconds=5))
        assert clocks.waits(complaint) == []
