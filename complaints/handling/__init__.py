"""The way of a complaint: opened, recorded, moved, noted, called back, opened again."""

from .assessing import assess
from .calling_back import record_attempt
from .moving import gate, may_undo, move, record_of
from .noting import note
from .opening import open_complaint
from .recording import edit, proposals_on_table
from .reopening import next_handler, reopen

__all__ = [
    "assess",
    "edit",
    "gate",
    "may_undo",
    "move",
    "next_handler",
    "note",
    "open_complaint",
    "proposals_on_table",
    "record_attempt",
    "record_of",
    "reopen",
]
