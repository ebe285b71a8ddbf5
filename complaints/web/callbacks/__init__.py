"""Callbacks: who may be called now, the call sheet, what came of it, and closing right after it."""

from flask import Blueprint

bp = Blueprint("callbacks", __name__)

from . import routes  # noqa: E402, F401  (the routes need the blueprint)
