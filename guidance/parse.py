"""Strict reading of one entry: each key has a converter; what does not fit becomes a fault, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from guidance.schema import Fault, Text, Words

Converter = Callable[[object], Any]
Record = TypeVar("Record")


class Wrong(Exception):
    """A value does not fit; `key` names the place inside the value, empty when it is the value itself."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.key = key


@dataclass(frozen=True, slots=True)
class Key:
    """How one key of an entry is read, and whether it may be left out."""

    convert: Converter
    optional: bool = False


@dataclass(slots=True)
class Place:
    """Where an entry stands, and the list that collects what is wrong with it."""

    file: str
    entry: str
    faults: list[Fault]

    def fault(self, key: str, message: str) -> None:
        self.faults.append(Fault(self.file, self.entry, key, message))


def take(raw: Mapping[str, object], keys: Mapping[str, Key], place: Place) -> dict[str, Any] | None:
    """The converted values of an entry, or none after noting every unknown, missing and ill-typed key."""
    before = len(place.faults)
    for name in raw.keys() - keys.keys():
        place.fault(name, "unknown key")
    values: dict[str, Any] = {}
    for name, key in keys.items():
        if name in raw:
            _convert(name, key, raw[name], values, place)
        elif not key.optional:
            place.fault(name, "missing key")
    return values if len(place.faults) == before else None


def _convert(name: str, key: Key, value: object, values: dict[str, Any], place: Place) -> None:
    try:
        values[name] = key.convert(value)
    except Wrong as wrong:
        place.fault(f"{name}{wrong.key}", wrong.message)


def string(value: object) -> str:
    """Text that says something."""
    if not isinstance(value, str):
        raise Wrong(f"expected text, got {_kind(value)}")
    if not value.strip():
        raise Wrong("is empty")
    return value


def whole(value: object) -> int:
    """A whole number; true and false are not numbers."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong(f"expected a whole number, got {_kind(value)}")
    return value


def positive(value: object) -> int:
    """A whole number above nought."""
    if whole(value) < 1:
        raise Wrong("must be 1 or more")
    return whole(value)


def day(value: object) -> date:
    """A TOML date without a time."""
    if type(value) is not date:
        raise Wrong(f"expected a date, got {_kind(value)}")
    return value


def text(value: object) -> Text:
    """A sentence in both languages."""
    table = pair(value)
    return Text(_inside("zh", string, table), _inside("en", string, table))


def words(value: object) -> Words:
    """Lists of words in both languages, either of which may be empty."""
    table = pair(value)
    return Words(_inside("zh", strings, table), _inside("en", strings, table))


def pair(value: object) -> dict[str, object]:
    """A table with the keys `zh` and `en` and no other."""
    if not isinstance(value, dict):
        raise Wrong(f"expected a table with zh and en, got {_kind(value)}")
    for name in ("zh", "en"):
        if name not in value:
            raise Wrong("missing key", f".{name}")
    for name in value:
        if name not in ("zh", "en"):
            raise Wrong("unknown key", f".{name}")
    return value


def fields(value: object, keys: Mapping[str, Key]) -> dict[str, Any]:
    """A table inside an entry, read as strictly as the entry itself."""
    if not isinstance(value, dict):
        raise Wrong(f"expected a table, got {_kind(value)}")
    for name in value:
        if name not in keys:
            raise Wrong("unknown key", f".{name}")
    for name, key in keys.items():
        if name not in value and not key.optional:
            raise Wrong("missing key", f".{name}")
    return {name: _inside(name, keys[name].convert, value) for name in value}


def _inside(name: str, convert: Converter, table: Mapping[str, object]) -> Any:
    try:
        return convert(table[name])
    except Wrong as wrong:
        raise Wrong(wrong.message, f".{name}{wrong.key}") from None


def each(convert: Converter) -> Converter:
    """A converter for a list whose items all pass `convert` and differ from one another."""

    def convert_all(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Wrong(f"expected a list, got {_kind(value)}")
        items = tuple(_item(convert, index, item) for index, item in enumerate(value))
        if len(set(items)) < len(items):
            raise Wrong("holds the same item twice")
        return items

    return convert_all


def _item(convert: Converter, index: int, item: object) -> Any:
    try:
        return convert(item)
    except Wrong as wrong:
        raise Wrong(wrong.message, f"[{index}]{wrong.key}") from None


def one_of(allowed: Collection[str]) -> Converter:
    """A converter for one code out of a list."""

    def convert(value: object) -> str:
        if string(value) not in allowed:
            raise Wrong(f"{value!r} is not one of {', '.join(allowed)}")
        return string(value)

    return convert


def some_of(allowed: Collection[str]) -> Converter:
    """A converter for a list of codes out of a list, at least one."""

    def convert(value: object) -> tuple[str, ...]:
        items: tuple[str, ...] = each(one_of(allowed))(value)
        if not items:
            raise Wrong("is empty: leave the key out to mean any")
        return items

    return convert


strings = each(string)
texts = each(text)


def _kind(value: object) -> str:
    return {str: "text", bool: "true or false", int: "a number", list: "a list", dict: "a table"}.get(
        type(value), type(value).__name__
    )
