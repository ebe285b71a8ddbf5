"""What every test of a verb asks: which events it wrote, and that a refusal left nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
import sqlalchemy as sa

from complaints import handling
from complaints.db import db, transaction
from complaints.errors import ComplaintError
from complaints.history import Parent, events_of
from complaints.models import Complaint, User
from complaints.steps import Step

from ..factories import RECORDS, call, keep_promises, make_complaint

People = dict[str, User]


def kinds(parent: Parent) -> list[str]:
    """The kinds of the events of a stream, oldest first."""
    return [event.kind for event in reversed(events_of(parent))]


@contextmanager
def writes(parent: Parent, *expected: str) -> Iterator[None]:
    """A transaction that adds exactly these events to the stream of `parent`."""
    before = parent.head_seq
    with transaction():
        yield
    found = kinds(parent)[before:]
    assert found == list(expected), f"the events were {found}"


@contextmanager
def refused(error: type[ComplaintError], *fields: str) -> Iterator["pytest.ExceptionInfo[ComplaintError]"]:
    """A transaction that is refused with exactly this error and these fields, and changes no row of any table."""
    before = everything()
    with pytest.raises(error) as caught, transaction():
        yield caught
    assert caught.type is error, f"it was {caught.type.__name__}: {caught.value}"
    assert list(caught.value.fields) == list(fields), f"the fields were {caught.value.fields}"
    after = everything()
    assert after == before, f"it left something in {[name for name in after if after[name] != before[name]]}"


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    tables = db.metadata.sorted_tables
    return {table.name: sorted(map(repr, db.session.execute(sa.select(table)))) for table in tables}


def closed_complaint(people: People, at: datetime) -> Complaint:
    """A complaint of `rep` that went all the way."""
    complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
    keep_promises(complaint, people["rep"], at)
    call(complaint, people["rep"], at)
    return close(complaint, people["rep"], at)


def close(complaint: Complaint, by: User, at: datetime, reason: str | None = None) -> Complaint:
    """Close with a complete record."""
    with transaction():
        return handling.move(complaint, "close", fields=RECORDS[Step.FOLLOW_UP], reason=reason, by=by, at=at)
