"""The escalation inbox: read one brief, then accept, take over, hand back with advice or raise."""

from flask import Blueprint

bp = Blueprint("escalations", __name__)

from . import routes  # noqa: E402, F401  (the routes need the blueprint)
