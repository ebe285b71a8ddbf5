"""What has ended or was imported is still read, and never breaks a request."""

from datetime import datetime
from typing import Any

import pytest

from complaints.api import REGISTER
from complaints.codes import Channel, Line
from complaints.db import db, transaction
from complaints.history import digest, record
from complaints.models import Complaint, User

from .conftest import Caller

BODIES: dict[str, dict[str, Any]] = {
    "change_complaint": {"line": "banking"},
    "make_move": {"move": "advance"},
    "use_wording": {"id": "x"},
    "write_note": {"text": "来信说还在扣"},
    "promise_callback": {"promised_at": "2026-11-25T10:00:00Z", "reason": "x"},
    "make_promise": {"text": "x", "due_at": "2026-11-25T10:00:00Z"},
    "ask_redress": {"amount": 1, "reason": "x"},
    "escalate": {"level": 1, "reason": "x", "brief": {"situation": "x", "complication": "x", "resolution": "x"}},
    "reveal_field": {"field": "phone", "purpose": "review"},
}


@pytest.fixture
def imported(people: dict[str, User], at: datetime) -> str:
    """A complaint of another system's past: no step, no visits, no complainant."""
    complaint = Complaint(
        number="C20250102-0001",
        line=Line.GENERAL,
        channel=Channel.WEB,
        narrative="扣错了",
        narrative_salt=b"salt",
        imported=True,
        source="hotline",
        external_ref="1",
        team_id=people["rep"].team_id,
        owner_id=people["rep"].id,
        opened_by_id=people["admin"].id,
        opened_at=at,
        head_seq=0,
        head_hash=bytes(32),
    )
    with transaction():
        db.session.add(complaint)
        db.session.flush()
        record(complaint, "imported", by=None, at=at, data={"narrative": digest(b"salt", "扣错了")})
    return complaint.number


@pytest.fixture
def withdrawn(rep: Caller) -> str:
    """A complaint that its complainant took back."""
    number = rep.log()
    ended = rep.post(f"/complaints/{number}/moves", {"move": "withdraw", "fields": {"own_words": "算了，不投诉了"}})
    assert (ended.status_code, ended.json["disposition"], ended.json["step"]) == (200, "withdrawn", "soothe")
    return number


@pytest.mark.parametrize("kind", ["imported", "withdrawn"])
def test_it_is_read_but_not_worked_on(rep: Caller, request: pytest.FixtureRequest, kind: str) -> None:
    number = request.getfixturevalue(kind)
    still_taken = {"write_note": 201, "reveal_field": 200}
    for operation in REGISTER:
        if operation.target is not Complaint:
            continue
        path = operation.path.replace("<number>", number)
        rep.get(f"/complaints/{number}")
        if operation.upload:
            answer, expected = rep.upload(path, b"%PDF-1.7", "letter.pdf"), 201
        elif operation.method == "GET":
            asks_wording = operation.name == "suggest_wording" and kind == "imported"
            answer, expected = rep.get(path), 422 if asks_wording else 200
        else:
            send = rep.post if operation.method == "POST" else rep.patch
            answer, expected = send(path, BODIES[operation.name]), still_taken.get(operation.name, 422)
        assert answer.status_code == expected, (operation.name, answer.text)
    assert {row["number"] for row in rep.get("/complaints").json["items"]} == {number}
