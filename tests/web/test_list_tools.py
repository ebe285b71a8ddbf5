"""What a list can do beside showing: views kept, rows ticked and acted on, orders, files, words marked."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from complaints.db import db, transaction
from complaints.models import Complaint, User

from .. import factories
from ..pages import text_of
from .counting import statements
from .hostile import HOSTILE
from .posting import fresh, person, post

People = dict[str, User]


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=30)


@pytest.fixture
def numbers(people: People, now: datetime) -> list[str]:
    return [factories.make_complaint(people["rep"], now, narrative=f"第{n}件，水管漏了").number for n in range(3)]


class TestViews:
    """A list under its filters, kept under a name."""

    def test_a_view_becomes_a_tab_with_its_count(self, numbers: list[str], sign_in: Any) -> None:
        rep = sign_in("rep", "en")
        assert "Save as a view" not in text_of(rep.get("/complaints").text)
        answer = post(rep, "/views?q=水管&state=open", {"view_name": "漏水"})
        assert answer.status_code == 303
        for page in ("/", "/complaints"):
            assert "漏水3" in text_of(rep.get(page).text).replace(" ", "")
        assert 'aria-current="page">漏水' in rep.get(answer.location).text

    def test_what_was_typed_is_there_after_a_refusal(self, sign_in: Any) -> None:
        rep = sign_in("rep", "en")
        page = post(rep, "/views?risk=high", {"view_name": "长" * 41}, follow_redirects=True)
        assert "长" * 41 in page.text

    def test_a_view_that_names_somebody_who_is_gone_shows_no_count(self, sign_in: Any, people: People) -> None:
        manager = sign_in("manager", "en")
        assert post(manager, "/views?owner=rep2", {"view_name": "邵伟的"}).status_code == 303
        with transaction():
            person("rep2").username = "gone"
        assert "邵伟的" in manager.get("/complaints").text

    def test_is_removed_by_its_owner_only(self, numbers: list[str], sign_in: Any) -> None:
        manager, rep = sign_in("manager", "en"), sign_in("rep", "en")
        shown = post(manager, "/views?q=水管", {"view_name": "漏水", "for_team": "y"}).location
        assert "漏水" in rep.get(shown).text
        assert "Remove “漏水”" not in rep.get(shown).text
        assert "Remove “漏水”" in text_of(manager.get(shown).text)
        assert post(rep, "/views/1/remove", {}).status_code == 404
        assert post(manager, "/views/1/remove", {}).status_code == 303
        assert "漏水</a>" not in manager.get("/complaints").text

    @pytest.mark.parametrize("words", HOSTILE)
    def test_takes_any_name_or_says_why_not(self, sign_in: Any, words: str) -> None:
        assert post(sign_in("rep"), "/views?risk=high", {"view_name": words}).status_code == 303


class TestManyAtOnce:
    """Each by its own verb: what may not be done is named, the rest is done."""

    def test_a_manager_gives_ticked_complaints_to_a_colleague(
        self, numbers: list[str], sign_in: Any, people: People
    ) -> None:
        given = {"action": "assign", "number": numbers[:2], "owner": people["rep2"].id}
        assert post(sign_in("manager"), "/complaints/bulk?line=telecom", given).location.endswith("line=telecom")
        assert [fresh(number).owner_id == people["rep2"].id for number in numbers] == [True, True, False]

    def test_who_may_not_assign_is_told_for_each_and_keeps_the_ticks(
        self, numbers: list[str], sign_in: Any, people: People
    ) -> None:
        page = post(
            sign_in("rep", "en"),
            "/complaints/bulk",
            {"action": "assign", "number": numbers, "owner": people["rep2"].id},
        )
        assert page.status_code == 422
        assert page.text.count("checked") >= 3
        assert all(number in text_of(page.text) for number in numbers)
        assert {fresh(number).owner_id for number in numbers} == {people["rep"].id}

    def test_escalating_writes_a_brief_for_each(self, numbers: list[str], sign_in: Any) -> None:
        given = {"action": "escalate", "number": numbers, "level": "2", "reason": "同一栋楼，统一处理"}
        assert post(sign_in("rep"), "/complaints/bulk", given).status_code == 303
        assert list(db.session.scalars(sa.select(Complaint.escalation_level))) == [2, 2, 2]

    def test_part_of_it_may_be_done(self, numbers: list[str], sign_in: Any, people: People, now: datetime) -> None:
        foreign = factories.make_complaint(people["rep3"], now).number
        given = {"action": "assign", "number": [*numbers, foreign, "C20200101-0001"], "owner": people["rep2"].id}
        page = post(sign_in("manager", "en"), "/complaints/bulk", given, follow_redirects=True)
        assert "Done for 3 complaints." in page.text
        assert foreign in page.text
        assert "C20200101-0001" in page.text

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"action": "assign"},
            {"action": "burn", "number": "C20200101-0001"},
            {"action": "escalate", "number": "C20200101-0001", "reason": "长" * 20_001},
            {"action": "escalate", "number": "x" * 500, "level": "9", "reason": "\x00"},
        ],
    )
    def test_nonsense_is_refused_with_words(self, numbers: list[str], sign_in: Any, given: dict[str, Any]) -> None:
        assert post(sign_in("manager"), "/complaints/bulk", given).status_code == 422

    def test_who_only_reads_sees_no_ticks(self, numbers: list[str], sign_in: Any) -> None:
        assert 'name="number"' not in sign_in("compliance").get("/complaints").text
        assert 'name="number"' in sign_in("rep").get("/complaints").text


class TestOrders:
    """Newest, due or changed first; pages go on where they ended, in any order."""

    def test_pages_of_any_order_show_each_complaint_once(self, people: People, now: datetime, sign_in: Any) -> None:
        made = {factories.make_complaint(people["rep"], now - timedelta(days=n % 4)).number for n in range(55)}
        rep = sign_in("rep")
        for order in ("newest", "due", "changed", "sideways"):
            seen, url = [], f"/complaints?sort={order}"
            while url:
                page = rep.get(url).text
                seen += [number for number in made if f'/complaints/{number}"' in page]
                url = next((part.split('"')[0] for part in page.split('href="')[1:] if "before=" in part), "")
                url = url.replace("&amp;", "&")
            assert sorted(seen) == sorted(made), order

    @pytest.mark.parametrize("before", ["0", "-1", "999999999", "x", "9" * 30])
    def test_a_page_that_is_none_is_empty_or_the_first(self, numbers: list[str], sign_in: Any, before: str) -> None:
        for order in ("newest", "due", "changed"):
            assert sign_in("rep").get(f"/complaints?sort={order}&before={before}").status_code == 200


class TestFiles:
    """The whole list as a file, masked."""

    def test_csv_holds_every_row_of_the_filters(self, numbers: list[str], sign_in: Any) -> None:
        answer = sign_in("rep").get("/complaints/export.csv?q=水管", buffered=True)
        assert answer.mimetype == "text/csv"
        lines = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
        assert [line.split(",")[0] for line in lines] == ["number", *reversed(numbers)]
        assert "13900862071" not in answer.get_data(as_text=True)

    def test_xlsx_opens(self, numbers: list[str], sign_in: Any) -> None:
        answer = sign_in("rep").get("/complaints/export.xlsx", buffered=True)
        book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
        assert [row[0].value for row in book.active][1:] == list(reversed(numbers))

    def test_shows_nobody_more_than_the_list(self, numbers: list[str], sign_in: Any) -> None:
        assert sign_in("rep3").get("/complaints/export.csv", buffered=True).get_data(as_text=True).count("\n") == 1
        told = sign_in("admin").get("/complaints/export.csv", buffered=True).get_data(as_text=True)
        assert "水管" not in told
        assert sign_in("rep").get("/complaints/export.exe").status_code == 404


def test_the_words_of_a_search_are_marked(people: People, now: datetime, sign_in: Any) -> None:
    factories.make_complaint(
        people["rep"], now, narrative="前面说了很多很多话，有三十个字还没到正题，后来说銀行卡扣了年费"
    )
    page = sign_in("rep").get("/complaints?q=银行").text
    assert "<mark>銀行</mark>" in page


def test_statements_do_not_grow_with_rows_and_are_few(app: Flask, people: People, now: datetime, sign_in: Any) -> None:
    rep = sign_in("rep")
    post(rep, "/views?q=水管", {"view_name": "漏水"})
    counted = []
    for _ in range(2):
        for _ in range(5):
            factories.make_complaint(people["rep"], now)
        with statements(app) as told:
            assert rep.get("/complaints?q=套餐").status_code == 200
        counted.append(len(told))
    assert counted[0] == counted[1]
    assert counted[0] <= 8
