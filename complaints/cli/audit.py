"""`flask audit`."""

import json
import sys

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from .. import audit
from ..db import db, transaction
from .edge import as_json, utcnow

group = AppGroup("audit", help="The history chains.")


@group.command("verify")
@as_json
def verify_audit(as_json: bool) -> None:
    """Check every chain; name the first row of each that was changed, removed or reordered."""
    findings = audit.verify()
    streams = db.session.scalar(sa.text("SELECT count(DISTINCT stream) FROM events"))
    if as_json:
        shown = [{"stream": row.stream, "seq": row.seq, "what": row.what} for row in findings]
        click.echo(json.dumps({"streams": streams, "findings": shown}))
    else:
        click.echo("\n".join(map(str, findings)) or f"{streams} streams verified")
    sys.exit(1 if findings else 0)


@group.command("checkpoint")
def sign_checkpoint() -> None:
    """Sign the heads that moved since the last checkpoint."""
    with transaction():
        statement = audit.checkpoint(at=utcnow())
    click.echo(f"{statement.heads} heads signed")
