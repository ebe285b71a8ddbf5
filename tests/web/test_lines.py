"""Lines of a list are drawn once and kept; what is kept is never out of date and never another reader's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaints.db import transaction
from complaints.models import Complaint, User
from complaints.web.views import lines

from .. import factories
from ..pages import text_of

People = dict[str, User]


@pytest.fixture
def complaint(people: People) -> Complaint:
    return factories.make_complaint(people["rep"], datetime.now(UTC) - timedelta(minutes=30))


def listed(sign_in: Any, username: str, **asked: str) -> str:
    return text_of(sign_in(username, "en").get("/complaints", query_string=asked).text)


def test_a_line_is_drawn_once(complaint: Complaint, sign_in: Any) -> None:
    first = listed(sign_in, "rep")
    drawn = lines._cells.cache_info().misses
    assert listed(sign_in, "rep") == first
    assert lines._cells.cache_info().misses == drawn


def test_another_reader_gets_a_line_of_his_own(complaint: Complaint, sign_in: Any, people: People) -> None:
    mine, colleagues, without_personal_data = (listed(sign_in, name) for name in ("rep", "rep2", "admin"))
    assert "周*琴 …2071" in mine
    assert "周*琴 …2071" in colleagues
    assert people["rep"].display_name in colleagues
    assert "周" not in without_personal_data
    assert "2071" not in without_personal_data


def test_what_was_searched_is_marked_and_then_not(complaint: Complaint, sign_in: Any) -> None:
    client = sign_in("rep")
    assert "<mark>" in client.get("/complaints?q=视频会员").text
    assert "<mark>" not in client.get("/complaints").text


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda row: setattr(row.complainant, "name", "欧阳娜娜"), "欧**娜"),
        (lambda row: setattr(row.complainant, "phone", "13900869999"), "…9999"),
        (lambda row: setattr(row, "narrative", "完全不同的一段话"), "完全不同的一段话"),
        (lambda row: setattr(row, "attempt", 3), "attempt 3"),
        (lambda row: row.hand_to(None), "Nobody"),
    ],
)
def test_a_change_shows_at_once(complaint: Complaint, sign_in: Any, change: Any, shown: str) -> None:
    assert shown not in listed(sign_in, "rep", q=complaint.number)
    with transaction():
        change(complaint)
    assert shown in listed(sign_in, "rep", q=complaint.number)
