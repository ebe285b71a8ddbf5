"""How often one token may ask: a wide limit for all, a tight one where personal data is shown in clear."""

import hashlib

from flask import Blueprint, Flask, Response, request
from flask_limiter import HeaderNames, Limiter

from .operations import REGISTER, VERSION

HEADERS = {
    HeaderNames.LIMIT: "RateLimit-Limit",
    HeaderNames.REMAINING: "RateLimit-Remaining",
    HeaderNames.RESET: "RateLimit-Reset",
}
WAIT = (429, 503)


def init_app(app: Flask, blueprint: Blueprint) -> None:
    """Count requests by token in the process, or in Redis where there is one."""
    limiter = Limiter(
        whose_token,
        app=app,
        storage_uri=app.config["REDIS_URL"] or "memory://",
        in_memory_fallback_enabled=True,
        headers_enabled=True,
        header_name_mapping=HEADERS,
        key_prefix="api",
    )
    limiter.shared_limit(app.config["API_RATE"], scope="api")(blueprint)
    for operation in REGISTER:
        if operation.tight:
            _tighten(limiter, blueprint, operation.name, operation.tight)
    # The first registered is the last to run: after the limiter and after compression.
    app.after_request_funcs.setdefault(None, []).insert(0, _finish)


def whose_token() -> str:
    """A digest of the token, or the address of a request without one."""
    given = request.headers.get("Authorization")
    return hashlib.sha256(given.encode()).hexdigest() if given else request.remote_addr or "unknown"


def _tighten(limiter: Limiter, blueprint: Blueprint, name: str, rate: str) -> None:
    endpoint = f"{blueprint.name}.{name}"
    limiter.shared_limit(rate, scope=name, exempt_when=lambda: request.endpoint != endpoint)(blueprint)


def _finish(response: Response) -> Response:
    """A time to wait means something only where one has to; compression gives the same version another tag."""
    if response.status_code not in WAIT:
        response.headers.pop("Retry-After", None)
    if VERSION in request.environ:
        response.headers["ETag"] = request.environ[VERSION]
    return response
