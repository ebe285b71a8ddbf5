#!/usr/bin/env python3
"""Take a picture of every screen into shots/: Chinese and English, light and dark, at 1440, 1024 and 390.

The desk is a temporary one with 300 demo complaints, always the same, on a Tuesday morning. Name screens to take only
those: bin/shots.py desk-rep handling-propose
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Literal

import flask_migrate
import sqlalchemy as sa
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from sqlalchemy.pool import NullPool
from werkzeug.serving import WSGIRequestHandler, make_server

from complaints import create_app
from complaints.codes import Disposition
from complaints.db import db
from complaints.models import Complaint, User
from complaints.steps import Step

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
NOW = datetime(2026, 11, 24, 2, 26, tzinfo=UTC)
PASSWORD = "huiyin-demo"
LANGUAGES = ("zh", "en")
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES: tuple[ViewportSize, ...] = (
    {"width": 1440, "height": 900},
    {"width": 1024, "height": 768},
    {"width": 390, "height": 844},
)

SAID = {
    "zh": "七月开始每个月莫名扣我15块，账单上写着视频会员，我从来没开过。再不退钱我就打12315，我不会去银保监。",
    "en": "Since July you take 15 yuan a month for a video service I never ordered. Refund it or I will go to 12315.",
}
TO_SEND = {"zh": "您放心，肯定给您退，您先冷静。", "en": "You'll definitely get it back, so calm down."}

Act = Callable[[Page, str], None]


@dataclass(frozen=True)
class Screen:
    """One screen: its name, who looks at it (None before sign-in), where it is, and what is done there first."""

    name: str
    person: str | None
    path: str
    act: Act | None = None


def type_a_complaint(page: Page, language: str) -> None:
    """Fill the log form and wait until it was read."""
    page.locator("[name=form_of_address]").fill("周女士")
    page.locator("[name=name]").fill("周玉琴")
    page.locator("[name=phone]").fill("13900862071")
    page.locator("label.segment", has=page.locator("[name=line][value=telecom]")).click()
    page.locator(".scale label", has=page.locator("[name=emotion][value='7']")).click()
    page.locator("[name=narrative]").fill(SAID[language])
    expect(page.locator(".ink-layer .mark-high").first).to_be_attached()


def write_a_message(page: Page, language: str) -> None:
    """Write what must be changed and wait for the findings."""
    page.locator("#note-text").fill(TO_SEND[language])
    expect(page.locator("#lint .lint").first).to_be_attached()


def send_nothing(page: Page, _language: str) -> None:
    """Send the form empty, to see its errors."""
    page.locator(
        "main form[method=post] button[type=submit], form.sign-in-form .btn-primary, .topbar .btn-primary"
    ).first.click()
    expect(page.locator(".error-summary")).to_be_visible()


def press(key: str) -> Act:
    """What pressing one key shows."""
    return lambda page, _language: page.keyboard.press(key)


def open_first(selector: str) -> Act:
    """What opens on a click."""
    return lambda page, _language: page.locator(selector).first.click()


def screens(number: Callable[..., str]) -> list[Screen]:
    """Every screen; `number(step=…, of=…)` finds a complaint that is there."""
    steps = [Screen(f"handling-{step.value}", "rep", f"/complaints/{number(step=step, of='rep')}") for step in Step]
    heated = f"/complaints/{number(step=Step.PROPOSE, of='rep')}"
    closed = f"/complaints/{number(closed=True, of='rep')}"
    return [
        Screen("sign-in", None, "/sign-in"),
        Screen("sign-in-refused", None, "/sign-in", send_nothing),
        Screen("desk-rep", "rep", "/"),
        Screen("desk-specialist", "specialist", "/"),
        Screen("desk-manager", "manager", "/"),
        Screen("desk-admin", "admin", "/"),
        Screen("desk-empty", "rep", "/?risk=critical&step=follow_up&tab=unassigned"),
        Screen("desk-keys", "rep", "/", press("?")),
        Screen("list", "manager", "/complaints"),
        Screen("list-found", "manager", "/complaints?q=12315"),
        Screen("list-closed", "manager", "/complaints?state=closed"),
        Screen("log", "rep", "/complaints/new"),
        Screen("log-typed", "rep2", "/complaints/new", type_a_complaint),
        Screen("log-refused", "rep", "/complaints/new", send_nothing),
        *steps,
        Screen("handling-lint", "manager", heated, write_a_message),
        Screen("handling-escalate", "rep", f"{heated}?open=escalate"),
        Screen("handling-why-this-date", "rep", heated, open_first(".clocks summary")),
        Screen("handling-manager", "manager", heated),
        Screen("handling-closed", "rep", closed),
        Screen("escalations", "specialist", "/escalations"),
        Screen("escalations-manager", "manager", "/escalations"),
        Screen("escalations-compliance", "compliance", "/escalations"),
        Screen("escalations-opened", "specialist", "/escalations", open_first(".inbox-item .person")),
        Screen("callbacks", "rep", "/callbacks"),
        Screen("callbacks-opened", "manager", "/callbacks", open_first(".rows td.when a")),
        Screen("callbacks-manager", "manager", "/callbacks"),
        Screen("complainant", "manager", f"/complainants/{number(closed=True, of='rep', complainant=True)}"),
        Screen("people", "admin", "/people"),
        Screen("people-new", "admin", "/people/new"),
        Screen("people-edit", "admin", "/people/2"),
        Screen("people-me", "rep", "/people/me"),
        Screen("audit", "compliance", "/audit"),
        Screen("not-found", "rep", "/complaints/C20200101-0001"),
        Screen("forbidden", "rep", "/audit"),
    ]


def finder(app: Flask) -> Callable[..., str]:
    """Finds the complaint with the most on record for a screen."""

    def number(*, of: str, step: Step | None = None, closed: bool = False, complainant: bool = False) -> str:
        query = sa.select(Complaint).join(User, Complaint.owner_id == User.id).where(User.username == of)
        query = query.where(Complaint.closed_at.is_not(None) if closed else Complaint.closed_at.is_(None))
        if step is not None:
            query = query.where(Complaint.step == step)
        if closed:
            query = query.where(Complaint.disposition != Disposition.WITHDRAWN)
        order = (Complaint.attempt.desc(), Complaint.escalation_level.desc(), Complaint.head_seq.desc())
        with app.app_context():
            found = db.session.scalars(query.order_by(*order).limit(1)).one()
            return str(found.complainant_id if complainant else found.number)

    return number


class Quiet(WSGIRequestHandler):
    """No line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def demo_desk(instance: Path) -> Flask:
    """The product with its demo data in a folder of its own."""
    environment = {"HUIYIN_INSTANCE": str(instance)}
    app = create_app(environment, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool})
    with app.app_context():
        flask_migrate.upgrade()
    done = app.test_cli_runner().invoke(args=["demo", "load", "--complaints", "300", "--seed", "1"])
    if done.exit_code:
        sys.exit(f"shots: the demo could not be loaded.\n{done.output}")
    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app on a free port; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Camera:
    """One page for each person and language, on which their screens are taken."""

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self.browser, self.address, self.folder = browser, address, folder
        self.pages: dict[tuple[str | None, str], Page] = {}

    def take(self, screen: Screen, language: str) -> None:
        """One screen in one language: loaded once, then taken in both themes at every size."""
        page = self._page(screen.person, language)
        page.emulate_media(color_scheme=THEMES[0])
        page.set_viewport_size(SIZES[0])
        page.goto(screen.path)
        if screen.act:
            screen.act(page, language)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            for size in SIZES:
                page.set_viewport_size(size)
                page.screenshot(path=self.folder / f"{screen.name}.{language}.{theme}.{size['width']}.png")

    def _page(self, person: str | None, language: str) -> Page:
        if (person, language) not in self.pages:
            locale = "zh-CN" if language == "zh" else "en-GB"
            page = self.browser.new_page(base_url=self.address, locale=locale, reduced_motion="reduce")
            if person:
                sign_in(page, person)
            self.pages[person, language] = page
        if person:
            self.pages[person, language].goto(f"/language/{language}")
        return self.pages[person, language]


