"""Logging a complaint: numbered, read, clocked; every wrong field named, nothing half-written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from complaints import handling
from complaints.codes import Language, Risk
from complaints.db import db, transaction
from complaints.errors import Invalid, NotAllowed
from complaints.handling.opening import take_numbers
from complaints.models import Complaint, Link
from complaints.steps import Step

from ..databases import on_both
from ..factories import NARRATIVE, make_complaint
from .checks import People, kinds, refused


def wanted(**changed: Any) -> dict[str, Any]:
    return {
        "channel": "phone",
        "line": "telecom",
        "complainant": {"name": "周玉琴", "phone": "13900862071"},
        "narrative": NARRATIVE,
    } | changed


@on_both
def test_a_calm_complaint_is_numbered_clocked_and_in_its_first_visit(people: People, at: datetime) -> None:
    with transaction():
        complaint = handling.open_complaint(wanted(emotion=3, needs=["respect"]), by=people["rep"], at=at)
    assert complaint.number == "C20261124-0001"
    assert (complaint.step, complaint.attempt, complaint.reopened) == (Step.SOOTHE, 1, 0)
    assert (complaint.owner_id, complaint.team_id) == (people["rep"].id, people["rep"].team_id)
    assert (complaint.risk, complaint.needs, complaint.language) == (Risk.LOW, ["respect"], Language.ZH)
    assert [(visit.step, visit.emotion_arrival, visit.left_at) for visit in complaint.visits] == [
        (Step.SOOTHE, 3, None)
    ]
    assert kinds(complaint) == ["complaint_opened"]
    assert complaint.etag == '"C20261124-0001.1"'


@pytest.mark.parametrize(("who", "owned"), [("rep", True), ("specialist", True), ("manager", False)])
def test_it_belongs_to_who_logs_it_unless_a_manager_does(people: People, at: datetime, who: str, owned: bool) -> None:
    complaint = make_complaint(people[who], at)
    assert complaint.owner_id == (people[who].id if owned else None)
    assert complaint.team_id == people[who].team_id


@pytest.mark.parametrize("who", ["compliance", "admin", "rules"])
def test_some_log_nothing(people: People, at: datetime, who: str) -> None:
    with refused(NotAllowed):
        handling.open_complaint(wanted(), by=people[who], at=at)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"channel": None}, "channel"),
    ({"channel": "fax"}, "channel"),
    ({"line": ""}, "line"),
    ({"line": "insurance"}, "line"),
    ({"line": ["telecom"]}, "line"),
    ({"language": "fr"}, "language"),
    ({"narrative": ""}, "narrative"),
    ({"narrative": " \n\t "}, "narrative"),
    ({"narrative": "扣" * 20_001}, "narrative"),
    ({"narrative": "a\x00b"}, "narrative"),
    ({"narrative": "\ud800"}, "narrative"),
    ({"narrative": 5}, "narrative"),
    ({"emotion": 11}, "emotion"),
    ({"emotion": -1}, "emotion"),
    ({"emotion": "很生气"}, "emotion"),
    ({"emotion": True}, "emotion"),
    ({"demand": "退" * 2001}, "demand"),
    ({"cause": "TE9-99"}, "cause"),
    ({"cause": "TE1"}, "cause"),
    ({"needs": "vent"}, "needs"),
    ({"needs": ["revenge"]}, "needs"),
    ({"reference_number": "1" * 61}, "reference_number"),
    ({"restatement": "长" * 2001}, "restatement"),
    ({"restatement_confirmed": "yes"}, "restatement_confirmed"),
    ({"complainant": "周玉琴"}, "complainant"),
    ({"complainant": {"name": "长" * 61}}, "name"),
    ({"complainant": {"phone": "打不通"}}, "phone"),
    ({"complainant": {"sex": "f"}}, "complainant.sex"),
    ({"earlier": "C20260101-0001"}, "earlier"),
    ({"owner": "rep2"}, "owner"),
    ({"risk": "low"}, "risk"),
]


def test_every_wrong_field_is_named_and_nothing_is_kept(people: People, at: datetime) -> None:
    for changed, field in WRONG:
        with refused(Invalid, field):
            handling.open_complaint(wanted(**changed), by=people["rep"], at=at)
    assert make_complaint(people["rep"], at).number == "C20261124-0001"


@on_both
@pytest.mark.parametrize(
    "narrative",
    ["😡" * 20_000, "<script>alert(1)</script>", "'; DROP TABLE complaints; --", "\u202e倒着写", "全角ＡＢＣ１２３"],
    ids=["emoji", "script", "sql", "right to left", "wide"],
)
def test_strange_text_is_kept_as_it_is(people: People, at: datetime, narrative: str) -> None:
    complaint = make_complaint(people["rep"], at, narrative=narrative)
    number = complaint.number
    db.session.expire_all()
    assert db.session.scalar(sa.select(Complaint.narrative).where(Complaint.number == number)) == narrative


def test_phones_come_in_any_format(people: People, at: datetime) -> None:
    for phone in ("139 0086 2071", "+86-139-0086-2071", "１３９００８６２０７１", "0086 139 0086 2071"):
        complaint = make_complaint(people["rep"], at, complainant={"name": "周", "phone": phone})
        assert complaint.complainant.phone == "13900862071"


def test_the_language_is_that_of_the_complaint_else_of_who_logs_it(people: People, at: datetime) -> None:
    assert make_complaint(people["rep"], at, language="en").language is Language.EN
    people["rep"].language = Language.EN
    assert make_complaint(people["rep"], at).language is Language.EN


def test_a_complaint_about_nobody_known_is_taken(people: People, at: datetime) -> None:
    assert make_complaint(people["rep"], at, complainant={}).complainant is None


class TestNumbers:
    """C, the local day, and a counter that grows past 9999."""

    @on_both
    def test_count_up_within_the_local_day(self, people: People) -> None:
        late = datetime(2026, 11, 24, 15, 59, 30, tzinfo=UTC)
        made = [make_complaint(people["rep"], late + timedelta(minutes=minutes)).number for minutes in (0, 1, 2, 3)]
        assert made == ["C20261124-0001", "C20261124-0002", "C20261125-0001", "C20261125-0002"]

    @on_both
    def test_grow_past_four_digits(self, app: Flask, people: People, at: datetime) -> None:
        with transaction():
            assert take_numbers(at.date(), 9999) == 9999
        assert make_complaint(people["rep"], at).number == "C20261124-10000"

    def test_of_a_refused_complaint_are_given_again(self, people: People, at: datetime) -> None:
        with refused(Invalid, "emotion"):
            handling.open_complaint(wanted(emotion=99), by=people["rep"], at=at)
        assert make_complaint(people["rep"], at).number == "C20261124-0001"


def test_it_may_follow_an_earlier_one(people: People, at: datetime) -> None:
    first = make_complaint(people["rep"], at)
    second = make_complaint(people["rep"], at, earlier=first.number)
    links = db.session.execute(sa.select(Link.complaint_id, Link.earlier_id)).all()
    assert links == [(second.id, first.id)]


def test_it_follows_only_what_who_logs_it_may_read(people: People, at: datetime) -> None:
    theirs = make_complaint(people["rep3"], at)
    with refused(Invalid, "earlier"):
        handling.open_complaint(wanted(earlier=theirs.number), by=people["rep"], at=at)
