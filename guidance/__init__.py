"""What the desk knows and how it is asked: load the book, suggest, fill, lint, read. Standard library only.

Nothing here knows of the web, the database or the complaints package. Every question takes the book.
"""

from guidance import rules
from guidance.book import load
from guidance.checks import check
from guidance.engine import suggest
from guidance.fill import Filled, Part, fill
from guidance.labelled import Score, evaluate, sentences
from guidance.lint import lint
from guidance.reading import read
from guidance.risk import level_for, score, severity_of
from guidance.schema import (
    Book,
    CauseGuess,
    ContentError,
    Fault,
    Reading,
    Reason,
    Signal,
    Situation,
    Suggestion,
    Text,
    Violation,
)
from guidance.tally import counts, coverage

__all__ = [
    "Book",
    "CauseGuess",
    "ContentError",
    "Fault",
    "Filled",
    "Part",
    "Reading",
    "Reason",
    "Score",
    "Signal",
    "Situation",
    "Suggestion",
    "Text",
    "Violation",
    "check",
    "counts",
    "coverage",
    "evaluate",
    "fill",
    "level_for",
    "lint",
    "load",
    "read",
    "rules",
    "score",
    "sentences",
    "severity_of",
    "suggest",
]
