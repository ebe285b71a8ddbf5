"""One row of an export made ready for the desk, or the fault that keeps it out.

What can be kept is kept: control characters give way to a space, a text too long for the narrative goes on in notes.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from ..codes import Channel, Disposition, Line, NoteKind
from ..errors import Invalid
from ..fields import LIMITS, phone, text
from .mapping import Code, Lookup, Mapping, Moment
from .table import Cell, SourceRow

PIECE = LIMITS["narrative"]
MOST_PIECES = 10
"""A text longer than this many narratives is refused: it is a broken file, not a complaint."""

CLOCKS_DIFFER = timedelta(days=1)
"""How far in the future a received time may lie: the file's zone may be wrong by a day, not more."""

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class RowFault(Exception):
    """Why a row cannot be taken: the field and what is wrong with it."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name, self.problem = name, problem


@dataclass(frozen=True)
class OldNote:
    """A text that came with the row: the answer given then, or the rest of a long narrative."""

    kind: NoteKind
    text: str
    at: datetime


@dataclass
class Prepared:
    """A row that can be taken."""

    number: int
    reference: str
    narrative: str
    demand: str | None
    opened_at: datetime
    closed_at: datetime | None
    line: Line
    channel: Channel
    disposition: Disposition | None
    person: dict[str, str | None]
    notes: list[OldNote] = field(default_factory=list)
    unmatched: list[tuple[str, str]] = field(default_factory=list)
    mended: bool = False


def prepare(row: SourceRow, mapping: Mapping, *, zone: tzinfo, at: datetime) -> Prepared:
    """Read a row by its mapping; times without a zone are of `zone`. Raises RowFault."""
    if row.fault is not None:
        raise RowFault("row", row.fault)
    return _Reading(row, mapping, mapping.zone or zone, at).prepared()


def reference_of(row: SourceRow, mapping: Mapping) -> str:
    """The external reference as far as it can be read, for the list of faults."""
    return clean(row.cells.get(mapping.reference, ""))[0][: LIMITS["external_ref"]]


def clean(value: Cell) -> tuple[str, bool]:
    """The text as the desk keeps it, and whether anything had to be mended."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" "), False
    plain, changes = _CONTROLS.subn(" ", _BREAKS.sub("\n", value))
    return unicodedata.normalize("NFC", plain).strip(), changes > 0


class _Reading:
    def __init__(self, row: SourceRow, mapping: Mapping, zone: tzinfo, at: datetime) -> None:
        self._row, self._mapping, self._zone, self._at = row, mapping, zone, at
        self._mended = False
        self._unmatched: list[tuple[str, str]] = []

    def prepared(self) -> Prepared:
        mapping, opened_at = self._mapping, self._moment("opened_at", self._mapping.opened_at)
        if opened_at is None:
            raise RowFault("opened_at", "it is empty")
        if opened_at > self._at + CLOCKS_DIFFER:
            raise RowFault("opened_at", "it lies in the future")
        pieces = list(self._narrative())
        return Prepared(
            number=self._row.number,
            reference=self._reference(),
            narrative=pieces[0],
            demand=self._demand(),
            opened_at=opened_at,
            closed_at=self._moment("closed_at", mapping.closed_at),
            line=self._code(mapping.line),
            channel=self._code(mapping.channel),
            disposition=self._code(mapping.disposition),
            person=self._person(),
            notes=[*(OldNote(NoteKind.INTERNAL, piece, opened_at) for piece in pieces[1:]), *self._reply(opened_at)],
            unmatched=self._unmatched,
            mended=self._mended,
        )

    def _text(self, column: str) -> str:
        found, mended = clean(self._row.cells[column])
        self._mended = self._mended or mended
        return found

    def _reference(self) -> str:
        found = self._text(self._mapping.reference)
        if not found:
            raise RowFault("reference", "it is empty")
        if len(found) > LIMITS["external_ref"]:
            raise RowFault("reference", f"it has {len(found)} characters, at most {LIMITS['external_ref']}")
        return found

    def _narrative(self) -> Iterator[str]:
        texts = [found for column in self._mapping.narrative if (found := self._text(column))]
        if not texts:
            self._mended = True
        return self._pieces("narrative", "\n".join(texts) or self._mapping.narrative_if_empty)

    def _pieces(self, name: str, whole: str) -> Iterator[str]:
        if len(whole) > PIECE * MOST_PIECES:
            raise RowFault(name, f"it has {len(whole)} characters, at most {PIECE * MOST_PIECES}")
        self._mended = self._mended or len(whole) > PIECE
        pieces = (whole[start : start + PIECE].strip() for start in range(0, len(whole), PIECE))
        return (piece for piece in pieces if piece)

    def _demand(self) -> str | None:
        if self._mapping.demand is None:
            return None
        found = self._text(self._mapping.demand)
        self._mended = self._mended or len(found) > LIMITS["demand"]
        return found[: LIMITS["demand"]] or None

    def _reply(self, opened_at: datetime) -> Iterator[OldNote]:
        reply = self._mapping.reply
        whole = self._text(reply.column) if reply else ""
        if reply and whole:
            moment = self._moment("reply", reply.at) or opened_at
            for piece in self._pieces("reply", whole):
                yield OldNote(NoteKind.LETTER, piece, moment)

    def _person(self) -> dict[str, str | None]:
        columns = self._mapping.complainant
        given = {name: self._text(column) for name, column in columns.items()}
        try:
            read = {name: phone(name, value) if name == "phone" else text(name, value) for name, value in given.items()}
        except Invalid as error:
            name, advice = next(iter(error.fields.items()))
            raise RowFault(name, advice % error.values) from None
        return {name: read.get(name) for name in ("name", "phone", "account")}

    def _code(self, lookup: Lookup[Code]) -> Code:
        value = self._text(lookup.column) if lookup.column else ""
        if value in lookup.table:
            return lookup.table[value]
        if value:
            self._unmatched.append((lookup.column or "", value))
        return lookup.otherwise

    def _moment(self, name: str, moment: Moment | None) -> datetime | None:
        value = self._row.cells[moment.column] if moment else ""
        found = value if isinstance(value, datetime) else self._parsed(name, value.strip(), moment)
        if found is None:
            return None
        return found if found.tzinfo else found.replace(tzinfo=self._zone)

    def _parsed(self, name: str, value: str, moment: Moment | None) -> datetime | None:
        if not value or moment is None:
            return None
        for layout in moment.formats:
            try:
                return datetime.strptime(value, layout)  # noqa: DTZ007 (the zone is put on by the caller)
            except ValueError:
                continue
        raise RowFault(name, f"{value[:40]!r} is no time like {moment.formats[0]}")
