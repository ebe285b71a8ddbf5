"""Signing in and out, and the language of the interface."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user, login_user, logout_user
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired

from .. import fields, people
from ..codes import Language
from ..db import transaction
from ..errors import TooMany
from .errors import translated
from .forms import DeskForm, reads
from .guard import EVERYBODY, requires
from .i18n import languages, locale, utcnow
from .limits import SIGN_INS, limiter

bp = Blueprint("access", __name__)


class SignInForm(DeskForm):
    """Username and password."""

    username = StringField(
        lazy_gettext("Username"), [InputRequired(lazy_gettext("Enter your username")), reads(fields.text, kind="name")]
    )
    password = PasswordField(lazy_gettext("Password"), [InputRequired(lazy_gettext("Enter your password"))])
    remember = BooleanField(lazy_gettext("Keep me signed in on this computer for 8 hours"))


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(SIGN_INS, methods=["POST"])
def sign_in() -> Any:
    """Sign in; a wrong pair is counted, five lock it for a quarter of an hour."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.index"))
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    refusal = _try(form)
    if refusal is None:
        return redirect(_safe(request.args.get("next")))
    form.password.render_kw = {"autofocus": True}
    return _page(form, refusal), 422


@bp.post("/sign-out")
@requires(EVERYBODY)
def sign_out() -> Any:
    """End this sign-in."""
    logout_user()
    session.clear()
    return redirect(url_for("access.sign_in"))


@bp.post("/sign-out-everywhere")
@requires(EVERYBODY)
def sign_out_everywhere() -> Any:
    """End every sign-in of mine, this one too."""
    person = current_user._get_current_object()
    with transaction():
        people.sign_out_everywhere(person, by=person, at=utcnow())
    logout_user()
    flash(gettext("You are signed out everywhere."), "done")
    return redirect(url_for("access.sign_in"))


@bp.get("/language/<language>")
@requires(EVERYBODY)
def choose_language(language: str) -> Any:
    """Change the language of the interface and come back."""
    if language in [known.value for known in Language]:
        session["language"] = language
        if current_user.is_authenticated and current_user.language.value != language:
            with transaction():
                person = current_user._get_current_object()
                people.set_language(person, language, by=person, at=utcnow())
    return redirect(_safe(request.referrer))


def _page(form: SignInForm, refusal: str | None = None) -> str:
    return render_template("access/sign_in.html", form=form, refusal=refusal, languages=languages(locale()))


def _try(form: SignInForm) -> str | None:
    at, address = utcnow(), request.remote_addr or ""
    username, password = form.username.data or "", form.password.data or ""
    try:
        with transaction():
            user = people.sign_in(username, password, address=address, at=at)
    except TooMany as error:
        return translated(error.message, error.values)
    if user is None:
        return _wrong(people.tries_left(username, address=address, at=at))
    session.clear()
    login_user(user, remember=bool(form.remember.data))
    return None


def _wrong(left: int) -> str:
    if left == 0:
        return gettext("Wrong username or password. Locked for 15 minutes.")
    return gettext("Wrong username or password. %(left)s more and it locks for 15 minutes.", left=left)


def _safe(target: str | None) -> str:
    """A place on this desk, never another site."""
    parts = urlsplit(target or "")
    if not parts.path.startswith("/") or parts.path.startswith("//") or "\\" in parts.path:
        return url_for("desk.index")
    if parts.netloc and parts.netloc != request.host:
        return url_for("desk.index")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
