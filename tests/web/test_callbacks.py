"""Callbacks: the due list by the next lawful moment, the call sheet, what is recorded and what it leads to."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from complaints import handling, promises
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
    assert "Promises kept or renegotiated" in client.get("/callbacks").text
    early = try_call(client, number, outcome="reached", result="solved", do="close", words="到账了")
    assert early.status_code == 422
    assert "到账了" in early.text
    assert fresh(number).callbacks[0].attempts == []
    ready_to_close(people, number, now)
    assert "Record and close" in client.get("/callbacks").text
    assert try_call(client, number, outcome="reached", result="solved", score="5", do="close").status_code == 303
    assert fresh(number).closed


def test_what_is_missing_for_closing_is_written_on_the_sheet(people: People, now: datetime, sign_in: Any) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    factories.keep_promises(fresh(number), people["rep"], now)
    assert "4 items above, then it may close" in client.get("/callbacks").text
    given = {"outcome": "reached", "result": "solved", "do": "close", "lesson": "先核账再回话"}
    refused = try_call(client, number, **given)
    assert refused.status_code == 422
    assert "Choose how it ended" in refused.text
    assert "先核账再回话" in refused.text
    given |= {"disposition": "refunded", "root_cause": "系统重复订购", "appeal_told": "y"}
    assert try_call(client, number, **given).status_code == 303
    closed = fresh(number)
    assert (closed.closed, closed.visit.lesson, closed.visit.root_cause) == (True, "先核账再回话", "系统重复订购")


def test_what_was_written_for_closing_is_kept_without_closing(people: People, now: datetime, sign_in: Any) -> None:
    number, client = follow_up(people, now), sign_in("rep")
    factories.keep_promises(fresh(number), people["rep"], now)
    assert try_call(client, number, outcome="no_answer", lesson="先核账再回话").status_code == 303
    assert fresh(number).visit.lesson == "先核账再回话"


def test_solved_in_part_closes_with_a_managers_reason(people: People, now: datetime, sign_in: Any) -> None:
    number = follow_up(people, now)
    ready_to_close(people, number, now)
    given = {"outcome": "reached", "result": "partly", "do": "close", "words": "钱退了，道歉还没有"}
    rep, manager = sign_in("rep", "en"), sign_in("manager", "en")
    refused = try_call(rep, number, **given, reason="我来结")
    assert refused.status_code == 422
    assert "Solved in part is for a manager to close" in refused.text
    assert "solved in part only" in try_call(manager, number, **given).text
    assert try_call(manager, number, **given, reason="道歉信已寄出").status_code == 303
    assert fresh(number).closed


def test_words_that_raise_the_risk_leave_the_closing_to_a_manager(people: People, now: datetime, sign_in: Any) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    ready_to_close(people, number, now)
    given = {"outcome": "reached", "result": "solved", "do": "close", "words": "办是办了，我还是要打12315投诉你们"}
    refused = try_call(client, number, **given)
    assert refused.status_code == 422
    assert "A manager closes what is of high risk" in refused.text
    assert "我还是要打12315投诉你们" in refused.text


def test_the_day_as_a_strip(people: People, now: datetime, sign_in: Any) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    assert try_call(client, number, outcome="busy").status_code == 303
    page = client.get("/callbacks").text
    for words in (
        "Calls may go out from 08:00 to 22:00",
        "Now it is 10:26",
        "Tried at 10:26: Busy",
        "Promised for 10:21",
        "Next try at 14:00",
    ):
        assert words in page
    assert "style=" not in page.partition("hour-strip")[2].partition("</svg>")[0]


def test_a_day_used_up_is_hatched_to_its_end(
    people: People, now: datetime, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    for hours in (0, 1, 2):
        monkeypatch.setattr("complaints.web.i18n.utcnow", lambda hours=hours: now + timedelta(hours=hours))
        assert try_call(client, number, outcome="no_answer").status_code == 303
    page = client.get("/callbacks").text
    assert "Three tries today; next at Tomorrow 09:00" in page
    assert "3 tries today" in page
    assert 'class="again"' not in page


@pytest.mark.parametrize(
    ("state", "said", "asked"),
    [
        ("kept", "已经办好了", "算解决了吗"),
        ("open", "还在办", "哪一处还没办到"),
        ("broken", "没按时办到，对不起", "哪一处还没办到"),
    ],
)
def test_the_script_says_no_more_than_the_record(
    people: People, now: datetime, sign_in: Any, state: str, said: str, asked: str
) -> None:
    number = follow_up(people, now)
    if state != "open":
        with transaction():
            for row in fresh(number).promises:
                promises.settle(row, {"state": state, "evidence": "回单"}, by=people["rep"], at=now)
    page = sign_in("rep").get("/callbacks").text
    script = page.partition("call-script")[2].partition("</ol>")[0]
    assert "请问是周女士本人吗" in script
    assert said in script
    assert asked in script
    assert ("五分里给几分" in script) == (state == "kept")
    assert "待填" not in script


def test_a_day_they_named_waits_under_its_own_tab(people: People, now: datetime, sign_in: Any) -> None:
    number, client = follow_up(people, now), sign_in("rep", "en")
    assert try_call(client, number, outcome="asked_other_time", asked_for_at="2026-11-26T14:00").status_code == 303
    assert "No callbacks due" in client.get("/callbacks").text
    assert "asked for Thu 14:00" in client.get("/callbacks?tab=agreed").text
    assert "asked for Thu 14:00" in client.get(f"/callbacks?chosen={fresh(number).callbacks[0].id}").text


def test_how_the_week_went(people: People, now: datetime, sign_in: Any) -> None:
    client = sign_in("rep", "en")
    assert "This week" not in client.get("/callbacks").text
    first, second = follow_up(people, now), follow_up(people, now)
    follow_up(people, now)
    assert try_call(client, first, outcome="reached", result="solved").status_code == 303
    assert try_call(client, second, outcome="no_answer").status_code == 303
    page = client.get("/callbacks").text
    assert "This week <strong>2</strong> of 3 called back, <strong>1</strong> of 3 reached" in page


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
    assert "No callbacks due" in client.get("/callbacks").text
    page = client.get("/callbacks?tab=exhausted").text
    assert "the written notice is missing" in page
    assert "No answer ×3" in page


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
