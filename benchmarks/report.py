"""The result as a table: each row beside its bar; printed, and kept in docs/performance.md."""

import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

from .data import ROOT
from .measuring import Row
from .writers import MOST_TIMES, SECONDS, WRITERS, Written

DOCUMENT = ROOT / "docs" / "performance.md"
MEMORY = 250
"""Megabytes that the web processes may hold."""

HEAD = "| page | CPU | × floor | bar | p50 | p95 | requests/s | statements | |"


@dataclass(frozen=True)
class Result:
    """One database at one size."""

    database: str
    count: int
    floor: float
    rows: list[Row]
    memory: float
    loading_seconds: float | None
    written: Written | None
    engines: dict[str, float]


def table(result: Result) -> str:
    """The result in Markdown."""
    lines = [f"### {result.database}, {result.count:,} complaints", "", HEAD, "|---|---|---|---|---|---|---|---|---|"]
    lines += [_line(row, result.count) for row in result.rows]
    lines += ["", *(f"- {line}" for line in _facts(result))]
    return "\n".join(lines)


def unmet(result: Result) -> list[str]:
    """The bars that are not met, by name."""
    found = [row.page.name for row in result.rows if not _met(row, result.count)]
    if result.memory > MEMORY:
        found.append("memory")
    return [*found, "writers"] if result.written and not result.written.met else found


def keep(results: Iterable[Result]) -> None:
    """Put each result into the document in place of the one of the same database and size."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for result in results:
        name = f"{result.database}-{result.count}"
        before, _start, rest = text.partition(f"<!-- {name} -->\n")
        _former, end, after = rest.partition(f"<!-- end {name} -->")
        text = f"{before}<!-- {name} -->\n{table(result)}\n{end}{after}"
    DOCUMENT.write_text(text, encoding="utf-8")


def _line(row: Row, count: int) -> str:
    bar, most = row.page.bar.of(count), row.page.statements
    cells = (
        row.page.name,
        f"{row.cpu:.1f} ms",
        f"{row.times:.1f}",
        f"≤ {bar:g}" if bar is not None else "–",
        f"{row.p50:.1f} ms",
        f"{row.p95:.1f} ms",
        f"{row.per_second:.0f}",
        f"{row.statements} (≤ {most})" if most is not None else str(row.statements),
        "met" if _met(row, count) else "**not met**",
    )
    return f"| {' | '.join(cells)} |"


def _met(row: Row, count: int) -> bool:
    bar, most = row.page.bar.of(count), row.page.statements
    return (bar is None or row.times <= bar) and (most is None or row.statements <= most)


def _facts(result: Result) -> list[str]:
    judged = "met" if result.memory <= MEMORY else "**not met**"
    facts = [
        f"measured {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {psutil.cpu_count()} processors;"
        f" the floor's list took {result.floor:.2f} ms of processor time",
        f"memory of the web processes (PSS): {result.memory:.0f} MB, bar {MEMORY} MB: {judged}",
    ]
    if result.loading_seconds is not None:
        facts.append(f"loading the complaints took {result.loading_seconds:.0f} s; all chains verified")
    if result.written is not None:
        facts.append(_writing(result.written))
    return facts + [f"{name}: {taken:.2f} ms in the process" for name, taken in result.engines.items()]


def _writing(written: Written) -> str:
    return (
        f"{WRITERS} writers for {SECONDS:.0f} s: {written.writes} complaints, {written.lost} lost, "
        f"{len(written.refused)} refused; p50 {written.p50:.0f} ms, p95 {written.p95:.0f} ms, "
        f"a single writer's median {written.alone:.1f} ms, bar {MOST_TIMES} times that: "
        f"{'met' if written.met else '**not met**'}"
    )
