"""One complainant: masked, revealed for a purpose on record, only what I may see."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaints.db import db
from complaints.models import Complaint, Event, User

from .. import factories
from ..pages import text_of
from .posting import post

People = dict[str, User]
PARTIAL = {"HX-Request": "true"}


@pytest.fixture
def complaint(people: People) -> Complaint:
    return factories.make_complaint(people["rep"], datetime.now(UTC) - timedelta(minutes=30))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("username", "status"),
    [("rep", 200), ("rep2", 200), ("rep3", 404), ("manager", 200), ("compliance", 200), ("admin", 403)],
)
def test_who_sees_the_page(complaint: Complaint, sign_in: Any, username: str, status: int, language: str) -> None:
    page = sign_in(username, language).get(f"/complainants/{complaint.complainant_id}")
    assert page.status_code == status
    assert "周玉琴" not in page.text
    assert "13900862071" not in page.text
    if status == 200:
        assert "139****2071" in page.text
        assert complaint.number in page.text


def test_repeats_and_the_same_phone_under_another_name(people: People, complaint: Complaint, sign_in: Any) -> None:
    now = datetime.now(UTC) - timedelta(minutes=20)
    other = {"name": "周建国", "phone": "13900862071"}
    again = factories.make_complaint(people["rep"], now).number
    hers = factories.make_complaint(people["rep"], now, complainant=other).number
    page = text_of(sign_in("rep", "en").get(f"/complainants/{complaint.complainant_id}").text)
    assert "2 complaints in 30 days" in page
    assert page.index(again) < page.index("From the same phone under another name") < page.index(hers)


def test_nobody_there(sign_in: Any) -> None:
    assert sign_in("rep").get("/complainants/99999").status_code == 404


@pytest.mark.parametrize(("field", "value"), [("name", "周玉琴"), ("phone", "13900862071")])
def test_a_reveal_is_on_record(people: People, complaint: Complaint, sign_in: Any, field: str, value: str) -> None:
    path = f"/complaints/{complaint.number}/reveal?field={field}"
    answer = post(sign_in("rep"), path, {"purpose": "call"}, headers=PARTIAL)
    assert answer.status_code == 200
    assert value in answer.text
    assert "data-remask" in answer.text
    db.session.rollback()
    event = db.session.scalars(db.select(Event).where(Event.kind == "revealed")).one()
    assert event.stream == f"person/{people['rep'].id}"
    assert json.loads(event.data) == {"complaint": complaint.number, "field": field, "purpose": "call"}


def test_without_scripts_it_is_a_page(complaint: Complaint, sign_in: Any) -> None:
    answer = post(sign_in("rep"), f"/complaints/{complaint.number}/reveal", {"purpose": "letter", "field": "account"})
    assert answer.status_code == 200
    assert f"/complaints/{complaint.number}" in answer.text


@pytest.mark.parametrize(
    ("username", "data", "status"),
    [
        ("rep", {"field": "phone"}, 422),
        ("rep", {"field": "phone", "purpose": "curiosity"}, 422),
        ("rep", {"field": "password", "purpose": "call"}, 422),
        ("rep", {"purpose": "call"}, 422),
        ("rep3", {"field": "phone", "purpose": "call"}, 403),
        ("admin", {"field": "phone", "purpose": "call"}, 403),
    ],
)
def test_refused_reveals_leave_no_event(
    complaint: Complaint, sign_in: Any, username: str, data: dict[str, str], status: int
) -> None:
    answer = post(sign_in(username), f"/complaints/{complaint.number}/reveal", data)
    assert answer.status_code == status
    assert "13900862071" not in answer.text
    db.session.rollback()
    assert db.session.scalars(db.select(Event).where(Event.kind == "revealed")).all() == []


def test_too_many_reveals_wait(complaint: Complaint, sign_in: Any) -> None:
    client, path = sign_in("rep"), f"/complaints/{complaint.number}/reveal?field=phone"
    token = client.get("/").text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"purpose": "call", "csrf_token": token}
    answers = [client.post(path, data=data, headers=PARTIAL).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
