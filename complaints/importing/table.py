"""Rows out of a CSV file or a spreadsheet, one by one, in the encoding they really have.

A file is either wholly readable or refused with one message: half a file read in the wrong encoding is worse than none.
"""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import python_calamine as calamine

from .mapping import unusable

Cell = str | datetime

ENCODINGS = ("utf-8", "gb18030")
"""Tried in this order, strictly. GB18030 holds GBK and GB2312."""

SPREADSHEETS = (".xlsx", ".xls")
LONGEST_CELL = 16 * 1024 * 1024
READ_BYTES = 1024 * 1024

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True)
class SourceRow:
    """One row of the file; `number` as a spreadsheet shows it, the header being row 1. `fault` when it has no shape."""

    number: int
    cells: dict[str, Cell]
    fault: str | None = None


@dataclass(frozen=True)
class Table:
    """A file with its columns; `rows()` reads it from the start, `count` says how many rows there are."""

    columns: tuple[str, ...]
    count: int
    rows: Callable[[], Iterator[SourceRow]]


def open_table(path: Path) -> Table:
    """The table in a CSV, XLSX or XLS file. Raises Invalid with one message for a file that cannot be read."""
    lines = _spreadsheet_lines if path.suffix.lower() in SPREADSHEETS else _csv_lines
    try:
        header, count = _survey(lines(path))
    except OSError as error:
        raise unusable(f"{path.name} cannot be read: {error.strerror or error}") from None
    columns = tuple(str(name).strip() for name in header)
    repeated = next((name for name in columns if columns.count(name) > 1), None)
    if repeated is not None:
        raise unusable(f"{path.name} has the column {repeated!r} twice.")
    return Table(columns, count, lambda: _rows(lines(path), columns))


def encoding_of(path: Path) -> str:
    """utf-8-sig (with or without a mark) or gb18030; decided by the whole file. Raises Invalid."""
    with path.open("rb") as handle:
        if handle.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise unusable(f"{path.name} is UTF-16. Save it as UTF-8 (CSV UTF-8 in a spreadsheet program).")
    for encoding in ENCODINGS:
        if _decodes(path, encoding):
            return "utf-8-sig" if encoding == "utf-8" else encoding
    raise unusable(f"{path.name} is neither UTF-8 nor GB18030. Save it as UTF-8.")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as handle:
            while block := handle.read(READ_BYTES):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _csv_lines(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding=encoding_of(path), newline="") as handle:
        reader = csv.reader(handle, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise unusable(f"{path.name}, line {reader.line_num}: this is no CSV ({error}).") from None


def _spreadsheet_lines(path: Path) -> Iterator[list[Any]]:
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            yield from book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, calamine.WorksheetNotFound) as error:
        raise unusable(f"{path.name} is no spreadsheet this desk can read ({error}).") from None


def _survey(lines: Iterator[list[Any]]) -> tuple[list[Any], int]:
    header = next(lines, [])
    if not any(header):
        raise unusable("The first row must hold the names of the columns; it is empty.")
    return header, sum(_filled(line) for line in lines)


def _rows(lines: Iterator[list[Any]], columns: tuple[str, ...]) -> Iterator[SourceRow]:
    next(lines)
    for number, line in enumerate(lines, 2):
        if not _filled(line):
            continue
        if len(line) != len(columns):
            yield SourceRow(number, {}, f"it has {len(line)} cells, the header has {len(columns)}")
        else:
            yield SourceRow(number, {name: _cell(value) for name, value in zip(columns, line, strict=True)})


def _filled(line: list[Any]) -> bool:
    return any(value not in ("", None) for value in line)


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
