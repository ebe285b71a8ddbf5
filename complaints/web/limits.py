"""How often one person or address may ask where it matters: signing in and revealing (decision 18)."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_login import current_user

SIGN_INS = "120 per minute"
"""From one address: a call centre shares one, so it is slowed, never locked."""

REVEALS = "30 per minute"


def who() -> str:
    """The person who is signed in, else the address."""
    return f"person {current_user.id}" if current_user.is_authenticated else f"address {request.remote_addr}"


limiter = Limiter(who, key_prefix="pages", in_memory_fallback_enabled=True)


def init_app(app: Flask) -> None:
    """Count in the process, or in Redis where there is one."""
    app.config["RATELIMIT_STORAGE_URI"] = app.config["REDIS_URL"] or "memory://"
    limiter.init_app(app)
