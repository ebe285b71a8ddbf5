"""Notes: written once, read for signals like the narrative."""

import secrets
from datetime import datetime
from typing import Any

from .. import fields, search
from ..codes import NoteKind
from ..db import db
from ..history import digest, record
from ..models import Complaint, Note, User
from ..rights import allow
from .assessing import read_and_assess

READ_FOR_SIGNALS = (NoteKind.CALL, NoteKind.INTERNAL)
"""What the complainant may have said stands in these; what we write to them is not read for signals."""


def note(complaint: Complaint, given: dict[str, Any], *, by: User, at: datetime) -> Note:
    """Write a note `{text, kind}`. Raises Invalid, NotAllowed."""
    allow(by, "work", complaint)
    fields.only(given, ("text", "kind"))
    written = add_note(complaint, given, by=by, at=at)
    if written.kind in READ_FOR_SIGNALS and complaint.live:
        read_and_assess(complaint, written.text, note=written, at=at)
    db.session.flush()
    return written


def add_note(complaint: Complaint, given: dict[str, Any], *, by: User, at: datetime) -> Note:
    """Keep a note and its event; who may is the caller's question, and the caller flushes."""
    written = Note(
        complaint_id=complaint.id,
        kind=fields.choice("kind", given.get("kind") or NoteKind.INTERNAL, NoteKind, required=True),
        text=fields.text("text", given.get("text"), required=True),
        salt=secrets.token_bytes(16),
        at=at,
        by_id=by.id,
    )
    # Written alone, for its number: as part of the complaint it would take the complaint along, twice.
    db.session.add(written)
    db.session.flush()
    complaint.notes.insert(0, written)
    search.add(search.NOTES, written.id, written.text)
    data = {"note": written.id, "kind": written.kind.value, "text": digest(written.salt, written.text)}
    record(complaint, "noted", by=by, at=at, data=data)
    return written
