"""What every page knows: language, theme, the rail, the account, addresses of static files."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext
from flask_login import current_user

from .. import codes, queries, roles, steps
from ..codes import N_
from ..roles import DESK_RIGHTS, may
from . import i18n

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

COUNTED = {"escalations.inbox": "escalations", "callbacks.due": "callbacks"}


def init_app(app: Flask) -> None:
    """Give templates their common names."""
    app.context_processor(common)
    app.jinja_env.globals.update(asset=asset, label=label, words=i18n)
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
        "draft_key": None,
    }


def rail() -> list[dict[str, Any]]:
    """The places this person may go, with what waits there."""
    waiting = queries.badges(current_user, at=i18n.utcnow())
    return [
        {
            "url": url_for(endpoint),
            "icon": icon,
            "label": gettext(word),
            "count": waiting.get(COUNTED.get(endpoint, ""), 0),
            "current": request.endpoint is not None and request.endpoint.split(".")[0] == endpoint.split(".")[0],
        }
        for endpoint, icon, word, right in RAIL
        if right in DESK_RIGHTS and may(current_user, right) and endpoint in current_app.view_functions
    ]


def account() -> dict[str, Any]:
    """Role, languages and the way out, for the menu of the person."""
    return {
        "role": label(current_user.role),
        "languages": i18n.languages(current_user.language.value),
        "me_url": url_for("people.me"),
        "sign_out_url": url_for("access.sign_out"),
    }


WORDS: dict[type[Any], dict[Any, str]] = {steps.Step: steps.STEP_LABELS, roles.Role: roles.ROLE_LABELS, **codes.LABELS}


def label(code: Any) -> str:
    """The word for a code of any vocabulary, in the reader's language."""
    if code is None:
        return ""
    word = WORDS.get(type(code), {}).get(code)
    return gettext(word) if word else str(code)


def asset(name: str) -> str:
    """The address of a static file, with its version so that it can be cached for long."""
    return _address(f"{request.script_root}{current_app.static_url_path}", current_app.static_folder or "", name)


@cache
def _address(root: str, folder: str, name: str) -> str:
    path = Path(folder) / name
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "0"
    return f"{root}/{quote(name)}?v={version}"
