"""How bytes go out: static files straight from disk with long caching, pages compressed."""

from flask import Flask
from flask_compress import Compress
from whitenoise import WhiteNoise

from .headers import HEADERS

YEAR = 365 * 24 * 3600
compress = Compress()


def init_app(app: Flask) -> None:
    """Serve /static without the app and compress the app's answers. Addresses carry a version, so they may be kept.

    ES modules import each other without a version; they are asked for anew each time and mostly answered with 304.
    """
    app.config["COMPRESS_MIMETYPES"] = ["text/html", "application/json", "application/problem+json"]
    compress.init_app(app)
    if app.config.get("TESTING"):
        return
    files = WhiteNoise(app.wsgi_app, max_age=YEAR, allow_all_origins=False, add_headers_function=_headers)
    files.add_files(app.static_folder, prefix="static/")
    app.wsgi_app = files  # type: ignore[method-assign]


def _headers(headers: dict[str, str], path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    if path.endswith(".js") and "/vendor/" not in path:
        headers["Cache-Control"] = "no-cache"
