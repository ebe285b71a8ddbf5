"""The migrations and the models are one schema, up and down, and history stays guarded on the way (decision 4)."""

import ast
import itertools
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.engine.reflection import Inspector

from complaints import people, search
from complaints.db import db
from complaints.steps import Step

from .. import databases
from ..databases import on_both
from ..factories import make_complaint

VERSIONS = Path(__file__).parents[2] / "complaints" / "migrations" / "versions"
HISTORY = {"events", "event_texts", "checkpoints", "checkpoint_heads"}
TRIGGERS = {
    "events_no_update",
    "events_no_delete",
    "event_texts_no_delete",
    "event_texts_erase_only",
    "checkpoints_no_update",
    "checkpoints_no_delete",
    "checkpoint_heads_no_update",
    "checkpoint_heads_no_delete",
}
NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
_numbers = itertools.count()


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    address, name = request.getfixturevalue("postgres"), f"empty_{next(_numbers)}"
    databases.execute(address, f"CREATE DATABASE {name}")
    yield address.format(name=name)
    databases.execute(address, f"DROP DATABASE {name} WITH (FORCE)")


def shape(engine: sa.Engine) -> dict[str, Any]:
    """Every table with its columns, keys, indexes and checks, as the database tells them."""
    inspector = sa.inspect(engine)
    return {
        name: _table(inspector, name)
        for name in inspector.get_table_names()
        if name != "alembic_version" and modelled(name)
    }


def modelled(name: str | None, *_rest: Any) -> bool:
    """All tables but the search index, which each database keeps in its own way."""
    return not (name or "").startswith((search.COMPLAINTS, search.NOTES))


def _table(inspector: Inspector, name: str) -> dict[str, list[str]]:
    told = {
        "columns": [column | {"type": str(column["type"])} for column in inspector.get_columns(name)],
        "primary key": [inspector.get_pk_constraint(name)],
        "foreign keys": inspector.get_foreign_keys(name),
        "indexes": [index | {"dialect_options": _written(index)} for index in inspector.get_indexes(name)],
        "unique": inspector.get_unique_constraints(name),
        "checks": inspector.get_check_constraints(name),
    }
    return {what: sorted(str(sorted(row.items(), key=str)) for row in rows) for what, rows in told.items()}


def _written(index: Any) -> dict[str, str]:
    return {option: str(value) for option, value in index.get("dialect_options", {}).items()}


def triggers() -> set[str]:
    return {name.lower() for name in db.session.scalars(sa.text(NAMES[db.engine.dialect.name]))}


@on_both
def test_from_nothing_to_head_is_what_the_models_say(app: Flask) -> None:
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": modelled}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, db.metadata) == []
    migrated = shape(db.engine)
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    assert shape(db.engine) == {}
    db.create_all()
    made = shape(db.engine)
    assert migrated.keys() == made.keys()
    for table, told in made.items():
        assert migrated[table] == told, table


@on_both
def test_history_is_guarded_at_head_and_again_after_going_down_and_up(app: Flask) -> None:
    for _ in range(2):
        flask_migrate.upgrade()
        assert triggers() == TRIGGERS
        db.session.remove()
        flask_migrate.downgrade(revision="base")
        assert triggers() == set()
        db.session.remove()


@on_both
def test_every_step_goes_down_and_up_again(app: Flask) -> None:
    script = ScriptDirectory(app.extensions["migrate"].directory)
    revisions = [row.revision for row in script.walk_revisions()]
    assert len(script.get_heads()) == 1
    flask_migrate.upgrade()
    for _ in revisions[:-1]:
        flask_migrate.downgrade()
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == revisions[0]


@on_both
def test_a_desk_that_was_used_goes_down_and_comes_up_empty(app: Flask, at: datetime) -> None:
    databases.migrate_and_people(app)
    make_complaint(people.by_username("rep"), at, step=Step.FOLLOW_UP, narrative="再不退我就打12315投诉。")
    db.session.remove()
    flask_migrate.downgrade(revision="0002")
    flask_migrate.upgrade()
    assert db.session.scalars(sa.text("SELECT number FROM complaints")).all() == ["C20261124-0001"]
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()
    assert db.session.scalars(sa.text("SELECT username FROM users")).all() == ["rules"]


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("*.py")), ids=lambda path: path.stem)
def test_no_migration_rebuilds_a_history_table_or_imports_the_product(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "batch_alter_table"
        ):
            table = node.args[0]
            assert isinstance(table, ast.Constant), f"line {node.lineno}: name the table"
            assert table.value not in HISTORY, f"line {node.lineno} would rebuild {table.value} and drop its triggers"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [row.name for row in node.names]
            assert not any(name.split(".")[0] in ("complaints", "guidance") for name in names), f"line {node.lineno}"


def test_migrations_are_numbered_in_their_order() -> None:
    script = ScriptDirectory(str(VERSIONS.parent))
    ordered = [row.revision for row in reversed(list(script.walk_revisions()))]
    assert ordered == [f"{number:04d}" for number in range(1, len(ordered) + 1)]
    assert [path.stem[:4] for path in sorted(VERSIONS.glob("*.py"))] == ordered
