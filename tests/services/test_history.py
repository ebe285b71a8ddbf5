"""History: nobody changes it, and whoever changes the file is found by name."""

import sqlite3
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from complaints import audit
from complaints.db import db, transaction
from complaints.models import Event, EventText, User
from complaints.steps import Step

from ..databases import on_both
from ..factories import make_complaint

People = dict[str, User]


@on_both
def test_a_whole_way_verifies_and_checkpoints(people: People, at: datetime) -> None:
    make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
    with transaction():
        first = audit.checkpoint(at=at)
    make_complaint(people["rep2"], at + timedelta(hours=1))
    with transaction():
        audit.checkpoint(at=at + timedelta(hours=1))
    assert first.heads > 0
    assert audit.verify() == []


@on_both
@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'x'", "DELETE FROM events", "DELETE FROM event_texts"])
def test_the_database_refuses_to_change_history(people: People, at: datetime, statement: str) -> None:
    make_complaint(people["rep"], at, step=Step.DIAGNOSE)
    with pytest.raises(sa.exc.DatabaseError), transaction():
        db.session.execute(sa.text(statement))


@on_both
def test_a_text_may_be_erased_and_the_chain_still_verifies(people: People, at: datetime) -> None:
    make_complaint(people["rep"], at, step=Step.PROPOSE)
    with transaction():
        db.session.execute(sa.update(EventText).values(body=None))
    assert audit.verify() == []


TAMPERED = [
    ("UPDATE events SET data = replace(data, '\"telecom\"', '\"banking\"') WHERE seq = 1", 1, "changed"),
    ("UPDATE events SET at = '2026-11-24 02:27:00.000000' WHERE seq = 2", 2, "changed"),
    ("DELETE FROM events WHERE seq = 2", 3, "removed"),
    ("DELETE FROM events WHERE seq > 2", 3, "cut off"),
    ("UPDATE event_texts SET body = body || '。'", None, "does not fit"),
    ("UPDATE complaints SET narrative = narrative || '。'", 1, "narrative does not fit"),
]


@pytest.mark.parametrize(("statement", "seq", "word"), TAMPERED)
def test_a_change_in_the_file_is_named(
    app: Flask, people: People, at: datetime, statement: str, seq: int | None, word: str
) -> None:
    complaint = make_complaint(people["rep"], at, step=Step.PROPOSE)
    stream = complaint.stream
    db.session.remove()
    with sqlite3.connect(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")) as file:
        for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {trigger}")
        where = " AND" if "WHERE" in statement else " WHERE"
        table_has_stream = "events" in statement or "event_texts" in statement
        file.execute(f"{statement}{where} stream = '{stream}'" if table_has_stream else statement)
    findings = audit.verify()
    assert findings
    assert findings[0].stream == stream
    assert word in findings[0].what
    assert seq is None or findings[0].seq == seq


def test_events_hold_no_free_text(people: People, at: datetime) -> None:
    make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
    data = " ".join(db.session.scalars(sa.select(Event.data)))
    for words in ("周玉琴", "周女士", "13900862071", "视频会员", "多扣", "退还75元"):
        assert words not in data
