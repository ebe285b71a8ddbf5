"""Finding words in what was written: exact for Chinese, on SQLite and PostgreSQL alike (decision 8).

`grams` turns text into tokens, `sqlite` and `postgresql` keep and ask them, `index` is what the verbs call, `marks`
finds the words again where a result is shown.
"""

from .grams import Phrase, phrases, spans, tokens
from .index import COMPLAINTS, NOTES, add, add_all, clear, complaint_ids, empty, rebuild, replace, text_of

__all__ = [
    "COMPLAINTS",
    "NOTES",
    "Phrase",
    "add",
    "add_all",
    "clear",
    "complaint_ids",
    "empty",
    "phrases",
    "rebuild",
    "replace",
    "spans",
    "text_of",
    "tokens",
]
