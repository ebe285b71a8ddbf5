"""How many statements a page sends to the database, transaction control left out: both databases count alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any

import sqlalchemy as sa
from flask import Flask

from complaints import people
from complaints.db import db

from .client import Unexpected
from .pages import USERNAME, Page


class Insider:
    """A person whose requests never leave this process."""

    def __init__(self, app: Flask, username: str) -> None:
        self._client = app.test_client()
        with app.app_context():
            identity = people.by_username(username).get_id()
            db.session.remove()
        with self._client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = identity, True

    def get(self, path: str) -> None:
        """Read a page."""
        self._answered(path, Context().run(self._client.get, path))

    def post(self, path: str, fields: dict[str, str]) -> None:
        """Send a form."""
        self._answered(path, Context().run(self._client.post, path, data=fields))

    def _answered(self, path: str, answer: Any) -> None:
        if answer.status_code not in (200, 303):
            raise Unexpected(f"{path}: {answer.status_code}")


def statements(page: Page, app: Flask) -> int:
    """How many a page sends once everything that is kept has been read."""
    person = Insider(app, USERNAME)
    page.act(person)
    with _sent(app) as sent:
        page.act(person)
    return len(sent)


@contextmanager
def _sent(app: Flask) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
