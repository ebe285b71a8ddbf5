"""Who has a complaint open: said again and again, seen for a short while, forgotten without a trace."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from complaints import presence
from complaints.db import db, transaction
from complaints.jobs.table import forget_presences
from complaints.models import Complaint, Presence, User

from ..databases import on_both
from ..factories import make_complaint
from .checks import People, kinds


def say(complaint: Complaint, who: User, at: datetime) -> None:
    with transaction():
        presence.say(complaint, by=who, at=at)


@on_both
def test_others_are_seen_by_name_and_oneself_is_not(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    for who in ("rep", "manager", "rep2"):
        say(complaint, people[who], at)
    assert presence.others(complaint, than=people["rep"], at=at) == [people["manager"], people["rep2"]]


@on_both
def test_somebody_is_seen_for_half_a_minute_and_at_this_complaint_only(people: People, at: datetime) -> None:
    complaint, other = make_complaint(people["rep"], at), make_complaint(people["rep"], at)
    say(complaint, people["rep2"], at)
    for after, seen in ((29, [people["rep2"]]), (30, [])):
        assert presence.others(complaint, than=people["rep"], at=at + timedelta(seconds=after)) == seen
    say(complaint, people["rep2"], at + timedelta(seconds=30))
    assert presence.others(complaint, than=people["rep"], at=at + timedelta(seconds=31)) == [people["rep2"]]
    assert presence.others(other, than=people["rep"], at=at) == []


def test_a_fresh_sign_of_life_needs_no_other(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    assert not presence.said_lately(complaint, by=people["rep"], at=at)
    say(complaint, people["rep"], at)
    assert presence.said_lately(complaint, by=people["rep"], at=at + timedelta(seconds=9))
    assert not presence.said_lately(complaint, by=people["rep"], at=at + timedelta(seconds=10))
    assert not presence.said_lately(complaint, by=people["rep"], at=at - timedelta(days=1))


def test_who_leaves_is_gone_at_once(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    say(complaint, people["rep2"], at)
    with transaction():
        presence.leave(complaint, by=people["rep2"])
    assert presence.others(complaint, than=people["rep"], at=at) == []


def test_it_leaves_no_history_and_is_swept(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    before = kinds(complaint)
    say(complaint, people["rep2"], at)
    assert kinds(complaint) == before
    db.session.rollback()
    assert forget_presences(at + timedelta(hours=1)) == 0
    assert forget_presences(at + timedelta(hours=1, seconds=1)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Presence)) == 0
