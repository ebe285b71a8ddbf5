"""Tokens of the search index, as tables, and against a plain look through the text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.search.grams import GAP, phrases, spans, tokens


def contains(text: str, words: str) -> bool:
    """Whether every phrase of a query stands in the tokens of a text, looked for one by one."""
    told = tokens(text)
    return all(_follows(told, phrase.tokens, phrase.prefix) for phrase in phrases(words))


def _follows(told: list[str], wanted: tuple[str, ...], prefix: bool) -> bool:
    ends = str.startswith if prefix else str.__eq__
    size = len(wanted)
    return any(
        tuple(told[at : at + size - 1]) == wanted[:-1] and ends(told[at + size - 1], wanted[-1])
        for at in range(len(told) - size + 1)
    )


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("信用", "我的信用卡", True),
        ("用信", "我的信用卡", False),
        ("卡", "我的信用卡，年费", True),
        ("卡年", "我的信用卡，年费", False),
        ("信用 年费", "我的信用卡，年费", True),
        ("信用 积分", "我的信用卡，年费", False),
        ("銀行", "银行卡", True),
        ("银行", "銀行卡", True),
        ("12315", "再不解决打12315投诉", True),
        ("123", "再不解决打12315投诉", True),
        ("2315", "再不解决打12315投诉", False),
        ("打12315投诉", "再不解决打12315投诉", True),
        ("打12315投诉", "再不解决打 12315 投诉", False),
        ("ＷｉＦｉ", "家里wifi很慢", True),
        ("wifi很", "家里WiFi很慢", True),
        ("cafe", "Café au lait", True),
        ("guarant", "We guarantee it", True),
        ("rant", "We guarantee it", False),
        ("😡", "气死了😡", True),
        ("𠮷野", "𠮷野家", True),
        ("信", "信" * 3, True),
    ],
)
def test_what_is_found(words: str, text: str, found: bool) -> None:
    assert contains(text, words) is found


@pytest.mark.parametrize("words", ["", "   ", "%", '"', "“”", "…", "\u200f", "_", "' -- *"])
def test_signs_alone_ask_for_nothing(words: str) -> None:
    assert phrases(words) == []


@pytest.mark.parametrize(
    ("words", "text", "marked"),
    [
        ("年费", "我的信用卡，年费扣了", ["年费"]),
        ("銀行", "银行说銀行", ["银行", "銀行"]),
        ("信用 用卡", "我的信用卡", ["信用卡"]),
        ("123", "拨12315或4123", ["123"]),
        ("ab", "ＡＢＣ", ["ＡＢ"]),
    ],
)
def test_the_words_are_found_again_for_marking(words: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, words)] == marked


def test_tokens_are_plain_letters_and_digits() -> None:
    told = tokens("电话 12315, ＷｉＦｉ、Ünïcode Москва 😡 𠮷")
    assert all(re.fullmatch("[a-z0-9]+", token) for token in told)
    assert told.count(GAP) == 6


@given(st.text("信用卡年费，。 a1"), st.text("信用卡年费", min_size=1, max_size=4))
def test_a_chinese_word_is_found_exactly_where_it_stands(text: str, word: str) -> None:
    assert contains(text, word) is (word in text)
    assert bool(spans(text, word)) is (word in text)
