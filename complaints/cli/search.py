"""`flask search rebuild`: index every text anew, for instance after the way of indexing changed."""

import click
from flask.cli import AppGroup

from .. import search
from ..db import transaction

group = AppGroup("search", help="The index that words are found by.")


@group.command("rebuild")
@click.option("--if-empty", is_flag=True, help="Only when there are complaints and nothing is indexed.")
def rebuild(if_empty: bool) -> None:
    """Index all complaints and notes anew, newest first. Others can read meanwhile, but nobody can write."""
    with transaction():
        if if_empty and not search.empty():
            return
        with click.progressbar(length=0, label="Indexing", show_pos=True) as bar:
            count = search.rebuild(lambda done, of: _tell(bar, done, of))
    click.echo(f"{count} texts are indexed.")


def _tell(bar: "click._termui_impl.ProgressBar[int]", done: int, of: int) -> None:
    bar.length = of
    bar.update(done - bar.pos)
