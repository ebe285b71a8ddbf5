"""Two people on one complaint, and a list that fills while somebody reads it."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from time_machine import Traveller

from complaints.models import User

from ..factories import make_complaint
from .conftest import Seats
from .looking import look_at

pytestmark = pytest.mark.browser

SOON = 5_000
"""Milliseconds after which somebody else's doing shows at the latest."""


@pytest.fixture
def number(people: dict[str, User], at: datetime) -> str:
    """A complaint of the rep, two minutes old."""
    return make_complaint(people["rep"], at - timedelta(minutes=2)).number


def test_two_people_see_each_other_until_one_leaves(seat: Seats, number: str) -> None:
    rep, manager = seat("rep").page, seat("manager").page
    rep.goto(f"/complaints/{number}")
    manager.goto(f"/complaints/{number}")
    expect(manager.get_by_text("陈晓岚正在看")).to_be_visible(timeout=SOON)
    expect(rep.get_by_text("孙敏正在看")).to_be_visible(timeout=SOON)
    look_at(rep)
    manager.goto("/")
    expect(rep.get_by_text("孙敏正在看")).to_be_hidden(timeout=SOON)


def test_a_colleagues_change_is_told_and_shown_only_when_asked_for(
    seat: Seats, number: str, clock: Traveller, at: datetime
) -> None:
    rep, manager = seat("rep").page, seat("manager").page
    rep.goto(f"/complaints/{number}")
    manager.goto(f"/complaints/{number}")
    clock.move_to(at + timedelta(minutes=14))
    manager.get_by_role("textbox", name="正文").fill("客户晚上七点后方便接电话")
    manager.get_by_role("button", name="记下").click()
    expect(manager.get_by_text("已记下", exact=True)).to_be_visible()

    restatement = rep.get_by_role("textbox", name="复述")
    restatement.fill("七月起每月多扣15元，您没开过")
    told = rep.get_by_role("link", name="孙敏10:40改过，看最新的")
    expect(told).to_be_visible(timeout=SOON)
    expect(rep.locator("#history")).not_to_contain_text("客户晚上七点后方便接电话")
    look_at(rep)
    told.click()
    expect(rep.locator("#history")).to_contain_text("客户晚上七点后方便接电话")
    expect(restatement).to_have_value("七月起每月多扣15元，您没开过")
    expect(told).to_be_hidden()


def test_a_list_tells_how_much_is_new_and_moves_when_asked(
    seat: Seats, number: str, people: dict[str, User], at: datetime, clock: Traveller
) -> None:
    page = seat("rep").page
    page.goto("/complaints")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(1)
    clock.move_to(at + timedelta(minutes=5))
    for _ in range(2):
        make_complaint(people["rep2"], at + timedelta(minutes=5))
    told = page.get_by_text("2件有更新", exact=True)
    expect(told).to_be_visible(timeout=SOON)
    expect(rows).to_have_count(1)
    look_at(page)
    told.click()
    expect(rows).to_have_count(3)
    expect(told).to_be_hidden()
