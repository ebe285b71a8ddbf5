"""Why a limit ends when it does: what is skipped, what is counted, what runs on, and how far it is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.clocks import (
    COUNTED,
    NATURAL_DAY,
    NEEDS_TIME,
    RECEIPT,
    RUNS_ON,
    SKIPPED,
    Interval,
    explain,
    natural_days,
)

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


def shanghai(day: int, hour: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


RECEIVED = shanghai(17, 14)
FIFTEEN = tuple(natural_days(RECEIVED, 15, SHANGHAI))


def test_the_day_of_receipt_is_skipped_and_every_day_after_it_counted() -> None:
    first, *rest = FIFTEEN
    assert first == Interval(RECEIVED, shanghai(18), SKIPPED, RECEIPT)
    assert rest[0] == Interval(shanghai(18), shanghai(19), COUNTED, NATURAL_DAY, units=1)
    assert [each.starts_at.day for each in rest] == [*range(18, 31), 1, 2]
    assert rest[-1].ends_at == shanghai(3, month=12)


@pytest.mark.parametrize(
    ("at", "used", "now", "part"),
    [
        (RECEIVED, 0, 0, 0.0),
        (shanghai(17, 19), 0, 0, 0.5),
        (shanghai(18), 1, 1, 0.0),
        (shanghai(24, 9), 7, 7, 0.375),
        (shanghai(2, 12, month=12), 15, 15, 0.5),
        (shanghai(3, month=12), 15, None, 0.0),
        (shanghai(9, month=12), 15, None, 0.0),
        (shanghai(16), 0, None, 0.0),
    ],
    ids=["receipt", "same day", "midnight", "day seven", "last day", "end", "late", "before it"],
)
def test_where_it_stands(at: datetime, used: int, now: int | None, part: float) -> None:
    found = explain(FIFTEEN, at=at)
    assert (found.used, found.now, found.part) == (used, now, part)


def test_neighbours_of_one_reason_are_told_together_and_waits_after_them() -> None:
    wait = Interval(shanghai(18, 16), shanghai(19, 9), RUNS_ON, NEEDS_TIME)
    assert explain(FIFTEEN, at=shanghai(24), waits=[wait]).spans == [
        Interval(RECEIVED, shanghai(18), SKIPPED, RECEIPT),
        Interval(shanghai(18), shanghai(3, month=12), COUNTED, NATURAL_DAY, units=15),
        wait,
    ]


def test_another_calendar_is_explained_as_it_is_given() -> None:
    """A skipped weekend between two counted mornings: nothing is assumed of the days."""
    morning = timedelta(hours=3)
    friday, monday = shanghai(20, 9), shanghai(23, 9)
    intervals = [
        Interval(friday, friday + morning, COUNTED, "working_time", units=180),
        Interval(friday + morning, monday, SKIPPED, "closed"),
        Interval(monday, monday + morning, COUNTED, "working_time", units=180),
    ]
    found = explain(intervals, at=shanghai(21))
    assert (found.used, found.now) == (180, 1)
    assert [(span.verdict, span.units) for span in found.spans] == [(COUNTED, 180), (SKIPPED, 0), (COUNTED, 180)]


def test_nothing_known_explains_nothing() -> None:
    found = explain((), at=RECEIVED)
    assert (found.spans, found.used, found.now) == ([], 0, None)


@pytest.mark.parametrize(
    ("received_at", "hours"),
    [(datetime(2026, 10, 31, 12, tzinfo=NEW_YORK), 25), (datetime(2026, 3, 7, 12, tzinfo=NEW_YORK), 23)],
    ids=["summer time ends", "summer time begins"],
)
def test_a_long_or_short_day_is_one_day(received_at: datetime, hours: int) -> None:
    _receipt, turned, after = natural_days(received_at, 2, NEW_YORK)
    elapsed = turned.ends_at.timestamp() - turned.starts_at.timestamp()
    assert (turned.units, elapsed) == (1, hours * 3600)
    assert turned.share(turned.ends_at - timedelta(hours=1)) == pytest.approx(1 - 1 / hours)
    assert after.ends_at.hour == 0


@given(
    received_at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(SHANGHAI)),  # noqa: DTZ001
    amount=st.integers(1, 90),
    later=st.timedeltas(timedelta(), timedelta(days=120)),
)
def test_the_stretches_meet_without_gap_and_hold_the_whole_limit(
    received_at: datetime, amount: int, later: timedelta
) -> None:
    intervals = tuple(natural_days(received_at, amount, SHANGHAI))
    assert intervals[0].starts_at == received_at
    assert all(one.ends_at == other.starts_at for one, other in zip(intervals, intervals[1:], strict=False))
    found = explain(intervals, at=received_at + later)
    assert sum(span.units for span in found.spans) == amount
    assert 0 <= found.used <= amount
    assert 0 <= found.part <= 1
