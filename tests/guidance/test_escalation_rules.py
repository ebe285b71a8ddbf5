"""Rules fire on facts, say in whose words, and stand close by before they do."""

import pytest

from guidance import level_for, read, score
from guidance.conditions import condition, grounds, holds, leaves
from guidance.risk import score_parts
from guidance.rules import facts_of, fire, standing

RULES = """
[[rule]]
id = "E01"
version = 1
name = { zh = "任何一级信号", en = "Any S1" }
when = { field = "s1_count", op = "ge", value = 1 }
risk = "critical"
target_level = 3
minutes = 15
tell = ["manager"]
actions = [{ zh = "主管马上加入", en = "The manager joins now" }]

[[rule]]
id = "E02"
version = 3
name = { zh = "两个二级信号，或一个加激愤", en = "Two S2, or one and fury" }
when = { any = [
  { field = "s2_count", op = "ge", value = 2 },
  { all = [{ field = "s2_count", op = "ge", value = 1 }, { field = "emotion", op = "ge", value = 8 }] },
] }
risk = "critical"

[[rule]]
id = "E03"
version = 1
name = { zh = "监管来函", en = "Letter from a regulator" }
when = { all = [
  { field = "signals", op = "has", value = "R05" },
  { field = "has_reference_number", op = "eq", value = true },
] }

[[rule]]
id = "E06"
version = 1
name = { zh = "被拒绝两次", en = "Two rejections" }
when = { field = "rejections", op = "ge", value = 2 }
target_level = 2
steps = ["confirm"]

[rule.near]
field = "rejections"
limit = 2
text = { zh = "再被拒绝{left}次，转升级专员", en = "{left} more and a specialist takes it" }

[[rule]]
id = "E10"
version = 1
name = { zh = "投诉的是经办人", en = "The handler is named" }
when = { field = "names_handler", op = "eq", value = true }
steps = ["confirm", "diagnose"]
"""


@pytest.fixture
def rules(shelf):
    shelf.add("rules.toml", RULES)
    return shelf.load().rules


def fired(rules, **facts):
    return [firing.rule_id for firing in fire(rules, facts)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"s1_count": 1}, ["E01"]),
        ({"s2_count": 2}, ["E02"]),
        ({"s2_count": 1, "emotion": 7}, []),
        ({"s2_count": 1, "emotion": 8}, ["E02"]),
        ({"signals": {"R05"}}, []),
        ({"signals": {"R05"}, "has_reference_number": True}, ["E03"]),
        ({"rejections": 1}, []),
        ({"rejections": 2}, ["E06"]),
        ({"s1_count": 1, "rejections": 3}, ["E01", "E06"]),
    ],
)
def test_a_rule_fires_when_its_condition_holds(rules, facts, expected):
    assert fired(rules, **facts) == expected


def test_a_firing_says_what_to_do_and_why(rules, book):
    facts = facts_of(read("我要去12315，再找记者曝光", book))
    (firing,) = fire(rules, facts)
    assert (firing.rule_id, firing.version, firing.risk) == ("E02", 3, "critical")
    assert firing.words == ("12315", "记者", "曝光")
    assert firing.because == (("s2_count", 2),)


def test_only_what_is_asserted_becomes_a_fact(book):
    facts = facts_of(read("我不去12315，但要起诉", book), rejections=1)
    assert facts["signals"] == {"R07"}
    assert facts["words"] == {"R07": ("起诉",), "S2": ("起诉",)}
    assert (facts["severities"], facts["s2_count"], facts["rejections"]) == (["S2"], 1, 1)


@pytest.mark.parametrize(
    ("step", "facts", "texts"),
    [
        ("confirm", {}, ["再被拒绝两次，转升级专员", "投诉的是经办人"]),
        ("confirm", {"rejections": 1}, ["再被拒绝一次，转升级专员", "投诉的是经办人"]),
        ("confirm", {"rejections": 2}, ["投诉的是经办人"]),
        ("confirm", {"rejections": 2, "names_handler": True}, []),
        ("diagnose", {"rejections": 1}, ["投诉的是经办人"]),
        ("soothe", {}, []),
    ],
)
def test_the_rules_that_stand_at_a_step_say_how_near_they_are(rules, step, facts, texts):
    assert [each.text.zh for each in standing(rules, step, facts)] == texts


