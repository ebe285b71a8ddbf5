"""The drafted restatement: turned towards the one who said it, quotations kept, threats and danger left out."""

import pytest

import guidance
from complaints.codes import Language
from complaints.web.views.read_back import ENOUGH, draft

OPENING, CLOSING = "我复述一遍，您听听对不对。", "对吗？"


def drafted(text: str, language: Language = Language.ZH, **known: str | None) -> str:
    given = {"address": None, "demand": None} | known
    return draft(text, guidance.read(text, guidance.load(), None), language, **given)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("你们每个月扣我15块。", "我们每个月扣您15块。"),
        ("我们家停电两天了", "您家停电两天了。"),
        ("客户说从来没开过", "从来没开过。"),
        ("她说其他月份没扣。他们也没解释", "其他月份没扣，他们也没解释。"),
        ("短信写“我同意”，我没回过", "短信写“我同意”，您没回过。"),
        ("多扣了15块。再不退我就去12315投诉", "多扣了15块。"),
    ],
)
def test_in_chinese(typed: str, said: str) -> None:
    assert drafted(typed) == f"{OPENING}{said}{CLOSING}"


def test_in_english() -> None:
    words = drafted(
        "You charged my card twice. I was told to wait.", Language.EN, address="Ms Zhou", demand="a refund."
    )
    assert words == (
        "Ms Zhou, let me say it back. We charged your card twice. You were told to wait. "
        "What you want: a refund. Is that right?"
    )


@pytest.mark.parametrize("typed", ["", " \n", "……", "。。。", "我不想活了"])
def test_nothing_to_say_back(typed: str) -> None:
    assert drafted(typed) == ""


def test_only_as_much_as_can_be_said() -> None:
    assert len(drafted("每个月都扣钱没人管。" * 100)) < ENOUGH + 40


def test_braces_typed_are_no_slots() -> None:
    assert "{" not in drafted("账单写着{amount}元", address="{x}")
