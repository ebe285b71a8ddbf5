"""Every kind of event the desk writes has its words on the page that shows it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import complaints
from complaints import steps
from complaints.web import audit
from complaints.web.handling import timeline

PACKAGE = Path(complaints.__file__).parent
WITHOUT_A_PAGE = {"token_issued", "tokens_revoked", "rows_imported"}
"""The kinds of the ledgers, which no page lists."""


def _texts(node: ast.AST) -> set[str]:
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _through(tree: ast.AST, function: ast.FunctionDef, variable: str) -> set[str]:
    """What a variable holds: what the module gives the function for it, or what the function itself puts in it."""
    names = [argument.arg for argument in function.args.args]
    if variable in names:
        return set().union(*(_texts(call.args[names.index(variable)]) for call in _calls(tree, function.name)))
    values = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign) and _names(node) == {variable}]
    return {
        text for value in values if isinstance(value, ast.IfExp) for text in _texts(value.body) | _texts(value.orelse)
    }


def _names(assignment: ast.Assign) -> set[str]:
    return {target.id for target in assignment.targets if isinstance(target, ast.Name)}


def _kinds(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for call in _calls(function, "record"):
            kind = call.args[1]
            held = _through(tree, function, kind.id) if isinstance(kind, ast.Name) else _texts(kind)
            assert held, f"the kind of {ast.unparse(call)} cannot be read"
            found |= held
    return found


def written() -> set[str]:
    """Every kind that is passed to `history.record`."""
    paths = (path for path in PACKAGE.rglob("*.py") if "demo" not in path.parts)
    return set().union(*(_kinds(ast.parse(path.read_text(encoding="utf-8"))) for path in paths))


def test_every_kind_of_event_has_words_and_no_words_are_dead() -> None:
    assert written() == set(timeline.WORDS) | set(audit.KINDS) | WITHOUT_A_PAGE


def test_every_kind_of_the_timeline_has_an_icon() -> None:
    assert set(timeline.ICONS) == set(timeline.WORDS)


def test_every_field_of_a_step_has_words() -> None:
    fields = {name for names in steps.VISIT_FIELDS.values() for name in names}
    assert sorted(fields - set(timeline.FIELD_WORDS)) == []
