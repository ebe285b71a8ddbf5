"""The list: what is found, for whom, in pages, with few statements."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from complaints import people as people_verbs
from complaints.db import db
from complaints.models import User

from .. import factories
from ..pages import text_of
from .counting import statements
from .hostile import HOSTILE

People = dict[str, User]


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=30)


@pytest.fixture
def number(people: People, now: datetime) -> str:
    return factories.make_complaint(people["rep"], now).number


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("username", "seen"), [("rep2", True), ("rep3", False), ("manager2", False), ("compliance", True), ("admin", True)]
)
def test_who_sees_it(number: str, sign_in: Any, username: str, seen: bool, language: str) -> None:
    page = sign_in(username, language).get("/complaints")
    assert page.status_code == 200
    assert (number in page.text) is seen
    assert "周玉琴" not in page.text
    assert "13900862071" not in page.text


@pytest.mark.parametrize(
    "words", ["周玉琴", "zhouyuqin", "zyq", "2071", "13900862071", "视频会员", "１３９００８６２０７１"]
)
def test_it_is_found(number: str, sign_in: Any, words: str) -> None:
    assert number in sign_in("rep").get("/complaints", query_string={"q": words}).text


def test_it_is_found_by_its_number(number: str, sign_in: Any) -> None:
    assert number in sign_in("rep").get("/complaints", query_string={"q": number.lower()}).text


@pytest.mark.parametrize("filters", ["step=soothe", "line=telecom", "owner=me", "state=open"])
def test_filters_narrow(number: str, sign_in: Any, filters: str) -> None:
    assert number in sign_in("rep").get(f"/complaints?{filters}").text


@pytest.mark.parametrize("filters", ["step=confirm", "line=banking", "owner=nobody", "state=closed", "q=没有这个词"])
def test_filters_leave_out_and_offer_a_way_back(number: str, sign_in: Any, filters: str) -> None:
    page = sign_in("rep", "en").get(f"/complaints?{filters}")
    assert page.status_code == 200
    assert number not in text_of(page.text)


@pytest.mark.parametrize("filters", ["step=x", "risk=x", "line=x", "state=x", "owner=nobody-of-this-name"])
def test_unknown_codes_are_refused(sign_in: Any, filters: str) -> None:
    assert sign_in("rep").get(f"/complaints?{filters}").status_code == 422


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_searches(number: str, sign_in: Any, words: str) -> None:
    page = sign_in("rep").get("/complaints", query_string={"q": words[:2000], "before": words[:50]})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_statements_and_pages(app: Flask, people: People, now: datetime, sign_in: Any) -> None:
    client, taken = sign_in("rep"), []
    for more in (10, 50):
        rep = people_verbs.by_username("rep")
        numbers = [factories.make_complaint(rep, now).number for _ in range(more)]
        db.session.remove()
        with statements(app) as sent:
            first = client.get("/complaints")
        taken.append(len(sent))
    assert taken[0] == taken[1] <= 8
    assert numbers[-1] in first.text
    assert numbers[0] not in first.text
    following = client.get(f"/complaints?before={_before(first.text)}")
    assert numbers[-1] not in following.text
    assert numbers[-26] in following.text


def _before(page: str) -> str:
    return page.split("before=")[1].split('"')[0].split("&")[0]
