"""The calls in README.md and docs/api.md, run as they are written."""

import io
import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Template
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from complaints import audit

from .conftest import ApiClient

ROOT = Path(__file__).parents[2]
KEEP = re.compile(r"# (\w+) = ([\w.]+)")
FILE = re.compile(r"(\w+)=@([\w.]+);type=(\S+)")


def lines_of(page: Path) -> Iterator[str]:
    """Commands and keeping comments, in order; a command may go on over lines, inside its quotes too."""
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        if "curl " in block:
            yield from re.split(r"\n(?=curl |# )", block.strip())


def run(client: ApiClient, command: str, known: dict[str, str]) -> TestResponse:
    """Send what a curl command would send."""
    words = iter(shlex.split(shell_filled(command.replace("\\\n", " "), known)))
    sent: dict[str, Any] = {"method": "GET", "headers": {}}
    url = ""
    assert next(words) == "curl"
    for word in words:
        if word == "-X":
            sent["method"] = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            sent["headers"][name] = value
        elif word == "-d":
            sent["data"] = next(words).encode()
        elif word == "-F":
            field, name, kind = FILE.fullmatch(next(words)).groups()
            sent["data"] = {field: (io.BytesIO(b"%PDF-1.7 bill"), name, kind)}
        elif word != "-sS":
            url = word
    return client.open(url, **sent)


def shell_filled(command: str, known: dict[str, str]) -> str:
    """The command with its variables filled as a shell would: not inside single quotes."""
    parts = re.split(r"('[^']*')", command)
    return "".join(
        part
        if part.startswith("'")
        else Template(part).substitute({k: v.replace('"', r"\"") for k, v in known.items()})
        for part in parts
    )


def at(document: Any, path: str) -> str:
    for name in path.split("."):
        document = document[int(name) if name.isdigit() else name]
    return str(document)


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
def test_the_page_runs_as_it_is_written(
    app: Flask, client: ApiClient, token: Callable[[str], dict[str, str]], page: str
) -> None:
    tokens = {"TOKEN": "rep", "SPECIALIST": "specialist", "MANAGER": "manager"}
    known = {name: token(username)["Authorization"].removeprefix("Bearer ") for name, username in tokens.items()}
    known |= {"URL": "", "ETAG": ""}
    answer: Any = None
    for line in lines_of(ROOT / page):
        kept = KEEP.fullmatch(line)
        if kept:
            known[kept[1]] = at(answer.json, kept[2])
            continue
        answer = run(client, line, known)
        assert answer.status_code in (200, 201), f"{line}\n{json.dumps(answer.json, ensure_ascii=False)}"
        known["ETAG"] = answer.headers.get("ETag", known["ETAG"])
    [closed] = answer.json["items"]
    assert (closed["number"], closed["disposition"]) == (known["NUMBER"], "refunded")
    with app.app_context():
        assert audit.verify() == []
