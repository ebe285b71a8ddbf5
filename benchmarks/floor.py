"""The floor, with which everything is compared: bare Flask and SQLAlchemy Core, one indexed SELECT into a Jinja table.

25 rows out of a SQLite file in WAL mode, which FLOOR_FILE names.
"""

import os
import random
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

STATES = ("new", "open", "waiting", "solved", "closed")
TITLE, ROWS = "套餐扣费和办理时说的不一样，要求退还多扣的", 25
TICKETS = sa.Table(
    "tickets",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("cause", sa.Text),
    sa.Column("owner", sa.Text),
    sa.Column("body", sa.Text),
    sa.Index("ix_tickets_state", "state", "id"),
)
NEWEST = (
    sa.select(TICKETS.c["id", "title", "state", "cause", "owner"])
    .where(TICKETS.c.state == "open")
    .order_by(TICKETS.c.id.desc())
    .limit(ROWS)
)
PAGE = """<!doctype html>
<html lang="zh-CN"><title>Tickets</title><table>
<tr><th>Number</th><th>Title</th><th>State</th><th>Cause</th><th>Owner</th></tr>
{% for row in rows -%}
<tr><td>{{ row.id }}</td><td>{{ row.title }}</td>
<td>{{ row.state }}</td><td>{{ row.cause }}</td><td>{{ row.owner }}</td></tr>
{% endfor %}</table></html>"""


def fill(path: Path, count: int) -> None:
    """Make the floor's database with so many tickets, unless it is there."""
    if path.exists():
        return
    engine, some = _engine(path), random.Random(1)
    TICKETS.metadata.create_all(engine)
    rows = [
        {
            "title": TITLE,
            "state": some.choice(STATES),
            "cause": f"C{some.randrange(6)}",
            "owner": f"user{some.randrange(40)}",
            "body": TITLE * 10,
        }
        for _ in range(count)
    ]
    with engine.begin() as connection:
        connection.execute(sa.insert(TICKETS), rows)
    engine.dispose()


def create_app() -> Flask:
    """The floor as a WSGI application."""
    app, engine = Flask(__name__), _engine(Path(os.environ["FLOOR_FILE"]))
    page = app.jinja_env.from_string(PAGE)

    @app.get("/healthz")
    def hello() -> str:
        return "hello"

    @app.get("/")
    def newest() -> str:
        with engine.connect() as connection:
            return page.render(rows=connection.execute(NEWEST).all())

    return app


def _engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{path}")

    @sa.event.listens_for(engine, "connect")
    def in_wal(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")

    return engine
