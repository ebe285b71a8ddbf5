"""Content as it lies in its files: read strictly, each entry with the file it came from, and every fault noted."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from guidance.entries import KEYS, NAMED_BY, RECORDS, REVIEW, REVIEWED
from guidance.parse import Place, take
from guidance.references import dangling
from guidance.schema import Book, Cause, Fault, Review


@dataclass(slots=True)
class Contents:
    """Every entry that could be read, by kind and name; where each stands; and what is wrong."""

    entries: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in KEYS})
    files: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def book(self) -> Book:
        """The entries as one book, whatever the state of their reviews."""
        found = self.entries
        return Book(
            families=found["family"],
            causes=found["cause"],
            wordings=found["wording"],
            methods=found["method"],
            citations=found["citation"],
            slots=found["slot"],
            signals=found["signal"],
            rules=tuple(found["rule"].values()),
            taboos=tuple(found["taboo"].values()),
            policies=found["policy"],
            cues=found["cue"],
        )


def collect(path: Path) -> Contents:
    """All content under a folder. Entries with faults of their own are left out, so that one slip is told once."""
    contents = Contents()
    if not path.is_dir():
        contents.faults.append(Fault(str(path), "", "", "is not a folder of content"))
        return contents
    for file in sorted(path.rglob("*.toml")):
        _read_file(file, file.relative_to(path).as_posix(), contents)
    _make_causes(contents)
    if not contents.faults:
        contents.faults.extend(dangling(contents.book(), contents.files))
    return contents


def expired(contents: Contents, on: date) -> Iterator[Fault]:
    """A fault for each entry whose review ran out before the day `on`."""
    for kind in REVIEWED:
        for name, record in contents.entries[kind].items():
            if record.review.expires_on < on:
                message = f"review ran out on {record.review.expires_on}"
                yield Fault(contents.files[kind, name], name, "review.expires_on", message)


def _read_file(file: Path, name: str, contents: Contents) -> None:
    try:
        tables = tomllib.loads(file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        contents.faults.append(Fault(name, "", "", f"is not UTF-8 at byte {error.start}"))
    except tomllib.TOMLDecodeError as error:
        contents.faults.append(Fault(name, "", "", f"is not TOML: {error}"))
    else:
        _read_tables(tables, name, contents)


def _read_tables(tables: dict[str, Any], file: str, contents: Contents) -> None:
    review = _review(tables.pop("review", None), file, contents)
    for kind, entries in tables.items():
        if kind not in KEYS or not isinstance(entries, list):
            contents.faults.append(Fault(file, "", kind, f"is not one of [[{']], [['.join(KEYS)}]]"))
        elif kind in REVIEWED and review is None:
            contents.faults.append(Fault(file, "", "review", f"missing key: [[{kind}]] needs a review"))
        else:
            for index, raw in enumerate(entries, start=1):
                _read_entry(kind, index, raw, Place(file, "", contents.faults), contents, review)


def _review(raw: object, file: str, contents: Contents) -> Review | None:
    if raw is None:
        return None
    place = Place(file, "[review]", contents.faults)
    if not isinstance(raw, dict):
        place.fault("", "expected a table")
        return None
    values = take(raw, REVIEW, place)
    if values and values["expires_on"] <= values["reviewed_on"]:
        place.fault("expires_on", "must be later than reviewed_on")
    return Review(**values) if values else None


def _read_entry(
    kind: str, index: int, raw: Mapping[str, object], place: Place, contents: Contents, review: Review | None
) -> None:
    named = raw.get(NAMED_BY.get(kind, "id"))
    place.entry = named if isinstance(named, str) else f"[[{kind}]] number {index}"
    values = take(raw, KEYS[kind], place)
    if values is None:
        return
    if place.entry in contents.entries[kind]:
        place.fault(NAMED_BY.get(kind, "id"), f"is already in {contents.files[kind, place.entry]}")
        return
    if kind in REVIEWED:
        values["review"] = review
    contents.files[kind, place.entry] = place.file
    contents.entries[kind][place.entry] = RECORDS[kind](**values) if kind in RECORDS else values


def _make_causes(contents: Contents) -> None:
    """Turn causes into records once every family is known, since a cause takes its line from its family."""
    families, causes = contents.entries["family"], contents.entries["cause"]
    for code, values in list(causes.items()):
        family = families.get(values["family"])
        if family is None:
            message = f"{values['family']!r} is not a family in the book"
            contents.faults.append(Fault(contents.files["cause", code], code, "family", message))
            del causes[code]
        else:
            causes[code] = Cause(**values, line=family.line)
