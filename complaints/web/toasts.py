"""What the next page tells once: that something was done, or why it was not."""

from typing import Any

from flask import flash, session

MOST = 3
"""How many wait for a page at most; they travel in the session's cookie, which holds 4 KB."""


def tell(said: Any, kind: str) -> None:
    """Let the next page say this; `said` is text, or `{text, undo_url}`. Of many that nobody saw the newest stay."""
    flash(said, kind)
    session["_flashes"] = session["_flashes"][-MOST:]
