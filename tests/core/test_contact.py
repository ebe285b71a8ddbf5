"""The contact guard: hours, three a day, six in all, and when to try again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.contact import IN_ALL, next_try, part_of_day, refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "earlier", "rule", "next_at"),
    [
        (local(24, 8), [], None, None),
        (local(24, 21, 59), [], None, None),
        (local(24, 7, 59), [], "hours", local(24, 8)),
        (local(24, 22), [], "hours", local(25, 8)),
        (local(24, 22, 30), [], "hours", local(25, 8)),
        (local(24, 15), [local(24, 9), local(24, 10), local(24, 14)], "per_day", local(25, 9)),
        (local(25, 9), [local(24, 9), local(24, 10), local(24, 14)], None, None),
        (local(26, 9), [local(24, 9)] * 3 + [local(25, 9)] * 3, "cap", None),
    ],
)
def test_refusal(now: datetime, earlier: list[datetime], rule: str | None, next_at: datetime | None) -> None:
    found = refusal(earlier, at=now, zone=SHANGHAI)
    assert (found.rule if found else None, found.next_at if found else None) == (rule, next_at)


@pytest.mark.parametrize(
    ("tried", "earlier", "again"),
    [
        (local(24, 9), 1, local(24, 14)),
        (local(24, 15), 1, local(24, 18, 30)),
        (local(24, 19), 1, local(25, 9)),
        (local(24, 15), 3, local(25, 9)),
        (local(24, 23), 1, local(25, 9)),
    ],
)
def test_the_next_try_is_in_another_part_of_the_day(tried: datetime, earlier: int, again: datetime) -> None:
    assert next_try(tried, [tried] * earlier, zone=SHANGHAI) == again


YEAR_MINUTES = 365 * 24 * 60
moments = st.integers(0, 2 * YEAR_MINUTES).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(moments, st.lists(moments, max_size=IN_ALL - 1))
def test_the_next_moment_it_names_is_lawful_and_later(now: datetime, earlier: list[datetime]) -> None:
    found = refusal(earlier, at=now, zone=SHANGHAI)
    if found is None:
        return
    assert found.next_at is not None
    assert found.next_at > now
    assert part_of_day(found.next_at, SHANGHAI) is not None


@given(moments, st.integers(1, 5))
def test_the_next_try_is_later_and_in_lawful_hours(now: datetime, count: int) -> None:
    again = next_try(now, [now] * count, zone=SHANGHAI)
    assert again > now - timedelta(hours=8)
    assert part_of_day(again, SHANGHAI) is not None
