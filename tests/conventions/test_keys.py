"""Every key that works stands in the key help."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
HELP = TEMPLATES / "components" / "key_help.html"

WRITTEN = re.compile(r"""aria-keyshortcuts"?\s*[=:]\s*(?:"([^"]*)"|([\w.]+))""")
LISTED = re.compile(r"""(?:^|[\s\[])\("([^"]+)", \[|data-keys="([^"{]+)\"""", re.MULTILINE)
ANY_DIGIT = "1"


def one_of_its_kind(shortcut: str) -> str:
    """What a template computes is a running number; so are the digits after Alt that choose."""
    return re.sub(r"\{\{.*?\}\}|loop\.index", ANY_DIGIT, shortcut)


def written() -> set[str]:
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        if path != HELP:
            for quoted, bare in WRITTEN.findall(path.read_text(encoding="utf-8")):
                found |= set(one_of_its_kind(quoted or bare).split())
    return found


def listed() -> set[str]:
    rows = LISTED.findall(HELP.read_text(encoding="utf-8"))
    return {key for row in rows for key in (row[0] or row[1]).split()}


@pytest.mark.parametrize("key", sorted(written()))
def test_the_key_stands_in_the_help(key: str) -> None:
    assert key in listed()


def test_some_keys_were_found_at_all() -> None:
    assert {"n", "g", "Alt+0", "Alt+R", "Alt+1", "Control+Enter"} <= written()
