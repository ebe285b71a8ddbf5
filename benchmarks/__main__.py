"""`make bench`: fill databases, serve the desk and the floor, measure every row, say which bars are met.

Exit 0 when all bars are met, 1 when one is not.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import click
import structlog
from flask import Flask

from complaints import create_app

from . import data, floor, report
from .data import Database
from .engines import engines
from .measuring import measure
from .pages import pages
from .report import Result
from .serving import Server, serving
from .writers import write_together

DATABASES: dict[str, Callable[[int], AbstractContextManager[Database]]] = {
    "sqlite": data.sqlite,
    "postgresql": data.postgresql,
}


def main() -> int:
    """Measure what the arguments ask for."""
    asked = _arguments()
    results = [_bench(DATABASES[name], count, asked.writers) for count in asked.complaints for name in asked.database]
    report.keep(results)
    missed = [f"{result.database} {result.count:,}: {name}" for result in results for name in report.unmet(result)]
    click.echo("All bars are met." if not missed else "\n".join(["Not met:", *missed]))
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--complaints", type=int, nargs="+", default=[20_000], help="how many; 20000 and 200000 have bars"
    )
    parser.add_argument("--database", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--no-writers", dest="writers", action="store_false", help="leave the minute of writers out")
    return parser.parse_args()


def _bench(filled: Callable[[int], AbstractContextManager[Database]], count: int, writers: bool) -> Result:
    with filled(count) as database, tempfile.TemporaryDirectory() as folder:
        tickets = Path(folder) / "floor.sqlite"
        floor.fill(tickets, count)
        with (
            serving("benchmarks.floor:create_app()", database.environment | {"FLOOR_FILE": str(tickets)}) as least,
            serving("wsgi:app", database.environment, database.server) as desk,
        ):
            result = _measured(database, count, desk, least, writers)
    click.echo(report.table(result))
    return result


def _measured(database: Database, count: int, desk: Server, least: Server, writers: bool) -> Result:
    app = _app(database)
    rows = []
    for page in pages(app):
        click.echo(f"{database.name} {count:,}: {page.name}", err=True)
        rows.append(measure(page, desk, least, app))
    return Result(
        database=database.name,
        count=count,
        floor=statistics.median(row.cpu / row.times for row in rows),
        rows=rows,
        memory=desk.memory(),
        loading_seconds=database.loading_seconds,
        written=write_together(desk, app) if writers and database.name == "SQLite" else None,
        engines=engines(),
    )


def _app(database: Database) -> Flask:
    """The desk in this process, to count what it sends; its log would stand between the lines of progress."""
    app = create_app(database.environment, WTF_CSRF_ENABLED=False)
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    return app


if __name__ == "__main__":
    sys.exit(main())
