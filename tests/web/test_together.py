"""Working side by side: who is here, what changed, how much is new; and the palette that leads anywhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from complaints.models import User

from .. import factories
from .hostile import HOSTILE
from .posting import fresh, post, send

People = dict[str, User]


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=30)


@pytest.fixture
def number(people: People, now: datetime) -> str:
    return factories.make_complaint(people["rep"], now).number


def here(client: Any, number: str, version: int | str = "") -> Any:
    return post(client, f"/complaints/{number}/here", {"version": version}, headers={"HX-Request": "true"})


def test_two_people_see_each_other(number: str, sign_in: Any) -> None:
    rep, manager = sign_in("rep", "zh"), sign_in("manager", "zh")
    assert "孙敏" not in here(rep, number).text
    assert "陈晓岚" in here(manager, number).text
    assert "孙敏" in here(rep, number).text
    assert post(manager, f"/complaints/{number}/gone", {}).status_code == 204
    assert "孙敏" not in here(rep, number).text


def test_a_change_is_told_with_who_and_when(number: str, sign_in: Any) -> None:
    rep, manager = sign_in("rep", "en"), sign_in("manager", "en")
    version = fresh(number).head_seq
    assert "changed" not in here(rep, number, version).text
    assert send(manager, number, "notes", kind="internal", text="晚上七点后方便").status_code == 303
    assert "孙敏 changed this at" in here(rep, number, version).text
    assert "changed" not in here(rep, number, fresh(number).head_seq).text


def test_nobody_looks_in_from_outside(number: str, sign_in: Any, app: Flask) -> None:
    assert here(sign_in("rep3"), number).status_code == 403
    for path in ("/updates", "/palette"):
        assert app.test_client().get(path).status_code == 401


def test_new_rows_are_counted_under_the_filters_of_the_list(people: People, now: datetime, sign_in: Any) -> None:
    rep = sign_in("rep", "en")
    since = now.timestamp() + 60
    assert rep.get(f"/updates?since={since}", headers={"HX-Request": "true"}).text.strip() == ""
    factories.make_complaint(people["rep"], now + timedelta(minutes=5))
    factories.make_complaint(people["rep2"], now + timedelta(minutes=5), line="utilities")
    factories.make_complaint(people["rep3"], now + timedelta(minutes=5))
    assert "2 updates" in rep.get(f"/updates?since={since}", headers={"HX-Request": "true"}).text
    assert "1 update" in rep.get(f"/updates?since={since}&line=utilities", headers={"HX-Request": "true"}).text


@pytest.mark.parametrize("since", ["", "x", "-1", "1e99", "nan", "9" * 400])
def test_a_moment_that_is_none_counts_nothing(sign_in: Any, since: str) -> None:
    page = sign_in("rep").get("/updates", query_string={"since": since}, headers={"HX-Request": "true"})
    assert (page.status_code, page.text.strip()) == (200, "")


class TestThePalette:
    """Ctrl+K: places by their words, complaints by whatever the search finds."""

    def found(self, client: Any, words: str) -> str:
        page = client.get("/palette", query_string={"q": words}, headers={"HX-Request": "true"})
        assert page.status_code == 200
        return str(page.text)

    def test_offers_the_places_of_this_person(self, sign_in: Any) -> None:
        page = self.found(sign_in("rep", "zh"), "")
        assert "登记" in page
        assert "核验" not in page

    def test_finds_complaints_by_number_name_tail_and_word(self, number: str, sign_in: Any) -> None:
        rep = sign_in("rep", "zh")
        for words in (number, number[:9], "周玉琴", "zyq", "2071", "视频会员"):
            assert number in self.found(rep, words), words
        assert f"/complaints/{number}" not in self.found(sign_in("rep3", "zh"), number)

    def test_says_so_when_nothing_fits(self, sign_in: Any) -> None:
        assert "Nothing fits" in self.found(sign_in("rep", "en"), "银河系")

    @pytest.mark.parametrize("words", HOSTILE)
    def test_takes_any_words(self, number: str, sign_in: Any, words: str) -> None:
        self.found(sign_in("rep"), words[:2_000])
