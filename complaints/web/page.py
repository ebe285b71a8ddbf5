"""What every page knows: language, theme, the rail, the account."""

import base64
import hmac
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, current_app, g, request
from flask_babel import gettext
from flask_login import current_user

from .. import codes, queries, roles, steps
from ..codes import N_
from ..roles import DESK_RIGHTS, may
from . import i18n, rendering

RAIL: tuple[tuple[str, str, str, str], ...] = (
    ("desk.index", "inbox", N_("Desk"), "list"),
    ("logging.new", "square-plus", N_("Log"), "log"),
    ("escalations.inbox", "arrow-big-up-lines", N_("Escalate"), "see_escalations"),
    ("callbacks.due", "phone-outgoing", N_("Callbacks"), "see_callbacks"),
    ("lists.index", "file-search", N_("Find"), "list"),
    ("people.index", "adjustments-horizontal", N_("People"), "manage_people"),
    ("audit.index", "lock-access", N_("Audit"), "verify_audit"),
)
"""Endpoint, icon, word and right of each place, in order."""

BELONGS = {"handling": "desk"}
"""Pages without a place of their own, and the place they belong to."""

KEPT = 400
"""Rails and accounts that are kept: one for each language, role and place."""

COUNTED = {"escalations.inbox": "escalations", "callbacks.due": "callbacks"}


def init_app(app: Flask) -> None:
    """Give templates their common names."""
    app.context_processor(common)
    rendering.init_app(app)
    app.jinja_env.globals.update(label=label, words=i18n)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def common() -> dict[str, Any]:
    """Language, theme, rail and account of this request."""
    g.person_id = current_user.id if current_user and current_user.is_authenticated else None
    return {
        "lang": i18n.locale(),
        "theme": request.cookies.get("theme") if request.cookies.get("theme") in ("light", "dark") else "auto",
        "rail": rail() if g.person_id else [],
        "account": account() if g.person_id else None,
        "can_log": bool(g.person_id) and may(current_user, "log"),
        "draft_key": draft_key() if g.person_id else None,
    }


def draft_key() -> str:
    """The key under which this person's browser seals what it could not send: the same again after signing in anew."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return base64.b64encode(hmac.digest(secret, f"draft {current_user.id}".encode(), "sha256")).decode()


class Place(NamedTuple):
    """A place of the rail, and how much waits there."""

    url: str
    icon: str
    label: str
    current: bool
    waits_as: str
    waiting: int = 0


def rail() -> tuple[Place, ...]:
    """The places this person may go, with what waits there."""
    waiting = queries.badges(current_user, at=i18n.utcnow())
    here = (request.endpoint or "").split(".")[0]
    places = _places(i18n.locale(), request.script_root, current_user.role, BELONGS.get(here, here))
    return tuple(place._replace(waiting=waiting.get(place.waits_as, 0)) for place in places)


@lru_cache(maxsize=KEPT)
def _places(_language: str, _root: str, role: roles.Role, here: str) -> tuple[Place, ...]:
    return tuple(
        Place(rendering.way(endpoint), icon, gettext(word), here == endpoint.split(".")[0], COUNTED.get(endpoint, ""))
        for endpoint, icon, word, right in RAIL
        if role in DESK_RIGHTS[right]
    )


def account() -> dict[str, Any]:
    """Role, languages and the way out, for the menu of the person."""
    return _account(i18n.locale(), request.script_root, current_user.role, current_user.language)


@lru_cache(maxsize=KEPT)
def _account(_language: str, _root: str, role: roles.Role, own: codes.Language) -> dict[str, Any]:
    return {
        "role": label(role),
        "languages": i18n.languages(own.value),
        "me_url": rendering.way("people.me"),
        "sign_out_url": rendering.way("access.sign_out"),
    }


WORDS: dict[type[Any], dict[Any, str]] = {steps.Step: steps.STEP_LABELS, roles.Role: roles.ROLE_LABELS, **codes.LABELS}


def label(code: Any) -> str:
    """The word for a code of any vocabulary, in the reader's language."""
    if code is None:
        return ""
    word = WORDS.get(type(code), {}).get(code)
    return gettext(word) if word else str(code)