def sign_in(page: Page, person: str) -> None:
    """Sign in on the sign-in page."""
    page.goto("/sign-in")
    page.locator("[name=username]").fill(person)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button.btn-primary").click()
    page.wait_for_url("**/")


def shoot(wanted: list[str], folder: Path) -> int:
    """Take the wanted screens (all when none is named). Returns how many pictures were taken."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance, time_machine.travel(NOW), sync_playwright() as playwright:
        app = demo_desk(Path(instance))
        chosen = [screen for screen in screens(finder(app)) if not wanted or screen.name in wanted]
        chromium = os.environ.get("CHROMIUM", CHROMIUM)
        with served(app) as address, playwright.chromium.launch(executable_path=chromium, args=FLAGS) as browser:
            camera = Camera(browser, address, folder)
            for language in LANGUAGES:
                for screen in chosen:
                    camera.take(screen, language)
    return len(chosen) * len(LANGUAGES) * len(THEMES) * len(SIZES)


def main() -> int:
    """Take the pictures and say how many."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("screens", nargs="*", help="only these screens")
    parser.add_argument("--to", type=Path, default=ROOT / "shots", help="the folder, shots/ unless told otherwise")
    given = parser.parse_args()
    print(f"{shoot(given.screens, given.to)} pictures in {given.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
