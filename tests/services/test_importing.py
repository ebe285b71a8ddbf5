"""Import of old complaints: two encodings, two shipped mappings, spreadsheets, faults, and running it again."""

import csv
import io
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from complaints import audit, fields, importing
from complaints.codes import Channel, Disposition, Language, Line, NoteKind
from complaints.db import db, transaction
from complaints.errors import Invalid, NotAllowed
from complaints.importing.rows import PIECE, clean
from complaints.models import Complaint, DayCounter, Event, Ledger, Note, User

from ..databases import on_both

HOTLINE = ("留言编号", "留言主题", "留言详情", "留言时间", "答复意见", "答复时间")
HOTLINE_ROWS = [
    (
        "T-1",
        "路灯不亮",
        "小区门口的路灯坏了。\n晚上看不见，老人摔过一跤。",
        "2019/4/3 22:25:07",
        "您好。\n灯已修好。",
        "2019/4/9 9:05:00",
    ),
    ("T-2", "咨询，停水", "“停水”没通知，\t桶都没接", "2019/4/3 8:01:02", "已答复。", "2019/5/1 10:00:00"),
    ("T-3", "噪声 😀", "半夜施工，睡不着", "2020/12/31 23:59:59", "", ""),
]
CFPB = (
    "Date received",
    "Product",
    "Consumer complaint narrative",
    "Submitted via",
    "Company response to consumer",
    "Complaint ID",
)
CFPB_ROWS = [
    ("03/22/23", "Credit card", 'They said "wait".\n\nI waited.', "Web", "Closed with monetary relief", "9000001"),
    ("03/22/23", "Vehicle loan or lease", "The title never came.", "Postal mail", "Closed with explanation", "9000002"),
    ("12/01/24", "Crypto lending", "No answer.", "Carrier pigeon", "Untimely response", "9000003"),
]

Import = Callable[..., Result]


def written(path: Path, header: tuple[str, ...], rows: list[tuple[Any, ...]], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def spreadsheet(path: Path, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Path:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    book.save(path)
    return path


def by_reference() -> dict[str, Complaint]:
    return {row.external_ref: row for row in db.session.scalars(sa.select(Complaint).order_by(Complaint.id))}


def stored() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Complaint)) or 0


@pytest.fixture
def run(app: Flask) -> Import:
    """Call `flask complaints import` with a file and options."""

    def called(file: Path, *options: str, mapping: str = "hotline") -> Result:
        args = ["complaints", "import", str(file), "--mapping", mapping, *options]
        return app.test_cli_runner().invoke(args=args)

    return called


@on_both
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_hotline_export_becomes_imported_history(run: Import, tmp_path: Path, encoding: str) -> None:
    result = run(written(tmp_path / "old.csv", HOTLINE, HOTLINE_ROWS, encoding))
    assert result.output.splitlines()[-1] == "3 rows: 3 loaded, 0 already there, 0 refused"
    assert result.exit_code == 0
    first, second, third = by_reference().values()
    assert first.narrative == "路灯不亮\n小区门口的路灯坏了。\n晚上看不见，老人摔过一跤。"
    assert third.narrative == "噪声 😀\n半夜施工，睡不着"
    assert first.opened_at == datetime(2019, 4, 3, 14, 25, 7, tzinfo=UTC)
    assert [first.number, second.number, third.number] == ["C20190403-0001", "C20190403-0002", "C20201231-0001"]
    assert (first.imported, first.step, first.due_at, first.closed_at, first.disposition) == (
        True,
        None,
        None,
        None,
        None,
    )
    assert (first.line, first.channel, first.language, first.complainant) == (
        Line.GENERAL,
        Channel.WEB,
        Language.ZH,
        None,
    )
    assert [(note.kind, note.text, note.at) for note in first.notes] == [
        (NoteKind.LETTER, "您好。\n灯已修好。", datetime(2019, 4, 9, 1, 5, tzinfo=UTC))
    ]
    assert not third.notes
    assert (first.clocks, first.visits, first.signals) == ([], [], [])
    assert audit.verify() == []


def test_history_tells_of_the_import(run: Import, tmp_path: Path, people: dict[str, User]) -> None:
    run(written(tmp_path / "old.csv", HOTLINE, HOTLINE_ROWS, "utf-8"), "--as", "admin", "--team", "一组")
    complaint = by_reference()["T-1"]
    events = list(db.session.scalars(sa.select(Event).where(Event.stream == complaint.stream).order_by(Event.seq)))
    assert [event.kind for event in events] == ["imported", "noted"]
    assert {event.actor_id for event in events} == {people["admin"].id}
    assert (complaint.opened_by_id, complaint.team_id) == (people["admin"].id, people["rep"].team_id)
    assert "路灯" not in events[0].data
    assert db.session.get_one(Ledger, "imports").head_seq == 1


