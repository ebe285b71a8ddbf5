"""Rules that combine cues: found together, in reach, in order; let go when barred, denied or told of others."""

import time

import pytest

from guidance import lint

CUES = """
[[cue]]
id = "kin"
words = ["家人", "父母", "your wife"]
"""

RULE = """
[[taboo]]
id = "Z01"
group = "unlawful_collection"
severity = "block"
combine = [{rule}]
why = {{ zh = "不许", en = "Barred" }}
instead = {{ zh = "只跟您说。", en = "You alone." }}
"""


def with_rule(shelf, rule):
    shelf.add("taboo/cues.toml", CUES)
    shelf.add("taboo/rules.toml", RULE.format(rule=rule))
    return shelf


@pytest.fixture
def telling(shelf):
    return with_rule(shelf, '{ of = ["告诉|通知|tell", "@kin"], within = 3, without = "经您同意" }').load()


def matches(text, book):
    return [breach.match for breach in lint(text, book) if breach.rule == "Z01"]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("明天告诉您家人", "告诉您家人"),
        ("父母我会通知", "父母我会通知"),
        ("I'll tell all of your wife", "tell all of your wife"),
        ("告訴您的 家 人", "告訴您的 家 人"),
        ("告诉🙂家人", "告诉🙂家人"),
    ],
    ids=["in order", "the other way round", "three times as far in Latin", "folded", "with a picture between"],
)
def test_cues_near_each_other_break_a_rule_together(telling, text, match):
    assert matches(text, telling) == [match]


@pytest.mark.parametrize(
    "text",
    [
        "告诉您一声",
        "家人都好吧",
        "告诉您一个好消息家人",
        "告诉您，家人也行",
        "经您同意告诉家人",
        "我们不会告诉您家人",
        "告诉您绝不找家人",
        "客户说你们告诉他家人了",
        "新人注意：不得告诉家人",
        "告诉您家人？不会的",
        "“告诉您家人”这种话别写",
        "质检发现有人告诉家人，已叫停",
    ],
    ids=[
        "one cue", "the other cue", "too far", "over a pause", "barred", "denied", "denied between", "told", "policy",
        "answered no", "quoted to be left out", "found and put right",
    ],
)  # fmt: skip
def test_what_keeps_cues_apart_or_harmless_lets_them_go(telling, text):
    assert matches(text, telling) == []


def test_an_order_that_is_given_must_be_kept(shelf):
    book = with_rule(shelf, '{ of = ["不还", "告诉", "@kin"], order = "given", reach = "sentence" }').load()
    assert matches("再不还，就告诉您家人", book) == ["不还，就告诉您家人"]
    assert matches("告诉您家人，不还", book) == []
    assert matches("再不还。告诉您家人", book) == []


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ('{ of = ["告诉", "@friends"] }', "Z01: combine[0]: 'friends' is not a cue in the book"),
        ('{ of = ["告诉", "找"], near = 3 }', "Z01: combine[0].near: unknown key"),
        ("{ within = 3 }", "Z01: combine[0].of: missing key"),
        ('{ of = ["告诉"] }', "Z01: combine[0].of: must hold two to 4 cues"),
        ('{ of = ["告诉", ""] }', "Z01: combine[0].of[1]: is empty"),
        ('{ of = ["告诉", "找"], reach = "page" }', "Z01: combine[0].reach: 'page' is not one of clause, sentence"),
        ('"告诉"', "Z01: combine[0]: expected a table, got text"),
    ],
)
def test_a_combination_is_read_strictly(shelf, rule, fault):
    faults = with_rule(shelf, rule).faults()
    assert any(each.endswith(fault) for each in faults), faults


def test_a_rule_with_neither_phrase_nor_combination_is_a_fault(shelf):
    shelf.add("taboo/rules.toml", RULE.format(rule="").replace("combine = []\n", ""))
    assert shelf.faults() == ["taboo/rules.toml: Z01: phrases: is empty in both languages and nothing is combined"]


@pytest.mark.parametrize("piece", ["告诉", "家人", "告诉家人", "tell your wife ", "\u202e告诉\x07家人🙂", "“告诉家人"])
def test_a_hundred_thousand_characters_take_no_more_than_their_share(telling, piece):
    text = (piece * 100_000)[:100_000]
    begun = time.process_time()
    for breach in lint(text, telling):
        assert text[breach.start : breach.end] == breach.match
    assert time.process_time() - begun < 10
