"""Chinese is complete: every message id has its Chinese, placeholders agree, the compiled file is the written one."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "complaints" / "translations"
CHINESE = FOLDER / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
HAN = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_BOTH = {"API", "CSV", "Huiyin"}


def extracted() -> set[str | tuple[str, ...]]:
    """Every message id of code and templates."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_ours)
    return {message for _file, _line, message, _comments, _context in found if message}


def _ours(folder: str | Path) -> bool:
    name = Path(folder).name
    return not name.startswith(".") and name not in ("node_modules", "static", "tests", "instance", "vendor")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CHINESE.open("rb") as file:
        return read_po(file, locale="zh")


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_every_message_has_its_chinese(catalogue: Catalog) -> None:
    ids = {message if isinstance(message, str) else message[0] for message in extracted()}
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in messages(catalogue)}
    assert sorted(ids - known) == []
    assert sorted(known - ids) == []


def test_no_translation_is_empty_or_unsure(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(texts), f"{message.id} has no Chinese"
        assert not message.fuzzy, f"{message.id} is unsure"


def test_placeholders_agree(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        text = message.id if isinstance(message.id, str) else message.id[-1]
        for string in [message.string] if isinstance(message.string, str) else message.string:
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(string)), message.id


def test_chinese_is_chinese_with_full_width_marks(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        string = message.string if isinstance(message.string, str) else message.string[0]
        words = PLACEHOLDER.sub("", string)
        plain = PLACEHOLDER.sub("", message.id if isinstance(message.id, str) else message.id[0])
        if re.search(r"[a-z]{3}", plain) and message.id not in SAME_IN_BOTH:
            assert HAN.search(words), f"{message.id} is not translated: {string}"
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]", words), f"half-width mark in {string}"
        assert "!" not in words
        assert "！" not in words, f"exclamation mark in {string}"


def test_the_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert CHINESE.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run make messages"
