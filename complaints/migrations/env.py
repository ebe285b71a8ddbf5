"""Alembic's environment: the app's engine, one transaction, batch mode for SQLite."""

from typing import Any, Literal

from alembic import context
from flask import current_app

from complaints import search
from complaints.db import Codes, UTCDateTime, db


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as what the database stores, so that migrations import nothing of the product."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Codes):
        return "sa.Text()"
    return False


def modelled(name: str | None, _kind: str, _parents: Any) -> bool:
    """All tables but the search index, which each database keeps in its own way."""
    return not (name or "").startswith((search.COMPLAINTS, search.NOTES))


def run() -> None:
    """Run the migrations on the app's database."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render,
            include_name=modelled,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
