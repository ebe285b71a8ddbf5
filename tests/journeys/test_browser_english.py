"""An ordinary complaint in English: one rep logs it, handles it, calls back and closes it."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from time_machine import Traveller

from complaints import audit
from complaints.codes import Disposition
from complaints.models import Complaint

from ..browser.acting import advance, choose, insert, on_record
from ..browser.conftest import Seats
from ..browser.looking import look_at

pytestmark = pytest.mark.browser

SAID = "My broadband keeps dropping, every evening since Sunday. I pay for a hundred megabits and get four."


def test_a_slow_line_is_put_right_and_closed_by_the_rep(seat: Seats, clock: Traveller, at: datetime) -> None:
    page = seat("rep", "en").page
    expect(page.get_by_text("Nothing to handle here")).to_be_visible()
    look_at(page)

    page.get_by_role("link", name="Log a complaint").click()
    page.get_by_label("Form of address").fill("Ms Hale")
    page.get_by_role("textbox", name="Name").fill("Rosalind Hale")
    page.get_by_role("textbox", name="Phone").fill("139 0086 2071")
    choose(page, "Business line", "Telecom")
    page.get_by_label("What was said").fill(SAID)
    suggested = page.get_by_role("radio", name="Broadband keeps dropping")
    expect(suggested).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(suggested).to_be_checked()
    look_at(page)
    page.get_by_role("button", name="Log it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("C20261124-0001")
    choose(page, "Initial emotion", "4")
    choose(page, "Emotion now", "2")
    assert insert(page, page.get_by_role("textbox", name="Restatement"), 1)
    page.get_by_label("Restatement confirmed").check()
    look_at(page)
    advance(page)

    expect(here(page)).to_contain_text("Diagnose")
    page.get_by_role("textbox", name="Explicit demand").fill("The speed I pay for, this week")
    expect(page.get_by_label("Cause").locator("option:checked")).to_have_text("Broadband keeps dropping")
    page.get_by_label("What was said").first.fill("Drops every evening since Sunday")
    assert insert(page, page.get_by_label("Text", exact=True), 2)
    page.get_by_label("Summary read back").check()
    advance(page)

    expect(here(page)).to_contain_text("Propose")
    page.get_by_label("What you offer").first.fill("An engineer comes on Thursday morning")
    page.get_by_role("textbox", name="Reason").first.fill("The line measures four megabits")
    page.get_by_label("Ready by").first.fill("2026-11-26")
    advance(page)

    expect(here(page)).to_contain_text("Confirm")
    choose(page, "Verdict", "Accepts")
    page.get_by_role("textbox", name="Their own words").fill("Thursday is fine")
    page.get_by_label("Way to appeal told").check()
    advance(page)

    expect(here(page)).to_contain_text("Follow up")
    clock.move_to(at + timedelta(days=2))
    promises = page.locator("#promises")
    promises.locator("summary").click()
    promises.get_by_label("State").select_option(label="Kept")
    promises.get_by_label("Evidence").fill("The engineer measured 96 megabits")
    promises.get_by_role("button", name="Record the outcome").click()
    expect(page.get_by_text("Promise settled.")).to_be_visible()
    look_at(page)

    page.get_by_role("link", name="Callbacks").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Callbacks")
    look_at(page)
    choose(page, "Outcome", "Reached")
    choose(page, "Solved?", "Solved")
    choose(page, "Score", "5")
    page.get_by_role("button", name="Record only").click()
    expect(page.get_by_text("Recorded.")).to_be_visible()

    page.goto("/complaints/C20261124-0001")
    page.get_by_role("textbox", name="Lesson").fill("Measure the line while they are still on the phone")
    page.get_by_label("Disposition").select_option(label="Repaired")
    page.get_by_role("textbox", name="Root cause", exact=True).fill("A worn joint in the street cabinet")
    page.get_by_label("Way to appeal told").check()
    advance(page)
    expect(page.get_by_role("heading", name="Closed: Repaired")).to_be_visible()

    closed = on_record(Complaint)
    assert closed.disposition is Disposition.REPAIRED
    assert [visit.left_by_move for visit in closed.visits] == ["advance"] * 4 + ["closed"]
    assert audit.verify() == []


def here(page: Page) -> Locator:
    """The step of the rail that the complaint is in."""
    return page.get_by_role("list", name="Steps").locator("[aria-current=step]")
