"""Mappings: which column of an export means what. TOML, read strictly: an unknown key is a mistake, not a guess.

source = "hotline"              # with the reference it makes a row known again
language = "zh"                 # language of the wording for these complaints
zone = "Asia/Shanghai"          # zone of the file's times; the desk's when left out
reference = "ID"                # column of the external reference
narrative = ["Subject", "Text"] # columns joined to the narrative; at least one
narrative_if_empty = "…"        # what stands there when all of them are empty
demand = "Wish"                 # column, may be left out

[opened_at]                     # also [closed_at], which may be left out
column = "Received"
formats = ["%Y/%m/%d %H:%M:%S"] # tried in this order; spreadsheet dates need none

[line]                          # also [channel], and [disposition], which may be left out
column = "Product"              # without a column, `otherwise` stands for all rows
table = { "Loan" = "banking" }
otherwise = "general"

[reply]                         # the answer given then, kept as a letter; may be left out
column = "Answer"
at = "Answered"                 # column of its time, which may be left out
formats = ["%Y/%m/%d %H:%M:%S"]

[complainant]                   # any of name, phone, account; may be left out
name = "Name"
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from ..codes import Channel, Disposition, Language, Line
from ..errors import Invalid

SHIPPED = Path(__file__).parent / "mappings"
PERSON_COLUMNS = ("name", "phone", "account")
REQUIRED = ("source", "language", "reference", "narrative", "narrative_if_empty", "opened_at", "line", "channel")
OPTIONAL = ("zone", "demand", "closed_at", "disposition", "reply", "complainant")
LONGEST_SOURCE = 40


def unusable(what: str) -> Invalid:
    """The refusal of a whole file or mapping, in one line."""
    return Invalid("%(what)s", what=what)


@dataclass(frozen=True)
class Moment:
    """A column of times and the formats (as `strptime` knows them) they come in."""

    column: str
    formats: tuple[str, ...]


Code = TypeVar("Code")


@dataclass(frozen=True)
class Lookup(Generic[Code]):
    """A code found by a table from what stands in a column; `otherwise` where nothing matches."""

    column: str | None
    table: dict[str, Code]
    otherwise: Code


@dataclass(frozen=True)
class Reply:
    """The answer that was given, and when."""

    column: str
    at: Moment | None


@dataclass(frozen=True)
class Mapping:
    """One mapping, as read from its file."""

    source: str
    language: Language
    zone: tzinfo | None
    reference: str
    narrative: tuple[str, ...]
    narrative_if_empty: str
    demand: str | None
    opened_at: Moment
    closed_at: Moment | None
    line: Lookup[Line]
    channel: Lookup[Channel]
    disposition: Lookup[Disposition | None]
    reply: Reply | None
    complainant: dict[str, str]

    def columns(self) -> Iterator[str]:
        """Every column the file must have."""
        yield from (self.reference, *self.narrative, self.opened_at.column, *self.complainant.values())
        columns = (self.line.column, self.channel.column, self.disposition.column)
        yield from (column for column in columns if column)
        yield from (moment.column for moment in (self.closed_at, self.reply and self.reply.at) if moment)
        yield from (column for column in (self.demand, self.reply and self.reply.column) if column)


def load_mapping(name: str) -> Mapping:
    """The mapping in the file `name`, or the shipped one of that name. Raises Invalid with one message."""
    path = Path(name) if name.endswith(".toml") else SHIPPED / f"{Path(name).name}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        shipped = ", ".join(sorted(found.stem for found in SHIPPED.glob("*.toml")))
        raise unusable(f"There is no mapping {name!r}. Give a .toml file, or one of: {shipped}.") from None
    except (OSError, ValueError) as error:
        raise unusable(f"The mapping {name} cannot be read: {error}") from None
    return read_mapping(content, path.name)


def read_mapping(content: dict[str, Any], name: str) -> Mapping:
    """A mapping out of parsed TOML; `name` stands before every complaint. Raises Invalid with one message."""
    reader = _Reader(name)
    reader.keys(content, "", REQUIRED, OPTIONAL)
    reply = content.get("reply")
    return Mapping(
        source=reader.text(content, "source", most=LONGEST_SOURCE),
        language=reader.code(content["language"], "language", Language),
        zone=reader.zone(content.get("zone")),
        reference=reader.text(content, "reference"),
        narrative=reader.texts(content, "narrative"),
        narrative_if_empty=reader.text(content, "narrative_if_empty"),
        demand=reader.text(content, "demand") if "demand" in content else None,
        opened_at=reader.moment(content["opened_at"], "opened_at"),
        closed_at=reader.moment(content["closed_at"], "closed_at") if "closed_at" in content else None,
        line=reader.lookup(content["line"], "line", Line, needed=True),
        channel=reader.lookup(content["channel"], "channel", Channel, needed=True),
        disposition=reader.lookup(content.get("disposition", {}), "disposition", Disposition, needed=False),
        reply=reader.reply(reply) if reply is not None else None,
        complainant=reader.person(content.get("complainant", {})),
    )


class _Reader:
    """Reads values of the right shape and names the key when one is wrong."""

    def __init__(self, name: str) -> None:
        self._name = name

    def wrong(self, key: str, what: str) -> Invalid:
        return unusable(f"{self._name}: {key}: {what}")

    def keys(self, table: Any, under: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
        if not isinstance(table, dict):
            raise self.wrong(under, "expected a table")
        prefix = f"{under}." if under else ""
        for key in table:
            if key not in (*required, *optional):
                raise self.wrong(f"{prefix}{key}", "there is no such key")
        for key in required:
            if key not in table:
                raise self.wrong(f"{prefix}{key}", "this key is missing")

    def text(self, table: dict[str, Any], key: str, *, under: str = "", most: int = 200) -> str:
        value = table[key]
        if not isinstance(value, str) or not value.strip() or len(value) > most:
            raise self.wrong(f"{under}{key}", f"expected a text of 1 to {most} characters")
        return value

    def texts(self, table: dict[str, Any], key: str, *, under: str = "") -> tuple[str, ...]:
        values = table[key]
        if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
            raise self.wrong(f"{under}{key}", "expected a list of texts, at least one")
        return tuple(values)

    def code(self, value: Any, key: str, vocabulary: type[StrEnum]) -> Any:
        if value not in [member.value for member in vocabulary]:
            raise self.wrong(key, f"{value!r} is not one of {', '.join(member.value for member in vocabulary)}")
        return vocabulary(value)

    def zone(self, name: Any) -> tzinfo | None:
        try:
            return ZoneInfo(name) if name is not None else None
        except Exception:
            raise self.wrong("zone", f"{name!r} is no IANA zone") from None

    def moment(self, table: Any, key: str) -> Moment:
        self.keys(table, key, ("column", "formats"))
        return Moment(self.text(table, "column", under=f"{key}."), self.texts(table, "formats", under=f"{key}."))

    def lookup(self, table: Any, key: str, vocabulary: type[StrEnum], *, needed: bool) -> Lookup[Any]:
        self.keys(table, key, ("otherwise",) if needed else (), ("column", "table", "otherwise"))
        entries = table.get("table", {})
        if not isinstance(entries, dict):
            raise self.wrong(f"{key}.table", "expected a table")
        if entries and "column" not in table:
            raise self.wrong(f"{key}.column", "this key is missing")
        codes = {
            said: None if code == "" and not needed else self.code(code, f"{key}.table", vocabulary)
            for said, code in entries.items()
        }
        column = self.text(table, "column", under=f"{key}.") if "column" in table else None
        otherwise = self.code(table["otherwise"], f"{key}.otherwise", vocabulary) if "otherwise" in table else None
        return Lookup(column, codes, otherwise)

    def reply(self, table: Any) -> Reply:
        self.keys(table, "reply", ("column",), ("at", "formats"))
        at = {"column": table["at"], "formats": table.get("formats")} if "at" in table else None
        return Reply(self.text(table, "column", under="reply."), self.moment(at, "reply") if at else None)

    def person(self, table: Any) -> dict[str, str]:
        self.keys(table, "complainant", (), PERSON_COLUMNS)
        return {key: self.text(table, key, under="complainant.") for key in table}
