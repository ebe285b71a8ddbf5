"""What may be typed: every reader refuses by name, and never lets through what it should not."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import fields
from complaints.codes import Line
from complaints.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  七月起多扣15元 ", "七月起多扣15元"),
        ("一行\r\n两行\r三行\u2028四行", "一行\n两行\n三行\n四行"),
        ("emoji 😡 和 <script>", "emoji 😡 和 <script>"),
        ("e\u0301", "é"),
        ("", None),
        (None, None),
        ("   ", None),
    ],
)
def test_text(typed: str | None, kept: str | None) -> None:
    assert fields.text("narrative", typed) == kept


@pytest.mark.parametrize("typed", ["a\x00b", "铃\x07", "\ud800", 5, ["x"], {"a": 1}])
def test_text_refuses(typed: Any) -> None:
    with pytest.raises(Invalid) as refused:
        fields.text("narrative", typed)
    assert list(refused.value.fields) == ["narrative"]


def test_a_long_text_says_how_long_it_is_and_may_be() -> None:
    with pytest.raises(Invalid) as refused:
        fields.text("name", "长" * 61)
    assert refused.value.values == {"limit": 60, "length": 61}


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("139 0086 2071", "13900862071"),
        ("+86-139-0086-2071", "13900862071"),
        ("008613900862071", "13900862071"),
        ("１３９００８６２０７１", "13900862071"),
        ("(021) 6212 3456", "02162123456"),
        ("+44 20 7946 0958", "442079460958"),
        ("95588", "95588"),
    ],
)
def test_phone_in_any_format(typed: str, digits: str) -> None:
    assert fields.phone("complainant.phone", typed) == digits


@pytest.mark.parametrize("typed", ["1234", "一三九", "139abc0000", "1" * 16, "1" * 41])
def test_phone_refuses(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        fields.phone("complainant.phone", typed)
    assert list(refused.value.fields) == ["complainant.phone"]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("75", "75.00"), ("1,260.5", "1260.50"), ("７５", "75.00"), (0, "0.00"), (Decimal("3.10"), "3.10")],
)
def test_money(typed: Any, amount: str) -> None:
    assert fields.money("amount", typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["-1", "1.005", "NaN", "Infinity", "一百", "1e30", "100000000"])
def test_money_refuses(typed: str) -> None:
    with pytest.raises(Invalid):
        fields.money("amount", typed)


@given(st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2))
def test_money_keeps_every_fen(amount: Decimal) -> None:
    assert fields.money("amount", str(amount)) == amount


@given(st.text(max_size=300))
def test_text_is_clean_or_refused(typed: str) -> None:
    try:
        kept = fields.text("reason", typed)
    except Invalid:
        return
    assert kept is None or (kept == kept.strip() and kept != "" and "\x00" not in kept)
    assert fields.text("reason", kept) == kept


@pytest.mark.parametrize("typed", ["2026-02-30", "30.11.2026", "tomorrow", 20261130])
def test_day_refuses(typed: Any) -> None:
    with pytest.raises(Invalid):
        fields.day("due_on", typed)


def test_day_not_before() -> None:
    assert fields.day("due_on", "2026-11-24", not_before=date(2026, 11, 24)) == date(2026, 11, 24)
    with pytest.raises(Invalid):
        fields.day("due_on", "2026-11-23", not_before=date(2026, 11, 24))


def test_a_moment_needs_its_zone_and_comes_back_in_utc() -> None:
    assert fields.moment("at", "2026-11-24T10:00+08:00") == datetime(2026, 11, 24, 2, tzinfo=UTC)
    for typed in ("2026-11-24T10:00", "soon", "0001-01-01T00:00+14:00"):
        with pytest.raises(Invalid):
            fields.moment("at", typed)


@pytest.mark.parametrize("typed", [True, "x", 11, -1, 2.5, [1]])
def test_integer_refuses(typed: Any) -> None:
    with pytest.raises(Invalid):
        fields.integer("emotion", typed, 0, 10)


@pytest.mark.parametrize("typed", ["phone!", 3, ["telecom"]])
def test_choice_names_what_is_allowed(typed: Any) -> None:
    with pytest.raises(Invalid) as refused:
        fields.choice("line", typed, Line)
    assert "telecom" in str(refused.value.values["allowed"])


@pytest.mark.parametrize("typed", ["true", 1, 0, "yes"])
def test_boolean_does_not_guess(typed: Any) -> None:
    with pytest.raises(Invalid):
        fields.boolean("appeal_told", typed)
