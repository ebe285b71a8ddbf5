"""Complaints out of the desk: rows for CSV, spreadsheets or JSON lines, personal data masked unless revealed.

Columns, in this order. Codes are those of the API; times are ISO 8601 in the desk's zone; what is not known is empty.

    number            the complaint's number
    line, channel, language, step, cause, needs, demand
    attempt           how many rounds of proposals there were, 1 for the first
    emotion           0 to 10, as last recorded
    risk, risk_score, escalation_level
    team, owner       the team's name; the owner's username
    name, phone, account   of the complainant: masked, in clear only in a revealed export
    narrative         long digit runs masked, in clear only in a revealed export; empty for who may not read it
    opened_at, due_at, closed_at, disposition
    reopened          how often it was opened again
    imported          true for old complaints that came by import
    source, external_ref   where an imported or demo complaint comes from
    reference_number  the reference of a regulator or authority
"""

import csv
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from . import complainants
from .clocks import desk_zone
from .codes import RevealPurpose
from .db import db
from .errors import Invalid
from .history import record
from .models import Complaint, User
from .queries import STATES, visible
from .rights import allow, allows

PAGE = 500
PERSONAL = complainants.REVEALABLE
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""A cell that begins like this would be run by a spreadsheet program; full-width forms are read as well."""

Value = str | int | bool | None
Write = Callable[[dict[str, Value]], object]


def pages(state: str, *, person: User | None, size: int = PAGE) -> Iterator[list[Complaint]]:
    """Complaints in a state of `queries.STATES`, oldest first, a page at a time; only those `person` may see.

    `person` None is the operator at the console, who sees all.
    """
    last = 0
    while page := _page(state, person, last, size):
        last = page[-1].id
        yield page


def masked(complaint: Complaint, *, person: User | None) -> dict[str, Value]:
    """One complaint as a row, personal data masked; no narrative and no demand for who may not read them."""
    someone = complaint.complainant
    may_read = person is None or allows(person, "read_narrative", complaint)
    return _row(
        complaint,
        name=complainants.masked_name(someone.name) if someone else "",
        phone=complainants.masked_phone(someone.phone) if someone else "",
        account=complainants.masked_account(someone.account) if someone else "",
        narrative=complainants.masked_text(complaint.narrative) if may_read else "",
        demand=complainants.masked_text(complaint.demand or "") if may_read else "",
    )


def revealed(complaint: Complaint, *, purpose: RevealPurpose, by: User, at: datetime) -> dict[str, Value]:
    """One complaint as a row with personal data in clear; each field shown is recorded as a reveal, the narrative too.

    The caller commits before the row leaves. Raises NotAllowed.
    """
    allow(by, "reveal", complaint)
    data = {"complaint": complaint.number, "field": "narrative", "purpose": purpose.value}
    record(by, "revealed", by=by, at=at, data=data)
    known = {name: complaint.complainant and getattr(complaint.complainant, name) for name in PERSONAL}
    shown = {
        name: complainants.reveal(complaint, name, purpose=purpose, by=by, at=at) if value else ""
        for name, value in known.items()
    }
    return _row(complaint, narrative=complaint.narrative, demand=complaint.demand or "", **shown)


@contextmanager
def writing(path: Path, *, json_lines: bool = False) -> Iterator[Write]:
    """A function that writes rows to `path`, readable by its owner only; the file appears when all is written.

    CSV (UTF-8 with a mark) or XLSX by the ending, JSON lines when asked. Raises Invalid for another ending.
    """
    kind = "json_lines" if json_lines else path.suffix.lower()
    if kind not in WRITERS:
        raise Invalid("%(what)s", what=f"Write to a .csv or .xlsx file, or ask for JSON lines; not {path.name}.")
    part = path.with_name(f"{path.name}.part")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        with WRITERS[kind](part) as write:
            yield write
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def guarded(value: Value) -> Value:
    """The value as a spreadsheet may have it: what begins like a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _page(state: str, person: User | None, after: int, size: int) -> list[Complaint]:
    shown = (joinedload(Complaint.complainant), joinedload(Complaint.owner), joinedload(Complaint.team))
    query = sa.select(Complaint).options(*shown).where(*STATES[state], Complaint.id > after)
    if person is not None:
        query = query.where(visible(person))
    return list(db.session.scalars(query.order_by(Complaint.id).limit(size)))


def _row(complaint: Complaint, **personal: Value) -> dict[str, Value]:
    return {name: read(complaint) if read else personal[name] for name, read in COLUMNS.items()}


def _plain(name: str) -> Callable[[Any], Value]:
    return lambda complaint: getattr(complaint, name)


def _moment(name: str) -> Callable[[Any], Value]:
    return lambda complaint: _local(getattr(complaint, name))


def _local(moment: datetime | None) -> str | None:
    return moment.astimezone(desk_zone()).isoformat(timespec="seconds") if moment else None


COLUMNS: dict[str, Callable[[Any], Value] | None] = {
    **{name: _plain(name) for name in ("number", "line", "channel", "language", "step", "attempt", "cause")},
    "needs": lambda complaint: " ".join(complaint.needs),
    "demand": None,
    **{name: _plain(name) for name in ("emotion", "risk", "risk_score", "escalation_level")},
    "team": lambda complaint: complaint.team.name if complaint.team else None,
    "owner": lambda complaint: complaint.owner.username if complaint.owner else None,
    **dict.fromkeys((*PERSONAL, "narrative")),
    **{name: _moment(name) for name in ("opened_at", "due_at", "closed_at")},
    **{name: _plain(name) for name in ("disposition", "reopened", "imported", "source", "external_ref")},
    "reference_number": _plain("reference_number"),
}
"""How each column is read off a complaint, in the order of the file; None where it depends on who reads."""


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        yield lambda row: writer.writerow([_text(guarded(value)) for value in row.values()])


@contextmanager
def _spreadsheet(path: Path) -> Iterator[Write]:
    import openpyxl  # only whoever writes a spreadsheet pays for it

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("complaints")
    sheet.append(list(COLUMNS))
    yield lambda row: sheet.append([guarded(value) for value in row.values()])
    book.save(path)


@contextmanager
def _json_lines(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8") as handle:
        yield lambda row: handle.write(json.dumps(row, ensure_ascii=False) + "\n")


def _text(value: Value) -> Value:
    return str(value).lower() if isinstance(value, bool) else value


WRITERS = {".csv": _csv, ".xlsx": _spreadsheet, "json_lines": _json_lines}
