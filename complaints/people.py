"""Colleagues: made, changed, signed in, locked out, signed out everywhere; their teams and tokens."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy.orm import make_transient_to_detached

from .codes import N_, Language, Line
from .db import db
from .errors import Invalid, NotAllowed, NotFound, TooMany
from .fields import choice, refuse, text
from .history import ledger, record
from .models import SignInFailure, Team, Token, User
from .rights import allow
from .roles import Role

LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)
FORGET_FAILURES_AFTER = timedelta(minutes=15)
PASSWORD_LENGTH = range(10, 201)
USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
RULES_USERNAME = "rules"
TEAM_ROLES = (Role.REP, Role.SPECIALIST, Role.MANAGER)
"""Roles of people in a team; a manager gives only these."""


@cache
def hasher() -> PasswordHasher:
    """argon2id with the library's defaults (RFC 9106 low-memory profile)."""
    return PasswordHasher()


def create(
    username: str,
    *,
    display_name: str,
    role: Role,
    password: str,
    team: Team | None,
    lines: list[str] | None = None,
    language: Language = Language.ZH,
    by: User | None,
    at: datetime,
) -> User:
    """A new colleague. `by` is None only for the first people of a desk. Raises Invalid, NotAllowed."""
    _may_manage(by, role, team)
    user = User(
        username=_username(username),
        display_name=text("display_name", display_name, required=True),
        role=role,
        team=team,
        lines=_lines(lines),
        language=language,
        password_hash=hash_password(password),
        created_at=at,
        head_seq=0,
        head_hash=bytes(32),
    )
    if team is None and role in TEAM_ROLES:
        raise refuse("team", N_("Choose a team"))
    db.session.add(user)
    db.session.flush()
    record(user, "person_created", by=by, at=at, data={"role": role.value, "team": team.id if team else None})
    db.session.flush()
    return user


def change(user: User, changes: dict[str, Any], *, by: User, at: datetime) -> User:
    """Change role, team, lines, language, display name or active. A person made inactive is signed out.

    Raises Invalid, NotAllowed.
    """
    _may_manage(by, user.role, user.team)
    role = choice("role", changes.get("role", user.role), Role, required=True)
    team = changes.get("team", user.team)
    _may_manage(by, role, team)
    if role in TEAM_ROLES and team is None:
        raise refuse("team", N_("Choose a team"))
    before = {"role": user.role.value, "team": user.team_id, "active": user.active}
    user.role, user.team = role, team
    if "lines" in changes:
        user.lines = _lines(changes["lines"])
    if "display_name" in changes:
        user.display_name = text("display_name", changes["display_name"], required=True)
    if "active" in changes:
        _set_active(user, bool(changes["active"]), by)
    user.session_epoch += 0 if user.active else 1
    db.session.flush()
    after = {"role": user.role.value, "team": user.team_id, "active": user.active}
    record(user, "person_changed", by=by, at=at, data={"before": before, "after": after})
    db.session.flush()
    return user


def set_password(user: User, password: str, *, by: User | None, at: datetime) -> None:
    """A new password, and out of every other sign-in. One's own, or as the one who manages people."""
    if by is not user:
        _may_manage(by, user.role, user.team)
    user.password_hash = hash_password(password)
    user.session_epoch += 1
    record(user, "password_set", by=by, at=at)
    db.session.flush()


def set_language(user: User, language: str, *, by: User, at: datetime) -> None:
    """The language of one's own interface. Raises Invalid."""
    user.language = choice("language", language, Language, required=True)
    record(user, "language_set", by=by, at=at, data={"language": user.language.value})
    db.session.flush()


def sign_out_everywhere(user: User, *, by: User, at: datetime) -> None:
    """End every sign-in of this person."""
    if by is not user:
        _may_manage(by, user.role, user.team)
    user.session_epoch += 1
    record(user, "signed_out_everywhere", by=by, at=at)
    db.session.flush()


def sign_in(username: str, password: str, *, address: str, at: datetime) -> User | None:
    """The person, or None for a wrong pair, which is counted. Raises TooMany while the pair is locked (decision 18).

    The caller commits in either case, so that failures count.
    """
    account = _account(username)
    failure = db.session.get(SignInFailure, (account, address))
    if failure is not None and failure.locked_until is not None and failure.locked_until > at:
        raise TooMany(N_("Too many wrong passwords. Try again after %(until)s."), until=failure.locked_until)
    user = db.session.scalar(sa.select(User).where(User.username == account))
    if _password_fits(user, password) and user is not None and user.is_active:
        if failure is not None:
            db.session.delete(failure)
        record(user, "signed_in", by=user, at=at)
        db.session.flush()
        return user
    _count_failure(failure, account, address, at)
    return None


def tries_left(username: str, *, address: str, at: datetime) -> int:
    """How many wrong passwords are left before this pair is locked."""
    failure = db.session.get(SignInFailure, (_account(username), address))
    if failure is None or failure.last_at < at - FORGET_FAILURES_AFTER:
        return LOCK_AFTER
    return max(0, LOCK_AFTER - failure.failures)


