"""Callbacks: the due list by the next lawful moment, the call sheet, what is recorded and what it leads to."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from complaints import handling
from complaints.db import db, transaction
from complaints.models import Callback, User
from complaints.steps import Step

from .. import factories
from .counting import statements
from .posting import fresh, person, post

People = dict[str, User]


@pytest.fixture
def now(at: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Half past ten of a working day, for the page as well."""
    monkeypatch.setattr("complaints.web.i18n.utcnow", lambda: at)
    return at


def follow_up(people: People, at: datetime, **given: Any) -> str:
    """The number of a complaint in follow up whose callback may be made now."""
    complaint = factories.make_complaint(people["rep"], at - timedelta(hours=1), step=Step.FOLLOW_UP, **given)
    complaint.callbacks[0].next_at = complaint.callbacks[0].promised_at = at - timedelta(minutes=5)
    db.session.commit()
    return complaint.number


def try_call(client: Any, number: str, **given: Any) -> Any:
    complaint = fresh(number)
    given.setdefault("version", str(complaint.head_seq))
    return post(client, f"/callbacks/{complaint.callbacks[0].id}/attempts", given)


def ready_to_close(people: People, number: str, at: datetime) -> None:
    """Everything of the follow-up gate but the call."""
    complaint = fresh(number)
    factories.keep_promises(complaint, people["rep"], at)
    with transaction():
        handling.edit(complaint, factories.RECORDS[Step.FOLLOW_UP], by=people["rep"], at=at)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_and_the_call_sheet(people: People, now: datetime, sign_in: Any, language: str) -> None:
    follow_up(people, now)
    page = sign_in("rep", language).get("/callbacks?chosen=²")
    assert page.status_code == 200
    assert "周*琴" in page.text
    assert "周玉琴" not in page.text
    assert "13900862071" not in page.text
    assert "退还75元" in page.text


def test_an_empty_list(people: People, now: datetime, sign_in: Any) -> None:
    assert "No callbacks due" in sign_in("manager", "en").get("/callbacks").text


def test_no_answer_is_recorded_and_planned_again(people: People, now: datetime, sign_in: Any) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    assert try_call(client, number, outcome="no_answer").status_code == 303
    callback = fresh(number).callbacks[0]
    assert [row.outcome.value for row in callback.attempts] == ["no_answer"]
    assert callback.next_at > now
    page = client.get("/callbacks").text
    assert "Later today" in page
    assert "No answer" in page


def test_a_refusal_of_the_guard_stands_but_recording_is_kept(
    people: People, now: datetime, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    night = now + timedelta(hours=13)
    monkeypatch.setattr("complaints.web.i18n.utcnow", lambda: night)
    assert "No calls between 22:00 and 08:00" in client.get("/callbacks").text
    assert try_call(client, number, outcome="no_answer").status_code == 303
    assert fresh(number).callbacks[0].attempts[0].guard_breach == "hours"


def test_record_and_close(people: People, now: datetime, sign_in: Any) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    assert "Missing before it closes" in client.get("/callbacks").text
    early = try_call(client, number, outcome="reached", result="solved", do="close", words="到账了")
    assert early.status_code == 422
    assert "到账了" in early.text
    assert fresh(number).callbacks[0].attempts == []
    ready_to_close(people, number, now)
    assert "Record and close" in client.get("/callbacks").text
    assert try_call(client, number, outcome="reached", result="solved", score="5", do="close").status_code == 303
    assert fresh(number).closed


def test_not_solved_opens_it_again_with_another_handler(people: People, now: datetime, sign_in: Any) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    assert try_call(client, number, outcome="reached", result="not_solved", words="还在扣").status_code == 303
    complaint = fresh(number)
    assert complaint.step is Step.DIAGNOSE
    assert complaint.owner_id != people["rep"].id


def test_the_written_notice_after_the_third_try(
    people: People, now: datetime, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    for moment in (now, now + timedelta(hours=5), now + timedelta(days=1)):
        monkeypatch.setattr("complaints.web.i18n.utcnow", lambda moment=moment: moment)
        assert try_call(client, number, outcome="no_answer").status_code == 303
    assert "the written notice is missing" in client.get("/callbacks").text


def test_refused_forms_keep_what_was_typed(people: People, now: datetime, sign_in: Any) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    for given in ({}, {"outcome": "nope"}, {"outcome": "asked_other_time"}, {"outcome": "busy", "result": "solved"}):
        answer = try_call(client, number, words="他的原话", **given)
        assert answer.status_code == 422, given
        assert "他的原话" in answer.text, given
    assert try_call(client, number, version="1", outcome="busy").status_code == 412


@pytest.mark.parametrize(("username", "status"), [("rep", 200), ("manager", 200), ("compliance", 200), ("admin", 403)])
def test_who_sees_callbacks(people: People, now: datetime, sign_in: Any, username: str, status: int) -> None:
    number = follow_up(people, now)
    client = sign_in(username)
    assert client.get("/callbacks").status_code == status
    recorded = try_call(client, number, outcome="busy").status_code
    assert recorded == (303 if username in ("rep", "manager") else 403)


@pytest.mark.parametrize("value", ["", "\x00", "<script>alert(1)</script>", "😀" * 9, "x" * 9_000, "９", "²", "-1"])
def test_hostile_attempts(people: People, now: datetime, sign_in: Any, value: str) -> None:
    number, client = follow_up(people, now), sign_in("rep")
    fields = ("result", "score", "words", "asked_for_at", "do")
    for given in (dict.fromkeys(("outcome", *fields), value), {"outcome": "reached"} | dict.fromkeys(fields, value)):
        answer = try_call(client, number, **given)
        assert answer.status_code in (303, 422)
        assert "<script>alert" not in answer.text
    assert post(client, "/callbacks/999999/attempts", {"version": value}).status_code == 404


def test_statements_do_not_grow_with_rows(app: Flask, now: datetime, sign_in: Any) -> None:
    client = sign_in("rep")
    for _each in range(2):
        follow_up({"rep": person("rep")}, now)
    with statements(app) as few:
        client.get("/callbacks")
    for _each in range(6):
        follow_up({"rep": person("rep")}, now)
    assert db.session.scalar(db.select(db.func.count(Callback.id))) == 8
    with statements(app) as many:
        client.get("/callbacks")
    assert len(many) <= len(few)
