"""How many statements each page takes: few, and as many for a thousand complaints as for a hundred."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints import demo
from complaints.codes import Risk
from complaints.db import db, transaction
from complaints.demo import people as colleagues
from complaints.models import Complaint, Escalation

from ..databases import on_both
from ..factories import make_complaint
from .counting import statements
from .posting import person, post

LISTS, WHOLE, INBOXES, CREATE = 8, 14, 12, 12
PAGES = {
    ("rep", "/"): LISTS,
    ("manager", "/"): LISTS,
    ("rep", "/complaints"): LISTS,
    ("rep", "/complaints?state=open&step=propose"): LISTS,
    ("rep", "/complaints?q=退"): LISTS,
    ("rep", "/complaints/{number}"): WHOLE,
    ("manager", "/callbacks"): INBOXES,
    ("manager", "/escalations"): INBOXES,
}
HEATED = "套餐说好129元，结果扣了我三百多，再不退我就打12315投诉，还要找媒体曝光你们。"

SignIn = Callable[..., FlaskClient]


def load(count: int) -> None:
    """So many demo complaints in all."""
    at = datetime.now(UTC)
    world, tickets = demo.plan(demo.missing(count), seed=1, at=at)
    with transaction():
        colleagues.make_people(colleagues.absent(), at=at)
        demo.add(world, tickets, at=at)
    db.session.remove()


def taken(app: Flask, sign_in: SignIn, number: str) -> dict[tuple[str, str], int]:
    """The statements of every page, once everything that is kept for longer than a request has been read."""
    found = {}
    for username, path in PAGES:
        client, address = sign_in(username), path.format(number=number)
        client.get(address)
        with statements(app) as sent:
            assert client.get(address).status_code == 200
        found[username, path] = len(sent)
    return found


def some_complaint() -> str:
    """One of the representative's that is being worked on."""
    query = db.select(Complaint.number).where(Complaint.owner_id == person("rep").id, Complaint.closed_at.is_(None))
    number: str = db.session.scalars(query.order_by(Complaint.id)).first()
    return number


def the_most_urgent() -> str:
    """One that stands first on every desk: what the foot of the desk says of the first depends on that complaint."""
    long_ago = datetime.now(UTC) - timedelta(days=400)
    made = make_complaint(person("rep"), long_ago, narrative="再不给我解决，我就不想活了，今晚就从楼上跳下去")
    assert made.risk is Risk.CRITICAL
    return made.number


@on_both
def test_each_page_stays_within_its_budget(app: Flask, sign_in: SignIn) -> None:
    load(60)
    over = {page: count for page, count in taken(app, sign_in, some_complaint()).items() if count > PAGES[page]}
    assert over == {}


def test_more_complaints_take_as_many_statements(app: Flask, sign_in: SignIn) -> None:
    number = the_most_urgent()
    load(60)
    few = taken(app, sign_in, number)
    load(180)
    assert taken(app, sign_in, number) == few


@pytest.mark.long
@on_both
def test_a_thousand_complaints_take_as_many_statements_as_a_hundred(app: Flask, sign_in: SignIn) -> None:
    number = the_most_urgent()
    load(100)
    few = taken(app, sign_in, number)
    load(1000)
    assert taken(app, sign_in, number) == few


@on_both
def test_logging_stays_within_its_budget_with_an_escalation_too(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("rep")

    def log(phone: str) -> dict[str, Any]:
        caller = {"name": "周玉琴", "phone": phone, "form_of_address": "周女士"}
        return caller | {"channel": "phone", "line": "telecom", "language": "zh", "narrative": HEATED}

    post(client, "/complaints/new", log("13900862071"))
    token = {"csrf_token": client.get("/complaints/new").text.split('name="csrf_token" value="')[1].split('"')[0]}
    with statements(app) as sent:
        assert client.post("/complaints/new", data=log("13900862072") | token).status_code == 303
    assert db.session.scalar(db.select(db.func.count(Escalation.id))) == 2
    assert len(sent) <= CREATE, [s[:70] for s in sent]
