"""What is typed is there again: after a killed browser, an expired session, a colleague's save, no network."""

import os
import signal
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from complaints import handling
from complaints import people as people_verbs
from complaints.db import db, transaction
from complaints.models import Complaint, Draft, Note, User
from complaints.steps import Step

from ..databases import PASSWORD
from ..factories import make_complaint
from .acting import choose, on_record
from .conftest import SIGN_IN, Seat, Seats
from .looking import axe, look_at

pytestmark = pytest.mark.browser

TEXT = "您是说七月起每月多扣十五元，一次也没有开过，找过两次都没有人回电话，对吗"
KEY = 50
"""Milliseconds from key to key of somebody who types without a pause."""

YESTERDAY = """{
  const Real = Date, DAY = 864e5;
  Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() - DAY); }
    static now() { return Real.now() - DAY; }
  };
}"""


@pytest.fixture
def number(people: dict[str, User], at: datetime) -> str:
    """A complaint of the rep, two minutes old, so that no move can be undone."""
    return make_complaint(people["rep"], at - timedelta(minutes=2)).number


def open_for(seat: Seats, number: str) -> Seat:
    there = seat("rep")
    there.page.goto(f"/complaints/{number}")
    return there


def record(page: Page) -> Locator:
    return page.get_by_role("textbox", name="复述")


def note(page: Page) -> Locator:
    return page.locator("#note-text")


def is_kept(page: Page, form: str = "#step-form") -> None:
    """Wait until the line of a form says since when its text is kept."""
    expect(page.locator(f"{form} [data-draft-status]")).to_contain_text("10:")


def save(page: Page) -> None:
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()


def kill(page: Page) -> None:
    """Kill the processes that pages run in, so that nothing of them runs to its end."""
    browser = page.context.browser
    assert browser is not None
    running = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    with page.expect_event("crash"):
        for process in running:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)
    page.context.close()


def drafts() -> list[Draft]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Draft).execution_options(populate_existing=True)))


def edit(number: str, by: User, at: datetime, **given: Any) -> None:
    """A colleague records something meanwhile."""
    with transaction():
        complaint = db.session.scalars(sa.select(Complaint).where(Complaint.number == number)).one()
        handling.edit(complaint, given, by=by, at=at)


def test_a_killed_browser_loses_no_more_than_the_last_second(seat: Seats, number: str) -> None:
    page = open_for(seat, number).page
    note(page).press_sequentially("客户晚上七点后方便", delay=KEY)
    record(page).press_sequentially(TEXT, delay=KEY)
    kill(page)

    page = open_for(seat, number).page
    expect(note(page)).to_have_value("客户晚上七点后方便")
    found = record(page).input_value()
    assert TEXT.startswith(found)
    assert len(found) >= len(TEXT) - 1000 // KEY


def test_a_killed_browser_keeps_the_complaint_that_was_being_logged(seat: Seats) -> None:
    page = seat("rep").page
    page.goto("/complaints/new")
    choose(page, "业务条线", "电信")
    choose(page, "初始情绪", "7")
    page.get_by_label("说了什么").press_sequentially("每个月多扣我15块", delay=KEY)
    expect(page.locator("[data-draft-status=log]")).to_contain_text("10:")
    kill(page)

    page = seat("rep").page
    page.goto("/complaints/new")
    expect(page.get_by_label("说了什么")).to_have_value("每个月多扣我15块")
    expect(page.locator("[name=emotion][value='7']")).to_be_checked()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C20261124-0001")
    assert drafts() == []


def test_an_expired_session_keeps_what_is_typed_until_the_next_sign_in(
    seat: Seats, number: str, people: dict[str, User], at: datetime
) -> None:
    rep = open_for(seat, number)
    page = rep.page
    db.session.refresh(people["rep"])
    with transaction():
        people_verbs.sign_out_everywhere(people["rep"], by=people["rep"], at=at)
    with rep.watch.refusal(401):
        record(page).press_sequentially(TEXT, delay=5)
        page.locator("[data-from=toast-signed-out]").wait_for()
    page.get_by_role("button", name="保存").click()
    expect(record(page)).to_have_value(TEXT)
    assert TEXT not in page.evaluate("JSON.stringify(localStorage)")

    page.locator("[data-from=toast-signed-out] [data-again]").click()
    _locale, username, password, button = SIGN_IN["zh"]
    page.get_by_label(username).fill("rep")
    page.get_by_label(password).fill(PASSWORD)
    page.get_by_role("button", name=button).click()
    expect(record(page)).to_have_value(TEXT)
    save(page)
    assert on_record(Complaint).visits[0].restatement == TEXT
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_colleague_who_saves_other_fields_is_in_nobodys_way(
    seat: Seats, number: str, people: dict[str, User], at: datetime
) -> None:
    page = open_for(seat, number).page
    record(page).fill(TEXT)
    is_kept(page)
    edit(number, people["manager"], at, emotion_now=2)
    page.reload()
    expect(record(page)).to_have_value(TEXT)
    expect(page.locator("[name=emotion_now][value='2']")).to_be_checked()
    save(page)
    visit = on_record(Complaint).visits[0]
    assert (visit.restatement, visit.emotion_now) == (TEXT, 2)


