"""The desk: what is mine, by urgency."""

from typing import Any

from flask import Blueprint, render_template

from .guard import requires

bp = Blueprint("desk", __name__)


@bp.get("/")
@requires("list")
def index() -> Any:
    """The worklist of the person who is signed in."""
    return render_template("desk/index.html")
