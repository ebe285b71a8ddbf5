"""The desk as nine programs see it: bearer tokens, versions, idempotency keys; nothing may ever be a fault of ours."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from complaints import audit, people
from complaints.db import db, transaction
from complaints.models import Complaint, Visit

from .model import PEOPLE, READER

HANGING = ("escalations", "callbacks", "promises", "redress")


class Desk:
    """Requests in somebody's name."""

    def __init__(self, app: Flask, renew: Callable[[], None]) -> None:
        self.app, self.client, self.renew = app, app.test_client(), renew

    def begin(self) -> None:
        """A database that nobody has touched, so that the same way always leads to the same place."""
        self.keys = (f"key-{number}" for number in itertools.count())
        with self.app.app_context():
            db.engine.dispose()
            self.renew()
            with transaction():
                self.tokens = {name: self._token(name) for name in (*PEOPLE, READER)}

    def _token(self, name: str) -> str:
        return people.issue_token(people.by_username(name), by=None, at=datetime.now(UTC))

    def send(
        self,
        who: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        version: str | None = None,
        key: str | None = None,
    ) -> TestResponse:
        """One request; a fault of ours ends the test."""
        headers = {"Authorization": f"Bearer {self.tokens.get(who, who)}", "If-Match": version, "Idempotency-Key": key}
        given = {name: value for name, value in headers.items() if value is not None}
        answer = self.client.open(f"/api/v1{path}", method=method, json=body, headers=given)
        assert answer.status_code < 500, f"{method} {path} {body}: {answer.text}"
        return answer

    def whole(self, number: str) -> tuple[dict[str, Any], str]:
        """Everything there is to know of a complaint, and its version."""
        answer = self.send(READER, "GET", f"/complaints/{number}")
        assert answer.status_code == 200, answer.text
        return answer.json, answer.headers["ETag"]

    def check_history(self) -> None:
        """The chains verify, and no row is in a state it may not be in."""
        with self.app.app_context():
            assert audit.verify() == []
            open_visits = sa.func.count(sa.case((Visit.left_at.is_(None), 1)))
            query = sa.select(Complaint, open_visits).join(Visit).group_by(Complaint.id)
            for complaint, count in db.session.execute(query):
                assert count == (0 if complaint.closed else 1)
                assert complaint.closed is (complaint.disposition is not None)
                assert complaint.step is complaint.visit.step
