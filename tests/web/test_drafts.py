"""Drafts on pages: kept where one may save, back in the form, gone with the save, beside a colleague's text."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from complaints import callbacks, escalations, handling
from complaints.db import db, transaction
from complaints.models import Complaint, Draft, User
from complaints.steps import Step

from .. import factories
from ..pages import text_of
from .hostile import HOSTILE
from .posting import fresh, person, post, send

People = dict[str, User]
SignIn = Callable[..., FlaskClient]

NAME = "a" * 16


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=30)


@pytest.fixture
def number(people: People, now: datetime) -> str:
    """A complaint of the rep at soothe."""
    return factories.make_complaint(people["rep"], now).number


def keep(client: FlaskClient, place: str, *, window: str = NAME, turn: int = 1, **given: Any) -> Any:
    """Send what stands in an open form, as the script does."""
    return post(client, "/drafts", {"draft": f"{place} {window}", "draft_turn": turn, **given})


def kept() -> list[Draft]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Draft).order_by(Draft.id)))


def hidden(page: str, name: str, form: str) -> str:
    """A hidden field of the form to an address."""
    part = page[page.index(f'action="{form}"') :]
    found = re.search(rf'name="{name}" value="([^"]*)"', part)
    assert found is not None
    return unescape(found[1])


def edit(number: str, by: str, **given: Any) -> None:
    """A colleague records something meanwhile."""
    with transaction():
        complaint = db.session.scalars(sa.select(Complaint).where(Complaint.number == number)).one()
        handling.edit(complaint, given, by=person(by), at=datetime.now(UTC))


def draft_record(client: FlaskClient, number: str, **given: Any) -> str:
    """Open the page, type into the form of the step, let it be kept; the page as it was opened."""
    page = client.get(f"/complaints/{number}").text
    form = f"/complaints/{number}/record"
    carried = {field: hidden(page, field, form) for field in ("version", "base", "step", "draft")}
    assert post(client, "/drafts", {**carried, "draft_turn": 1, **given}).status_code == 204
    return page


def test_it_answers_with_the_time_of_the_desk(number: str, sign_in: SignIn) -> None:
    answer = keep(sign_in("rep"), f"{number}/note", version="3", kind="call", text="晚上七点后方便")
    assert (answer.status_code, answer.text) == (204, "")
    assert re.fullmatch(r"\d\d:\d\d", answer.headers["Draft-Saved-At"])
    assert "ETag" not in answer.headers
    assert kept()[0].based_on == 3


def test_the_note_and_the_record_come_back(number: str, sign_in: SignIn) -> None:
    client = sign_in("rep", "en")
    draft_record(client, number, restatement="您说多扣了", emotion_now="4")
    keep(client, f"{number}/note", version="3", kind="sms", text="晚上七点后方便")
    page = client.get(f"/complaints/{number}").text
    assert "您说多扣了</textarea>" in page
    assert "晚上七点后方便</textarea>" in page
    assert 'name="emotion_now" value="4" checked' in page
    assert text_of(page).count("Draft saved") == 2
    assert "notice-stale" not in page


def test_nobody_else_sees_it(number: str, sign_in: SignIn) -> None:
    keep(sign_in("rep"), f"{number}/note", version="3", kind="sms", text="只有我知道")
    assert "只有我知道" not in sign_in("manager").get(f"/complaints/{number}").text


def test_a_save_takes_its_own_draft_and_leaves_the_other(number: str, sign_in: SignIn) -> None:
    client = sign_in("rep")
    keep(client, f"{number}/note", version="3", kind="call", text="还没记下的话")
    page = draft_record(client, number, restatement="存这一段")
    draft = hidden(page, "draft", f"/complaints/{number}/record")
    assert send(client, number, "record", step="soothe", restatement="存这一段", draft=draft).status_code == 303
    assert [row.place for row in kept()] == [f"{number}/note"]
    assert "还没记下的话</textarea>" in client.get(f"/complaints/{number}").text


def test_a_refused_save_keeps_the_draft(number: str, sign_in: SignIn) -> None:
    client = sign_in("rep")
    page = draft_record(client, number, restatement="门没过")
    draft = hidden(page, "draft", f"/complaints/{number}/record")
    refused = send(client, number, "moves?move=advance", step="soothe", restatement="门没过", draft=draft, draft_turn=1)
    assert refused.status_code == 422
    assert hidden(refused.text, "draft", f"/complaints/{number}/record") == draft
    assert len(kept()) == 1


def test_the_other_form_stays_filled_on_a_page_that_refuses(number: str, sign_in: SignIn) -> None:
    client = sign_in("rep")
    keep(client, f"{number}/note", version="3", kind="call", text="还没记下的话")
    refused = send(client, number, "moves?move=advance", step="soothe", restatement="门没过")
    assert refused.status_code == 422
    assert "还没记下的话</textarea>" in refused.text


def test_saving_a_restored_form_takes_the_draft_it_came_from(number: str, sign_in: SignIn) -> None:
    client = sign_in("rep")
    keep(client, f"{number}/note", version="3", kind="call", text="晚上七点后方便")
    draft = hidden(client.get(f"/complaints/{number}").text, "draft", f"/complaints/{number}/notes")
    assert send(client, number, "notes", kind="call", text="晚上七点后方便", draft=draft).status_code == 303
    assert kept() == []


@pytest.mark.parametrize("name", ["escalate", "callback", "return", "withdraw", "language"])
def test_every_action_form_comes_back(people: People, now: datetime, sign_in: SignIn, name: str) -> None:
    number, client = factories.make_complaint(people["rep"], now, step=Step.PROPOSE).number, sign_in("rep", "en")
    typed = dict.fromkeys(("reason", "situation", "own_words"), "还没写完") | {"version": "9", "level": "3"}
    assert keep(client, f"{number}/panel-{name}", **typed).status_code == 204
    page = client.get(f"/complaints/{number}?open={name}").text
    assert "Draft saved" in text_of(page)
    assert name == "language" or "还没写完" in page
    assert name == "language" or "Go on with it" in text_of(client.get(f"/complaints/{number}").text)


def test_a_promise_comes_back(people: People, now: datetime, sign_in: SignIn) -> None:
    complaint = factories.make_complaint(people["rep"], now, step=Step.FOLLOW_UP)
    number, promise_id, client = complaint.number, complaint.promises[0].id, sign_in("rep")
    keep(client, f"{number}/promise-{promise_id}", version="9", state="kept", evidence="流水5501")
    assert "流水5501" in client.get(f"/complaints/{number}").text


def test_added_rows_come_back(people: People, now: datetime, sign_in: SignIn) -> None:
    number, client = factories.make_complaint(people["rep"], now, step=Step.DIAGNOSE).number, sign_in("rep")
    draft_record(client, number, **{f"facts-{row}-text": f"第{row}条" for row in range(6)})
    page = client.get(f"/complaints/{number}").text
    assert [f'value="第{row}条"' in page for row in range(6)] == [True] * 6


def test_the_log_form_comes_back_and_goes_once_logged(sign_in: SignIn) -> None:
    client = sign_in("rep", "en")
    typed = {"channel": "web", "line": "telecom", "narrative": "每个月多扣15块", "emotion": "7", "name": "周玉琴"}
    keep(client, "log", **typed)
    page = client.get("/complaints/new").text
    assert "每个月多扣15块</textarea>" in page
    assert 'value="周玉琴"' in page
    assert 'name="emotion" value="7" checked' in page
    assert post(client, "/complaints/new", {**typed, "draft": f"log {NAME}"}).status_code == 303
    assert kept() == []
    assert "每个月多扣15块" not in client.get("/complaints/new").text


def test_the_call_sheet_comes_back_and_goes_once_recorded(people: People, now: datetime, sign_in: SignIn) -> None:
    complaint = factories.make_complaint(people["rep"], now, step=Step.FOLLOW_UP)
    with transaction():
        call = callbacks.schedule(complaint, {"promised_at": now, "reason": "告知"}, by=people["rep"], at=now)
    number, client = complaint.number, sign_in("rep", "en")
    place = f"{number}/attempt-{call.id}"
    keep(client, place, version="9", outcome="reached", words="她说还差一个月的钱")
    page = client.get(f"/callbacks?chosen={call.id}").text
    assert "她说还差一个月的钱</textarea>" in page
    given = {"version": fresh(number).head_seq, "outcome": "busy", "draft": f"{place} {NAME}"}
    assert post(client, f"/callbacks/{call.id}/attempts", given).status_code == 303
    assert kept() == []


def test_advice_comes_back_and_goes_once_handed_back(people: People, now: datetime, sign_in: SignIn) -> None:
    complaint = factories.make_complaint(people["rep"], now)
    brief = {"situation": "多扣", "complication": "两次未回", "resolution": "请定"}
    with transaction():
        row = escalations.propose(complaint, {"level": 2, "reason": "急", "brief": brief}, by=people["rep"], at=now)
    client, place = sign_in("specialist"), f"{complaint.number}/answer-{row.id}"
    assert keep(client, place, version="9", advice="先道歉").status_code == 204
    assert keep(client, f"{complaint.number}/raise-{row.id}", version="9", reason="要主管定").status_code == 204
    page = client.get(f"/escalations?chosen={row.id}").text
    assert "先道歉</textarea>" in page
    assert "要主管定</textarea>" in page
    given = {"version": fresh(complaint.number).head_seq, "advice": "先道歉", "draft": f"{place} {NAME}"}
    assert post(client, f"/escalations/{row.id}/hand-back", given).status_code == 303
    assert [draft.place for draft in kept()] == [f"{complaint.number}/raise-{row.id}"]


class TestAColleaguesSave:
    def test_of_other_fields_fills_what_i_left_alone(self, number: str, sign_in: SignIn) -> None:
        client = sign_in("rep")
        draft_record(client, number, restatement="我写的", form_of_address="周女士", emotion_arrival="6")
        edit(number, "manager", form_of_address="周老师")
        page = client.get(f"/complaints/{number}").text
        assert "notice-stale" not in page
        assert "我写的</textarea>" in page
        assert 'value="周老师"' in page

    def test_of_the_same_field_shows_both_and_saves_neither(self, number: str, sign_in: SignIn) -> None:
        client = sign_in("rep", "en")
        draft_record(client, number, restatement="退75元")
        edit(number, "manager", restatement="退60元")
        page = client.get(f"/complaints/{number}").text
        assert "孙敏 changed this at" in text_of(page)
        assert "退<mark>60</mark>元" in page
        assert "退<mark>75</mark>元" in page
        assert "退75元</textarea>" in page
        carried = {name: hidden(page, name, f"/complaints/{number}/record") for name in ("version", "base", "draft")}
        again = send(client, number, "record", step="soothe", restatement="退75元", **carried)
        assert again.status_code == 412
        assert "退<mark>60</mark>元" in again.text
        settled = {"settled": carried["version"]}
        assert (
            send(client, number, "record", step="soothe", restatement="退75元", **carried, **settled).status_code == 303
        )
        assert fresh(number).visit.restatement == "退75元"

    @pytest.mark.parametrize(("choice", "text"), [("theirs", "退60元。"), ("both", "退60元。\n退75元。")])
    def test_is_taken_or_merged_into_the_form(self, number: str, sign_in: SignIn, choice: str, text: str) -> None:
        client = sign_in("rep")
        draft_record(client, number, restatement="退75元。", emotion_now="3")
        edit(number, "manager", restatement="退60元。")
        page = client.get(f"/complaints/{number}").text
        carried = {name: hidden(page, name, f"/complaints/{number}/record") for name in ("base", "draft")}
        typed = {"step": "soothe", "restatement": "退75元。", "emotion_now": "3", "draft_turn": 1}
        assert send(client, number, "both", choice=choice, **typed, **carried).status_code == 303
        page = client.get(f"/complaints/{number}").text
        assert f"{text}</textarea>" in page.replace("\r\n", "\n")
        assert 'name="emotion_now" value="3" checked' in page
        assert "notice-stale" not in page
        assert fresh(number).visit.restatement == "退60元。"

    def test_of_rows_is_merged_by_rows(self, people: People, now: datetime, sign_in: SignIn) -> None:
        number, client = factories.make_complaint(people["rep"], now, step=Step.DIAGNOSE).number, sign_in("rep", "en")
        mine = {"facts-0-kind": "fact", "facts-0-text": "七月起扣"}
        draft_record(client, number, **mine)
        edit(number, "manager", facts=[{"kind": "view", "text": "觉得被骗"}])
        page = client.get(f"/complaints/{number}").text
        assert "View" in text_of(page[page.index("stale-texts") :])
        carried = {name: hidden(page, name, f"/complaints/{number}/record") for name in ("base", "draft")}
        send(client, number, "both", choice="both", step="diagnose", draft_turn=1, **mine, **carried)
        page = client.get(f"/complaints/{number}").text
        assert page.index("觉得被骗") < page.index("七月起扣")

    def test_that_moves_it_on_leaves_my_text_above_the_work(self, number: str, sign_in: SignIn) -> None:
        client = sign_in("rep", "en")
        draft_record(client, number, restatement="还没存完的话")
        factories.advance(fresh(number), person("manager"), datetime.now(UTC))
        page = client.get(f"/complaints/{number}").text
        assert "draft-left" in page
        assert "还没存完的话" in page
        assert "还没存完的话</textarea>" not in page

    def test_that_moves_it_on_before_i_save_shows_what_i_sent(self, number: str, sign_in: SignIn) -> None:
        client, old = sign_in("rep", "en"), fresh(number).head_seq
        factories.advance(fresh(number), person("manager"), datetime.now(UTC))
        sent = {"step": "soothe", "restatement": "还没存完的话", "draft": f"{number}/record {NAME}"}
        answer = send(client, number, "record", version=old, **sent)
        assert answer.status_code == 412
        assert "孙敏 worked on this complaint" in text_of(answer.text)
        assert "还没存完的话" in answer.text

    def test_that_takes_the_complaint_away_leaves_my_text_readable(self, number: str, sign_in: SignIn) -> None:
        client = sign_in("rep", "en")
        draft_record(client, number, restatement="还没存完的话")
        edit(number, "manager", owner=person("rep2").id)
        page = client.get(f"/complaints/{number}").text
        assert "还没存完的话" in page
        assert "Go on with it" not in text_of(page)


def test_two_windows_show_one_text_in_the_form_and_one_above(number: str, sign_in: SignIn) -> None:
    client = sign_in("rep", "en")
    keep(client, f"{number}/note", version="3", kind="call", text="第一个窗口", window="a" * 16)
    keep(client, f"{number}/note", version="3", kind="call", text="第二个窗口", window="b" * 16)
    page = client.get(f"/complaints/{number}").text
    assert "第二个窗口</textarea>" in page
    assert "第一个窗口</p>" in page
    page = client.get(f"/complaints/{number}?draft={'a' * 16}").text
    assert "第一个窗口</textarea>" in page
    assert "第二个窗口</p>" in page


def test_what_is_on_record_by_now_is_no_draft_any_more(number: str, sign_in: SignIn) -> None:
    client = sign_in("rep", "en")
    draft_record(client, number, restatement="一样的话", form_of_address="周女士", emotion_arrival="6")
    edit(number, "manager", restatement="一样的话")
    page = client.get(f"/complaints/{number}").text
    assert "notice-stale" not in page
    assert "draft-left" not in page
    assert "Draft saved" not in text_of(page)


def test_throwing_it_away(number: str, sign_in: SignIn) -> None:
    client = sign_in("rep")
    keep(client, f"{number}/note", version="3", kind="call", text="不要了")
    draft = hidden(client.get(f"/complaints/{number}").text, "draft", f"/complaints/{number}/notes")
    answer = post(client, "/drafts/drop", {"draft": draft})
    assert (answer.status_code, answer.location) == (303, f"/complaints/{number}")
    assert kept() == []
    keep(client, "log", narrative="不要了")
    assert post(client, "/drafts/drop", {"draft": f"log {NAME}"}).location == "/complaints/new"
    assert kept() == []


@pytest.mark.parametrize(
    ("username", "place", "status"),
    [
        ("rep", "record", 204),
        ("manager", "record", 204),
        ("rep2", "record", 403),
        ("rep3", "note", 403),
        ("specialist", "note", 403),
        ("compliance", "note", 403),
        ("admin", "note", 403),
        ("rep", "panel-assign", 403),
        ("manager", "panel-assign", 204),
        ("rep", "panel-reopen", 403),
        ("rep", "answer-1", 403),
        ("rep", "nothing", 404),
        ("rep", "panel-nothing", 404),
    ],
)
def test_only_who_may_save_it_may_keep_it(number: str, sign_in: SignIn, username: str, place: str, status: int) -> None:
    assert keep(sign_in(username), f"{number}/{place}", version="3", text="x").status_code == status


def test_a_complaint_that_is_not_there(sign_in: SignIn) -> None:
    assert keep(sign_in("rep"), "C20200101-0001/note", text="x").status_code == 404


def test_without_a_sign_in_it_says_so_instead_of_leading_away(app: Flask, number: str) -> None:
    assert app.test_client().post("/drafts", data={"draft": f"{number}/note {NAME}", "text": "x"}).status_code == 401


def test_without_the_token_nothing_is_kept(number: str, sign_in: SignIn) -> None:
    answer = sign_in("rep").post("/drafts", data={"draft": f"{number}/note {NAME}", "text": "x"})
    assert answer.status_code == 400
    assert kept() == []


@pytest.mark.parametrize(
    "draft",
    [
        "",
        "log",
        "log short",
        f"../x {NAME}",
        f"log {NAME} {NAME}",
        f"log {NAME} {NAME}.x",
        f"{'C' * 90} {NAME}",
        "\x00",
    ],
)
def test_a_form_that_is_none_is_refused(sign_in: SignIn, draft: str) -> None:
    client = sign_in("rep")
    assert post(client, "/drafts", {"draft": draft, "narrative": "x"}).status_code == 422
    assert post(client, "/drafts/drop", {"draft": draft}).status_code == 422
    assert kept() == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_comes_back_harmless(number: str, sign_in: SignIn, typed: str) -> None:
    client, status = sign_in("rep"), 204 if len(typed) < 10_000 else 422
    names = ("restatement", "form_of_address", "emotion_now", "facts-0-text", "base", "version", "text", "reason")
    record = dict.fromkeys(names, typed) | {"step": "soothe"}
    for place in ("record", "note", "panel-escalate", "promise-999999999999999999"):
        assert keep(client, f"{number}/{place}", **record).status_code == status
    logged = dict.fromkeys(("narrative", "name", "phone", "emotion", "channel", "line", "earlier", "cause"), typed)
    assert keep(client, "log", **logged).status_code == status
    for address in (f"/complaints/{number}", f"/complaints/{number}?open=escalate", "/complaints/new"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    chosen = send(client, number, "both", draft=f"{number}/record {NAME}", choice="both", **record)
    assert chosen.status_code == (303 if status == 204 else 422)


def test_a_text_that_is_too_long_is_refused(number: str, sign_in: SignIn) -> None:
    assert keep(sign_in("rep"), f"{number}/note", version="3", text="长" * 70_000).status_code == 422


def test_the_key_of_the_browser_is_ones_own_and_always_the_same(sign_in: SignIn) -> None:
    def key(username: str) -> str:
        found = re.search(r'name="draft-key" content="([^"]{44})"', sign_in(username).get("/").text)
        assert found is not None
        return found[1]

    assert key("rep") == key("rep")
    assert key("rep") != key("manager")


def test_nothing_of_the_text_is_logged(number: str, sign_in: SignIn, capsys: pytest.CaptureFixture[str]) -> None:
    keep(sign_in("rep"), f"{number}/note", version="3", kind="call", text="周玉琴13900862071")
    told = "".join(capsys.readouterr())
    assert "周玉琴" not in told
    assert "13900862071" not in told
