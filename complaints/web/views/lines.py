"""Complaints as lines of a table, drawn once and kept.

How a line looks follows from its record, its reader and what is told of it in words of now. All three make up the key
under which it is kept, so a kept line is never out of date. Personal data is opened only when a line is drawn.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup

from ...codes import Disposition
from ...queries import Listed
from .. import i18n
from . import rows
from .rows import ClockView

KEPT = 1_000
"""Lines kept in each process, some 6 kB each."""


@dataclass(frozen=True)
class Line:
    """One complaint of a table: its number, and its cells as markup."""

    number: str
    cells: Markup


class Reader(NamedTuple):
    """Who reads a page: the language, the way to complaints, whether what was said may be read, what was searched."""

    language: str
    way: str
    sees_narrative: bool
    searched: str | None


class Told(NamedTuple):
    """What is told of one complaint; `ticked` is None in a table without ticks."""

    cause: str
    clock: ClockView | None
    owner: str
    ticked: bool | None


def lines(
    found: Iterable[Listed], at: datetime, searched: str | None = None, *, ticked: Collection[str] | None = None
) -> list[Line]:
    """What a table shows of complaints, masked for the person who looks; words that were searched for are marked."""
    reader = Reader(i18n.locale(), rows.address(""), rows.sees_narrative(), searched)
    told = _telling(at, ticked)
    return [Line(record.number, _cells(record, reader, told(record))) for record in found]


def _telling(at: datetime, ticked: Collection[str] | None) -> Callable[[Listed], Told]:
    """What tells of the complaints of one page; words that come again are worked out once."""
    me, nobody, myself = current_user.id, gettext("Nobody"), gettext("Me")
    cause = cache(rows.cause_words)

    @cache
    def clock(due_at: datetime | None, closed_at: datetime | None, disposition: Disposition | None) -> ClockView | None:
        return rows.clock_words(due_at, closed_at, disposition, at)

    def told(record: Listed) -> Told:
        return Told(
            cause(record.cause),
            clock(record.due_at, record.closed_at, record.disposition),
            myself if record.owner_id == me else record.owner_name or nobody,
            None if ticked is None else record.number in ticked,
        )

    return told


@lru_cache(maxsize=KEPT)
def _cells(record: Listed, reader: Reader, told: Told) -> Markup:
    """The cells of one line, drawn."""
    complainant = record.complainant
    drawn: Markup = current_app.jinja_env.get_template("lists/_cells.html").module.cells(  # type: ignore[attr-defined]
        record,
        told,
        url=reader.way + record.number,
        person=rows.person(complainant),
        tail=rows.tail(complainant),
        snippet=rows.snippet(record.narrative, reader.searched),
    )
    return drawn
