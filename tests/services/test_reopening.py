"""Not solved: what was followed up opens again at diagnose, with somebody else."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from complaints import callbacks, handling
from complaints import people as people_verbs
from complaints.db import transaction
from complaints.models import Callback, Complaint, User
from complaints.roles import Role
from complaints.steps import Step

from ..databases import PASSWORD, on_both
from ..factories import advance, call, keep_promises, make_complaint, reject
from .checks import People, writes

LATER = datetime(2026, 11, 30, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def following_up(people: People, at: datetime) -> Complaint:
    """A complaint at follow up, its promises kept, its callback open."""
    complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
    keep_promises(complaint, people["rep"], at)
    return complaint


def open_callback(complaint: Complaint) -> Callback:
    return next(row for row in complaint.callbacks if row.settled_at is None)


class TestNotSolved:
    """It opens again at diagnose, with somebody else."""

    def not_solved(self, complaint: Complaint, by: User) -> None:
        call(complaint, by, LATER, result="not_solved", score=1, words="这个月又扣了")

    @on_both
    def test_goes_to_another_handler_of_the_team(self, following_up: Complaint, people: People) -> None:
        attempts_before = following_up.visit.position
        with writes(following_up, "callback_tried", "reopened"):
            given = {"outcome": "reached", "result": "not_solved", "score": 1}
            handling.record_attempt(open_callback(following_up), given, by=people["rep"], at=LATER)
        assert following_up.owner_id == people["rep2"].id
        assert (following_up.step, following_up.attempt, following_up.reopened) == (Step.DIAGNOSE, 1, 1)
        assert following_up.visit.position == attempts_before + 1
        assert not following_up.closed

    def test_counts_rejections_anew(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.CONFIRM)
        reject(complaint, people["rep"], at)
        for _ in range(2):
            advance(complaint, people["rep"], at)
        assert complaint.attempt == 2
        self.not_solved(complaint, people["rep"])
        assert complaint.attempt == 1

    def test_goes_to_nobody_when_no_colleague_has_the_line(self, following_up: Complaint, people: People) -> None:
        with transaction():
            people_verbs.change(people["rep2"], {"lines": ["banking"]}, by=people["manager"], at=LATER)
        self.not_solved(following_up, people["rep"])
        assert following_up.owner_id is None

    def test_goes_to_nobody_who_is_away(self, following_up: Complaint, people: People) -> None:
        with transaction():
            people_verbs.change(people["rep2"], {"active": False}, by=people["manager"], at=LATER)
        self.not_solved(following_up, people["rep"])
        assert following_up.owner_id is None

    def test_goes_to_the_one_with_the_least_open_work(
        self, following_up: Complaint, people: People, at: datetime
    ) -> None:
        make_complaint(people["rep2"], at)
        with transaction():
            free = people_verbs.create(
                "rep9",
                display_name="沈一",
                role=Role.REP,
                password=PASSWORD,
                team=people["rep"].team,
                by=None,
                at=at,
            )
        self.not_solved(following_up, people["rep"])
        assert following_up.owner_id == free.id

    def test_never_goes_to_an_earlier_handler(self, following_up: Complaint, people: People) -> None:
        self.not_solved(following_up, people["rep"])
        for _ in range(3):
            advance(following_up, people["rep2"], LATER)
        self.not_solved(following_up, people["rep2"])
        assert (following_up.owner_id, following_up.reopened) == (None, 2)

    def test_before_follow_up_opens_nothing_again(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        with transaction():
            callbacks.schedule(complaint, {"promised_at": LATER, "reason": "说进度"}, by=people["rep"], at=at)
        with writes(complaint, "callback_tried"):
            given = {"outcome": "reached", "result": "not_solved"}
            handling.record_attempt(open_callback(complaint), given, by=people["rep"], at=LATER)
        assert (complaint.step, complaint.reopened, complaint.owner_id) == (Step.SOOTHE, 0, people["rep"].id)