def test_how_near_is_said_in_words_and_counted(rules):
    near, _ = standing(rules, "confirm", {"rejections": 1})
    assert (near.left, near.text.en) == (1, "one more and a specialist takes it")


@pytest.mark.parametrize(
    ("tree", "facts", "answer"),
    [
        ({"field": "emotion", "op": "ge", "value": 8}, {}, None),
        ({"not": {"field": "emotion", "op": "ge", "value": 8}}, {}, None),
        ({"not": {"field": "emotion", "op": "ge", "value": 8}}, {"emotion": 3}, True),
        ({"field": "share_left", "op": "le", "value": 0.2}, {"share_left": 0.2}, True),
        ({"field": "share_left", "op": "lt", "value": 0.2}, {"share_left": 0.2}, False),
        ({"field": "emotion", "op": "gt", "value": 8}, {"emotion": 9}, True),
        ({"field": "step", "op": "ne", "value": "soothe"}, {"step": "soothe"}, False),
        ({"field": "step", "op": "in", "value": ["soothe", "diagnose"]}, {"step": "diagnose"}, True),
        ({"field": "signals", "op": "in", "value": ["R13", "R14"]}, {"signals": {"R14", "R05"}}, True),
        ({"field": "signals", "op": "in", "value": ["R13", "R14"]}, {"signals": {"R05"}}, False),
        ({"field": "severities", "op": "has", "value": "S1"}, {"severities": ["S2", "S1"]}, True),
    ],
)
def test_a_condition_is_judged(tree, facts, answer):
    assert holds(condition(tree), facts) is answer


def test_only_what_made_a_tree_true_counts_as_its_ground():
    tree = condition(
        {
            "all": [
                {
                    "any": [
                        {"field": "emotion", "op": "ge", "value": 8},
                        {"field": "rejections", "op": "ge", "value": 1},
                    ]
                },
                {"not": {"field": "names_handler", "op": "eq", "value": True}},
            ]
        }
    )
    facts = {"emotion": 3, "rejections": 1, "names_handler": False}
    assert [leaf.field for leaf in grounds(tree, facts)] == ["rejections"]
    assert [leaf.field for leaf in leaves(tree)] == ["emotion", "rejections", "names_handler"]


UNKNOWN = {"field": "emotion", "op": "ge", "value": 8}
TRUE, FALSE = ({"field": "rejections", "op": op, "value": 1} for op in ("ge", "lt"))


@pytest.mark.parametrize(
    ("parts", "all_of", "any_of"),
    [
        ([TRUE, TRUE], True, True),
        ([TRUE, FALSE], False, True),
        ([FALSE, FALSE], False, False),
        ([TRUE, UNKNOWN], None, True),
        ([FALSE, UNKNOWN], False, None),
    ],
)
def test_what_is_not_known_decides_nothing(parts, all_of, any_of):
    assert holds(condition({"all": parts}), {"rejections": 1}) is all_of
    assert holds(condition({"any": parts}), {"rejections": 1}) is any_of


@pytest.mark.parametrize(
    ("severity", "level"), [("S1", "critical"), ("S2", "high"), ("S3", "medium"), ("S4", "low"), ("none", "low")]
)
def test_severity_sets_the_level(severity, level):
    assert level_for(severity) == level


class TestScore:
    def test_each_part_is_visible_and_they_add_up(self, book):
        reading = read("家里有老人，我要去12315！骗子", book)
        parts = score_parts(reading, {"contacts_30d": 3, "days_open": 4, "amount": 20_000, "emotion_before": 5})
        assert parts == {
            "severity": 35,
            "more_signals": 6,
            "emotion": 8,
            "rising": 6,
            "repeat": 6,
            "days_open": 4,
            "vulnerable": 8,
            "amount": 4,
        }
        assert score(reading, {}) == 35 + 6 + 8 + 8

    def test_it_never_leaves_nought_to_a_hundred(self, book):
        worst = {"contacts_30d": 99, "days_open": 99, "amount": 10**9, "emotion_before": 0}
        text = "骗子气死我了！！！不想活了，去12315、找记者、起诉，家里有老人"
        assert score(read(text, book), worst) == 100
        assert 0 <= score(read("", book), {}) <= 5
