"""`flask complaints import`, `flask complaints export`, `flask demo load`: many complaints at once."""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from .. import demo as invented
from .. import exporting, importing, people
from ..codes import RevealPurpose
from ..db import db, transaction
from ..importing import Mapping, Report, SourceRow, Table
from ..models import Complaint, Team, User
from ..queries import STATES
from .edge import as_json, refusals, utcnow

complaints = AppGroup("complaints", help="Complaints in and out, many at once.")
demo = AppGroup("demo", help="Invented people and complaints, to try the desk.")

CHUNK = 500
"""Rows a commit: what an interrupted import loses at most."""

SHOWN = 10
"""How many faults and unknown values are shown; a file holds all faults."""

InFile = click.Path(exists=True, dir_okay=False, path_type=Path)
OutFile = click.Path(dir_okay=False, path_type=Path)


@complaints.command("import")
@click.argument("file", type=InFile)
@click.option("--mapping", "mapping_name", required=True, help="A .toml file, or the name of a shipped mapping.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--errors", type=OutFile, help="Write the refused rows here: row, reference, field, problem.")
@click.option("--team", "team_name", help="The team that may read what is imported; without it only compliance may.")
@click.option("--as", "username", help="The administrator in whose name this is done.")
@as_json
def import_file(
    file: Path,
    mapping_name: str,
    dry_run: bool,
    errors: Path | None,
    team_name: str | None,
    username: str | None,
    as_json: bool,
) -> None:
    """Import old complaints from a CSV or XLSX file. What is here already is left alone, so it may be run again."""
    report, at = Report(), utcnow()
    with refusals():
        mapping = importing.load_mapping(mapping_name)
        table = importing.open_table(file)
        importing.check_columns(table.columns, mapping)
        take = _examine(mapping, report, at) if dry_run else _load(mapping, report, at, team_name, username)
        _feed(table, take, quiet=as_json)
    if errors is not None:
        _write_refusals(errors, report)
    click.echo(_as_json(report, dry_run) if as_json else _in_words(report, dry_run, errors))
    sys.exit(1 if report.refused else 0)


Take = Callable[[Sequence[SourceRow]], object]
Item = TypeVar("Item")


def _examine(mapping: Mapping, report: Report, at: datetime) -> Take:
    return lambda rows: importing.examine(rows, mapping, report, at=at)


def _load(mapping: Mapping, report: Report, at: datetime, team_name: str | None, username: str | None) -> Take:
    by = people.by_username(username) if username else None
    team = _team(team_name) if team_name else None

    def load(rows: Sequence[SourceRow]) -> None:
        with transaction():
            importing.import_rows(rows, mapping, report, team=team, by=by, at=at)

    return load


@complaints.command("export")
@click.argument("file", type=OutFile)
@click.option("--state", type=click.Choice(sorted(STATES)), default="all", show_default=True)
@click.option("--json-lines", is_flag=True, help="Write JSON lines, whatever the file is called.")
@click.option("--as", "username", help="Whose eyes: only what this person may see.")
@click.option("--clear", is_flag=True, help="Personal data in clear; needs --as and --purpose, and is recorded.")
@click.option("--purpose", type=click.Choice([row.value for row in RevealPurpose]))
def export_file(
    file: Path, state: str, json_lines: bool, username: str | None, clear: bool, purpose: str | None
) -> None:
    """Export complaints to a .csv or .xlsx file, personal data masked."""
    if clear != bool(purpose) or (clear and not username):
        raise click.UsageError("--clear, --purpose and --as belong together")
    count = 0
    with refusals():
        person = people.by_username(username) if username else None
        as_row = _revealer(person, RevealPurpose(purpose)) if person and purpose else _masker(person)
        with exporting.writing(file, json_lines=json_lines) as write:
            for page in exporting.pages(state, person=person):
                for row in as_row(page):
                    write(row)
                count += len(page)
    click.echo(f"{count} complaints exported")


AsRows = Callable[[list[Complaint]], list[dict[str, exporting.Value]]]


def _masker(person: User | None) -> AsRows:
    return lambda page: [exporting.masked(complaint, person=person) for complaint in page]


def _revealer(person: User, purpose: RevealPurpose) -> AsRows:
    def reveal(page: list[Complaint]) -> list[dict[str, exporting.Value]]:
        with transaction():
            return [exporting.revealed(row, purpose=purpose, by=person, at=utcnow()) for row in page]

    return reveal


@demo.command("load")
@click.option("--complaints", "count", type=click.IntRange(0, 1_000_000), default=2000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another desk.")
@click.option("--people-only", is_flag=True, help="The people and nothing else.")
def load_demo(count: int, seed: int, people_only: bool) -> None:
    """Load the demo desk, or more of it. The same seed gives the same desk within an hour."""
    at = utcnow()
    with refusals():
        colleagues, coming = invented.absent(), invented.missing(0 if people_only else count)
        if not coming and not colleagues:
            click.echo("Nothing to do: the demo is here already.")
            return
        invented.must_not_be_real()
    with transaction():
        invented.make_people(colleagues, at=at)
    _tell(coming, seed, at)
    click.echo(f"{len(colleagues)} people and {len(coming)} complaints loaded; password {invented.PASSWORD}")


def _tell(indices: Sequence[int], seed: int, at: datetime) -> None:
    world, tickets = invented.plan(indices, seed=seed, at=at)
    with click.progressbar(length=len(tickets), label="Complaints", file=sys.stderr) as bar:
        for chunk in _batches(iter(tickets)):
            with transaction():
                invented.add(world, chunk, at=at)
            bar.update(len(chunk))


def _team(name: str) -> Team:
    found = db.session.scalar(sa.select(Team).where(Team.name == name))
    if found is None:
        raise click.UsageError(f"There is no team {name!r}.")
    return found


def _feed(table: Table, take: Take, *, quiet: bool) -> None:
    with click.progressbar(length=table.count, label="Rows", file=sys.stderr, hidden=quiet) as bar:
        for rows in _batches(table.rows()):
            take(rows)
            bar.update(len(rows))


def _batches(rows: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(islice(rows, CHUNK)):
        yield batch


def _write_refusals(path: Path, report: Report) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("row", "reference", "field", "problem"))
        writer.writerows((row.row, row.reference, row.field, row.problem) for row in report.refused)


def _in_words(report: Report, dry_run: bool, errors: Path | None) -> str:
    taken = "to load" if dry_run else "loaded"
    counts = f"{report.taken} {taken}, {report.present} already there, {len(report.refused)} refused"
    lines = [f"{report.rows} rows: {counts}"]
    if report.mended:
        lines.append(f"{report.mended} mended: control characters, empty or over-long texts")
    for (column, value), count in report.unmatched.most_common(SHOWN):
        lines.append(f"{column}: {value[:60]!r} is not in the mapping ({count} rows)")
    if errors is None:
        lines += [str(row) for row in report.refused[:SHOWN]]
        lines += [f"… and {len(report.refused) - SHOWN} more: see --errors"] * (len(report.refused) > SHOWN)
    return "\n".join(lines)


def _as_json(report: Report, dry_run: bool) -> str:
    told = {
        "rows": report.rows,
        "to_load" if dry_run else "loaded": report.taken,
        "already_there": report.present,
        "mended": report.mended,
        "refused": [asdict(row) for row in report.refused],
        "unmatched": [[*key, count] for key, count in report.unmatched.items()],
    }
    return json.dumps(told, ensure_ascii=False)
