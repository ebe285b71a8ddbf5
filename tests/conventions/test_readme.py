"""The README is true: it names every step, move, command and target, and nothing it points to is missing."""

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from complaints.roles import Role
from complaints.steps import STEP_LABELS, Move, Step

from ..databases import NAMES

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
OF_FLASK = {"run", "shell", "routes"}
"""Commands that every Flask application has."""

LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
PATH = re.compile(r"`([a-z_.][\w.-]*/[\w./-]*)`")
COMMAND = re.compile(r"flask ([a-z-]+)(?: ([a-z-]+))?")
TARGET = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)


@pytest.fixture(scope="module")
def text() -> str:
    """What it says."""
    return README.read_text(encoding="utf-8")


def groups(app: Flask) -> dict[str, click.Command]:
    return {name: command for name, command in app.cli.commands.items() if name not in OF_FLASK}


@pytest.mark.parametrize("code", [*Step, *Move])
def test_it_names_every_step_and_move(text: str, code: Step | Move) -> None:
    assert f"`{code.value}`" in text


def test_it_shows_the_steps_in_their_order(text: str) -> None:
    assert re.search(".*".join(f"`{step.value}`" for step in Step), text, re.DOTALL)
    assert len(STEP_LABELS) == len(Step)


def test_it_names_every_command_group(text: str, app: Flask) -> None:
    missing = [name for name in groups(app) if f"flask {name}" not in text]
    assert missing == []


def test_it_names_no_command_that_does_not_exist(text: str, app: Flask) -> None:
    known = groups(app)
    for name, inner in COMMAND.findall(text):
        assert name in known, f"flask {name}"
        command = known[name]
        if inner and isinstance(command, click.Group):
            assert inner in command.commands, f"flask {name} {inner}"


def test_it_names_every_target_of_make_and_no_other(text: str) -> None:
    targets = TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8"))
    named = re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)
    assert set(named) == set(targets)


def test_it_points_to_nothing_that_is_missing(text: str) -> None:
    pointed = [target for target in LINK.findall(text) if "://" not in target]
    assert [target for target in pointed if not (ROOT / target).exists()] == []
    made = ("static/vendor/", ".venv/")
    named = [path for path in PATH.findall(text) if not path.startswith(made)]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_it_shows_a_picture(text: str) -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert pictures
    assert all((ROOT / picture).stat().st_size > 0 for picture in pictures)


def test_it_names_the_sign_ins_of_the_demo(text: str) -> None:
    for name in NAMES:
        if Role(name.rstrip("0123456789")) and name != "rep3":
            assert f"`{name}`" in text
