"""A complaint on paper: everything on record, masked as on the page, for whoever may read it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaints.models import User
from complaints.steps import Step

from .. import factories
from ..pages import text_of

People = dict[str, User]


@pytest.fixture
def number(people: People) -> str:
    at = datetime.now(UTC) - timedelta(minutes=30)
    return factories.make_complaint(people["rep"], at, step=Step.FOLLOW_UP).number


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_tells_the_whole_way(number: str, sign_in: Any, language: str) -> None:
    page = sign_in("rep", language).get(f"/complaints/{number}/print")
    assert page.status_code == 200
    told = text_of(page.text)
    for words in (number, "视频会员", *factories.RECORDS[Step.SOOTHE]["restatement"].split("\n")):
        assert words in told
    assert told.count("周*琴") == 1
    assert "13900862071" not in page.text
    assert "周玉琴" not in page.text


def test_who_may_not_read_gets_no_sheet(number: str, sign_in: Any) -> None:
    assert sign_in("rep3").get(f"/complaints/{number}/print").status_code == 403
    told = text_of(sign_in("admin").get(f"/complaints/{number}/print").text)
    assert number in told
    assert "视频会员" not in told


def test_the_page_leads_to_it(number: str, sign_in: Any) -> None:
    assert f"/complaints/{number}/print" in sign_in("rep").get(f"/complaints/{number}").text