def test_a_regulators_export_is_read_by_its_own_columns(run: Import, tmp_path: Path) -> None:
    result = run(written(tmp_path / "old.csv", CFPB, CFPB_ROWS, "utf-8"), mapping="cfpb")
    assert result.output.splitlines()[-3:] == [
        "3 rows: 3 loaded, 0 already there, 0 refused",
        "Product: 'Crypto lending' is not in the mapping (1 rows)",
        "Submitted via: 'Carrier pigeon' is not in the mapping (1 rows)",
    ]
    card, car, crypto = by_reference().values()
    assert card.narrative == 'They said "wait".\n\nI waited.'
    assert [row.line for row in (card, car, crypto)] == [Line.BANKING, Line.AUTO_FINANCE, Line.GENERAL]
    assert [row.disposition for row in (card, car, crypto)] == [Disposition.REFUNDED, Disposition.EXPLAINED, None]
    assert [row.channel for row in (card, car, crypto)] == [Channel.WEB, Channel.LETTER, Channel.WEB]
    assert card.language is Language.EN
    assert card.number == "C20230322-0001"


def test_a_spreadsheet_may_hold_real_dates_and_numbers(run: Import, tmp_path: Path) -> None:
    opened, answered = datetime.fromisoformat("2019-04-03T22:25:07"), datetime.fromisoformat("2019-04-09T09:05:00")
    rows = [(7001, "路灯", "坏了", opened, "修好了", answered)]
    result = run(spreadsheet(tmp_path / "old.xlsx", HOTLINE, rows))
    assert "1 loaded" in result.output
    complaint = by_reference()["7001"]
    assert complaint.opened_at == datetime(2019, 4, 3, 14, 25, 7, tzinfo=UTC)
    assert complaint.notes[0].at == datetime(2019, 4, 9, 1, 5, tzinfo=UTC)


def test_running_it_again_loads_only_what_is_new(run: Import, tmp_path: Path) -> None:
    file = written(tmp_path / "old.csv", HOTLINE, HOTLINE_ROWS[:2], "utf-8")
    run(file)
    written(file, HOTLINE, HOTLINE_ROWS, "gb18030")
    assert "3 rows: 1 loaded, 2 already there, 0 refused" in run(file).output
    assert "3 rows: 0 loaded, 3 already there, 0 refused" in run(file).output
    assert stored() == 3
    assert [row.last for row in db.session.scalars(sa.select(DayCounter).order_by(DayCounter.day))] == [2, 1]


def _interrupted(rows: list[importing.SourceRow], mapping: importing.Mapping, at: datetime) -> None:
    with transaction():
        importing.import_rows(rows, mapping, importing.Report(), team=None, by=None, at=at)
        raise KeyboardInterrupt


def test_an_interrupted_import_goes_on_where_its_last_commit_stands(app: Flask, at: datetime) -> None:
    mapping = importing.load_mapping("hotline")
    rows = [
        importing.SourceRow(number, dict(zip(HOTLINE, row, strict=True))) for number, row in enumerate(HOTLINE_ROWS, 2)
    ]
    with transaction():
        importing.import_rows(rows[:1], mapping, importing.Report(), team=None, by=None, at=at)
    with pytest.raises(KeyboardInterrupt):
        _interrupted(rows[1:], mapping, at)
    report = importing.Report()
    with transaction():
        importing.import_rows(rows, mapping, report, team=None, by=None, at=at)
    assert (report.taken, report.present, stored()) == (2, 1, 3)
    assert audit.verify() == []


def test_a_dry_run_checks_everything_and_writes_nothing(run: Import, tmp_path: Path) -> None:
    file = written(tmp_path / "old.csv", HOTLINE, [*HOTLINE_ROWS, ("T-4", "无", "无", "昨天", "", "")], "utf-8")
    result = run(file, "--dry-run")
    assert "4 rows: 3 to load, 0 already there, 1 refused" in result.output
    assert (result.exit_code, stored()) == (1, 0)
    assert db.session.get(Ledger, "imports") is None


