"""The book as the desk may use it today: every fault refused, what nobody has reviewed in time taken off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from guidance.files import Contents, collect, expired
from guidance.schema import Book, ContentError, Wording

CONTENT = Path(__file__).parent / "content"


def load(path: Path | str | None = None, *, on: date | None = None) -> Book:
    """The content under `path` (the shipped content when absent) as it may be used on the day `on` (today when absent).

    Raises ContentError with every fault. Wording, methods and citations whose review has run out are left off, each
    with a notice; rules, taboos and policies stay in force with a notice, since leaving them off would let harm by.
    """
    day = on or datetime.now(UTC).date()
    return _shipped(day) if path is None else _open(Path(path), day)


@lru_cache(maxsize=4)
def _shipped(on: date) -> Book:
    return _open(CONTENT, on)


def _open(path: Path, on: date) -> Book:
    contents = collect(path)
    if contents.faults:
        raise ContentError(contents.faults)
    return _without_expired(contents, on)


def _without_expired(contents: Contents, on: date) -> Book:
    book = contents.book()
    notices = tuple(expired(contents, on))
    if not notices:
        return book
    methods = {name: method for name, method in book.methods.items() if method.review.expires_on >= on}
    citations = {name: citation for name, citation in book.citations.items() if citation.review.expires_on >= on}
    kept = (wording for wording in book.wordings.values() if wording.review.expires_on >= on)
    trimmed = (_trimmed(wording, methods, citations) for wording in kept)
    wordings = {wording.id: wording for wording in trimmed if wording.kind != "law" or wording.citations}
    return replace(book, methods=methods, citations=citations, wordings=wordings, notices=notices)


def _trimmed(wording: Wording, methods: Mapping[str, object], citations: Mapping[str, object]) -> Wording:
    """The wording without references to what came off the book, so that no card points at an unreviewed rule."""
    standing = tuple(name for name in wording.citations if name in citations)
    method = wording.method if wording.method in methods else None
    return replace(wording, citations=standing, method=method)
