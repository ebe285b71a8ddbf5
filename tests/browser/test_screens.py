"""Screens that no journey passes: each is looked at by axe, wide and on a phone."""

from datetime import datetime

import pytest

from complaints.models import User
from complaints.steps import Step

from ..factories import make_complaint, reject
from .conftest import Seats
from .looking import look_at

pytestmark = pytest.mark.browser

NUMBER = "C20261124-0001"
SCREENS: dict[tuple[str, str], tuple[str, ...]] = {
    ("rep", "zh"): (
        f"/complaints/{NUMBER}?open=escalate",
        f"/complaints/{NUMBER}?open=callback",
        f"/complaints/{NUMBER}?open=withdraw",
        "/complainants/1",
        "/people/me",
    ),
    ("manager", "en"): ("/", "/complaints", "/complaints?q=12315", f"/complaints/{NUMBER}?open=override"),
    ("compliance", "zh"): ("/escalations", "/callbacks", "/audit"),
    ("admin", "en"): ("/", "/people", "/people/new", "/people/2"),
}


@pytest.mark.parametrize(("username", "language"), SCREENS)
def test_it_has_no_barrier(seat: Seats, people: dict[str, User], at: datetime, username: str, language: str) -> None:
    complaint = make_complaint(
        people["rep"], at, step=Step.CONFIRM, narrative="多扣了五个月，再不解决我就打12315投诉你们。"
    )
    reject(complaint, people["rep"], at)
    page = seat(username, language).page
    for address in SCREENS[username, language]:
        page.goto(address)
        look_at(page, dark=False)


def test_refusals_have_none_either(seat: Seats) -> None:
    for username, address, status in (("rep", "/audit", 403), ("rep", "/complaints/C20200101-0001", 404)):
        there = seat(username)
        with there.watch.refusal(status):
            there.page.goto(address)
        look_at(there.page)
