"""Beside the API: alive, ready, and a few numbers without personal data."""

import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.exc import SQLAlchemyError

from ..codes import N_
from ..db import db
from ..errors import NotAllowed
from ..models import Callback, Complaint, Escalation
from ..roles import Role
from . import problems
from .edge import signed_in, utcnow

LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
REGISTRY = "huiyin_metrics"


def init_app(app: Flask) -> None:
    """Put the three addresses into the app and count its answers."""
    blueprint = Blueprint("health", __name__)
    problems.guard(blueprint)
    blueprint.get("/healthz")(alive)
    blueprint.get("/readyz")(ready)
    blueprint.get("/metrics")(metrics)
    app.register_blueprint(blueprint)
    _count_answers(app)


def alive() -> dict[str, str]:
    """The process serves."""
    return {"status": "ok"}


def ready() -> Response | dict[str, str]:
    """The database answers and is migrated to the newest version."""
    try:
        found = MigrationContext.configure(db.session.connection()).get_current_heads()
    except SQLAlchemyError:
        return problems.problem(503, "not_ready", "Not ready", "The database does not answer.")
    if set(found) != newest(Path(current_app.extensions["migrate"].directory)):
        return problems.problem(503, "not_ready", "Not ready", "Run: flask db upgrade")
    return {"status": "ready"}


def metrics() -> Response:
    """Numbers for Prometheus: from the same machine, or with an administrator's token."""
    if not _from_here() and signed_in().role is not Role.ADMIN:
        raise NotAllowed(N_("Only an administrator reads this from elsewhere"))
    return Response(generate_latest(current_app.extensions[REGISTRY]), content_type=CONTENT_TYPE_LATEST)


@cache
def newest(directory: Path) -> frozenset[str]:
    """The heads of the migrations that were delivered."""
    return frozenset(ScriptDirectory(str(directory)).get_heads())


class Desk:
    """What stands open, counted when it is asked for, so that every worker says the same."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges."""
        yield _open_by_step()
        at = utcnow()
        for name, words, query in _counts(at):
            yield GaugeMetricFamily(f"huiyin_{name}", words, value=float(db.session.scalar(query) or 0))


def _counts(at: datetime) -> Iterator[tuple[str, str, sa.Select[Any]]]:
    count, running = sa.func.count(), Complaint.closed_at.is_(None)
    yield "complaints_late", "Open complaints past their limit.", sa.select(count).where(running, Complaint.due_at < at)
    waiting = (Escalation.accepted_at.is_(None), Escalation.settled_at.is_(None), Escalation.handed_back_at.is_(None))
    yield "escalations_waiting", "Escalations nobody looks at.", sa.select(count).where(*waiting)
    due = (Callback.settled_at.is_(None), Callback.next_at <= at)
    yield "callbacks_due", "Callbacks that are due.", sa.select(count).where(*due)


def _open_by_step() -> GaugeMetricFamily:
    gauge = GaugeMetricFamily("huiyin_complaints_open", "Open complaints by step.", labels=["step"])
    query = (
        sa.select(Complaint.step, sa.func.count())
        .where(Complaint.closed_at.is_(None), Complaint.imported.is_(False))
        .group_by(Complaint.step)
    )
    for step, count in db.session.execute(query):
        gauge.add_metric([str(step)], count)
    return gauge


def _count_answers(app: Flask) -> None:
    registry = CollectorRegistry()
    registry.register(Desk())
    app.extensions[REGISTRY] = registry
    # Each worker counts for itself; its label keeps the series apart, so that none ever falls.
    answers = Counter("huiyin_answers", "Answers sent.", ["worker", "endpoint", "status"], registry=registry)

    def count(response: Response) -> Response:
        answers.labels(str(os.getpid()), request.endpoint or "none", str(response.status_code)).inc()
        return response

    app.after_request(count)


def _from_here() -> bool:
    return request.remote_addr in LOOPBACK and not any(name in request.headers for name in FORWARDED)
