"""The desk and the handling page without a mouse."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from complaints.models import Complaint, Note, User
from complaints.steps import Step

from ..factories import make_complaint
from .acting import insert, on_record, tab_to
from .conftest import Seats

pytestmark = pytest.mark.browser


def test_the_desk_by_keys(seat: Seats, people: dict[str, User], at: datetime) -> None:
    for _ in range(3):
        make_complaint(people["rep"], at)
    page = seat("rep").page
    chosen = page.locator("[data-row][aria-current=true]")
    expect(chosen).to_contain_text("C20261124-0001")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(chosen).to_contain_text("C20261124-0003")
    page.keyboard.press("k")
    expect(chosen).to_contain_text("C20261124-0002")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(chosen).to_contain_text("C20261124-0002")

    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("jn0003")
    expect(search).to_have_value("jn0003")

    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("C20261124-0002")

    page.goto("/")
    page.keyboard.press("n")
    expect(page).to_have_url("/complaints/new")


def test_one_step_by_keys(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at).number
    page = seat("rep").page
    page.goto(f"/complaints/{number}")

    mood = page.get_by_role("group", name="现在的情绪").get_by_role("radio", name="0", exact=True)
    tab_to(page, mood)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    restatement = page.get_by_role("textbox", name="复述")
    tab_to(page, restatement)
    said = insert(page, restatement, 1)
    tab_to(page, page.get_by_label("对方确认复述"))
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("list", name="步骤").locator("[aria-current=step]")).to_contain_text("诊断问题")
    left = on_record(Complaint).visits[0]
    assert (left.emotion_now, left.restatement) == (2, said)


def test_control_enter_in_the_composer_writes_it_down_and_moves_nothing(
    seat: Seats, people: dict[str, User], at: datetime
) -> None:
    number = make_complaint(people["rep"], at, step=Step.DIAGNOSE).number
    page = seat("rep").page
    page.goto(f"/complaints/{number}")
    tab_to(page, page.get_by_role("textbox", name="正文"))
    page.keyboard.type("客户说晚上七点后方便接电话")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已记下", exact=True)).to_be_visible()
    assert on_record(Note).text == "客户说晚上七点后方便接电话"
    assert on_record(Complaint).step is Step.DIAGNOSE


def test_single_keys_open_what_they_name(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at).number
    page = seat("rep").page
    page.goto(f"/complaints/{number}")
    page.keyboard.press("e")
    expect(page.get_by_role("heading", name="升级", exact=True)).to_be_visible()
    page.goto(f"/complaints/{number}")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="约回访")).to_be_visible()
