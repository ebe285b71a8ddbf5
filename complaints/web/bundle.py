"""One style sheet and one script for all pages, put together from static/css and static/js whenever those have changed.

static/css/bundle.txt names the style sheets in order; static/js/app.js imports the modules. The results lie in
static/bundle/ with their compressed forms beside them, so that nothing is compressed while somebody waits.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import brotli

FOLDER = "bundle"
STAMP = "made-from"
MODE = 9
"""How hard brotli tries, of 11: beyond this the start waits seconds for a few hundred bytes."""

LAYERED = re.compile(r'^@import url\("\.\./([\w./-]+)"\) layer\((\w+)\);$', re.MULTILINE)
CHARSET = '@charset "UTF-8";'
IMPORT = re.compile(r'^import (?:\{ ([\w, ]+) \} from )?"\./([\w-]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?function (\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class Unreadable(Exception):
    """A module is written in a way that cannot be put into one script; the message names the line."""


def build(static: Path) -> None:
    """Write the bundle anew unless it was made from exactly these files. Raises Unreadable, OSError."""
    target, made_from = static / FOLDER, _fingerprint(static)
    stamp = target / STAMP
    if stamp.is_file() and stamp.read_text(encoding="ascii") == made_from:
        return
    target.mkdir(exist_ok=True)
    for name, text in (("desk.css", stylesheet(static)), ("desk.js", script(static))):
        content = text.encode()
        _replace(target / name, content)
        _replace(target / f"{name}.gz", gzip.compress(content, mtime=0))
        _replace(target / f"{name}.br", brotli.compress(content, quality=MODE))
    _replace(stamp, made_from.encode())


def stylesheet(static: Path) -> str:
    """Every style sheet in order, with what they import into a layer put into that layer."""
    names = (static / "css" / "bundle.txt").read_text(encoding="utf-8").split()
    return "\n".join(
        _with_layers(static, (static / "css" / f"{name}.css").read_text(encoding="utf-8")) for name in names
    )


def script(static: Path) -> str:
    """htmx, then every module of app.js in a scope of its own, those it imports before it."""
    htmx = (static / "vendor" / "htmx.min.js").read_text(encoding="utf-8")
    modules = "\n".join(_modules(static / "js", "app", set()))
    return f'{htmx}\n;(() => {{\n"use strict";\n{modules}\n}})();\n'


def _with_layers(static: Path, text: str) -> str:
    def put(found: re.Match[str]) -> str:
        imported = (static / found[1]).read_text(encoding="utf-8").removeprefix(CHARSET)
        return f"@layer {found[2]} {{\n{imported}\n}}"

    return LAYERED.sub(put, text)


def _modules(folder: Path, name: str, taken: set[str]) -> Iterator[str]:
    """The modules that this one needs and were not taken yet, then this one."""
    taken.add(name)
    text = (folder / f"{name}.js").read_text(encoding="utf-8")
    for _names, needed in IMPORT.findall(text):
        if needed not in taken:
            yield from _modules(folder, needed, taken)
    given = ", ".join(export for _function, export in EXPORT.findall(text))
    body = EXPORT.sub(r"\1", IMPORT.sub(_taken_from, text))
    if left := LEFT_OVER.search(body):
        raise Unreadable(f"{name}.js: {left[0]}")
    yield f"const {_variable(name)} = (() => {{\n{body}return {{ {given} }};\n}})();"


def _taken_from(found: re.Match[str]) -> str:
    return f"const {{ {found[1]} }} = {_variable(found[2])};\n" if found[1] else ""


def _variable(name: str) -> str:
    return f"{name.replace('-', '_')}_module"


def _fingerprint(static: Path) -> str:
    """What the bundle would be made from: names and contents of all sources, and this file."""
    sources = [
        *(static / "css").iterdir(),
        *(static / "js").iterdir(),
        *(static / "vendor").glob("*.min.*"),
        Path(__file__),
    ]
    made_from = hashlib.sha256()
    for path in sorted(sources):
        made_from.update(f"{path.name}\n".encode() + path.read_bytes())
    return made_from.hexdigest()


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step: another process reads the former one or this one."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)
