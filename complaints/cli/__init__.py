"""The command line: each command checks its words, calls one verb and commits.

Exit codes: 0 ok, 1 refused or findings, 2 usage.
"""

from flask import Flask

from . import audit, guidance, jobs, people, records, search


def init_app(app: Flask) -> None:
    """Put the commands into `flask`."""
    for group in (
        people.users,
        people.tokens,
        people.keys,
        audit.group,
        guidance.guidance,
        guidance.triage,
        records.complaints,
        records.demo,
        jobs.group,
        search.group,
    ):
        app.cli.add_command(group)
