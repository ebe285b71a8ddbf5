"""Taking prepared rows into the desk as imported history (decision 15): no step, no clock, no gate, no count."""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from .. import complainants, people
from ..clocks import desk_zone
from ..codes import Risk
from ..db import db
from ..errors import Invalid
from ..history import digest, ledger, record
from ..models import Complaint, Note, Team, User
from ..rights import allow
from .bulk import Batch, Chain, Ids, Row, number_all
from .mapping import Mapping
from .rows import OldNote, Prepared, RowFault, prepare, reference_of
from .table import SourceRow


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken: where it stands, its reference, the field and what is wrong."""

    row: int
    reference: str
    field: str
    problem: str

    def __str__(self) -> str:
        return f"row {self.row} ({self.reference or 'no reference'}): {self.field}: {self.problem}"


@dataclass
class Report:
    """What became of the rows so far. Every row is counted in exactly one of taken, present and refused."""

    taken: int = 0
    present: int = 0
    mended: int = 0
    refused: list[Refusal] = field(default_factory=list)
    unmatched: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.taken + self.present + len(self.refused)

    def refuse(self, row: SourceRow, mapping: Mapping, fault: RowFault) -> None:
        """Keep why a row was not taken."""
        self.refused.append(Refusal(row.number, reference_of(row, mapping), fault.name, fault.problem))


def examine(rows: Sequence[SourceRow], mapping: Mapping, report: Report, *, at: datetime) -> list[Prepared]:
    """The rows that can be taken and are not here yet; the others are counted in `report`. Nothing is written."""
    ready = list(_readable(rows, mapping, report, at))
    known = _known(mapping.source, [row.reference for row in ready])
    coming = [row for row in ready if row.reference not in known]
    report.present += len(ready) - len(coming)
    report.taken += len(coming)
    for row in coming:
        report.mended += row.mended
        report.unmatched.update(row.unmatched)
    return coming


def import_rows(
    rows: Sequence[SourceRow], mapping: Mapping, report: Report, *, team: Team | None, by: User | None, at: datetime
) -> None:
    """Take rows of an export as imported history and count them in `report`; what is here already stays as it is.

    `by` None is the operator at the console; `team` is who may read it, None only those who read everything. The
    caller commits, row by row or in chunks: a rerun goes on where the last commit stands. Raises NotAllowed.
    """
    if by is not None:
        allow(by, "import")
    imports = ledger("imports")
    coming = examine(rows, mapping, report, at=at)
    if not coming:
        return
    _Loading(mapping, team=team, by=by, at=at).load(coming)
    record(imports, "rows_imported", by=by, at=at, data={"source": mapping.source, "rows": len(coming)})
    db.session.flush()


def check_columns(columns: Sequence[str], mapping: Mapping) -> None:
    """Raise Invalid with one message when the file lacks a column the mapping reads."""
    missing = [column for column in dict.fromkeys(mapping.columns()) if column not in columns]
    if missing:
        what = f"The file has no column {', '.join(map(repr, missing))}. It has: {', '.join(columns)}."
        raise Invalid("%(what)s", what=what)


def _readable(rows: Sequence[SourceRow], mapping: Mapping, report: Report, at: datetime) -> Iterator[Prepared]:
    for row in rows:
        try:
            prepared = prepare(row, mapping, zone=desk_zone(), at=at)
            first = report.seen.setdefault(prepared.reference, row.number)
            if first != row.number:
                raise RowFault("reference", f"row {first} has it already")
        except RowFault as fault:
            report.refuse(row, mapping, fault)
        else:
            yield prepared


def _known(source: str, references: list[str]) -> set[str | None]:
    query = sa.select(Complaint.external_ref).where(Complaint.source == source, Complaint.external_ref.in_(references))
    return set(db.session.scalars(query))


class _Loading:
    """One chunk on its way into the tables."""

    def __init__(self, mapping: Mapping, *, team: Team | None, by: User | None, at: datetime) -> None:
        self._mapping, self._at = mapping, at
        self._actor = by.id if by else None
        self._team_id = team.id if team else None
        self._writer_id = (by or people.the_rules()).id
        self._batch, self._ids = Batch(), Ids()

    def load(self, rows: list[Prepared]) -> None:
        for row, number in zip(rows, number_all([row.opened_at for row in rows]), strict=True):
            complaint_id = self._ids.next(Complaint)
            chain = Chain(f"complaint/{complaint_id}")
            complaint = self._complaint(row, complaint_id, number)
            chain.add("imported", by=self._actor, at=self._at, data=_imported(complaint))
            for note in row.notes:
                self._note(note, complaint_id, chain)
            self._batch.add(Complaint, complaint | {"head_seq": chain.seq, "head_hash": chain.mark})
            self._batch.close(chain)
        self._batch.write()

    def _complaint(self, row: Prepared, complaint_id: int, number: str) -> Row:
        person = complainants.find_or_make(**row.person, form_of_address=None, at=self._at)
        db.session.flush()
        return {
            "id": complaint_id,
            "number": number,
            "line": row.line,
            "channel": row.channel,
            "language": self._mapping.language,
            "step": None,
            "attempt": 1,
            "needs": [],
            "demand": row.demand,
            "narrative": row.narrative,
            "narrative_salt": secrets.token_bytes(16),
            "risk": Risk.LOW,
            "first_risk": Risk.LOW,
            "risk_score": 0,
            "escalation_level": 0,
            "reopened": 0,
            "team_id": self._team_id,
            "complainant_id": person.id if person else None,
            "opened_by_id": self._writer_id,
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
            "disposition": row.disposition,
            "imported": True,
            "source": self._mapping.source,
            "external_ref": row.reference,
        }

    def _note(self, note: OldNote, complaint_id: int, chain: Chain) -> None:
        note_id, salt = self._ids.next(Note), secrets.token_bytes(16)
        data: dict[str, Any] = {"note": note_id, "kind": note.kind.value, "text": digest(salt, note.text)}
        chain.add("noted", by=self._actor, at=self._at, data=data)
        self._batch.add(
            Note,
            {
                "id": note_id,
                "complaint_id": complaint_id,
                "kind": note.kind,
                "text": note.text,
                "salt": salt,
                "at": note.at,
                "by_id": self._writer_id,
            },
        )


def _imported(complaint: Row) -> dict[str, Any]:
    return {
        "number": complaint["number"],
        "line": complaint["line"].value,
        "channel": complaint["channel"].value,
        "source": complaint["source"],
        "external_ref": complaint["external_ref"],
        "narrative": digest(complaint["narrative_salt"], complaint["narrative"]),
    }
