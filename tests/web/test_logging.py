"""Logging a complaint: written whole or not at all, everything typed comes back, reading writes nothing."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

import guidance
from complaints import history
from complaints.db import db
from complaints.models import Complaint, User

from .. import factories
from ..pages import text_of
from .hostile import HOSTILE
from .posting import fresh, post

People = dict[str, User]
PARTIAL = {"HX-Request": "true"}
TYPED = {
    "form_of_address": "周女士",
    "name": "周玉琴",
    "phone": "139-0086 2071",
    "channel": "phone",
    "line": "telecom",
    "emotion": "7",
    "narrative": "每月多扣15元会员费，我从来没开过。\r\n再不解决我就打12315",
    "restatement": "七月起每月多扣15元，您没开过，对吗？",
    "restatement_confirmed": "y",
    "demand": "全部退还",
    "account": "622200001111",
    "reference_number": "12345-77",
    "language": "zh",
}
DRAFTED = "周女士，我复述一遍，您听听对不对。每月多扣15元会员费，您从来没开过。您要的是：全部退还。对吗？"


def how_many() -> int:
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count(Complaint.id))) or 0


@pytest.fixture
def client(people: People, sign_in: Any) -> FlaskClient:
    return sign_in("rep", "en")


def read(client: FlaskClient, **changed: str) -> str:
    answer = post(client, "/complaints/new/reading", {**TYPED, **changed}, headers=PARTIAL)
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("username", "status"), [("rep", 200), ("specialist", 200), ("manager", 200)])
def test_the_empty_form(sign_in: Any, username: str, status: int, language: str) -> None:
    page = sign_in(username, language).get("/complaints/new")
    assert page.status_code == status
    assert 'value="phone"' in page.text
    assert "checked" in page.text


@pytest.mark.parametrize("username", ["compliance", "admin"])
def test_who_may_not_log(sign_in: Any, username: str) -> None:
    client = sign_in(username)
    assert client.get("/complaints/new").status_code == 403
    assert post(client, "/complaints/new", TYPED).status_code == 403
    assert post(client, "/complaints/new/reading", TYPED).status_code == 403


def test_everything_typed_is_logged(client: FlaskClient) -> None:
    answer = post(client, "/complaints/new", {**TYPED, "cause": "TE1-03"})
    assert answer.status_code == 303
    complaint = fresh(answer.location.rsplit("/", 1)[1])
    assert complaint.complainant
    assert complaint.complainant.phone == "13900862071"
    assert (complaint.complainant.name, complaint.complainant.account) == ("周玉琴", "622200001111")
    assert (complaint.cause, complaint.emotion, complaint.reference_number) == ("TE1-03", 7, "12345-77")
    assert complaint.narrative == TYPED["narrative"].replace("\r\n", "\n")
    assert complaint.visit.restatement_confirmed
    assert complaint.visit.form_of_address == "周女士"
    assert complaint.risk.value in ("high", "critical")
    assert f"Logged as {complaint.number}" in client.get(answer.location).text


def test_of_many_logged_without_looking_the_newest_are_told(client: FlaskClient) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)
    given = TYPED | {"csrf_token": token[1] if token else ""}
    answers = [client.post("/complaints/new", data=given) for _ in range(5)]
    numbers = [answer.location.rpartition("/")[2] for answer in answers]
    assert re.findall(r"Logged as ([C\d-]+)", client.get("/").text) == numbers[-3:]


def test_the_least_that_can_be_logged(client: FlaskClient) -> None:
    answer = post(client, "/complaints/new", {"channel": "web", "line": "general", "narrative": "慢"})
    assert answer.status_code == 303
    complaint = fresh(answer.location.rsplit("/", 1)[1])
    assert complaint.complainant is None
    assert complaint.cause is None


def test_the_long_list_of_causes_wins(client: FlaskClient) -> None:
    answer = post(client, "/complaints/new", {**TYPED, "cause": "TE1-03", "cause_other": "TE1-04"})
    assert fresh(answer.location.rsplit("/", 1)[1]).cause == "TE1-04"


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("narrative", "", "Fill this in"),
        ("narrative", "长" * 20_001, "Shorten it to 20000 characters"),
        ("narrative", "a\x00b", "Take out the control characters"),
        ("phone", "not a phone", "Write the phone number"),
        ("line", "", "Fill this in"),
        ("line", "gardening", "Use one of"),
        ("channel", "pigeon", "Use one of"),
        ("language", "fr", "Use one of"),
        ("name", "名" * 61, "Shorten it to 60"),
        ("emotion", "11", "Use a whole number from 0 to 10"),
        ("cause", "XX9-99", "cause"),
        ("earlier", "C20990101-0001", "There is no complaint C20990101-0001"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_the_rest(
    client: FlaskClient, field: str, typed: str, advice: str
) -> None:
    answer = post(client, "/complaints/new", {**TYPED, field: typed})
    assert answer.status_code == 422
    assert advice in text_of(answer.text)
    for name in ("form_of_address", "demand", "account", "reference_number", "restatement"):
        assert TYPED[name] in answer.text
    assert how_many() == 0


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_input(client: FlaskClient, typed: str) -> None:
    for field in (*TYPED, "cause", "cause_other", "earlier", "said"):
        for path in ("/complaints/new/reading", "/complaints/new"):
            answer = post(client, path, {**TYPED, field: typed})
            assert answer.status_code in (200, 303, 422), field
            assert "<script>alert" not in answer.text


def test_ten_megabytes_are_too_large(client: FlaskClient) -> None:
    assert post(client, "/complaints/new", {**TYPED, "narrative": "长" * 3_500_000}).status_code == 413


def test_reading_shows_what_the_words_say_and_writes_nothing(client: FlaskClient) -> None:
    db.session.rollback()
    heads = db.session.execute(db.select(User.id, User.head_seq)).all()
    panel = read(client)
    words = text_of(panel)
    assert "“12315”" in words
    assert "E14" in words
    assert "escalates to level" in words
    assert guidance.load().causes["TE1-03"].name.en in words
    assert "24:00" in words
    assert "data-marks=" in panel
    assert how_many() == 0
    assert db.session.execute(db.select(User.id, User.head_seq)).all() == heads


def test_marks_lie_on_the_words(client: FlaskClient) -> None:
    from complaints.web.views.reading import Typed, panel

    text = "再不解决我就打12315。😀不是要销户，每月多扣15元会员费"
    with client.application.test_request_context():
        from flask_login import login_user

        login_user(db.session.scalars(db.select(User).where(User.username == "rep")).one())
        marks = panel(Typed(narrative=text), db.session.get_one(User, 1), datetime.now(UTC)).marks
    assert {text[mark["start"] : mark["end"]] for mark in marks} >= {"12315", "多扣"}
    assert all(one["end"] <= other["start"] for one, other in zip(marks, marks[1:], strict=False))


def test_another_sentence_each_time(client: FlaskClient) -> None:
    first, second = read(client), read(client, another="1")
    assert first.split("say-first")[1].split("</p>")[0] != second.split("say-first")[1].split("</p>")[0]
    assert 'name="said" value="1"' in second


def test_the_chosen_cause_stays_chosen(client: FlaskClient) -> None:
    panel = read(client, cause_other="TE1-04")
    assert 'value="TE1-04" form="log" checked' in panel


def test_without_scripts_the_reading_is_a_page_with_everything_typed(client: FlaskClient) -> None:
    page = post(client, "/complaints/new/reading", TYPED)
    assert page.status_code == 200
    assert "会员费" in page.text
    assert "“12315”" in page.text
    assert TYPED["demand"] in page.text


def test_earlier_complaints_only_those_i_may_see(people: People, client: FlaskClient) -> None:
    now = datetime.now(UTC) - timedelta(days=2)
    mine = factories.make_complaint(people["rep"], now).number
    theirs = factories.make_complaint(people["rep3"], now).number
    panel = read(client)
    assert mine in panel
    assert theirs not in panel
    assert "周*琴" in panel
    assert "13900862071" not in panel


def test_a_restatement_is_drafted_without_the_threat(client: FlaskClient) -> None:
    panel = read(client, restatement="")
    drafted = re.search(r'data-words="([^"]*)"', panel)
    assert drafted
    assert drafted[1] == DRAFTED


def test_a_draft_nobody_read_out_is_no_restatement(client: FlaskClient) -> None:
    unread = {name: value for name, value in TYPED.items() if name != "restatement_confirmed"}
    answer = post(client, "/complaints/new", {**unread, "restatement": DRAFTED, "drafted": DRAFTED})
    assert fresh(answer.location.rsplit("/", 1)[1]).visit.restatement is None
    answer = post(client, "/complaints/new", {**TYPED, "restatement": DRAFTED, "drafted": DRAFTED})
    assert fresh(answer.location.rsplit("/", 1)[1]).visit.restatement == DRAFTED


def test_what_is_still_needed_is_named(client: FlaskClient) -> None:
    assert "Still needed: Business line, What was said." in text_of(client.get("/complaints/new").text)
    assert "Still needed: What was said." in text_of(read(client, narrative=" "))
    assert "Everything needed is there." in text_of(read(client))


def test_linking_an_earlier_one(people: People, client: FlaskClient) -> None:
    now = datetime.now(UTC) - timedelta(days=2)
    mine = factories.make_complaint(people["rep"], now).number
    theirs = factories.make_complaint(people["rep3"], now).number
    assert post(client, "/complaints/new", {**TYPED, "earlier": mine}).status_code == 303
    assert post(client, "/complaints/new", {**TYPED, "earlier": theirs}).status_code == 422


def test_an_emergency_stands_first(client: FlaskClient) -> None:
    panel = read(client, narrative="你们再不处理我就从楼上跳下去，不想活了")
    assert panel.index("notice-emergency") < panel.index("say-first")


def test_the_history_names_who_logged_it(people: People, client: FlaskClient) -> None:
    answer = post(client, "/complaints/new", TYPED)
    complaint = fresh(answer.location.rsplit("/", 1)[1])
    opened = [event for event in history.events_of(complaint) if event.kind == "complaint_opened"]
    assert [event.actor_id for event in opened] == [people["rep"].id]
