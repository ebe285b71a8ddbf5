"""Huiyin 回音: the complaint desk. `create_app` puts it together; nothing else happens here."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

import guidance

from . import api, cli, db, logs, web
from .config import ConfigError, settings

ROOT = Path(__file__).resolve().parent.parent

__all__ = ["ConfigError", "create_app"]


def create_app(environment: Mapping[str, str] | None = None, **overrides: Any) -> Flask:
    """The desk as a WSGI application. `environment` stands in for the process environment.

    Raises ConfigError for a setting it cannot start with, guidance.ContentError for broken content.
    """
    known = os.environ if environment is None else environment
    instance = Path(known.get("HUIYIN_INSTANCE") or ROOT / "instance").resolve()
    app = Flask(
        "complaints", instance_path=str(instance), template_folder=ROOT / "templates", static_folder=ROOT / "static"
    )
    app.config.update(settings(instance, known), **overrides)
    guidance.load()
    logs.init_app(app)
    db.init_app(app)
    web.init_app(app)
    api.init_app(app)
    cli.init_app(app)
    return app
