"""`flask users`, `flask tokens`, `flask keys`."""

import json
from typing import Any

import click
from flask.cli import AppGroup

from .. import people
from ..db import transaction
from ..roles import Role
from ..sealing import KeyRing
from .edge import as_json, refusals, utcnow

users = AppGroup("users", help="People who sign in.")
tokens = AppGroup("tokens", help="Bearer tokens of the API.")
keys = AppGroup("keys", help="The key ring.")


@users.command("create")
@click.argument("username")
@click.option("--name", required=True, help="Display name.")
@click.option("--role", type=click.Choice([role.value for role in Role if role is not Role.SYSTEM]), required=True)
@click.option("--team", help="Name of the team; made on first use.")
@click.option("--line", "lines", multiple=True, help="Business line handled; all if left out.")
@click.password_option()
def create_user(username: str, name: str, role: str, team: str | None, lines: tuple[str, ...], password: str) -> None:
    """Add a person."""
    with refusals(), transaction():
        people.create(
            username,
            display_name=name,
            role=Role(role),
            password=password,
            team=people.team_named(team) if team else None,
            lines=list(lines),
            by=None,
            at=utcnow(),
        )
    click.echo(f"{username}: {role}")


@users.command("set-role")
@click.argument("username")
@click.argument("role", type=click.Choice([role.value for role in Role if role is not Role.SYSTEM]))
@click.option("--team", help="Name of the team.")
@click.option("--as", "by", required=True, help="Username of the administrator in whose name this is done.")
def set_role(username: str, role: str, team: str | None, by: str) -> None:
    """Give a person another role."""
    with refusals(), transaction():
        changes: dict[str, Any] = {"role": role} | ({"team": people.team_named(team)} if team else {})
        people.change(people.by_username(username), changes, by=people.by_username(by), at=utcnow())
    click.echo(f"{username}: {role}")


@users.command("reset")
@click.argument("username")
@click.password_option()
def reset_password(username: str, password: str) -> None:
    """Set a new password and sign the person out everywhere."""
    with refusals(), transaction():
        people.set_password(people.by_username(username), password, by=None, at=utcnow())
    click.echo(f"{username}: password set")


@tokens.command("create")
@click.option("--user", "username", required=True)
@click.option("--label", default="")
@click.option("--days", type=click.IntRange(1, 3650), help="Days it is valid; without end if left out.")
@as_json
def create_token(username: str, label: str, days: int | None, as_json: bool) -> None:
    """Issue a bearer token; it is shown once."""
    with refusals(), transaction():
        secret = people.issue_token(people.by_username(username), label=label, days=days, by=None, at=utcnow())
    click.echo(json.dumps({"token": secret}) if as_json else secret)


@tokens.command("revoke")
@click.option("--user", "username", required=True)
def revoke_tokens(username: str) -> None:
    """End every token of a person."""
    with refusals(), transaction():
        count = people.revoke_tokens(people.by_username(username), by=None, at=utcnow())
    click.echo(f"{count} revoked")


@keys.command("generate")
def generate_key() -> None:
    """Print a new entry for HUIYIN_KEYS."""
    click.echo(KeyRing.generate())
