"""One plain form for matching, with the way back to the original."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.folding import fold
from guidance.phrases import Hit, Phrases, outermost


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("我要去１２３１５投诉！", "我要去12315投诉!"),
        ("銀保監會", "银保监会"),
        ("投 诉 到 银　保 监", "投诉到银保监"),
        ("投\u200b诉\u202e", "投诉"),
        ("Call  the\tOMBUDSMAN", "call the ombudsman"),
        ("don’t", "don't"),
        ("call the\nombudsman", "call the ombudsman"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("打 12315 吧", "打 12315 吧"),
        ("İstanbul", "İstanbul"),
        ("", ""),
    ],
)
def test_a_text_is_made_plain(text, plain):
    assert fold(text).text == plain


def test_a_span_leads_back_to_the_original():
    folded = fold("我 要投\u200b 诉了")
    start = folded.text.index("投诉")
    assert folded.original[slice(*folded.span(start, start + 2))] == "投\u200b 诉"


@given(st.text(max_size=200))
def test_every_kept_character_knows_where_it_stood(text):
    folded = fold(text)
    assert len(folded.at) == len(folded.text)
    assert list(folded.at) == sorted(set(folded.at))
    assert all(0 <= place < len(text) for place in folded.at)
    assert fold(folded.text).text == folded.text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("他们sue我", ["sue"]),
        ("an issue", []),
        ("he sues", ["sue"]),
        ("suede", []),
        ("打12315吧", ["12315"]),
        ("tel 123151", []),
        ("起诉起诉", ["起诉", "起诉"]),
        ("我不想活了", ["不想活了", "不想活"]),
        ("滚", ["滚"]),
    ],
)
def test_phrases_are_whole_words_in_latin_and_anywhere_in_chinese(text, found):
    phrases = Phrases((word, word) for word in ["sue", "12315", "起诉", "不想活", "不想活了", "滚"])
    assert [hit.meaning for hit in phrases.find(text)] == found


def test_what_lies_inside_another_find_is_left_out():
    hits = [Hit(0, 4, "a"), Hit(0, 3, "b"), Hit(1, 4, "c"), Hit(3, 6, "d")]
    assert [hit.meaning for hit in outermost(hits)] == ["a", "d"]


@pytest.mark.parametrize("text", [" " * 100_000, "会 " * 50_000, "会\u200b" * 50_000, "A" * 100_000, "İ" * 100_000])
def test_long_odd_texts_fold_in_a_moment(text):
    begun = time.process_time()
    fold(text)
    assert time.process_time() - begun < 5