def test_a_colleague_who_saves_the_same_field_leaves_both_texts(
    seat: Seats, number: str, people: dict[str, User], at: datetime
) -> None:
    page = open_for(seat, number).page
    record(page).fill("退五个月75元。周五前到账。")
    is_kept(page)
    edit(number, people["manager"], at, restatement="退四个月60元。周五前到账。")
    page.reload()
    both = page.locator(".stale-texts")
    expect(both).to_contain_text("退四个月60元。周五前到账。")
    expect(both.get_by_role("mark")).to_have_text(["四", "60", "五", "75"])
    expect(page.locator(".notice-stale")).to_contain_text("孙敏")
    look_at(page)

    page.locator("button[name=choice][value=both]").click()
    expect(record(page)).to_have_value("退四个月60元。周五前到账。\n退五个月75元。")
    expect(both).to_have_count(0)
    save(page)
    assert on_record(Complaint).visits[0].restatement == "退四个月60元。周五前到账。\n退五个月75元。"


def test_without_network_typing_goes_on_and_the_form_goes_out_by_itself(seat: Seats, number: str) -> None:
    page = open_for(seat, number).page
    line = page.locator("[data-offline]")
    page.context.set_offline(True)
    expect(line).to_be_visible()
    axe(page)
    record(page).press_sequentially(TEXT, delay=5)
    page.get_by_role("button", name="保存").click()
    expect(record(page)).to_have_value(TEXT)
    assert drafts() == []
    page.context.set_offline(False)
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()
    expect(line).to_be_hidden()
    assert on_record(Complaint).visits[0].restatement == TEXT
    assert drafts() == []


def test_a_browser_that_dies_without_network_has_the_text_on_the_computer(seat: Seats, number: str) -> None:
    page = open_for(seat, number).page
    page.context.set_offline(True)
    record(page).fill(TEXT)
    expect(page.locator("#step-form [data-draft-status]")).not_to_be_empty()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"/complaints/{number}")
    expect(record(page)).to_have_value(TEXT)
    is_kept(page)
    assert [row.based_on for row in drafts()] == [on_record(Complaint).head_seq]


def test_a_form_made_before_a_colleagues_save_and_sent_after_the_network_shows_both(
    seat: Seats, number: str, people: dict[str, User], at: datetime
) -> None:
    rep = open_for(seat, number)
    page = rep.page
    page.context.set_offline(True)
    record(page).fill("我写的")
    page.get_by_role("button", name="保存").click()
    edit(number, people["manager"], at, restatement="她写的")
    with rep.watch.refusal(412):
        page.context.set_offline(False)
        expect(page.locator(".stale-texts")).to_contain_text("她写的")
    expect(record(page)).to_have_value("我写的")
    page.locator("button[name=choice][value=theirs]").click()
    expect(record(page)).to_have_value("她写的")
    assert on_record(Complaint).visits[0].restatement == "她写的"


def test_two_windows_of_one_person_lose_nothing(seat: Seats, number: str) -> None:
    one = open_for(seat, number).page
    two = one.context.new_page()
    two.goto(f"/complaints/{number}")
    record(one).fill("第一个窗口")
    is_kept(one)
    record(two).fill("第二个窗口")
    is_kept(two)
    kill(one)

    page = open_for(seat, number).page
    expect(record(page)).to_have_value("第二个窗口")
    left = page.locator(".draft-left")
    expect(left).to_contain_text("第一个窗口")
    look_at(page)
    left.get_by_role("link").click()
    expect(record(page)).to_have_value("第一个窗口")
    expect(left).to_contain_text("第二个窗口")
    save(page)
    expect(page.locator(".stale-texts")).to_contain_text("第二个窗口")


def test_a_draft_thrown_away_does_not_come_back(seat: Seats, number: str) -> None:
    page = open_for(seat, number).page
    record(page).fill(TEXT)
    is_kept(page)
    page.locator("#step-form [data-draft-drop]").click()
    expect(record(page)).to_have_value("")
    assert drafts() == []


def test_added_rows_come_back_filled(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at, step=Step.DIAGNOSE).number
    page = open_for(seat, number).page
    page.locator("button[name=more]").click()
    last = page.locator("[name=facts-4-text]")
    last.fill("第五条事实")
    is_kept(page)
    page.goto(f"/complaints/{number}")
    expect(last).to_have_value("第五条事实")


def test_a_clock_that_is_a_day_slow_changes_nothing(seat: Seats, number: str) -> None:
    rep = seat("rep")
    rep.page.context.add_init_script(YESTERDAY)
    rep.page.goto(f"/complaints/{number}")
    note(rep.page).fill("客户晚上七点后方便")
    is_kept(rep.page, "#composer")
    rep.page.reload()
    expect(note(rep.page)).to_have_value("客户晚上七点后方便")
    rep.page.locator("#note-send").click()
    expect(rep.page.get_by_text("已记下", exact=True)).to_be_visible()
    assert on_record(Note).text == "客户晚上七点后方便"
    assert drafts() == []


def test_wording_put_in_by_the_desk_is_kept_like_typing(seat: Seats, number: str) -> None:
    page = open_for(seat, number).page
    note(page).fill("撤诉才给您退。")
    page.locator("#lint button[name=replace]").first.click()
    expect(note(page)).not_to_have_value("撤诉才给您退。")
    better = note(page).input_value()
    is_kept(page, "#composer")
    page.goto(f"/complaints/{number}")
    expect(note(page)).to_have_value(better)


def test_signing_out_leaves_nothing_in_the_browser(seat: Seats, number: str) -> None:
    rep = open_for(seat, number)
    page = rep.page
    with rep.watch.refusal(422):
        record(page).fill("长" * 70_000)
        expect(page.locator("#step-form [data-draft-status]")).not_to_be_empty()
    assert len(page.evaluate("Object.keys(localStorage)")) == 1
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("Object.keys(localStorage)") == []
