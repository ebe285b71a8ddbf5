"""The handling page on a phone: four tabs, one bar of actions, wording as a sheet."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from complaints.models import User

from ..factories import make_complaint
from .conftest import Seats
from .looking import PHONE, axe, look_at

pytestmark = pytest.mark.browser

FINGER = 40
"""Pixels a target measures at least (look §3)."""


def test_tabs_bar_and_sheet(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at).number
    page = seat("rep", size=PHONE).page
    look_at(page)
    page.goto(f"/complaints/{number}")
    look_at(page)

    # 一次只看一面
    tabs = page.get_by_role("navigation", name="这件投诉")
    expect(tabs.get_by_role("link")).to_have_count(4)
    rail, history = page.get_by_role("list", name="步骤"), page.locator("#history")
    expect(page.get_by_role("textbox", name="复述")).to_be_visible()
    expect(rail).to_be_hidden()
    tabs.get_by_role("link", name="经过").click()
    expect(history).to_be_visible()
    expect(page.get_by_role("textbox", name="复述")).to_be_hidden()
    axe(page)
    tabs.get_by_role("link", name="资料").click()
    expect(rail).to_be_visible()
    axe(page)
    tabs.get_by_role("link", name="这一步").click()

    # 底下一排按钮，手指按得到
    bar = page.locator(".action-bar")
    for button in bar.locator(".btn").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= FINGER

    # 话术从底下出来，点一句，写进正在写的地方
    restatement = page.get_by_role("textbox", name="复述")
    restatement.focus()
    bar.get_by_role("link", name="说什么").click()
    sheet = page.get_by_role("complementary", name="现在可以")
    expect(sheet).to_be_visible()
    axe(page)
    sentence = sheet.locator("[data-insert]").first
    said = sentence.get_attribute("data-insert")
    sentence.click()
    sheet.locator("[data-drawer-close]").click()
    expect(sheet).to_be_hidden()
    expect(restatement).to_have_value(said or "")
