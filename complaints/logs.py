"""The log: one JSON line a request and a fault, with the request's id and without personal data."""

import sys
import time
import traceback
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request

log: Any = structlog.get_logger("huiyin")


def init_app(_app: Flask) -> None:
    """Write JSON to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def answered(response: Response) -> None:
    """Method, route pattern, status, milliseconds and who; addresses and bodies are left out."""
    log.info(
        "request",
        request_id=g.get("request_id"),
        method=request.method,
        route=_route(),
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        person=g.get("person_id"),
    )


def crashed(error: BaseException) -> None:
    """A fault of ours by kind and place; its message may hold personal data and is not kept."""
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("crash", kind=type(error).__name__, places=places, route=_route(), request_id=g.get("request_id"))


def _route() -> str | None:
    return str(request.url_rule) if has_request_context() and request.url_rule else None
