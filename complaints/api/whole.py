"""A complaint whole: read in a fixed number of statements, then shown as far as its reader may see it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from ..db import db
from ..models import Callback, Complaint, Fact, Link, Proposal, User, Visit
from ..steps import VISIT_FIELDS, Step
from . import shapes
from .reader import Reader, masked

TEXTS = ("restatement", "demand", "own_words", "lesson", "root_cause")
PLAIN = (
    "number",
    "line",
    "channel",
    "language",
    "step",
    "attempt",
    "reopened",
    "emotion",
    "cause",
    "needs",
    "escalation_level",
    "disposition",
    "opened_at",
    "due_at",
    "closed_at",
)
CODES = sorted(
    {name for names in VISIT_FIELDS.values() for name in names} - {"form_of_address", "facts", "proposals", *TEXTS}
)
"""What a visit records that is no free text."""


def shown(complaint: Complaint, *, person: User, at: datetime) -> dict[str, Any]:
    """The complaint with everything that hangs on it."""
    load(complaint)
    reader = Reader(person, complaint, at, _people_in(complaint))
    return {
        **{name: getattr(complaint, name) for name in PLAIN},
        "narrative": reader.words(complaint.narrative),
        "demand": reader.words(complaint.demand),
        "reference_number": reader.words(complaint.reference_number),
        "complainant": masked(complaint.complainant, person),
        "owner": reader.name(complaint.owner_id),
        "team": complaint.team.name if complaint.team else None,
        "visits": [_visit(row, reader) for row in complaint.visits],
        "facts": [_fact(row, reader) for row in _latest(complaint, Step.DIAGNOSE, "facts")],
        "proposals": [_proposal(row, reader) for row in _latest(complaint, Step.PROPOSE, "proposals")],
        "risk": shapes.risk(complaint, reader),
        "suggested_causes": shapes.causes(complaint, reader),
        "links": _links(complaint),
        **{name: [shape(row, reader) for row in _oldest_first(complaint, name)] for name, shape in HANGING.items()},
    }


HANGING = {
    "clocks": shapes.clock,
    "promises": shapes.promise,
    "callbacks": shapes.callback,
    "escalations": shapes.escalation,
    "redress": shapes.redress,
    "notes": shapes.note,
    "attachments": shapes.attachment,
}
"""What hangs on a complaint, by relation, and how a row of it is shown."""


JOINED = ("callbacks", "clocks", "redress")
"""Few rows each: read together with others, not in a statement of their own."""


def load(complaint: Complaint) -> None:
    """Read what is not there yet of everything that `shown` walks over."""
    visits, calls = selectinload(Complaint.visits), selectinload(Complaint.callbacks)
    query = (
        sa.select(Complaint)
        .where(Complaint.id == complaint.id)
        .options(
            joinedload(Complaint.complainant),
            joinedload(Complaint.team),
            joinedload(Complaint.clocks),
            joinedload(Complaint.redress),
            visits.joinedload(Visit.facts),
            visits.selectinload(Visit.proposals),
            calls.joinedload(Callback.attempts),
            selectinload(Complaint.signals),
            selectinload(Complaint.firings),
            *(selectinload(getattr(Complaint, name)) for name in HANGING if name not in JOINED),
        )
    )
    db.session.scalars(query).unique().one()


def _oldest_first(complaint: Complaint, name: str) -> list[Any]:
    return sorted(getattr(complaint, name), key=lambda row: row.id)


def _people_in(complaint: Complaint) -> Iterator[int | None]:
    yield complaint.owner_id
    for visit in complaint.visits:
        yield from (visit.entered_by_id, visit.left_by_id)
    for call in complaint.callbacks:
        yield from (row.by_id for row in call.attempts)
    for raised in complaint.escalations:
        yield from (raised.proposed_by_id, raised.accepted_by_id, raised.taken_over_by_id, raised.handed_back_by_id)
    for asked in complaint.redress:
        yield from (asked.requested_by_id, asked.decided_by_id)
    yield from (row.owner_id for row in complaint.promises)
    yield from (row.by_id for row in (*complaint.notes, *complaint.attachments))


def _visit(row: Visit, reader: Reader) -> dict[str, Any]:
    ended = row.left_at or reader.at
    return {
        "step": row.step,
        "attempt": row.attempt,
        "entered_at": row.entered_at,
        "left_at": row.left_at,
        "move": row.left_by_move,
        "by": reader.name(row.left_by_id or row.entered_by_id),
        "seconds": max(0, int((ended - row.entered_at).total_seconds())),
        "skipped": row.skipped or [],
        "record": _record(row, reader),
    }


def _record(row: Visit, reader: Reader) -> dict[str, Any]:
    recorded = {name: getattr(row, name) for name in CODES}
    return recorded | {
        "form_of_address": reader.words(row.form_of_address) if reader.sees_words else None,
        **{name: reader.words(getattr(row, name)) for name in TEXTS},
        "facts": [_fact(each, reader) for each in row.facts],
        "proposals": [_proposal(each, reader) for each in row.proposals],
    }


def _fact(row: Fact, reader: Reader) -> dict[str, Any]:
    return {"kind": row.kind, "text": reader.words(row.text)}


def _proposal(row: Proposal, reader: Reader) -> dict[str, Any]:
    known = {name: getattr(row, name) for name in ("due_on", "amount", "kind")}
    return known | {"text": reader.words(row.text), "reason": reader.words(row.reason)}


def _latest(complaint: Complaint, step: Step, name: str) -> list[Any]:
    """The rows of the last visit to a step that has any."""
    filled = (getattr(row, name) for row in reversed(complaint.visits) if row.step is step)
    return next((rows for rows in filled if rows), [])


def _links(complaint: Complaint) -> list[dict[str, Any]]:
    other = sa.case((Link.complaint_id == complaint.id, Link.earlier_id), else_=Link.complaint_id)
    query = (
        sa.select(Complaint.number, Link.complaint_id, Link.at)
        .select_from(Link)
        .join(Complaint, Complaint.id == other)
        .where(sa.or_(Link.complaint_id == complaint.id, Link.earlier_id == complaint.id))
        .order_by(Link.at)
    )
    return [
        {"number": number, "relation": "earlier" if complaint_id == complaint.id else "later", "at": at}
        for number, complaint_id, at in db.session.execute(query)
    ]