def issue_token(user: User, *, label: str = "", days: int | None = None, by: User | None, at: datetime) -> str:
    """A bearer token of the API, shown once; only its digest is kept. `by` None is the operator at the console."""
    if by is not None:
        allow(by, "issue_tokens")
    secret = f"huiyin_{secrets.token_urlsafe(32)}"
    expires_at = at + timedelta(days=days) if days is not None else None
    token = Token(
        user=user,
        digest=token_digest(secret),
        label=text("label", label) or "",
        created_at=at,
        expires_at=expires_at,
    )
    db.session.add(token)
    db.session.flush()
    record(ledger("tokens"), "token_issued", by=by, at=at, data={"token": token.id, "user": user.id})
    db.session.flush()
    return secret


def revoke_tokens(user: User, *, by: User | None, at: datetime) -> int:
    """End every token of this person; how many there were."""
    if by is not None:
        allow(by, "issue_tokens")
    valid = sa.select(Token).where(Token.user_id == user.id, Token.revoked_at.is_(None))
    tokens = list(db.session.scalars(valid))
    for token in tokens:
        token.revoked_at = at
    count = len(tokens)
    record(ledger("tokens"), "tokens_revoked", by=by, at=at, data={"user": user.id, "count": count})
    db.session.flush()
    return count


def bearer(secret: str, *, at: datetime) -> User | None:
    """Whose token this is, if it is valid at `at`."""
    token = db.session.scalar(sa.select(Token).where(Token.digest == token_digest(secret)))
    if token is None or token.revoked_at is not None or (token.expires_at and token.expires_at <= at):
        return None
    return token.user if token.user.is_active else None


def token_digest(secret: str) -> bytes:
    """The stored form of a token."""
    return hashlib.sha256(secret.encode()).digest()


def by_username(username: str) -> User:
    """Raises NotFound."""
    user = db.session.scalar(sa.select(User).where(User.username == _account(username)))
    if user is None:
        raise NotFound(N_("There is nobody with the username %(username)s"), username=username)
    return user


def team_named(name: str) -> Team:
    """The team of this name, made on first use. Raises Invalid."""
    cleaned = text("team", name, required=True, kind="name")
    team = db.session.scalar(sa.select(Team).where(Team.name == cleaned))
    if team is None:
        team = Team(name=cleaned)
        db.session.add(team)
        db.session.flush()
    return team


def the_rules() -> User:
    """The person in whose name rules and jobs act, made by the migrations; never signs in and never changes."""
    row = _RULES.get(db.engine)
    if row is None:
        query = sa.select(*User.__table__.columns).where(User.username == RULES_USERNAME)
        with db.session.no_autoflush:
            row = _RULES[db.engine] = db.session.execute(query).one()._asdict()
    user = User(**row)
    make_transient_to_detached(user)
    return db.session.merge(user, load=False)


_RULES: WeakKeyDictionary[sa.Engine, dict[str, Any]] = WeakKeyDictionary()
"""What each database holds of that person, read once."""


def hash_password(password: str) -> str:
    """Raises Invalid for a password that is too short or too long."""
    if len(password) not in PASSWORD_LENGTH:
        raise refuse("password", N_("Use at least 10 characters"))
    return hasher().hash(password)


def _password_fits(user: User | None, password: str) -> bool:
    stored = user.password_hash if user is not None and user.password_hash else _nobody()
    try:
        return hasher().verify(stored, password[: PASSWORD_LENGTH.stop])
    except Argon2Error:
        return False


@cache
def _nobody() -> str:
    """A hash nobody has: an unknown account takes as long as a wrong password."""
    return hasher().hash(secrets.token_hex(16))


def _count_failure(failure: SignInFailure | None, account: str, address: str, at: datetime) -> None:
    if failure is None:
        failure = SignInFailure(account=account, address=address, failures=0)
        db.session.add(failure)
    elif failure.last_at < at - FORGET_FAILURES_AFTER:
        failure.failures = 0
    failure.failures += 1
    failure.last_at = at
    failure.locked_until = at + LOCK_FOR if failure.failures >= LOCK_AFTER else None
    db.session.flush()


def _may_manage(by: User | None, role: Role, team: Team | None) -> None:
    if role is Role.SYSTEM:
        raise NotAllowed()
    if by is None:
        return
    allow(by, "manage_people")
    if by.role is Role.MANAGER and (team is None or team.id != by.team_id or role not in TEAM_ROLES):
        raise NotAllowed(N_("A manager looks after the people of their own team"))


def _account(username: str) -> str:
    """What is looked up: one spelling, nothing that a database cannot hold, no longer than a username can be."""
    return "".join(each if each.isprintable() else "?" for each in username.strip().casefold())[:40]


def _set_active(user: User, active: bool, by: User) -> None:
    if user.id == by.id and not active:
        raise refuse("active", N_("Somebody else ends your own access"))
    user.active = active


def _username(value: str) -> str:
    name = value.strip().casefold()
    if not USERNAME.fullmatch(name) or name == RULES_USERNAME:
        raise refuse("username", N_("Use 2 to 40 small letters, digits, dots or dashes, beginning with a letter"))
    if db.session.scalar(sa.select(User.id).where(User.username == name)) is not None:
        raise Invalid(fields={"username": N_("This username is taken")})
    return name


def _lines(lines: list[str] | None) -> list[str]:
    return [choice("lines", line, Line, required=True).value for line in lines or []]
