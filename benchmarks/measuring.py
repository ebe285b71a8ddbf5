"""One row measured: processor time per request over that of the floor just before, latencies, requests a second."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from .client import Browser
from .counting import statements
from .pages import USERNAME, Page
from .serving import Server

FLOOR_REQUESTS, READS, WRITES = 400, 150, 50
WARMING = 10
PARALLEL, SECONDS = 4, 3.0
"""Connections at once, and how long, for the requests a second of what only reads."""


@dataclass(frozen=True)
class Row:
    """What was measured of one page; times in milliseconds."""

    page: Page
    cpu: float
    times: float
    p50: float
    p95: float
    per_second: float
    statements: int


def measure(page: Page, desk: Server, floor: Server, app: Flask) -> Row:
    """Measure the floor, then the page."""
    floor_cpu, _latencies = _sample(floor, Browser(floor.port), lambda browser: browser.get("/"), FLOOR_REQUESTS)
    browser = Browser(desk.port).sign_in(USERNAME)
    cpu, latencies = _sample(desk, browser, page.act, WRITES if page.writes else READS)
    per_second = len(latencies) / sum(latencies) if page.writes else _throughput(page, desk)
    return Row(
        page=page,
        cpu=cpu * 1000,
        times=cpu / floor_cpu,
        p50=statistics.median(latencies) * 1000,
        p95=percentile(latencies, 95) * 1000,
        per_second=per_second,
        statements=statements(page, app),
    )


def percentile(values: list[float], share: int) -> float:
    """The value below which that share of a hundred lies."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def _sample(server: Server, browser: Browser, act: Callable[[Browser], None], count: int) -> tuple[float, list[float]]:
    """Processor seconds per request, and how long each took, over one connection after warming up."""
    for _ in range(WARMING):
        act(browser)
    before, latencies = server.cpu(), []
    for _ in range(count):
        began = time.perf_counter()
        act(browser)
        latencies.append(time.perf_counter() - began)
    return (server.cpu() - before) / count, latencies


def _throughput(page: Page, desk: Server) -> float:
    """Answers a second over several connections at once."""
    browsers = [Browser(desk.port).sign_in(USERNAME) for _ in range(PARALLEL)]
    until, answered = time.monotonic() + SECONDS, [0] * PARALLEL

    def ask(place: int, browser: Browser) -> None:
        while time.monotonic() < until:
            page.act(browser)
            answered[place] += 1

    threads = [threading.Thread(target=ask, args=each) for each in enumerate(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / SECONDS
