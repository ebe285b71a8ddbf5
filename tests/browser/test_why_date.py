"""“Why this date” by key and by finger: it opens over the page, holds on every width, Esc closes it."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import ViewportSize, expect

from complaints.models import User

from ..factories import make_complaint
from .conftest import Seats
from .looking import PHONE, look_at

pytestmark = pytest.mark.browser

NARROW: ViewportSize = {"width": 1024, "height": 768}


def test_opened_by_key_closed_by_esc(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at - timedelta(days=6)).number
    page = seat("rep").page
    page.goto(f"/complaints/{number}")
    summary, box = page.locator(".why-date > summary"), page.locator(".why-date > .popover-box")
    summary.focus()
    page.keyboard.press("Enter")
    expect(box).to_be_visible()
    expect(box.locator(".day")).to_have_count(16)
    expect(box.get_by_role("rowheader")).to_have_text(["11月18日 周三", "11月19日–12月3日"])
    look_at(page)
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["phone", "narrow"])
def test_nothing_is_cut_off(seat: Seats, people: dict[str, User], at: datetime, size: ViewportSize) -> None:
    number = make_complaint(people["rep"], at - timedelta(days=6)).number
    page = seat("rep", size=size).page
    page.goto(f"/complaints/{number}")
    page.locator(".why-date > summary").click()
    box = page.locator(".why-date > .popover-box").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]
