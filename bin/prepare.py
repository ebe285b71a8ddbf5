#!/usr/bin/env python3
"""Make the database ready for `make run`: migrate it, and fill one that nobody can sign in to with demo data.

Prints the demo sign-ins on standard output, if this database has them, and everything else on standard error.
"""

import subprocess
import sys

from flask_migrate import upgrade
from sqlalchemy import exists, select

from complaints import search
from complaints.db import db, transaction
from complaints.models.people import User
from wsgi import app

DEMO_PASSWORD = "huiyin-demo"
DEMO_USERNAMES = (
    "rep",
    "rep2",
    "specialist",
    "specialist2",
    "manager",
    "manager2",
    "compliance",
    "compliance2",
    "admin",
)


def anybody_can_sign_in() -> bool:
    """Whether there is a person with a password."""
    return bool(db.session.scalar(select(exists().where(User.password_hash.is_not(None)))))


def load_demo() -> None:
    """Fill the database by `flask demo load`; its failure ends the start with its exit code."""
    # An open reading transaction would go on showing the empty database.
    db.session.remove()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load"]
    if code := subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        sys.exit(code)


def index() -> None:
    """Index what an older desk wrote, before words were found by an index."""
    with transaction():
        if search.empty():
            print("Indexing what was written so far", file=sys.stderr)
            search.rebuild(lambda _done, _of: None)


def demo_sign_ins() -> list[str]:
    """The demo names that this database knows, in the order of the desk."""
    known = set(db.session.scalars(select(User.username).where(User.username.in_(DEMO_USERNAMES))))
    return [name for name in DEMO_USERNAMES if name in known]


def main() -> None:
    """Migrate, fill, index, and name the sign-ins."""
    with app.app_context():
        upgrade()
        if not anybody_can_sign_in():
            load_demo()
        index()
        if names := demo_sign_ins():
            print(f"Demo sign-ins: {', '.join(names)} (password {DEMO_PASSWORD})")


if __name__ == "__main__":
    main()
