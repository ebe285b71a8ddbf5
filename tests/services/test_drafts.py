"""Drafts: kept by place and window, late ones ignored, sealed, limited, swept; they leave no trace in history."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from complaints import audit, drafts
from complaints.db import db, transaction
from complaints.drafts import OpenForm
from complaints.errors import Invalid
from complaints.jobs.table import forget_drafts
from complaints.models import Draft, Event, User

from ..databases import on_both
from ..factories import make_complaint

People = dict[str, User]

PLACE = "C20261124-0001/record"
FIELDS = [("restatement", "您说七月起每月多扣15元"), ("facts-0-text", "一"), ("needs", "respect"), ("needs", "balance")]


def keep(
    person: User, at: datetime, name: str = "a" * 16, text: str = "", place: str = PLACE, **given: object
) -> Draft:
    """Keep a draft as the edge does."""
    fields = [("text", text)] if text else FIELDS
    form = OpenForm(place, name, **{"turn": 1, **given})  # type: ignore[arg-type]
    with transaction():
        return drafts.keep(form, fields, based_on=3, by=person, at=at)


def texts(person: User, place: str = PLACE) -> list[str]:
    return [dict(drafts.fields_of(row)).get("text", "") for row in drafts.found(person, place)]


@on_both
def test_it_comes_back_as_it_was(people: People, at: datetime) -> None:
    keep(people["rep"], at)
    (found,) = drafts.found(people["rep"], PLACE)
    assert drafts.fields_of(found) == FIELDS
    assert (found.based_on, found.saved_at, found.turn) == (3, at, 1)


@on_both
def test_a_complaint_holds_all_of_its_forms_and_no_other(people: People, at: datetime) -> None:
    keep(people["rep"], at, text="一")
    keep(people["rep"], at + timedelta(seconds=1), text="二", place="C20261124-0001/note")
    keep(people["rep"], at, text="三", place="C20261124-00011/note")
    keep(people["rep"], at, text="四", place="log")
    assert texts(people["rep"], "C20261124-0001") == ["二", "一"]
    assert texts(people["rep"], "log") == ["四"]
    assert texts(people["rep"], "C20261124_0001") == []


@on_both
def test_nobody_else_finds_it(people: People, at: datetime) -> None:
    keep(people["rep"], at, text="我的")
    assert texts(people["manager"]) == []
    keep(people["manager"], at, text="她的")
    with transaction():
        drafts.drop(OpenForm(PLACE, "a" * 16), by=people["manager"])
    assert texts(people["rep"]) == ["我的"]


@on_both
def test_a_late_turn_changes_nothing(people: People, at: datetime) -> None:
    keep(people["rep"], at, text="新", turn=3)
    keep(people["rep"], at, text="旧", turn=2)
    assert texts(people["rep"]) == ["新"]
    keep(people["rep"], at, text="更新", turn=4)
    assert texts(people["rep"]) == ["更新"]


@on_both
def test_two_windows_keep_two_drafts(people: People, at: datetime) -> None:
    keep(people["rep"], at, "a" * 16, "一号窗口")
    keep(people["rep"], at + timedelta(seconds=1), "b" * 16, "二号窗口")
    assert texts(people["rep"]) == ["二号窗口", "一号窗口"]


@on_both
def test_the_draft_that_filled_a_form_goes_unless_its_window_wrote_on(people: People, at: datetime) -> None:
    keep(people["rep"], at, "a" * 16, "一", turn=5)
    keep(people["rep"], at, "b" * 16, "一二", source=("a" * 16, 5))
    assert texts(people["rep"]) == ["一二"]
    keep(people["rep"], at, "b" * 16, "一二三", turn=2)
    keep(people["rep"], at, "c" * 16, "一二四", source=("b" * 16, 1))
    assert sorted(texts(people["rep"])) == ["一二三", "一二四"]


@on_both
def test_dropping_takes_the_source_along_and_leaves_other_windows(people: People, at: datetime) -> None:
    keep(people["rep"], at, "a" * 16, "一", turn=2)
    keep(people["rep"], at, "d" * 16, "别的窗口")
    with transaction():
        drafts.drop(OpenForm(PLACE, "b" * 16, source=("a" * 16, 2)), by=people["rep"])
    assert texts(people["rep"]) == ["别的窗口"]


def test_the_text_is_sealed_in_the_row(people: People, at: datetime) -> None:
    keep(people["rep"], at, text="周玉琴 13900862071")
    stored = db.session.scalars(sa.select(Draft.fields_sealed)).one()
    assert "周玉琴".encode() not in stored
    assert b"13900862071" not in stored


def test_it_is_no_history_and_moves_no_version(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    before = complaint.etag, db.session.scalar(sa.select(sa.func.count()).select_from(Event))
    keep(people["rep"], at)
    assert before == (complaint.etag, db.session.scalar(sa.select(sa.func.count()).select_from(Event)))
    assert audit.verify() == []


def test_what_is_too_long_is_refused_and_the_earlier_text_stays(people: People, at: datetime) -> None:
    keep(people["rep"], at, text="短")
    with pytest.raises(Invalid):
        keep(people["rep"], at, text="长" * (drafts.LARGEST // 3), turn=2)
    assert texts(people["rep"]) == ["短"]


@on_both
def test_the_oldest_make_room(people: People, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 3)
    keep(people["manager"], at, text="她的")
    for number in range(5):
        keep(people["rep"], at + timedelta(seconds=number), f"{number:016x}", str(number))
    assert texts(people["rep"]) == ["4", "3", "2"]
    assert texts(people["manager"]) == ["她的"]


@on_both
def test_old_ones_are_swept(people: People, at: datetime) -> None:
    keep(people["rep"], at - drafts.KEEP_FOR - timedelta(seconds=1), "a" * 16, "旧")
    keep(people["rep"], at - drafts.KEEP_FOR + timedelta(seconds=1), "b" * 16, "新")
    assert forget_drafts(at) == 1
    assert texts(people["rep"]) == ["新"]


@on_both
def test_they_go_with_the_person(people: People, at: datetime) -> None:
    keep(people["rep3"], at)
    with transaction():
        db.session.execute(sa.delete(User).where(User.id == people["rep3"].id))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 0
