"""The house keeps its shape: imports go down, only db.py commits, nothing below the edge reads clock or request."""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = ("complaints", "guidance")

PURE = {"codes", "steps", "roles", "errors", "fields", "sealing", "contact"}
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"db"}),
    frozenset({"models"}),
    frozenset({"history", "numbering", "rights", "search"}),
    frozenset(
        {
            "attachments",
            "audit",
            "callbacks",
            "clocks",
            "complainants",
            "drafts",
            "escalations",
            "exporting",
            "people",
            "presence",
            "promises",
            "queries",
            "redress",
            "risk",
            "saved_views",
            "wording",
        }
    ),
    frozenset({"handling", "importing"}),
    frozenset({"demo"}),
    frozenset({"api", "cli", "jobs", "logs", "serving", "web"}),
)
"""From the bottom up; a module imports from its own layer or below, and everybody imports the pure tables."""

SIDEWAYS = {
    "queries": {"clocks", "complainants"},
    "callbacks": {"clocks"},
    "escalations": {"clocks"},
    "promises": {"clocks"},
    "risk": {"clocks", "promises"},
    "wording": {"clocks"},
    "exporting": {"clocks", "complainants", "queries"},
    "importing": {"handling"},
}
"""Imports between capabilities that are allowed; `clocks` stands below the others."""

EDGES = LAYERS[-1]


def modules(*packages: str) -> list[Path]:
    return [path for name in packages for path in sorted((ROOT / name).rglob("*.py")) if "migrations" not in path.parts]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def capability(path: Path) -> str:
    parts = path.relative_to(ROOT / "complaints").parts
    return parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Absolute dotted names of what a module of complaints imports from the product."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, node.module] if node.module else base)
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def names_in_complaints(path: Path) -> set[str]:
    parts = (name.split(".") for name in imported(path))
    return {name[1] for name in parts if name[0] == "complaints" and len(name) > 1}


def layer(name: str) -> int:
    return next(number for number, members in enumerate(LAYERS) if name in members)


@pytest.mark.parametrize("path", modules("complaints"), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    own = capability(path)
    if own in ("__init__", "config"):
        return
    known = PURE.union(*LAYERS)
    for name in names_in_complaints(path) & known - PURE - {own}:
        if own in PURE:
            pytest.fail(f"{own} is pure and may not import {name}")
        if layer(name) > layer(own):
            pytest.fail(f"{own} imports {name}, which stands above it")
        if layer(name) == layer(own) and own not in EDGES and own != "handling":
            assert name in SIDEWAYS.get(own, set()), f"{own} imports {name} beside it"


@pytest.mark.parametrize("path", modules("guidance"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_knowledge_knows_nothing_of_the_desk(path: Path) -> None:
    for name in imported(path):
        assert name.split(".")[0] not in ("complaints", "flask", "sqlalchemy"), f"{path.name} imports {name}"


@pytest.mark.parametrize("name", sorted(PURE))
def test_pure_tables_need_no_framework(name: str) -> None:
    for module in imported(ROOT / "complaints" / f"{name}.py"):
        assert module.split(".")[0] not in ("flask", "sqlalchemy", "flask_sqlalchemy")


def test_only_db_commits() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules(*PRODUCT)
        if path != ROOT / "complaints" / "db.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert guilty == []


def test_only_edges_open_transactions() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in modules("complaints")
        if capability(path) not in EDGES | {"db", "demo"} and "transaction()" in path.read_text(encoding="utf-8")
    ]
    assert guilty == []


def test_nothing_below_the_edge_reads_the_clock_the_request_or_the_person() -> None:
    forbidden = {"now", "utcnow", "today"}
    guilty = []
    for path in modules("complaints"):
        if capability(path) in EDGES or capability(path) in ("config", "__init__"):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Name) and node.id in ("current_user", "request"):
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.id}")
            if isinstance(node, ast.Attribute) and node.attr in forbidden and isinstance(node.value, ast.Name):
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.attr}")
    assert guilty == []


def test_nothing_is_left_open() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")
    guilty = [path.name for path in modules(*PRODUCT, "tests") if any(word in path.read_text() for word in words)]
    assert guilty == []


def test_every_public_name_says_what_it_means() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules(*PRODUCT)
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) and "overload" not in map(ast.unparse, node.decorator_list)
    ]
    assert silent == []


def test_budget(capsys: pytest.CaptureFixture[str]) -> None:
    """Printed, and held: functions median ≤ 8 lines, 90 % ≤ 25, none over 40; files ≤ 300 non-blank lines."""
    lengths, long = [], []
    for path in modules(*PRODUCT):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef):
                size = node.end_lineno - node.lineno + 1
                lengths.append(size)
                if size > 40:
                    long.append(f"{path.relative_to(ROOT)} {node.name} {size}")
    files = {
        str(path.relative_to(ROOT)): sum(1 for line in path.read_text().splitlines() if line.strip())
        for path in modules(*PRODUCT)
    }
    lengths.sort()
    ninety = lengths[int(len(lengths) * 0.9)]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(files)} files, {len(lengths)} functions, median {lengths[len(lengths) // 2]}, 90 % ≤ {ninety}\n"
        )
    assert long == []
    assert statistics.median(lengths) <= 8
    assert ninety <= 25
    assert {name: size for name, size in files.items() if size > 300} == {}
