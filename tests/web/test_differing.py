"""Two texts beside each other: marks by the character in Chinese, by the word elsewhere; both as one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.web.handling.differing import MOST_WORDS, marked, together

texts = st.text(alphabet="退六十元。ab 12\n，", max_size=40)


def stars(mine: str, theirs: str) -> tuple[str, str]:
    """Both texts with what differs between asterisks."""
    first, second = ("".join(f"*{words}*" if mark else words for words, mark in side) for side in marked(mine, theirs))
    return first, second


@pytest.mark.parametrize(
    ("mine", "theirs", "shown"),
    [
        ("退五个月75元", "退四个月60元", ("退*五*个月*75*元", "退*四*个月*60*元")),
        (
            "refund 75.00 by Friday",
            "refund 60.00 by Monday",
            ("refund *75.00* by *Friday*", "refund *60.00* by *Monday*"),
        ),
        ("一样", "一样", ("一样", "一样")),
        ("", "有", ("", "*有*")),
        ("退75元，再道歉", "退75元", ("退75元*，再道歉*", "退75元")),
    ],
)
def test_only_what_differs_is_marked(mine: str, theirs: str, shown: tuple[str, str]) -> None:
    assert stars(mine, theirs) == shown


@given(texts, texts)
def test_nothing_of_either_text_is_lost_and_the_rest_is_the_same(mine: str, theirs: str) -> None:
    sides = marked(mine, theirs)
    assert ["".join(words for words, _mark in side) for side in sides] == [mine, theirs]
    same = ["".join(words for words, mark in side if not mark) for side in sides]
    assert same[0] == same[1]


def test_a_very_long_difference_is_marked_as_a_whole() -> None:
    mine, theirs = "头" + "甲乙" * MOST_WORDS + "尾", "头" + "乙丙" * MOST_WORDS + "尾"
    assert [mark for _words, mark in marked(mine, theirs)[0]] == [False, True, False]


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        ("退60元。周五前到账。", "退75元。周五前到账。", "退60元。周五前到账。\n退75元。"),
        ("", "只有我的", "只有我的"),
        ("只有她的", "", "只有她的"),
        ("一样。", "一样。", "一样。"),
    ],
)
def test_both_stand_in_one_text_and_a_sentence_only_once(theirs: str, mine: str, both: str) -> None:
    assert together(theirs, mine) == both
