"""What a hand does on a form that a plain locator does not say."""

from typing import TypeVar

import pytest
from playwright.sync_api import Locator, Page, expect

from complaints.db import db

Row = TypeVar("Row")

MOST_TABS = 120


def choose(place: Page | Locator, group: str, option: str) -> None:
    """Press one of the buttons of a group, such as a number of a scale."""
    radio = place.get_by_role("radio", name=option, exact=True)
    place.get_by_role("group", name=group).locator("label", has=radio).click()


def advance(page: Page) -> None:
    """Press Ctrl and Enter once the page listens to keys."""
    page.wait_for_load_state()
    page.keyboard.press("Control+Enter")


def insert(page: Page, field: Locator, number: int) -> str:
    """Put the caret into a field, press Alt and the number of a card, and give back the sentence that went in."""
    card = page.locator(f"[aria-keyshortcuts='Alt+{number}'][data-insert]")
    page.wait_for_load_state()
    before = field.input_value()
    field.focus()
    field.press("End")
    field.press(f"Alt+{number}")
    expect(field).not_to_have_value(before)
    expect(card).to_contain_class("is-used")
    return field.input_value().removeprefix(before)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{MOST_TABS} times Tab never reach {wanted}")


def select_by_keys(page: Page, field: Locator, option: str) -> None:
    """Go to a list with Tab and down it with the arrow until it says what is wanted."""
    tab_to(page, field)
    chosen = field.locator("option:checked")
    page.keyboard.press("Home")
    for _ in range(field.locator("option").count()):
        if chosen.inner_text() == option:
            return
        page.keyboard.press("ArrowDown")
    expect(chosen).to_have_text(option)


def on_record(model: type[Row]) -> Row:
    """The only row of a table, as the server has written it by now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(db.select(model)).one()
