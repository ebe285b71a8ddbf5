"""A real browser before a real server on the test's own database; whatever the browser complains of fails the test."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from sqlalchemy.pool import NullPool
from werkzeug.serving import WSGIRequestHandler, make_server

from complaints import create_app

from ..databases import KEYS, PASSWORD
from .door import Door
from .looking import WIDE
from .watching import Watch

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PATIENCE = 10_000
"""Milliseconds that any one thing may take; nothing waits longer and nothing sleeps."""

SIGN_IN = {
    "zh": ("zh-CN", "工号", "密码", "登录"),
    "en": ("en-GB", "Username", "Password", "Sign in"),
}
OPEN_BROWSER = pytest.StashKey[Browser]()


@dataclass
class Seat:
    """Somebody's place at the desk: the page in front of them and what their browser complains of."""

    page: Page
    watch: Watch


Seats = Callable[..., Seat]


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Browser:
    """One Chromium for each worker; the test fails when there is none."""
    if OPEN_BROWSER not in pytestconfig.stash:
        pytestconfig.stash[OPEN_BROWSER] = _launched(pytestconfig)
    return pytestconfig.stash[OPEN_BROWSER]


def _launched(config: pytest.Config) -> Browser:
    path = Path(os.environ.get("CHROMIUM") or CHROMIUM)
    if not os.access(path, os.X_OK):
        pytest.fail(f"There is no browser at {path}; install chromium or set CHROMIUM.")
    playwright = sync_playwright().start()
    config.add_cleanup(playwright.stop)
    opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
    config.add_cleanup(opened.close)
    expect.set_options(timeout=PATIENCE)
    return opened


@pytest.fixture
def clock(at: datetime) -> Iterator[time_machine.Traveller]:
    """The desk's clock: it starts on Tuesday morning, runs, and can be moved on with `move_to`."""
    with time_machine.travel(at) as traveller:
        yield traveller


class QuietHandler(WSGIRequestHandler):
    """Requests are logged by the product; a second line for each style sheet would bury them."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture
def server(app: Flask, tmp_path: Path, clock: time_machine.Traveller) -> Iterator[str]:
    """The address of the product, served on the test's own database as it is served to people."""
    environment = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "HUIYIN_INSTANCE": str(tmp_path / "instance"),
        "HUIYIN_KEYS": KEYS,
        "SECRET_KEY": app.config["SECRET_KEY"],
    }
    served = create_app(environment, SQLALCHEMY_ENGINE_OPTIONS={"poolclass": NullPool})
    door = Door(served)
    made = make_server("127.0.0.1", 0, door, threaded=True, request_handler=QuietHandler)
    thread = Thread(target=made.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{made.port}"
    door.shut(PATIENCE / 1000)
    made.shutdown()
    thread.join(PATIENCE / 1000)
    made.server_close()


@pytest.fixture
def seat(browser: Browser, server: str) -> Iterator[Seats]:
    """Seats people: `seat("rep", language="en", size=PHONE)` signs in on a page of one's own.

    At the end every error, failed request and request to another host that any of their browsers met fails the test.
    """
    contexts, watches = [], []

    def seated(username: str | None, language: str = "zh", size: ViewportSize = WIDE, *, scripts: bool = True) -> Seat:
        context = browser.new_context(
            base_url=server,
            locale=SIGN_IN[language][0],
            timezone_id="Asia/Shanghai",
            viewport=size,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watches.append(Watch(server, context))
        there = Seat(context.new_page(), watches[-1])
        there.page.goto("/sign-in")
        if username:
            sign_in(there.page, username, language)
        return there

    yield seated
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


def sign_in(page: Page, username: str, language: str = "zh") -> None:
    """Sign in on the sign-in page and wait for the desk."""
    _locale, name, password, button = SIGN_IN[language]
    page.get_by_label(name).fill(username)
    page.get_by_label(password).fill(PASSWORD)
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/")
    if language != "zh":
        page.goto(f"/language/{language}")
