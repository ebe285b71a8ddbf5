"""Posting a form as a page does: with the token of the session and the version of the complaint it shows."""

import re
from typing import Any

from flask.testing import FlaskClient

from complaints.db import db
from complaints.models import Complaint, User


def fresh(number: str) -> Complaint:
    """The complaint as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(db.select(Complaint).where(Complaint.number == number)).one()


def person(username: str) -> User:
    """Somebody, in the session as it is now."""
    return db.session.scalars(db.select(User).where(User.username == username)).one()


def post(client: FlaskClient, path: str, data: dict[str, Any], **rest: Any) -> Any:
    """Send a form with the token of the signed-in session."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)
    return client.post(path, data={"csrf_token": found[1] if found else "", **data}, **rest)


def send(client: FlaskClient, number: str, path: str, **given: Any) -> Any:
    """Post a form of the handling page, made from the newest version unless `version` says otherwise."""
    given.setdefault("version", str(fresh(number).head_seq))
    return post(client, f"/complaints/{number}/{path}", given)
