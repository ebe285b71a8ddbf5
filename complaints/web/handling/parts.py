"""Filled wording in pieces, so that a page shows its gaps instead of spelling them out."""

import guidance
from guidance import Filled

from .. import i18n

Piece = tuple[str, str | None, bool]
"""The text of a piece, its slot if it is one, and whether the slot has a value; a gap carries the slot's name in
words."""


def pieces(filled: Filled) -> list[Piece]:
    """The parts of a line for display, gaps named in the reader's language."""
    slots, language = guidance.load().slots, i18n.locale()
    names = {name: slot.label.in_(language) for name, slot in slots.items()}
    return [
        (part.text if part.filled else names.get(part.slot or "", part.text), part.slot, part.filled)
        for part in filled.parts
    ]
