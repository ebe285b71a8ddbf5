"""What every command shares: the clock, the way refusals are printed, the `--json` option."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from ..errors import ComplaintError

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def utcnow() -> datetime:
    """The edge's clock."""
    return datetime.now(UTC)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refusal into one line and exit code 1."""
    try:
        yield
    except ComplaintError as error:
        click.echo(one_line(error), err=True)
        sys.exit(1)


def one_line(error: ComplaintError) -> str:
    """A refusal in one line, with the fields it names."""
    details = "; ".join(f"{field}: {advice % error.values}" for field, advice in error.fields.items())
    message = error.message % error.values
    return f"{message}: {details}" if details else message
