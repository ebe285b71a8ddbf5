#!/usr/bin/env python3
"""Bring the Chinese catalogue up to date: new message ids in, dead ones out, and the compiled file anew.

Prints what still lacks its Chinese. Exit 0 when nothing does, 1 otherwise.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "complaints" / "translations"
CHINESE = FOLDER / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "N_": None, "ngettext": (1, 2)}
ELSEWHERE = {"node_modules", "static", "tests", "instance", "vendor"}
"""Folders without message ids of ours; walking them takes a minute."""

HEADER = "# The Chinese of Huiyin. `make messages` puts new ids in; the texts are written here by hand."
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""A date that stays: the same texts always give the same files."""


def found() -> Catalog:
    """Every message id of code and templates, in a catalogue without texts."""
    catalogue = Catalog()
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    for _file, _line, message, _comments, context in extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, directory_filter=_ours
    ):
        catalogue.add(message, context=context)
    return catalogue


def updated(ids: Catalog) -> Catalog:
    """The Chinese that is written already, with exactly the given ids and a header that never changes by itself."""
    written = CHINESE.read_bytes() if CHINESE.exists() else b""
    catalogue = read_po(io.BytesIO(written), locale="zh")
    catalogue.update(ids, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment, catalogue.fuzzy = HEADER, False
    catalogue.project, catalogue.version = "huiyin", "zh"
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "huiyin"
    return catalogue


def write(catalogue: Catalog) -> None:
    """Write the texts, then compile them as they are read back."""
    texts, compiled = io.BytesIO(), io.BytesIO()
    write_po(texts, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    texts.seek(0)
    write_mo(compiled, read_po(texts, locale="zh"))
    CHINESE.parent.mkdir(parents=True, exist_ok=True)
    CHINESE.write_bytes(texts.getvalue())
    CHINESE.with_suffix(".mo").write_bytes(compiled.getvalue())


def lacking(catalogue: Catalog) -> list[str]:
    """The ids without Chinese."""
    return [_id(message) for message in catalogue if message.id and not _is_written(message)]


def main() -> int:
    """Update, write, compile; say what is missing."""
    catalogue = updated(found())
    write(catalogue)
    missing = lacking(catalogue)
    print(f"{len(catalogue)} messages, {len(missing)} without Chinese", *missing, sep="\n  ")
    return 1 if missing else 0


def _ours(folder: str | Path) -> bool:
    name = Path(folder).name
    return not name.startswith(".") and name not in ELSEWHERE


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_written(message: Message) -> bool:
    return bool(message.string) if isinstance(message.string, str) else all(message.string or [""])


if __name__ == "__main__":
    sys.exit(main())
