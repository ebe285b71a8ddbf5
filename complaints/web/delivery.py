"""How bytes go out: static files straight from disk with long caching, pages compressed."""

from pathlib import Path

from flask import Flask
from flask_compress import Compress
from whitenoise import WhiteNoise

from ..config import ConfigError
from . import bundle
from .headers import HEADERS

YEAR = 365 * 24 * 3600
CACHING = {"bundle": f"max-age={YEAR}, public, immutable", "js": "no-cache"}
"""How long files of these folders are kept where it is not a year."""

compress = Compress()


def init_app(app: Flask) -> None:
    """Serve /static without the app and compress the app's answers. Addresses carry a version, so they may be kept.

    A module of one page imports others without a version; they are asked for anew and mostly answered with 304.
    """
    _bundle(Path(app.static_folder or ""))
    app.config["COMPRESS_MIMETYPES"] = ["text/html", "application/json", "application/problem+json"]
    compress.init_app(app)
    if app.config.get("TESTING"):
        return
    files = WhiteNoise(app.wsgi_app, max_age=YEAR, allow_all_origins=False, add_headers_function=_headers)
    files.add_files(app.static_folder, prefix="static/")
    app.wsgi_app = files  # type: ignore[method-assign]


def _bundle(static: Path) -> None:
    """Put the bundle together where the packages of the front end are; the API does without them."""
    if not (static / "vendor" / "manifest.json").is_file():
        return
    try:
        bundle.build(static)
    except OSError as error:
        raise ConfigError(f"{static / bundle.FOLDER} cannot be written. Run bin/ensure run as its owner.") from error


def _headers(headers: dict[str, str], path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    headers["Cache-Control"] = CACHING.get(Path(path).parent.name, headers["Cache-Control"])
