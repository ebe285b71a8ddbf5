"""The handling page of one complaint and everything that is done there."""

from flask import Blueprint

bp = Blueprint("handling", __name__)

from . import actions, printing, routes  # noqa: E402, F401  (the routes need the blueprint)
