"""What is typed is never lost and never becomes part of the page."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from complaints.db import db
from complaints.models import Complaint, User
from complaints.steps import Step

from ..factories import NARRATIVE, make_complaint
from .acting import advance, choose, on_record
from .conftest import Seats

pytestmark = pytest.mark.browser

HOSTILE = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
SCREENS = ("/", "/complaints", "/escalations", "/callbacks", "/complainants/1")


def harmless(page: Page) -> None:
    """Nothing that was typed has run."""
    assert page.evaluate("window.hurt") is None


def test_a_refused_form_keeps_what_was_typed(seat: Seats) -> None:
    rep = seat("rep")
    page = rep.page
    page.goto("/complaints/new")
    choose(page, "业务条线", "电信")
    page.get_by_label("说了什么").fill(NARRATIVE)
    phone = page.get_by_role("textbox", name="电话")
    phone.fill("一三九零零")
    with rep.watch.refusal(422):
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.get_by_role("alert")).to_be_focused()
    expect(phone).to_have_value("一三九零零")
    expect(phone).to_have_accessible_description("电话写全数字，如139 0000 0000")
    expect(page.get_by_label("说了什么")).to_have_value(NARRATIVE)
    assert db.session.scalar(db.select(db.func.count(Complaint.id))) == 0


def test_a_text_that_is_too_long_says_by_how_much(seat: Seats) -> None:
    rep = seat("rep")
    page = rep.page
    page.goto("/complaints/new")
    choose(page, "业务条线", "电信")
    page.get_by_label("说了什么").fill("扣" * 20_001)
    page.get_by_role("textbox", name="姓名").fill("琴" * 61)
    with rep.watch.refusal(422):
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("现在20001字，缩到20000字以内")
    expect(page.get_by_role("alert")).to_contain_text("现在61字，缩到60字以内")
    expect(page.get_by_label("说了什么")).to_have_value("扣" * 20_001)


def test_markup_is_shown_as_it_was_typed(seat: Seats) -> None:
    page = seat("manager").page
    page.goto("/complaints/new")
    choose(page, "业务条线", "电信")
    page.get_by_role("textbox", name="称呼").fill("<b>周</b>女士")
    for field in page.locator("#log input[type=text]:not([name=phone]):not([name=form_of_address])").all():
        field.fill(HOSTILE[:60])
    for field in page.locator("#log textarea").all():
        field.fill(HOSTILE)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".case-who")).to_contain_text("<b>周</b>女士")

    choose(page, "初始情绪", "3")
    choose(page, "现在的情绪", "2")
    page.get_by_label("对方确认复述").check()
    move_on(page, "诊断问题")
    page.get_by_label("原因").select_option("TE1-03")
    page.get_by_label("把小结读给对方").check()
    move_on(page, "提出方案")
    page.get_by_label("兑现日期").first.fill("2026-11-30")
    page.get_by_label("金额（元）").first.fill("15")
    move_on(page, "确认接受")
    choose(page, "对方的答复", "接受")
    page.get_by_label("告知申诉途径").check()
    move_on(page, "跟进回访")
    page.get_by_role("textbox", name="正文").fill(HOSTILE)
    page.get_by_role("button", name="记下通话").click()
    expect(page.get_by_text("已记下", exact=True)).to_be_visible()
    expect(page.locator("#history")).to_contain_text(HOSTILE)
    harmless(page)
    for address in SCREENS:
        page.goto(address)
        harmless(page)


def move_on(page: Page, step: str) -> None:
    """Write markup into every text field of the step that takes it, and advance."""
    for field in page.locator("#step-form textarea").all():
        field.fill(HOSTILE)
    for field in page.locator("#step-form input[type=text][name$=text], #step-form input[name$=reason]").all()[:2]:
        field.fill(HOSTILE)
    advance(page)
    expect(page.get_by_role("list", name="步骤").locator("[aria-current=step]")).to_contain_text(step)
    harmless(page)


def test_a_stale_save_shows_both_texts(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at, step=Step.DIAGNOSE).number
    rep, manager = seat("rep"), seat("manager")
    for person in (rep, manager):
        person.page.goto(f"/complaints/{number}")
    demand = manager.page.get_by_role("textbox", name="明确诉求")
    demand.fill("退75元")
    manager.page.get_by_role("button", name="保存").click()
    expect(manager.page.get_by_text("已保存", exact=True)).to_be_visible()

    page = rep.page
    mine = page.get_by_role("textbox", name="明确诉求")
    mine.fill("退75元，再写一份书面说明")
    with rep.watch.refusal(412):
        page.get_by_role("button", name="保存").click()
        expect(page.locator(".notice-stale").get_by_role("heading", level=2)).to_contain_text("孙敏")
    both = page.locator(".stale-texts")
    expect(both).to_contain_text("退75元，再写一份书面说明")
    expect(both.get_by_text("退75元", exact=True)).to_be_visible()
    expect(both.get_by_role("mark")).to_have_text(["，再写一份书面说明"])
    expect(mine).to_have_value("退75元，再写一份书面说明")

    page.get_by_role("button", name="用我的").click()
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()
    assert on_record(Complaint).demand == "退75元，再写一份书面说明"


def test_looking_for_wording_keeps_the_record_not_yet_saved(seat: Seats, people: dict[str, User], at: datetime) -> None:
    page = opened(seat, people, at)
    page.get_by_role("textbox", name="复述").fill("这一段还没存")
    page.get_by_role("group", name="话术类别").get_by_role("link", name="问").click()
    expect(page.locator("#guidance").get_by_role("heading", name="说", exact=True)).to_be_hidden()
    expect(page.get_by_role("textbox", name="复述")).to_have_value("这一段还没存")


def opened(seat: Seats, people: dict[str, User], at: datetime) -> Page:
    """A fresh complaint on the rep's screen."""
    number = make_complaint(people["rep"], at).number
    page = seat("rep").page
    page.goto(f"/complaints/{number}")
    return page


def test_writing_a_note_keeps_the_record_not_yet_saved(seat: Seats, people: dict[str, User], at: datetime) -> None:
    page = opened(seat, people, at)
    page.get_by_role("textbox", name="复述").fill("这一段还没存")
    page.get_by_role("textbox", name="正文").fill("客户晚上七点后方便")
    page.locator("#note-send").click()
    expect(page.get_by_text("已记下", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="复述")).to_have_value("这一段还没存")


def test_saving_the_record_keeps_the_note_not_yet_written_down(
    seat: Seats, people: dict[str, User], at: datetime
) -> None:
    page = opened(seat, people, at)
    page.get_by_role("textbox", name="正文").fill("这一段还没存")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="正文")).to_have_value("这一段还没存")
