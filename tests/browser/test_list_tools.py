"""Many complaints at once and views kept under a name, in a real browser."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from complaints.db import db
from complaints.models import Complaint, User

from ..factories import make_complaint
from .acting import choose, select_by_keys, tab_to
from .conftest import Seats
from .looking import PHONE, SIDEWAYS, axe, look_at

pytestmark = pytest.mark.browser

FINGER = 40
"""Pixels a target measures at least (look §3)."""


@pytest.fixture
def numbers(people: dict[str, User], at: datetime) -> list[str]:
    """Three complaints of the rep, the newest first, as the list shows them."""
    return [make_complaint(people["rep"], at).number for _ in range(3)][::-1]


@pytest.fixture
def list_of(seat: Seats, numbers: list[str]) -> Callable[..., Page]:
    """The list before somebody's eyes: `list_of("manager")`."""

    def opened(username: str, **given: object) -> Page:
        page = seat(username, **given).page
        page.goto("/complaints")
        return page

    return opened


def bar(page: Page) -> Locator:
    return page.locator(".bulk")


def told(page: Page) -> Locator:
    """How many are ticked."""
    return bar(page).get_by_role("status")


def owners() -> list[str]:
    db.session.rollback()
    query = sa.select(User.username).join(Complaint, Complaint.owner_id == User.id).order_by(Complaint.number.desc())
    return list(db.session.scalars(query))


def test_rows_are_ticked_and_given_to_a_colleague_by_keys(list_of: Callable[..., Page], numbers: list[str]) -> None:
    page = list_of("manager")
    expect(bar(page)).to_be_hidden()
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name=f"选中{numbers[0]}")).to_be_checked()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(told(page)).to_have_text("已选2件")
    look_at(page)

    select_by_keys(page, bar(page).get_by_label("负责人"), "邵伟")
    tab_to(page, bar(page).get_by_role("button", name="分派"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("已办2件。")).to_be_visible()
    assert owners() == ["rep2", "rep2", "rep"]


def test_a_tick_is_taken_back_and_all_rows_are_ticked_at_once(list_of: Callable[..., Page]) -> None:
    page = list_of("manager")
    page.keyboard.press("x")
    expect(bar(page)).to_be_visible()
    page.keyboard.press("x")
    expect(bar(page)).to_be_hidden()
    page.get_by_role("checkbox", name="全选").check()
    expect(told(page)).to_have_text("已选3件")


def test_a_rep_sends_what_is_ticked_up_and_is_told_what_is_refused(seat: Seats, numbers: list[str]) -> None:
    rep = seat("rep")
    page = rep.page
    page.goto("/complaints")
    expect(bar(page).get_by_label("负责人")).to_have_count(0)
    page.keyboard.press("x")
    with rep.watch.refusal(422):
        bar(page).get_by_role("button", name="升级").click()
        expect(page.get_by_role("alert").first).to_contain_text(numbers[0])
    expect(told(page)).to_have_text("已选1件")
    bar(page).get_by_role("textbox", name="为什么升级").fill("第三次来电")
    choose(page, "级别", "1")
    bar(page).get_by_role("button", name="升级").click()
    expect(page.get_by_text("已办1件。")).to_be_visible()


def test_filters_are_kept_as_a_view_and_taken_away(list_of: Callable[..., Page], numbers: list[str]) -> None:
    page = list_of("rep")
    page.goto("/complaints?q=视频会员&state=open")
    page.get_by_text("存为视图", exact=True).click()
    page.get_by_role("textbox", name="视图名称").fill("会员扣费")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("已存为视图。")).to_be_visible()
    tab = page.get_by_role("link", name="会员扣费")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(tab).to_contain_text("3")
    look_at(page)

    page.goto("/complaints")
    tab.click()
    expect(page).to_have_url(re.compile(r"/complaints\?.*q="))
    page.get_by_role("button", name="删除“会员扣费”").click()
    expect(page.get_by_text("视图已删，投诉都在。")).to_be_visible()
    expect(tab).to_have_count(0)


def test_on_a_phone_a_finger_ticks_and_assigns(list_of: Callable[..., Page], numbers: list[str]) -> None:
    page = list_of("manager", size=PHONE)
    page.get_by_role("checkbox", name=f"选中{numbers[2]}").check()
    expect(told(page)).to_have_text("已选1件")
    assert page.evaluate(SIDEWAYS) <= 0
    axe(page)
    button = bar(page).get_by_role("button", name="分派")
    expect(button).to_be_in_viewport(ratio=1)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= FINGER
    bar(page).get_by_label("负责人").select_option(label="邵伟")
    button.click()
    expect(page.get_by_text("已办1件。")).to_be_visible()
    assert owners() == ["rep", "rep", "rep2"]
