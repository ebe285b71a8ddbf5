"""The palette leads anywhere: Ctrl+K from any place of a page, words, arrows, Enter."""

from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from complaints.models import User

from ..factories import make_complaint
from .conftest import Seats
from .looking import axe, look_at

pytestmark = pytest.mark.browser

NUMBER = "C20261124-0001"


def open_palette(page: Page) -> Locator:
    """Press Ctrl+K and wait until something is found."""
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="跳转")
    expect(palette.get_by_role("combobox")).to_be_focused()
    expect(palette.get_by_role("option").first).to_be_visible()
    return palette


def chosen(palette: Locator) -> Locator:
    return palette.get_by_role("option", selected=True)


def test_words_find_places_and_complaints_and_enter_goes_there(
    seat: Seats, people: dict[str, User], at: datetime
) -> None:
    make_complaint(people["rep"], at)
    page = seat("rep").page
    palette = open_palette(page)
    look_at(page)
    page.keyboard.type("回访")
    expect(palette.get_by_role("option")).to_have_text(["回访"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("回访")

    palette = open_palette(page)
    page.keyboard.type("视频会员")
    expect(chosen(palette)).to_contain_text(NUMBER)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(NUMBER)


def test_arrows_choose_and_go_round(seat: Seats) -> None:
    page = seat("rep").page
    palette = open_palette(page)
    options = palette.get_by_role("option")
    names = options.all_inner_texts()
    expect(chosen(palette)).to_have_text(names[0])
    page.keyboard.press("ArrowDown")
    expect(chosen(palette)).to_have_text(names[1])
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(chosen(palette)).to_have_text(names[-1])
    expect(palette.get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", options.last.get_attribute("id") or ""
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/me")


def test_enter_right_after_the_words_goes_where_the_words_say(seat: Seats) -> None:
    page = seat("rep").page
    open_palette(page)
    page.keyboard.type("回访")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("回访")


def test_nothing_found_is_said_and_enter_stays(seat: Seats) -> None:
    page = seat("rep").page
    palette = open_palette(page)
    page.keyboard.type("银河系")
    expect(palette.get_by_text("没找到“银河系”")).to_be_visible()
    axe(page)
    page.keyboard.press("Enter")
    expect(palette).to_be_visible()


def test_escape_brings_the_caret_back_to_the_text(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at).number
    page = seat("rep").page
    page.goto(f"/complaints/{number}")
    restatement = page.get_by_role("textbox", name="复述")
    restatement.fill("七月起每月多扣15元")
    palette = open_palette(page)
    page.keyboard.type("回")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    expect(restatement).to_be_focused()
    page.keyboard.type("，对吗？")
    expect(restatement).to_have_value("七月起每月多扣15元，对吗？")
