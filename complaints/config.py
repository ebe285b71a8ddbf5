"""Strict configuration: defaults, then the environment; a wrong or unknown setting stops the start with one line."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from limits import parse_many
from sqlalchemy.engine import make_url

from .sealing import KeyRing

KNOWN = frozenset({"HUIYIN_ENV", "HUIYIN_KEYS", "HUIYIN_ZONE", "HUIYIN_DATA", "HUIYIN_INSTANCE", "HUIYIN_API_RATE"})
DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_RATE = "6000 per minute"
REMEMBER_FOR = timedelta(hours=8)
MAX_REQUEST_BYTES = 4 * 1024 * 1024


class ConfigError(RuntimeError):
    """A setting that the desk cannot start with; the message names it and what to do."""


def settings(instance: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Everything `create_app` puts into `app.config`. Raises ConfigError."""
    unknown = sorted(name for name in environment if name.startswith("HUIYIN_") and name not in KNOWN)
    if unknown:
        raise ConfigError(f"Unknown setting {unknown[0]}. Known: {', '.join(sorted(KNOWN))}.")
    production = _environment_name(environment) == "production"
    return {
        "PRODUCTION": production,
        "KEY_RING": _key_ring(instance, environment, production),
        "SECRET_KEY": _secret_key(instance, environment, production),
        "SQLALCHEMY_DATABASE_URI": database_url(instance, environment),
        "ZONE": zone(environment.get("HUIYIN_ZONE", DEFAULT_ZONE)),
        "API_RATE": rate(environment.get("HUIYIN_API_RATE", DEFAULT_RATE)),
        "REDIS_URL": redis_url(environment),
        "MAX_CONTENT_LENGTH": MAX_REQUEST_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_REQUEST_BYTES,
        **_cookies(production),
    }


def database_url(instance: Path, environment: Mapping[str, str]) -> str:
    """`DATABASE_URL`, or SQLite in the instance folder. Only sqlite and postgresql+psycopg are taken."""
    url = environment.get("DATABASE_URL") or f"sqlite:///{instance / 'huiyin.sqlite'}"
    try:
        driver = make_url(url).drivername
    except Exception as error:
        raise ConfigError("DATABASE_URL cannot be read. Write sqlite:///<file> or postgresql+psycopg://…") from error
    if driver not in ("sqlite", "postgresql+psycopg"):
        raise ConfigError(f"DATABASE_URL names {driver}. Write sqlite:///<file> or postgresql+psycopg://…")
    return url


def zone(name: str) -> ZoneInfo:
    """The desk's zone by IANA name. Raises ConfigError."""
    try:
        return ZoneInfo(name)
    except Exception as error:
        raise ConfigError(f"HUIYIN_ZONE {name!r} is no IANA zone. Example: {DEFAULT_ZONE}.") from error


def rate(text: str) -> str:
    """A rate of requests such as `6000 per minute`. Raises ConfigError."""
    try:
        parse_many(text)
    except ValueError as error:
        raise ConfigError(f"HUIYIN_API_RATE is {text!r}. Write such as {DEFAULT_RATE}.") from error
    return text


def redis_url(environment: Mapping[str, str]) -> str | None:
    """`REDIS_URL`, or None where there is no Redis. Raises ConfigError."""
    url = environment.get("REDIS_URL") or None
    if url is not None and not url.startswith(("redis://", "rediss://")):
        raise ConfigError("REDIS_URL cannot be used. Write redis://<host>:<port>/<number>.")
    return url


def key_file(instance: Path) -> Path:
    """Where development keeps its keys."""
    return instance / "keys"


def make_key_file(instance: Path) -> None:
    """Write a key file of mode 0600 unless there is one (development only); whoever reads it finds it whole."""
    path = key_file(instance)
    if path.exists():
        return
    instance.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(f"{KeyRing.generate()}\n{secrets.token_urlsafe(32)}\n")
    # Two workers may start at once: the first to link makes the file, the other takes it.
    with suppress(FileExistsError):
        path.hardlink_to(part)
    part.unlink()


def _environment_name(environment: Mapping[str, str]) -> str:
    name = environment.get("HUIYIN_ENV", "development")
    if name not in ("development", "production"):
        raise ConfigError(f"HUIYIN_ENV is {name!r}. Write development or production.")
    return name


def _key_ring(instance: Path, environment: Mapping[str, str], production: bool) -> KeyRing:
    text = environment.get("HUIYIN_KEYS")
    if not text and production:
        raise ConfigError("Production needs HUIYIN_KEYS, the key ring. Make one with: flask keys generate")
    try:
        return KeyRing.parse(text or _file_line(instance, 0))
    except ValueError as error:
        where = "HUIYIN_KEYS" if text else key_file(instance)
        raise ConfigError(f"{where} cannot be read: {error}") from error


def _secret_key(instance: Path, environment: Mapping[str, str], production: bool) -> str:
    secret = environment.get("SECRET_KEY")
    if secret:
        if production and len(secret) < 16:
            raise ConfigError("SECRET_KEY is too short for production. Use at least 16 characters.")
        return secret
    if production:
        raise ConfigError("Production needs SECRET_KEY, a long random text.")
    return _file_line(instance, 1)


def _file_line(instance: Path, number: int) -> str:
    make_key_file(instance)
    path = key_file(instance)
    try:
        return path.read_text(encoding="ascii").splitlines()[number]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise ConfigError(f"{path} cannot be read: it holds the key ring and a secret, a line each.") from error


def _cookies(production: bool) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_NAME": "huiyin",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": production,
        "REMEMBER_COOKIE_SECURE": production,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_DURATION": REMEMBER_FOR,
        "REMEMBER_COOKIE_NAME": "huiyin_remember",
        "PREFERRED_URL_SCHEME": "https" if production else "http",
    }
