"""Filled wording in pieces, so that a page shows its gaps instead of spelling them out; places on the page."""

from urllib.parse import urlencode

from flask import g, url_for

import guidance
from guidance import Filled

from ...models import Complaint
from .. import i18n
from ..rendering import UNQUOTED

Piece = tuple[str, str | None, bool]
"""The text of a piece, its slot if it is one, and whether the slot has a value; a gap carries the slot's name in
words."""


def pieces(filled: Filled) -> list[Piece]:
    """The parts of a line for display, gaps named in the reader's language."""
    slots, language = guidance.load().slots, i18n.locale()
    found: list[Piece] = []
    for part in filled.parts:
        gap = None if part.filled else slots.get(part.slot or "")
        found.append((gap.label.in_(language) if gap else part.text, part.slot, part.filled))
    return found


def address(complaint: Complaint, anchor: str, **arguments: str | int | None) -> str:
    """The page of a complaint at a place on it; what is None is left out. Its path is made once a request."""
    paths: dict[str, str] = g.setdefault("case_paths", {})
    path = paths.get(complaint.number)
    if path is None:
        path = paths[complaint.number] = url_for("handling.show", number=complaint.number)
    given = [(name, value) for name, value in arguments.items() if value is not None]
    return f"{path}?{urlencode(given, safe=UNQUOTED)}#{anchor}" if given else f"{path}#{anchor}"
