"""Saved views: mine or my team's, counted in one statement, of use even when what they name is gone."""

from datetime import datetime

import pytest

from complaints import queries, saved_views
from complaints.db import db, transaction
from complaints.errors import Invalid, NotFound
from complaints.models import SavedView, Team, User
from complaints.queries import Filters

from ..databases import on_both
from ..factories import make_complaint
from .checks import People


def saved(by: User, at: datetime, name: str = "老人", *, for_team: bool = False, **arguments: str) -> SavedView:
    with transaction():
        return saved_views.save(name, arguments or {"risk": "high"}, for_team=for_team, by=by, at=at)


def test_a_view_is_mine_until_it_is_given_to_the_team(people: People, at: datetime) -> None:
    view = saved(people["rep"], at)
    assert (saved_views.seen_by(people["rep"]), saved_views.seen_by(people["rep2"])) == ([view], [])
    saved(people["rep"], at, for_team=True)
    assert saved_views.seen_by(people["rep2"]) == [view]
    assert saved_views.seen_by(people["rep3"]) == []


def test_my_own_come_first(people: People, at: datetime) -> None:
    of_team = saved(people["manager"], at, for_team=True)
    own = saved(people["rep"], at)
    assert saved_views.seen_by(people["rep"]) == [own, of_team]


def test_the_same_name_saves_over(people: People, at: datetime) -> None:
    saved(people["rep"], at)
    view = saved(people["rep"], at, q="视频会员", line="telecom")
    assert saved_views.seen_by(people["rep"]) == [view]
    assert saved_views.arguments_of(view) == {"q": "视频会员", "line": "telecom"}


@pytest.mark.parametrize("name", ["", "  ", None, "长" * 41, "a\x00b"])
def test_a_name_is_asked_for(people: People, at: datetime, name: str | None) -> None:
    with pytest.raises(Invalid) as caught, transaction():
        saved_views.save(name, {"risk": "high"}, for_team=False, by=people["rep"], at=at)
    assert list(caught.value.fields) == ["view_name"]


def test_a_view_of_nothing_and_one_too_many_are_refused(people: People, at: datetime) -> None:
    with pytest.raises(Invalid), transaction():
        saved_views.save("全部", {}, for_team=False, by=people["rep"], at=at)
    for number in range(saved_views.MOST):
        saved(people["rep"], at, f"第{number}个")
    with pytest.raises(Invalid), transaction():
        saved_views.save("又一个", {"risk": "high"}, for_team=False, by=people["rep"], at=at)
    saved(people["rep"], at, "第0个", risk="low")


def test_only_its_owner_takes_it_away(people: People, at: datetime) -> None:
    view = saved(people["rep"], at, for_team=True)
    with pytest.raises(NotFound), transaction():
        saved_views.remove(view.id, by=people["rep2"])
    with transaction():
        saved_views.remove(view.id, by=people["rep"])
    assert saved_views.seen_by(people["rep"]) == []


@on_both
def test_when_the_team_is_gone_it_is_its_owners_alone(people: People, at: datetime) -> None:
    view = saved(people["manager2"], at, for_team=True)
    with transaction():
        gone = Team(name="三组")
        db.session.add(gone)
        db.session.flush()
        view.team_id = gone.id
    with transaction():
        db.session.delete(gone)
    db.session.expire_all()
    assert view.team_id is None
    assert saved_views.seen_by(people["manager2"]) == [view]


@on_both
def test_all_are_counted_at_once(people: People, at: datetime) -> None:
    make_complaint(people["rep"], at, narrative="楼道里水管漏了三天")
    make_complaint(people["rep"], at, line="utilities")
    make_complaint(people["rep3"], at, line="utilities")
    lists = [Filters(), Filters.read({"line": "utilities"}), Filters(q="水管"), Filters.read({"step": "confirm"})]
    assert queries.tally(people["rep"], lists) == [2, 1, 1, 0]
    assert queries.tally(people["compliance"], lists) == [3, 2, 1, 0]
    assert queries.tally(people["rep"], []) == []
