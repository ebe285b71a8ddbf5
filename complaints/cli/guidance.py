"""`flask guidance` and `flask triage`: the knowledge, asked from the console."""

import itertools
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click
from flask.cli import AppGroup

import guidance as knowledge
from guidance import Situation

from ..codes import Line, Need, Temperament
from ..steps import Step
from .edge import as_json

guidance = AppGroup("guidance", help="Causes, wording and rules.")
triage = AppGroup("triage", help="Read signals and causes out of texts.")

Codes = click.Choice


@guidance.command("check")
def check() -> None:
    """Check all content; one line for each fault."""
    faults = knowledge.check(on=datetime.now(UTC).date())
    for fault in faults:
        click.echo(str(fault))
    if faults:
        sys.exit(1)
    for name, count in knowledge.counts(knowledge.load()).items():
        click.echo(f"{name}: {count}")


@guidance.command("coverage")
@as_json
def coverage(as_json: bool) -> None:
    """How many lines there are by line, cause, step and kind."""
    found = knowledge.coverage(knowledge.load())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for line, causes in found.items():
        for cause, steps in causes.items():
            total = {step: sum(kinds.values()) for step, kinds in steps.items()}
            click.echo(f"{line} {cause} " + " ".join(f"{step}={count}" for step, count in total.items()))


@guidance.command("suggest")
@click.option("--line", type=Codes([row.value for row in Line]), required=True)
@click.option("--cause")
@click.option("--step", type=Codes([row.value for row in Step]), required=True)
@click.option("--emotion", type=click.IntRange(0, 10))
@click.option("--need", type=Codes([row.value for row in Need]))
@click.option("--channel", type=Codes(["phone", "counter", "chat", "letter", "sms"]))
@click.option("--temperament", type=Codes([row.value for row in Temperament]))
@as_json
def suggest(as_json: bool, **asked: Any) -> None:
    """What is suggested for a situation."""
    book = knowledge.load()
    if asked["cause"] and book.family_of(asked["cause"]) is None:
        raise click.UsageError(f"there is no cause {asked['cause']}")
    found = knowledge.suggest(Situation(**asked), book)
    if as_json:
        click.echo(json.dumps({"suggestions": [asdict(row) for row in found]}, ensure_ascii=False))
        return
    for row in found:
        click.echo(f"{row.kind:6} {row.id}\n       {row.text.zh}\n       {row.text.en}")


@guidance.command("lint")
@click.option("--line", type=Codes([row.value for row in Line]))
@click.option("--step", type=Codes([row.value for row in Step]))
@click.option(
    "--evaluate",
    "labelled",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A file of labelled sentences; may be given more than once.",
)
@as_json
def lint(line: str | None, step: str | None, labelled: tuple[Path, ...], as_json: bool) -> None:
    """Check the texts on standard input: one a line, or JSONL `{"id", "text", "line"?, "step"?}`."""
    if labelled:
        _print_scores(labelled, as_json)
        return
    blocked = False
    for row in _texts(sys.stdin):
        found = knowledge.lint(row["text"], knowledge.load(), row.get("line", line), row.get("step", step))
        blocked = blocked or any(violation.severity == "block" for violation in found)
        answer = {"id": row.get("id"), "violations": [asdict(violation) for violation in found]}
        if as_json:
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            for violation in found:
                click.echo(f"{violation.severity:5} {violation.rule} “{violation.match}” {violation.why.zh}")
    sys.exit(1 if blocked and not as_json else 0)


def _print_scores(labelled: tuple[Path, ...], as_json: bool) -> None:
    rows = itertools.chain.from_iterable(map(knowledge.sentences, labelled))
    scores = knowledge.evaluate(rows, knowledge.load())
    if as_json:
        click.echo(json.dumps({group: asdict(score) for group, score in scores.items()}))
        return
    click.echo(f"{'group':22}{'found':>6}{'missed':>7}{'wrong':>6}{'precision':>10}{'recall':>8}{'f1':>7}")
    for group, score in scores.items():
        counts = f"{group:22}{score.found:6}{score.missed:7}{score.wrong:6}"
        click.echo(f"{counts}{score.precision:10.3f}{score.recall:8.3f}{score.f1:7.3f}")


@triage.command("read")
@click.option(
    "--jsonl",
    type=click.File(encoding="utf-8"),
    required=True,
    help="Lines of JSON; - is standard input.",
)
def read(jsonl: TextIO) -> None:
    """Read signals, severity, emotion, causes, demand and need out of each text."""
    for row in _texts(jsonl):
        reading = knowledge.read(row["text"], knowledge.load(), row.get("line"))
        click.echo(json.dumps({"id": row.get("id")} | asdict(reading), ensure_ascii=False))


def _texts(lines: TextIO) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if not stripped:
            continue
        if not stripped.startswith("{"):
            yield {"id": str(number), "text": stripped}
            continue
        try:
            row = json.loads(stripped)
        except ValueError as error:
            raise click.UsageError(f"line {number} is no JSON: {error}") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise click.UsageError(f"line {number} has no text")
        yield row