def test_what_can_be_kept_is_mended(run: Import, tmp_path: Path) -> None:
    long = "长" * (PIECE + 500)
    rows = [
        ("M-1", "控制\x00符", "一\x07二\r\n三\u2028四", "2019/4/3 22:25:07", "", ""),
        ("M-2", "只有主题", "", "2019/4/3 22:25", "", ""),
        ("M-3", "", " ", "2019/4/3 22:25", "", ""),
        ("M-4", "", long, "2019/4/3 22:25", long, ""),
    ]
    result = run(written(tmp_path / "old.csv", HOTLINE, rows, "utf-8"))
    assert "4 rows: 4 loaded, 0 already there, 0 refused\n3 mended" in result.output
    found = by_reference()
    assert found["M-1"].narrative == "控制 符\n一 二\n三\n四"
    assert found["M-2"].narrative == "只有主题"
    assert found["M-3"].narrative == "（没有留下内容）"
    assert found["M-4"].narrative == "长" * PIECE
    notes = sorted((note.kind.value, len(note.text)) for note in found["M-4"].notes)
    assert notes == [("internal", 500), ("letter", 500), ("letter", PIECE)]
    assert all(fields.text("narrative", row.narrative) == row.narrative for row in found.values())
    assert audit.verify() == []


@pytest.mark.parametrize("typed", ["e\u0301\x1b[31m  ", "全角　ＡＢＣ", "\ufeff<script>", "a\r\rb\x85c", "\u200b零宽"])
def test_mended_texts_pass_the_desks_own_reader(typed: str) -> None:
    assert fields.text("narrative", clean(typed)[0]) == clean(typed)[0]


def test_refused_rows_are_written_to_a_file_and_the_rest_is_loaded(run: Import, tmp_path: Path) -> None:
    rows = [
        *HOTLINE_ROWS,
        ("", "没有编号", "内容", "2019/4/3 22:25", "", ""),
        ("T-1", "编号重复", "内容", "2019/4/3 22:25", "", ""),
        ("E-1", "坏日期", "内容", "2019-13-45", "", ""),
        ("E-2", "没日期", "内容", "", "", ""),
        ("E-3", "将来", "内容", "2119/4/3 22:25", "", ""),
        ("E-4", "少一格", "内容", "2019/4/3 22:25", ""),
        ("E" * 81, "编号太长", "内容", "2019/4/3 22:25", "", ""),
        ("E-5", "太长", "长" * (PIECE * 10 + 1), "2019/4/3 22:25", "", ""),
    ]
    errors = tmp_path / "errors.csv"
    result = run(written(tmp_path / "old.csv", HOTLINE, rows, "utf-8"), "--errors", str(errors), "--json")
    told = json.loads(result.stdout)
    assert (told["rows"], told["loaded"], len(told["refused"]), result.exit_code) == (11, 3, 8, 1)
    faults = list(csv.DictReader(io.StringIO(errors.read_text("utf-8-sig"))))
    assert [(row["row"], row["reference"], row["field"]) for row in faults] == [
        ("5", "", "reference"),
        ("6", "T-1", "reference"),
        ("7", "E-1", "opened_at"),
        ("8", "E-2", "opened_at"),
        ("9", "E-3", "opened_at"),
        ("10", "", "row"),
        ("11", "E" * 80, "reference"),
        ("12", "E-5", "narrative"),
    ]
    assert faults[1]["problem"] == "row 2 has it already"
    assert faults[5]["problem"] == "it has 5 cells, the header has 6"
    assert stored() == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The first row must hold the names of the columns"),
        ("留言编号,留言主题\n1,2\n".encode(), "no column '留言详情', '留言时间'"),
        ("留言编号,留言编号\n".encode(), "the column '留言编号' twice"),
        (b"\xff\xfea\x00", "is UTF-16"),
        (b"a,b\n\x81\xff\xff,1\n", "neither UTF-8 nor GB18030"),
        (b'a,b\n"never closed,1\n', "this is no CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    run: Import, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "old.csv"
    file.write_bytes(content)
    result = run(file)
    assert says in result.output
    assert (result.exit_code, len(result.output.splitlines()), stored()) == (1, 1, 0)


def test_a_broken_spreadsheet_is_refused_in_one_line(run: Import, tmp_path: Path) -> None:
    file = tmp_path / "old.xlsx"
    file.write_bytes(b"PK\x03\x04 not really")
    result = run(file)
    assert "no spreadsheet this desk can read" in result.output
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)


