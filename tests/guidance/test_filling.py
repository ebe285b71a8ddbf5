"""Blanks: a value where there is one, a visible gap where there is none, and never a brace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import fill
from guidance.fill import Part


@pytest.mark.parametrize(
    ("text", "values", "said", "missing"),
    [
        ("{amount}元退您。", {"amount": "60"}, "60元退您。", ()),
        ("{amount}元退您。", {}, "【待填：金额】元退您。", ("amount",)),
        ("{amount}元退您。", {"amount": "  "}, "【待填：金额】元退您。", ("amount",)),
        ("{amount}元退您。", {"amount": "60元"}, "60元退您。", ()),
        ("{amount} yuan back.", {"amount": "¥60"}, "60 yuan back.", ()),
        ("By {promised_on}.", {}, "By [to fill in: date promised].", ("promised_on",)),
        ("{form_of_address}，您说。", {"form_of_address": "王\n女士\u202e"}, "王 女士，您说。", ()),
        ("{form_of_address}，您说。", {"form_of_address": "{amount}"}, "｛amount｝，您说。", ()),
        ("{price}元", {"price": "60"}, "【待填：price】元", ("price",)),
        ("一个{没关上", {}, "一个｛没关上", ()),
        ("{amount}和{amount}", {}, "【待填：金额】和【待填：金额】", ("amount",)),
        ("{form_of_address}", {"form_of_address": "<b>王</b>"}, "<b>王</b>", ()),
        ("", {}, "", ()),
    ],
)
def test_a_sentence_is_filled(book, text, values, said, missing):
    filled = fill(text, values, book)
    assert (filled.text, filled.missing) == (said, missing)


def test_the_parts_show_what_came_from_where(book):
    parts = fill("{form_of_address}，{amount}元退您。", {"form_of_address": "王女士"}, book).parts
    assert parts == (
        Part("王女士", "form_of_address", True),
        Part("，", None, True),
        Part("【待填：金额】", "amount", False),
        Part("元退您。", None, True),
    )


def test_gaps_are_labelled_in_the_language_asked_for(book):
    assert fill("{amount}", {}, book, "zh").text == "【待填：金额】"
    assert fill("{amount}", {}, book, "en").text == "[to fill in: amount]"


BRACED = st.text(alphabet=st.sampled_from("{}一a 元amount_"), max_size=60)


@given(BRACED, st.dictionaries(st.sampled_from(["amount", "form_of_address", "x"]), BRACED))
def test_no_brace_ever_comes_out_and_the_parts_make_the_whole(book, text, values):
    filled = fill(text, values, book)
    assert not set("{}") & set(filled.text)
    assert "".join(part.text for part in filled.parts) == filled.text
    assert set(filled.missing) == {part.slot for part in filled.parts if not part.filled}
