"""The desk of every role: tabs, groups, masks, what stands beside, and how many statements it takes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from complaints import people as people_verbs
from complaints.db import db
from complaints.models import User
from complaints.steps import Step

from .. import factories
from ..pages import text_of
from .counting import statements

People = dict[str, User]
EVERYBODY = ("rep", "specialist", "manager", "compliance", "admin")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=30)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("username", EVERYBODY)
def test_the_desk_of_every_role(people: People, now: datetime, sign_in: Any, username: str, language: str) -> None:
    number = factories.make_complaint(people["rep"], now).number
    page = sign_in(username, language).get("/")
    assert page.status_code == 200
    assert (number in page.text) == (username in ("rep", "manager", "compliance", "admin"))
    assert "周玉琴" not in page.text
    assert "13900862071" not in page.text
    assert ("周*琴" in page.text) == (username in ("rep", "manager", "compliance"))


def test_an_administrator_sees_no_word_of_it(people: People, now: datetime, sign_in: Any) -> None:
    factories.make_complaint(people["rep"], now)
    page = sign_in("admin").get("/").text
    assert "多扣15块" not in page
    assert "2071" not in page


def test_groups_by_urgency(people: People, now: datetime, sign_in: Any) -> None:
    late = factories.make_complaint(people["rep"], now - timedelta(days=17)).number
    calm = factories.make_complaint(people["rep"], now).number
    page = text_of(sign_in("rep", "en").get("/").text)
    assert page.index("Handle now") < page.index(late) < page.index("Later") < page.index(calm)
    assert "late" in page


def test_what_comes_next_for_the_first(people: People, now: datetime, sign_in: Any) -> None:
    factories.make_complaint(people["rep"], now, step=Step.DIAGNOSE)
    page = text_of(sign_in("rep", "en").get("/").text)
    assert "周*琴, next" in page
    assert "Still missing:" in page


def test_an_empty_desk_says_what_is_next(sign_in: Any) -> None:
    assert "Nothing to handle here" in sign_in("rep", "en").get("/").text


def test_an_empty_filter_offers_a_way_out(people: People, now: datetime, sign_in: Any) -> None:
    factories.make_complaint(people["rep"], now)
    page = text_of(sign_in("rep", "en").get("/?line=utilities").text)
    assert "No complaint fits these filters" in page
    assert "1 without" in page


def test_unknown_codes_are_refused_and_unknown_tabs_ignored(sign_in: Any) -> None:
    client = sign_in("rep")
    assert client.get("/?step=nonsense").status_code == 422
    assert client.get("/?tab=nonsense").status_code == 200


def test_statements_do_not_grow_with_rows(app: Flask, people: People, now: datetime, sign_in: Any) -> None:
    client, taken = sign_in("rep"), []
    for more in (10, 50):
        rep = people_verbs.by_username("rep")
        for _ in range(more):
            factories.make_complaint(rep, now)
        db.session.remove()
        with statements(app) as sent:
            assert client.get("/").status_code == 200
        taken.append(len(sent))
    assert taken[0] == taken[1] <= 24
