"""A POST that is sent twice is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from complaints.db import db
from complaints.models import Complaint, IdempotencyKey

from ..databases import on_both
from .conftest import Caller, complaint_body


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_the_same_request_gets_the_same_answer(app, rep: Caller) -> None:
    first = rep.post("/complaints", complaint_body(), Idempotency_Key="call-5501")
    again = rep.post("/complaints", complaint_body(), Idempotency_Key="call-5501")
    assert (again.status_code, again.data) == (201, first.data)
    for header in ("ETag", "Location", "Content-Type"):
        assert again.headers[header] == first.headers[header]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(Complaint) == 1


def test_another_request_under_the_same_key_is_a_conflict(app, rep: Caller) -> None:
    rep.post("/complaints", complaint_body(), Idempotency_Key="call-5501")
    other = rep.post("/complaints", complaint_body(emotion=9), Idempotency_Key="call-5501")
    assert (other.status_code, other.json["type"]) == (409, "/problems/conflict")
    elsewhere = rep.post("/lint", complaint_body(), Idempotency_Key="call-5501")
    assert elsewhere.status_code == 409
    assert count(Complaint) == 1


def test_keys_belong_to_one_person(app, rep: Caller, manager: Caller) -> None:
    rep.post("/complaints", complaint_body(), Idempotency_Key="1")
    manager.post("/complaints", complaint_body(), Idempotency_Key="1")
    assert count(Complaint) == 2


def test_a_repeat_is_answered_although_the_version_moved_on(rep: Caller) -> None:
    url = f"/complaints/{rep.log()}"
    seen = rep.tag
    note = {"text": "他说八月也扣了"}
    first = rep.post(f"{url}/notes", note, Idempotency_Key="n1", If_Match=seen)
    again = rep.post(f"{url}/notes", note, Idempotency_Key="n1", If_Match=seen)
    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    assert len(rep.get(url).json["notes"]) == 1


def test_a_refused_request_keeps_nothing(app, rep: Caller) -> None:
    refused = rep.post("/complaints", complaint_body(line="mars"), Idempotency_Key="k")
    assert refused.status_code == 422
    assert count(IdempotencyKey) == 0
    assert rep.post("/complaints", complaint_body(), Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 121, "钥匙", "tab\tbed"])
def test_a_key_is_short_and_printable(app, rep: Caller, key: str) -> None:
    headers = rep.headers | {"Idempotency-Key": key.encode().decode("latin-1")}
    answer = rep.client.post("/api/v1/complaints", json=complaint_body(), headers=headers)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["Idempotency-Key"])
    assert count(Complaint) == 0


def test_the_kept_answer_cannot_be_read_in_the_database(app, rep: Caller) -> None:
    url = f"/complaints/{rep.log()}"
    ask = {"field": "phone", "purpose": "call"}
    first = rep.post(f"{url}/reveal", ask, Idempotency_Key="r1")
    assert first.json == {"field": "phone", "value": "13900862071"}
    assert rep.post(f"{url}/reveal", ask, Idempotency_Key="r1").json == first.json
    stored = db.session.scalars(sa.select(IdempotencyKey)).one()
    assert "13900862071" not in stored.body


def test_a_form_is_the_same_whatever_its_boundary(rep: Caller) -> None:
    url = f"/complaints/{rep.log()}/attachments"
    seen = rep.tag

    def send(content: bytes) -> TestResponse:
        return rep.upload(url, content, "a.txt", Idempotency_Key="f1", If_Match=seen)

    first, again, other = send(b"one"), send(b"one"), send(b"two")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert again.json == first.json


@on_both
def test_many_at_once_are_done_once(app: Flask, rep: Caller) -> None:
    def send(_turn: int) -> TestResponse:
        headers = rep.headers | {"Idempotency-Key": "call-5501"}
        return app.test_client().post("/api/v1/complaints", json=complaint_body(), headers=headers)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 7
    assert count(Complaint) == 1


def test_reading_knows_no_key(rep: Caller, caller: Callable[[str], Caller]) -> None:
    assert rep.get("/complaints", Idempotency_Key="k").status_code == 200
    assert rep.get("/complaints", Idempotency_Key="k").headers.get("Idempotency-Replayed") is None
