"""Complaints out of the desk: masked, guarded against formulas, in clear only with a purpose on record."""

import csv
import io
import json
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from complaints import audit, exporting
from complaints.db import db
from complaints.models import Event, User

from ..factories import make_complaint

Export = Callable[..., Result]
NARRATIVE = "=HYPERLINK(点这里)，我的卡号是6222020000001234567，多扣了15块。"


@pytest.fixture
def run(app: Flask) -> Export:
    """Call `flask complaints export` with a file and options."""
    return lambda file, *options: app.test_cli_runner().invoke(args=["complaints", "export", str(file), *options])


@pytest.fixture
def complaints(people: dict[str, User], at: datetime) -> None:
    """Two complaints of the first team and one of the second."""
    make_complaint(people["rep"], at, narrative=NARRATIVE)
    make_complaint(people["rep2"], at)
    make_complaint(people["rep3"], at)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def reveals() -> list[dict[str, str]]:
    found = db.session.scalars(sa.select(Event.data).where(Event.kind == "revealed").order_by(Event.seq))
    return [json.loads(data) for data in found]


@pytest.mark.usefixtures("complaints")
def test_a_csv_holds_every_column_with_personal_data_masked(run: Export, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    result = run(file)
    assert (result.exit_code, result.output) == (0, "3 complaints exported\n")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first, *others = rows_of(file)
    assert tuple(first) == tuple(exporting.COLUMNS)
    assert (first["name"], first["phone"], first["owner"], first["team"]) == ("周*琴", "139****2071", "rep", "一组")
    assert first["narrative"] == "'=HYPERLINK(点这里)，我的卡号是***************4567，多扣了15块。"
    assert (first["opened_at"], first["imported"]) == ("2026-11-24T10:25:00+08:00", "false")
    assert [row["owner"] for row in others] == ["rep2", "rep3"]
    assert reveals() == []


@pytest.mark.usefixtures("complaints")
def test_a_spreadsheet_and_json_lines_hold_the_same(run: Export, tmp_path: Path) -> None:
    run(tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    header, first, *_ = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert tuple(header) == tuple(exporting.COLUMNS)
    assert dict(zip(header, first, strict=True))["narrative"].startswith("'=HYPERLINK")
    run(tmp_path / "out.txt", "--json-lines")
    lines = [json.loads(line) for line in (tmp_path / "out.txt").read_text("utf-8").splitlines()]
    assert [tuple(line) for line in lines] == [tuple(exporting.COLUMNS)] * 3
    assert lines[0]["narrative"].startswith("=HYPERLINK")
    assert lines[0]["closed_at"] is None


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1＋1", "＠x"])
def test_what_begins_like_a_formula_is_guarded(typed: str) -> None:
    assert exporting.guarded(typed) == f"'{typed}"


@pytest.mark.parametrize("value", [None, True, -3, "", "a=1", "'=1"])
def test_everything_else_stays_as_it_is(value: exporting.Value) -> None:
    assert exporting.guarded(value) == value


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize(("username", "count"), [("rep", 2), ("manager2", 1), ("compliance", 3)])
def test_a_person_exports_what_that_person_may_see(run: Export, tmp_path: Path, username: str, count: int) -> None:
    assert f"{count} complaints" in run(tmp_path / "out.csv", "--as", username).output


@pytest.mark.usefixtures("complaints")
def test_an_administrator_exports_no_narrative(run: Export, tmp_path: Path) -> None:
    run(tmp_path / "out.csv", "--as", "admin")
    assert {row["narrative"] for row in rows_of(tmp_path / "out.csv")} == {""}


@pytest.mark.usefixtures("complaints")
def test_clear_data_needs_the_right_and_leaves_a_record(run: Export, tmp_path: Path) -> None:
    result = run(tmp_path / "out.csv", "--as", "manager", "--clear", "--purpose", "letter")
    assert result.exit_code == 0
    first = rows_of(tmp_path / "out.csv")[0]
    assert (first["name"], first["phone"]) == ("周玉琴", "13900862071")
    assert "6222020000001234567" in first["narrative"]
    assert [(row["field"], row["purpose"]) for row in reveals()[:3]] == [
        ("narrative", "letter"),
        ("name", "letter"),
        ("phone", "letter"),
    ]
    assert len({row["complaint"] for row in reveals()}) == 2
    assert audit.verify() == []


@pytest.mark.usefixtures("complaints")
def test_who_may_not_reveal_gets_no_file(run: Export, tmp_path: Path) -> None:
    result = run(tmp_path / "out.csv", "--as", "admin", "--clear", "--purpose", "review")
    assert (result.exit_code, list(tmp_path.glob("out*")), reveals()) == (1, [], [])


@pytest.mark.parametrize(
    "options", [("--clear",), ("--clear", "--as", "manager"), ("--purpose", "letter"), ("--clear", "--purpose", "call")]
)
def test_clear_purpose_and_person_belong_together(run: Export, tmp_path: Path, options: tuple[str, ...]) -> None:
    assert run(tmp_path / "out.csv", *options).exit_code == 2


def test_another_ending_is_refused_in_one_line(run: Export, tmp_path: Path) -> None:
    result = run(tmp_path / "out.pdf")
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)


@pytest.mark.usefixtures("complaints")
def test_states_narrow_the_export(run: Export, tmp_path: Path) -> None:
    assert "3 complaints" in run(tmp_path / "out.csv", "--state", "open").output
    assert "0 complaints" in run(tmp_path / "out.csv", "--state", "closed").output


@pytest.mark.usefixtures("complaints")
def test_rows_come_a_page_at_a_time(app: Flask) -> None:
    assert [len(page) for page in exporting.pages("all", person=None, size=2)] == [2, 1]
