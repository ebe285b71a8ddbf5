"""“Why this date”: the strip of days, the rows under it, what it rests on, and what else runs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import html5lib
import pytest
import time_machine

from complaints import clocks
from complaints.db import transaction
from complaints.models import Clock, Complaint, User
from complaints.steps import Step

from ..factories import advance, call, make_complaint
from ..pages import text_of

People = dict[str, User]
RECEIVED = datetime(2026, 11, 17, 6, 8, tzinfo=UTC)
DAY_SEVEN = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is 12:00 on 24 November at the desk."""
    with time_machine.travel(DAY_SEVEN, tick=False):
        yield


@pytest.fixture
def complaint(people: People) -> Complaint:
    return make_complaint(people["rep"], RECEIVED)


def page_of(complaint: Complaint, sign_in: Any, language: str = "en") -> str:
    return str(sign_in("rep", language).get(f"/complaints/{complaint.number}").text)


def strip(page: str) -> list[tuple[str, list[str]]]:
    """The cells of the strip: how each is drawn, and the words over, in and under it."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    (cells,) = tree.findall(".//div[@class='day-strip']")
    return [(cell.get("class", ""), " ".join("".join(part.itertext()) for part in cell).split()) for cell in cells]


def test_a_cell_for_each_day(complaint: Complaint, sign_in: Any) -> None:
    cells = strip(page_of(complaint, sign_in))
    kinds = [kind.removeprefix("day day-") for kind, _words in cells]
    assert kinds == ["skipped", *["used"] * 6, "coming day-now", *["coming"] * 8]
    assert [words for _kind, words in cells][:5] == [
        ["17", "Nov"],
        ["1", "18"],
        ["2", "19"],
        ["3", "20"],
        ["Sa", "4", "21"],
    ]
    assert cells[7][1] == ["24", "Today"]
    assert cells[14][1] == ["14", "1", "Dec"]


def test_half_of_today_is_gone_at_noon(complaint: Complaint, sign_in: Any) -> None:
    assert page_of(complaint, sign_in).count('<rect width="50"') == 1


@pytest.mark.parametrize(
    "said",
    [
        "Why 2 Dec 24:00",
        "Counted from the day after receipt, 15 natural days, to 24:00 of the last one. Today is day 7.",
        "Tue 17 Nov",
        "18 Nov–2 Dec",
        "With 2 weekends, which count; a holiday moves nothing",
        "15 days counted",
        "Measures on Telecom User Appeals (MIIT Order 35): The user complains to the operator first",
        "Read on an official page.",
        "in force since 30 Jul 2016; reviewed by the content team on 22 Nov, good until 30 Nov 2027.",
    ],
)
def test_the_words_beside_it(complaint: Complaint, sign_in: Any, said: str) -> None:
    assert said in text_of(page_of(complaint, sign_in))


def test_the_picture_is_told_in_words(complaint: Complaint, sign_in: Any) -> None:
    told = "The day of receipt is skipped; 15 days are counted, 18 Nov to 2 Dec; 7 begun."
    assert f'role="img" aria-label="{told}"' in page_of(complaint, sign_in)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("banking", "Read in a report, not yet checked against the official text."),
        ("utilities", "Our own promise: no rule outside the house sets this limit"),
    ],
)
def test_a_weak_source_says_so(people: People, sign_in: Any, line: str, said: str) -> None:
    page = page_of(make_complaint(people["rep"], RECEIVED, line=line), sign_in)
    assert said in text_of(page)
    assert "—" not in page.partition('class="why-basis"')[2].partition("</details>")[0]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (RECEIVED + timedelta(hours=1), "Today is the day of receipt."),
        (RECEIVED + timedelta(days=15), "Today is day 15."),
        (RECEIVED + timedelta(days=16), "The time is up."),
    ],
)
def test_where_it_stands(complaint: Complaint, sign_in: Any, now: datetime, said: str) -> None:
    with time_machine.travel(now, tick=False):
        assert said in text_of(page_of(complaint, sign_in))


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "Answered the same day."), (4, "Answered on day 4."), (20, "Answered after the time was up.")],
)
def test_how_it_ended(complaint: Complaint, sign_in: Any, days: int, said: str) -> None:
    with transaction():
        complaint.clocks[0].stopped_at = RECEIVED + timedelta(days=days)
    assert said in text_of(page_of(complaint, sign_in))


def test_a_wait_for_the_customer_is_a_row_that_runs_on(people: People, sign_in: Any) -> None:
    complaint = make_complaint(people["rep"], RECEIVED, step=Step.CONFIRM)
    advance(complaint, people["rep"], RECEIVED, verdict="needs_time", needs_time_until="2026-11-18")
    shown = text_of(page_of(complaint, sign_in))
    waiting = "Waiting for the customer's answer; a limit set by rule does not pause"
    assert f"17 Nov 14:08–18 Nov 24:00{waiting}runs on" in shown.replace("runs on ", "runs on")


@pytest.mark.parametrize(
    ("amount", "cells", "last"), [(30, 31, ["30", "17"]), (31, 6, ["31", "18"]), (60, 10, ["60", "16"])]
)
def test_a_long_limit_is_told_in_weeks(
    complaint: Complaint, sign_in: Any, monkeypatch: pytest.MonkeyPatch, amount: int, cells: int, last: list[str]
) -> None:
    policy_of = clocks.policy_of

    def longer(clock: Clock) -> Any:
        policy = policy_of(clock)
        return policy and replace(policy, amount=amount)

    monkeypatch.setattr(clocks, "policy_of", longer)
    drawn = strip(page_of(complaint, sign_in))
    assert len(drawn) == cells
    assert drawn[-1][1][:2] == last


def test_the_nearest_promise_stands_first_and_says_how_long_it_is(people: People, sign_in: Any) -> None:
    complaint = make_complaint(people["rep"], RECEIVED, step=Step.FOLLOW_UP)
    page = page_of(complaint, sign_in)
    assert page.count('class="why-date') == 2
    assert page.index("Promised: 17 Nov. Due: ") < page.index("Counted from the day after receipt")


def test_what_else_runs_is_named_with_start_and_length(people: People, sign_in: Any) -> None:
    complaint = make_complaint(people["rep"], RECEIVED, step=Step.FOLLOW_UP)
    shown = text_of(page_of(complaint, sign_in))
    assert "Next call" in shown
    assert "promised: 17 Nov, for: " in shown
    call(complaint, people["rep"], DAY_SEVEN, outcome="no_answer", result=None, score=None)
    assert "1 try so far, the next at another time of day" in text_of(page_of(complaint, sign_in))


def test_a_policy_that_is_gone_leaves_the_date_alone(complaint: Complaint, sign_in: Any) -> None:
    with transaction():
        complaint.clocks[0].policy = "gone"
    page = page_of(complaint, sign_in)
    assert "Why 2 Dec 24:00" in page
    assert "day-strip" not in page
