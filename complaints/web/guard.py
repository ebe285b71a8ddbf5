"""Default deny: every page needs a sign-in and names the right it asks for; CSRF on every form."""

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, current_app, redirect, request, url_for
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect

from ..db import db
from ..errors import NotAllowed, NotSignedIn
from ..models import User
from ..roles import CASE_RIGHTS, DESK_RIGHTS, may

View = TypeVar("View", bound=Callable[..., Any])

OPEN_ENDPOINTS = frozenset({"static", "access.sign_in", "access.choose_language"})
"""What may be seen without a sign-in. The API and health checks guard themselves."""

OWN_GUARD = frozenset({"api", "health"})
BY_SCRIPT = frozenset({"drafts.keep", "palette.index", "together.gone", "together.here", "together.updates"})
"""What a page sends by itself: without a sign-in it is told so, since nobody would see the sign-in page."""

EVERYBODY = "signed_in"

WITH_ID = sa.select(User).where(User.id == sa.bindparam("user_id", type_=sa.BigInteger))

login = LoginManager()
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Set the guard before every request."""
    login.init_app(app)
    csrf.init_app(app)
    login.user_loader(load_user)
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.before_request(deny_by_default)


def requires(right: str) -> Callable[[View], View]:
    """Mark a view with the right it asks for. Rights over one complaint are asked again where it is read."""
    if right != EVERYBODY and right not in DESK_RIGHTS and right not in CASE_RIGHTS:
        raise KeyError(right)

    def mark(view: View) -> View:
        view.right = right  # type: ignore[attr-defined]
        return view

    return mark


def load_user(identity: str) -> User | None:
    """Whose sign-in this is; None when it was ended everywhere since."""
    user_id, _, epoch = identity.partition(".")
    user = db.session.scalar(WITH_ID, {"user_id": int(user_id)}) if user_id.isdigit() else None
    return user if user is not None and str(user.session_epoch) == epoch and user.is_active else None


def deny_by_default() -> Any:
    """Refuse what is not open, not signed in, or without a right of its own."""
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS or request.blueprint in OWN_GUARD:
        return None
    if not current_user.is_authenticated:
        if request.endpoint in BY_SCRIPT:
            raise NotSignedIn()
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("access.sign_in", next=target))
    right = getattr(current_app.view_functions[request.endpoint], "right", None)
    if right is None:
        raise NotAllowed()
    if right in DESK_RIGHTS and not may(current_user, right):
        raise NotAllowed()
    if right in CASE_RIGHTS and current_user.role not in CASE_RIGHTS[right]:
        raise NotAllowed()
    return None
