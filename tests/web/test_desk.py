"""The desk of every role: tabs, groups, masks, what stands beside, and how many statements it takes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from complaints import people as people_verbs
from complaints.db import db
from complaints.models import Complaint, User
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
    assert "No complaint fits “Utilities”" in page
    assert "1 without “Utilities”" in page


def test_the_way_out_counts_what_its_click_shows(people: People, now: datetime, sign_in: Any) -> None:
    mine = [factories.make_complaint(people["rep"], now).number for _ in range(2)]
    theirs = factories.make_complaint(people["rep2"], now).number
    client = sign_in("rep", "en")
    page = client.get("/?line=banking").text
    assert "2 without “Banking”" in text_of(page)
    link = re.search(r'<div class="empty-state">.*?href="([^"]+)"', page, re.DOTALL)
    assert link
    shown = client.get(link[1].replace("&amp;", "&")).text
    assert all(number in shown for number in mine)
    assert theirs not in shown


def test_where_no_single_filter_helps_all_are_taken_out(people: People, now: datetime, sign_in: Any) -> None:
    factories.make_complaint(people["rep"], now)
    page = text_of(sign_in("rep", "en").get("/?line=banking&step=confirm").text)
    assert "No complaint fits “Confirm Banking”" in page
    assert "1 without any filter" in page


def test_an_empty_tab_offers_no_way_that_shows_nothing(sign_in: Any) -> None:
    page = text_of(sign_in("rep", "en").get("/?line=banking&tab=unassigned").text)
    assert "No complaint fits “Banking”" in page
    assert "without" not in page


def test_the_foot_counts_only_what_the_filters_leave(people: People, now: datetime, sign_in: Any) -> None:
    factories.make_complaint(people["rep"], now)
    factories.make_complaint(people["rep"], now, narrative="再不解决我就打12315投诉你们")
    client = sign_in("rep", "en")
    assert "By urgency, 2 in all" in text_of(client.get("/").text)
    assert "By urgency, 1 in all" in text_of(client.get("/?risk=high").text)


def test_filters_are_named_by_their_short_words(people: People, now: datetime, sign_in: Any) -> None:
    factories.make_complaint(people["rep"], now, line="auto_finance")
    page = text_of(sign_in("rep", "en").get("/").text)
    assert "Follow up0" in page
    assert "Auto finance" not in page


@pytest.mark.parametrize("step", list(Step))
def test_no_mark_of_a_gap_is_ever_shown(people: People, now: datetime, sign_in: Any, step: Step) -> None:
    factories.make_complaint(people["rep"], now, step=step, complainant={"name": "周玉琴"})
    for path in ("/", f"/next/{db.session.scalars(db.select(Complaint.number)).one()}"):
        page = sign_in("rep", "zh").get(path, headers={"HX-Request": "true"} if path != "/" else {}).text
        assert "待填" not in page


def test_the_next_step_of_a_row_chosen_by_keys(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.DIAGNOSE).number
    part = {"HX-Request": "true"}
    answer = sign_in("rep2", "en").get(f"/next/{number}", headers=part)
    assert "周*琴, next" in text_of(answer.text)
    assert sign_in("rep3").get(f"/next/{number}", headers=part).status_code == 403
    assert sign_in("admin").get(f"/next/{number}", headers=part).status_code == 403


def test_what_i_promised_and_whom_to_call(people: People, now: datetime, sign_in: Any) -> None:
    factories.make_complaint(people["rep"], now, step=Step.FOLLOW_UP)
    page = text_of(sign_in("rep", "en").get("/").text)
    assert "周*琴: 退还75元" in page
    assert "at the latest" in page
    assert "All 1" in page


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
    assert taken[0] == taken[1] <= 8
