"""The checklist follows what is typed: the move waits for the last missing thing and leads to the first."""

from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from complaints.models import Complaint, User
from complaints.steps import Step

from ..factories import make_complaint
from .acting import choose, on_record
from .conftest import Seats

pytestmark = pytest.mark.browser


def move_of(page: Page) -> Locator:
    """The button of the move in the head of the checklist."""
    return page.locator(".gate [data-gate-move]")


def test_typing_opens_the_move_and_emptying_holds_it_back(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at).number
    page = seat("rep", "en").page
    page.goto(f"/complaints/{number}")
    move, title = move_of(page), page.locator(".gate [data-gate-title]")
    expect(title).to_have_text("3 things missing to “Diagnose”")
    expect(move).to_have_attribute("aria-disabled", "true")

    move.dispatch_event("click")
    expect(page.get_by_role("group", name="Emotion now").get_by_role("radio").first).to_be_focused()
    assert on_record(Complaint).step is Step.SOOTHE

    choose(page, "Emotion now", "3")
    page.get_by_label("Restatement confirmed").check()
    restatement = page.get_by_role("textbox", name="Restatement")
    restatement.fill("You were charged for three months")
    expect(title).to_have_text("Ready to go on to “Diagnose”")
    expect(move).to_have_attribute("aria-disabled", "false")
    restatement.fill("")
    expect(title).to_have_text("1 thing missing to “Diagnose”")
    page.keyboard.press("Control+Enter")
    expect(restatement).to_be_focused()
    restatement.fill("You were charged for three months")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("list", name="Steps").locator("[aria-current=step]")).to_contain_text("Diagnose")


def test_every_proposal_that_is_begun_asks_for_its_reason_and_date(
    seat: Seats, people: dict[str, User], at: datetime
) -> None:
    number = make_complaint(people["rep"], at, step=Step.PROPOSE).number
    page = seat("rep", "en").page
    page.goto(f"/complaints/{number}")
    fill_proposal(page, 0, "Refund 75 yuan")
    move = move_of(page)
    expect(move).to_have_attribute("aria-disabled", "false")

    page.locator(".proposal-add summary").click()
    page.get_by_label("What you offer").nth(1).fill("A written apology as well")
    expect(move).to_have_attribute("aria-disabled", "true")
    move.dispatch_event("click")
    expect(page.get_by_label("Reason").nth(1)).to_be_focused()
    fill_proposal(page, 1, "A written apology as well")
    expect(move).to_have_attribute("aria-disabled", "false")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".offer")).to_have_count(2)
    expect(page.get_by_label("What you offer").first).to_be_hidden()
    page.locator(".offer summary").first.click()
    expect(page.get_by_label("What you offer").first).to_have_value("Refund 75 yuan")


def fill_proposal(page: Page, row: int, offer: str) -> None:
    """Offer, reason and date of one row."""
    page.get_by_label("What you offer").nth(row).fill(offer)
    page.get_by_label("Reason").nth(row).fill("We found no consent")
    page.get_by_label("Ready by").nth(row).fill("2026-11-30")


def test_a_message_waits_while_something_must_change(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at, step=Step.PROPOSE).number
    page = seat("rep").page
    page.goto(f"/complaints/{number}")
    send = page.locator("#note-send")
    page.get_by_role("textbox", name="正文").fill("撤诉才给您退。")
    expect(page.locator(".lint-must").first).to_be_visible()
    expect(send).to_have_attribute("aria-disabled", "false")
    choose_kind(page, "sms")
    expect(send).to_have_attribute("aria-disabled", "true")
    choose_kind(page, "internal")
    expect(send).to_have_attribute("aria-disabled", "false")


def choose_kind(page: Page, kind: str) -> None:
    """What the text in the composer is."""
    page.locator(".composer-kind", has=page.locator(f"[value={kind}]")).click()


def test_looking_at_earlier_events_keeps_what_is_typed(seat: Seats, people: dict[str, User], at: datetime) -> None:
    number = make_complaint(people["rep"], at, step=Step.FOLLOW_UP).number
    page = seat("rep", "en").page
    page.goto(f"/complaints/{number}")
    page.get_by_role("textbox", name="Lesson").fill("Check the order log first")
    rows = page.locator("#history .timeline > li")
    expect(rows).to_have_count(8)
    page.locator(".timeline-older").click()
    expect(page.locator(".timeline-older")).to_be_hidden()
    expect(rows.nth(8)).to_be_visible()
    expect(page.get_by_role("textbox", name="Lesson")).to_have_value("Check the order log first")
