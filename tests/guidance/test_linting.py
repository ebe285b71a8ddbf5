"""What may not leave the desk, found where it stands; what only sounds like it goes free."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import lint
from guidance.detectors import is_card, is_identity

IDENTITY = "11010519491231002X"
CARD = "6222021234567890128"


def found(text, book, **where):
    return [(each.rule, each.match) for each in lint(text, book, **where)]


@pytest.mark.parametrize(
    ("text", "rule", "match"),
    [
        ("您先冷静，我看一下。", "A08", "您先冷静"),
        ("你先冷静", "A08", "你先冷静"),
        ("您 先 冷 静", "A08", "您 先 冷 静"),
        ("您先冷靜", "A08", "您先冷靜"),
        ("Please CALM  DOWN, madam", "A08", "CALM  DOWN"),
        ("不还就打给您家人", "I01", "打给您家人"),
        ("I'll tell your employer", "I01", "tell your employer"),
        ("我保证今天解决", "C01", "保证今天解决"),
        ("别急您先冷静", "A08", "您先冷静"),
        ("不能再拖了打给您家人", "I01", "打给您家人"),
        ("您说的对，您先冷静", "A08", "您先冷静"),
        ("再退您{amount}元", "SLOT", "{amount}"),
        ("再退您【待填：金额】元", "SLOT", "【待填：金额】"),
        ("By [to fill in: date promised].", "SLOT", "[to fill in: date promised]"),
        (f"您的身份证{IDENTITY}", "PRIVACY-ID", IDENTITY),
        ("身份证110105 19491231 002x", "PRIVACY-ID", "110105 19491231 002x"),
        ("身份证１１０１０５１９４９１２３１００２Ｘ", "PRIVACY-ID", "１１０１０５１９４９１２３１００２Ｘ"),
        (f"卡号{CARD}", "PRIVACY-CARD", CARD),
        ("card 4111-1111-1111-1111", "PRIVACY-CARD", "4111-1111-1111-1111"),
        ("打13812345678找我", "PRIVACY-MOBILE", "13812345678"),
        ("+86 138 1234 5678", "PRIVACY-MOBILE", "138 1234 5678"),
    ],
)
def test_a_breach_is_found_where_it_stands(book, text, rule, match):
    assert found(text, book) == ([(rule, match)] if rule else [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "两笔9块9，您说您没订过。我没听错吧？",
        "我们不会打给您家人。",
        "绝不告诉你单位。",
        "我不会让您先冷静。",
        "按规定不得打给您家人。",
        "We will never tell your employer.",
        "客户说『你们保证过今天解决』",
        "客户说你们保证过今天解决",
        "您刚才说我们保证过今天解决，我记下了。",
        "记录里写“您先冷静”，这句话不该讲。",
        "编号C20261122-0007，热线12300，工号1023，尾号6023",
        "订单2026112200070001234",
        "110105194912310021",
        "13812345678902",
        "4111-1111-1111-1112",
    ],
)
def test_what_only_looks_like_a_breach_goes_free(book, text):
    assert lint(text, book) == []


def test_a_breach_says_what_it_is_and_what_to_say_instead(book):
    (breach,) = lint("好，您先冷静。", book)
    assert (breach.group, breach.severity, breach.start, breach.end) == ("blame", "warn", 2, 6)
    assert breach.why.zh == "像在命令客户"
    assert breach.instead.en == "Take your time, I'm writing it down."


def test_fault_is_admitted_too_soon_only_before_the_facts(book):
    assert found("是我们的错", book, step="soothe") == [("P01", "是我们的错")]
    assert found("是我们的错", book, step="propose") == []
    assert found("是我们的错", book) == []


def test_breaches_come_in_order_of_place(book):
    assert [rule for rule, _ in found("您先冷静，不然打给您家人，{amount}", book)] == ["A08", "I01", "SLOT"]


def test_the_words_of_the_desk_itself_in_plain_speech_are_no_excuse(book):
    assert found("我跟您说，您先冷静", book) == [("A08", "您先冷静")]
    assert found("“您先冷静”", book) == [("A08", "您先冷静")]


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        (IDENTITY.lower(), True),
        ("110105194912310021", False),
        ("110105199902310020", False),
        ("11010519491231002", False),
        ("x10105194912310021", False),
    ],
    ids=["sound", "check digit", "no such day", "too short", "letter in front"],
)
def test_an_identity_number_is_told_by_its_check_digit(digits, is_one):
    assert is_identity(digits) is is_one


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [("4111111111111111", True), ("4111111111111112", False), ("0000000000000000", False), ("411111111111", False)],
)
def test_a_card_number_is_told_by_its_last_digit(digits, is_one):
    assert is_card(digits) is is_one


PIECES = st.sampled_from(
    [
        "您先冷静",
        "你",
        "不会",
        "打给您家人",
        "「",
        "」",
        "客户说",
        "，",
        " ",
        "\u200b",
        "{",
        "}",
        "1",
        IDENTITY,
        "【待填：",
        "】",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80))
def test_every_breach_has_its_place(book, text):
    for breach in lint(text, book, step="soothe"):
        assert text[breach.start : breach.end] == breach.match


@pytest.mark.parametrize("piece", ["您先冷静", "1", "1 ", "{", "[to fill in: ", "138 ", "「客户说", "不"])
def test_a_hundred_thousand_characters_take_no_more_than_their_share(book, piece):
    text = (piece * 100_000)[:100_000]
    begun = time.process_time()
    lint(text, book)
    assert time.process_time() - begun < 10
