"""Many writers at once on SQLite: nothing may be lost, nobody may be turned away, nobody may wait long."""

import itertools
import statistics
import threading
import time
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from complaints.db import db
from complaints.models import Complaint

from .client import Browser, Unexpected
from .measuring import percentile
from .pages import CALM, HEATED, USERNAME, logging
from .serving import Server

WRITERS, SECONDS, ALONE = 8, 60.0, 10.0
MOST_TIMES = 10
"""How many times the median of a single writer the slowest twentieth may take."""


@dataclass(frozen=True)
class Written:
    """What came of it; times in milliseconds."""

    writes: int
    lost: int
    refused: list[str]
    alone: float
    p50: float
    p95: float

    @property
    def met(self) -> bool:
        """Whether the bar is met."""
        return not self.lost and not self.refused and self.p95 <= MOST_TIMES * self.alone


def write_together(desk: Server, app: Flask) -> Written:
    """One writer for a while, then eight for a minute; each logs complaints as fast as it is answered."""
    alone, refused_alone = _write(desk, 1, ALONE)
    before = _complaints(app)
    together, refused = _write(desk, WRITERS, SECONDS)
    return Written(
        writes=len(together),
        lost=before + len(together) - _complaints(app),
        refused=refused_alone + refused,
        alone=statistics.median(alone) * 1000,
        p50=statistics.median(together) * 1000,
        p95=percentile(together, 95) * 1000,
    )


def _write(desk: Server, writers: int, seconds: float) -> tuple[list[float], list[str]]:
    latencies: list[float] = []
    refused: list[str] = []
    until = time.monotonic() + seconds

    def write(narrative: str) -> None:
        browser, log = Browser(desk.port).sign_in(USERNAME), logging(narrative)
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                log(browser)
            except Unexpected as answer:
                refused.append(str(answer))
            else:
                latencies.append(time.perf_counter() - began)

    narratives = itertools.islice(itertools.cycle((CALM, HEATED)), writers)
    threads = [threading.Thread(target=write, args=(narrative,)) for narrative in narratives]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return latencies, refused


def _complaints(app: Flask) -> int:
    with app.app_context():
        count = db.session.scalar(sa.select(sa.func.count(Complaint.id))) or 0
        db.session.remove()
    return count