MAPPING = """
source = "old-desk"
language = "zh"
zone = "UTC"
reference = "id"
narrative = ["text"]
narrative_if_empty = "-"
demand = "wish"
[opened_at]
column = "day"
formats = ["%Y-%m-%d"]
[closed_at]
column = "end"
formats = ["%Y-%m-%d"]
[line]
otherwise = "utilities"
[channel]
otherwise = "phone"
[complainant]
name = "who"
phone = "tel"
"""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("source =", "sauce ="), "sauce: there is no such key"),
        (('language = "zh"\n', ""), "language: this key is missing"),
        (('"utilities"', '"plumbing"'), "line.otherwise: 'plumbing' is not one of"),
        (("[complainant]\n", "[complainant]\nemail = 'e'\n"), "complainant.email: there is no such key"),
        (('formats = ["%Y-%m-%d"]\n[closed', "formats = 5\n[closed"), "opened_at.formats: expected a list of texts"),
        (('zone = "UTC"', 'zone = "Mars/Base"'), "zone: 'Mars/Base' is no IANA zone"),
        (('narrative = ["text"]', "narrative = []"), "narrative: expected a list of texts, at least one"),
        (("[line]", "[line]\ntable = { a = 'general' }"), "line.column: this key is missing"),
        (("source", "source = ="), "cannot be read"),
    ],
)
def test_a_mapping_is_read_strictly(app: Flask, tmp_path: Path, change: tuple[str, str], says: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MAPPING.replace(*change, 1), encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        importing.load_mapping(str(path))
    assert says in refused.value.values["what"]


def test_an_unknown_mapping_names_the_shipped_ones(run: Import, tmp_path: Path) -> None:
    result = run(written(tmp_path / "old.csv", HOTLINE, HOTLINE_ROWS, "utf-8"), mapping="../cfpb-2")
    assert "Give a .toml file, or one of: cfpb, hotline." in result.output
    assert result.exit_code == 1


def test_an_own_mapping_may_name_the_complainant_and_the_end(run: Import, tmp_path: Path) -> None:
    mapping = tmp_path / "mine.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    rows = [
        ("1", "停水", "来水", "2024-05-01", "2024-05-03", "周玉琴", "139-0000-2071"),
        ("2", "又停水", "", "2024-06-01", "", "周玉琴", "13900002071"),
        ("3", "停气", "", "2024-06-01", "", "邓超", "打不通"),
    ]
    file = written(tmp_path / "old.csv", ("id", "text", "wish", "day", "end", "who", "tel"), rows, "utf-8")
    result = run(file, mapping=str(mapping))
    assert "row 4 (3): phone: Write the phone number with its digits" in result.output
    first, second = by_reference().values()
    assert first.complainant_id == second.complainant_id
    assert (first.complainant.name, first.complainant.phone) == ("周玉琴", "13900002071")
    assert (first.demand, first.line) == ("来水", Line.UTILITIES)
    assert (first.closed_at, second.closed_at) == (datetime(2024, 5, 3, tzinfo=UTC), None)


def test_only_an_administrator_imports(run: Import, tmp_path: Path, people: dict[str, User], at: datetime) -> None:
    result = run(written(tmp_path / "old.csv", HOTLINE, HOTLINE_ROWS, "utf-8"), "--as", "manager")
    assert (result.exit_code, stored()) == (1, 0)
    with pytest.raises(NotAllowed):
        importing.import_rows(
            [], importing.load_mapping("cfpb"), importing.Report(), team=None, by=people["rep"], at=at
        )


@pytest.mark.long
@pytest.mark.parametrize(("name", "mapping", "count"), [("cfpb", "cfpb", 2426), ("hotline_gb18030", "hotline", 2478)])
def test_real_exports_load_completely(run: Import, name: str, mapping: str, count: int) -> None:
    result = run(Path(os.environ["HUIYIN_DATA"]) / "import" / f"{name}.csv", mapping=mapping)
    assert result.output.splitlines()[-1] == f"{count} rows: {count} loaded, 0 already there, 0 refused"
    assert stored() == count
    assert audit.verify() == []


def test_an_unknown_team_is_a_usage_error(run: Import, tmp_path: Path) -> None:
    result = run(written(tmp_path / "old.csv", HOTLINE, HOTLINE_ROWS, "utf-8"), "--team", "没有")
    assert (result.exit_code, stored()) == (2, 0)


def test_notes_stand_beside_what_a_person_would_write(run: Import, tmp_path: Path) -> None:
    run(written(tmp_path / "old.csv", HOTLINE, HOTLINE_ROWS, "utf-8"))
    note = db.session.scalars(sa.select(Note)).first()
    assert note is not None
    data = db.session.scalars(sa.select(Event.data).where(Event.kind == "noted")).first()
    assert json.loads(str(data)).keys() == {"kind", "note", "text"}
