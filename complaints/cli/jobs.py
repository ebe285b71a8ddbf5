"""`flask jobs`: recurring work, once from the console or for good in the worker."""

import json
import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from .. import jobs
from ..config import ConfigError
from .edge import as_json, utcnow

group = AppGroup("jobs", help="Recurring work in the background.")


@group.command("run")
@as_json
def run(as_json: bool) -> None:
    """Run what is due, once, in this process."""
    ran = jobs.run_due(utcnow())
    if as_json:
        click.echo(json.dumps([{"name": row.name, "done": row.done, "error": row.error} for row in ran]))
    else:
        click.echo("\n".join(f"{row.name}: {row.error or row.done}" for row in ran) or "nothing is due")
    sys.exit(1 if any(row.error for row in ran) else 0)


@group.command("worker")
def worker() -> None:
    """Be the one background worker, until TERM or INT."""
    from ..jobs.queue import work  # what hands out work is loaded by the worker alone

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        work(app)
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@group.command("list")
@as_json
def list_jobs(as_json: bool) -> None:
    """Every job: how often, when it ran last, when it runs next, what went wrong."""
    rows = [
        {
            "name": job.name,
            "every": job.every,
            "last_at": row.last_at and row.last_at.isoformat(),
            "next_at": row.next_at.isoformat(timespec="seconds"),
            "running_until": row.leased_until and row.leased_until.isoformat(),
            "failures": row.failures,
            "last_error": row.last_error,
        }
        for job, row in zip(jobs.JOBS, jobs.states(utcnow()), strict=True)
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        trouble = f", {row['failures']} failures: {row['last_error']}" if row["failures"] else ""
        click.echo(f"{row['name']:25} every {row['every']} s, next {row['next_at']}{trouble}")
