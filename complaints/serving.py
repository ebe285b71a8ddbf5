"""What gunicorn calls before it makes its workers: what is loaded by then they share, as long as nobody touches it."""

import gc
from typing import Any

from flask import Flask
from sqlalchemy.orm import configure_mappers

from .complainants import pinyin
from .search.grams import tokens


def when_ready(server: Any) -> None:
    """Load what the first requests would load in each worker, and keep it out of collections.

    The collector writes into every object that it looks at, and a page that is written to is shared no longer.
    """
    app: Flask = server.app.wsgi()
    configure_mappers()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    pinyin("预备")
    tokens("预备")
    gc.collect()
    gc.freeze()
