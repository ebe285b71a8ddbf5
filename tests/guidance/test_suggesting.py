"""Which line the rep is handed: the leaf's own first, then what it falls back on, always with the reason."""

import random
from itertools import combinations

import pytest

from guidance import Situation, suggest
from guidance.likeness import grams, near_same
from guidance.schema import CHANNELS, KINDS, LINES, NEEDS, STEPS, TEMPERAMENTS


def ids(situation, book, kinds=("say",)):
    return [suggestion.id for suggestion in suggest(situation, book, kinds)]


def keys(suggestion):
    return [(reason.key, reason.value) for reason in suggestion.reasons]


def by_id(name, situation, book):
    return next(suggestion for suggestion in suggest(situation, book) if suggestion.id == name)


FURIOUS = Situation("soothe", line="telecom", cause="TE1-03", emotion=9)


def test_the_leafs_own_lines_come_first_then_family_line_and_general(book):
    assert ids(FURIOUS, book) == [
        "TE1-03.soothe.furious.say.1",
        "TE1-03.soothe.calm.say.1",
        "TE1.soothe.say.1",
        "TE.soothe.say.1",
        "GE.soothe.furious.say.1",
        "GE.soothe.say.1",
    ]


@pytest.mark.parametrize(
    ("situation", "first", "absent"),
    [
        (Situation("soothe", "telecom", "TE1-04", 2), "TE1.soothe.say.1", "TE1-03.soothe.calm.say.1"),
        (Situation("soothe", "telecom", "TE1", 2), "TE1.soothe.say.1", "GE.soothe.furious.say.1"),
        (Situation("soothe", "telecom", None, 2), "TE.soothe.say.1", "TE1.soothe.say.1"),
        (Situation("soothe", "telecom", "TE9-99", 2), "TE.soothe.say.1", "TE1.soothe.say.1"),
        (Situation("soothe", "utilities", None, 8), "GE.soothe.furious.say.1", "TE.soothe.say.1"),
        (Situation("soothe", "general", "GE1-01", 2), "GE.soothe.say.1", "TE.soothe.say.1"),
        (Situation("soothe", "general", "TE1-03", 2), "TE1-03.soothe.calm.say.1", "GE.soothe.furious.say.1"),
    ],
    ids=["sibling leaf", "family", "line", "unknown cause", "line without wording", "general leaf", "line from cause"],
)
def test_what_is_missing_falls_back_one_level_at_a_time(book, situation, first, absent):
    found = ids(situation, book)
    assert found[0] == first
    assert absent not in found


def test_kinds_come_in_the_order_asked_for(book):
    assert [each.kind for each in suggest(FURIOUS, book, ["avoid", "say"])][:2] == ["avoid", "say"]
    assert {each.kind for each in suggest(FURIOUS, book)} == {"say", "avoid"}


def test_a_step_that_does_not_exist_is_refused(book):
    with pytest.raises(ValueError, match="'sooth' is not a step"):
        suggest(Situation("sooth"), book)


class TestReasons:
    def test_an_own_line_names_its_cause_and_what_matched(self, book):
        line = by_id("TE1-03.soothe.furious.say.1", FURIOUS, book)
        assert keys(line) == [("cause", "TE1-03"), ("band", "furious")]
        assert line.reasons[0].text.zh == "原因：莫名扣费"
        assert line.reasons[1].text.en == "mood: furious"

    def test_an_own_line_for_another_mood_says_so(self, book):
        line = by_id("TE1-03.soothe.calm.say.1", FURIOUS, book)
        assert ("differs", "band") in keys(line)
        assert line.reasons[-1].text.zh == "情绪不同，原为平和而写"

    def test_a_fallback_names_what_it_fell_back_from(self, book):
        line = by_id("TE.soothe.say.1", Situation("soothe", "telecom", "TE1-04"), book)
        assert keys(line) == [("line", "telecom"), ("fallback", "TE1-04")]
        assert line.reasons[1].text.en == "none written for Automatic renewal"

    def test_beside_own_lines_the_fallback_says_that_too(self, book):
        line = by_id("GE.soothe.say.1", FURIOUS, book)
        assert line.reasons[1].text.zh == "“莫名扣费”的专用话术之外"

    def test_a_line_used_before_says_so(self, book):
        again = Situation("soothe", "telecom", "TE1-03", 9, used=frozenset({"TE1-03.soothe.furious.say.1"}))
        assert keys(by_id("TE1-03.soothe.furious.say.1", again, book))[-1] == ("used", "TE1-03.soothe.furious.say.1")


def test_what_was_said_before_goes_last(book):
    again = Situation("soothe", "telecom", "TE1-03", 9, used=frozenset({"TE1-03.soothe.furious.say.1"}))
    assert ids(again, book)[-1] == "TE1-03.soothe.furious.say.1"


RANKED = {
    "plain": {},
    "need": {"needs": ["vent"]},
    "channel": {"channels": ["sms"]},
    "style": {"temperaments": ["steady"]},
    "attempt": {"attempts": [2, 3]},
    "mood": {"bands": ["upset"]},
}
SAID = ["您接着讲吧。", "短信里写清楚。", "一步一步来看。", "上回没办成。", "白跑两趟真窝火。", "先记下这些。"]


@pytest.fixture
def ranked(shelf, wording):
    lines = zip(RANKED.items(), SAID, strict=True)
    shelf.add(
        "wording/all.toml",
        "".join(
            wording(id=f"X.{name}", step="propose", text=f'{{ zh = "{said}", en = "{name}" }}', **keys)
            for (name, keys), said in lines
        ),
    )
    return shelf.load()


@pytest.mark.parametrize(
    ("hints", "order"),
    [
        ({}, "plain style channel need mood"),
        ({"emotion": 5}, "mood plain style channel need"),
        ({"emotion": 5, "need": "vent"}, "mood need plain style channel"),
        ({"emotion": 1, "need": "respect", "channel": "phone"}, "plain style"),
        ({"channel": "sms", "temperament": "steady"}, "channel style plain need mood"),
        ({"attempt": 3}, "attempt plain style channel need mood"),
        ({"need": "greed", "channel": "pigeon", "emotion": 40}, "plain style channel need mood"),
    ],
    ids=["nothing known", "mood", "mood and need", "contradicted", "channel and style", "attempt", "unknown codes"],
)
def test_matches_outrank_open_lines_and_contradictions_stay_away(ranked, hints, order):
    assert ids(Situation("propose", **hints), ranked) == [f"X.{name}" for name in order.split()]


def test_of_the_leafs_lines_for_another_mood_the_nearer_comes_first(shelf, wording):
    own = {"line": "telecom", "cause": "TE1-03", "step": "confirm"}
    said = {"calm": "这么记行吗？", "upset": "哪条您还过不去？", "furious": "不认就不认。"}
    lines = [
        wording(id=f"X.{band}", bands=[band], text=f'{{ zh = "{zh}", en = "x" }}', **own) for band, zh in said.items()
    ]
    shelf.add("wording/all.toml", "".join(lines))
    assert ids(Situation("confirm", cause="TE1-03", emotion=9), shelf.load()) == ["X.furious", "X.upset", "X.calm"]
    assert ids(Situation("confirm", cause="TE1-03", emotion=1), shelf.load()) == ["X.calm", "X.upset", "X.furious"]


def test_near_same_lines_are_never_both_offered(shelf, wording):
    one = '{ zh = "这笔钱周五以前退到您的话费里。", en = "By Friday." }'
    two = '{ zh = "这笔钱周五以前退到您的话费里！", en = "On Friday." }'
    shelf.add(
        "wording/a.toml", wording(id="A.1", step="propose", text=one) + wording(id="A.2", step="propose", text=two)
    )
    assert ids(Situation("propose"), shelf.load()) == ["A.1"]
    assert ids(Situation("propose", used=frozenset({"A.1"})), shelf.load()) == ["A.2"]


def test_when_nothing_fits_the_general_lines_are_offered_all_the_same(shelf, wording):
    shelf.add("wording/a.toml", wording(id="A.1", step="confirm", bands=["calm"]))
    (only,) = suggest(Situation("confirm", emotion=10), shelf.load())
    assert ("differs", "band") in keys(only)


def test_a_kind_nobody_wrote_stays_empty(book):
    assert suggest(FURIOUS, book, ["case"]) == []


def random_situation(rng, causes):
    return Situation(
        step=rng.choice(STEPS),
        line=rng.choice(LINES),
        cause=rng.choice([None, "??", *causes]),
        emotion=rng.choice([None, *range(11)]),
        need=rng.choice([None, *NEEDS]),
        channel=rng.choice([None, *CHANNELS]),
        temperament=rng.choice([None, *TEMPERAMENTS]),
        attempt=rng.randint(1, 4),
        used=frozenset(rng.sample(sorted(causes), 1)),
    )


def test_a_thousand_random_situations_always_get_an_answer_and_never_twins(shelf, wording):
    for step in STEPS[1:]:
        text = f'{{ zh = "{step}时怎么说都行", en = "x" }}'
        shelf.add(f"wording/{step}.toml", wording(id=step, step=step, text=text, bands=["upset"]))
    book, rng = shelf.load(), random.Random(20261124)
    for _ in range(1000):
        situation = random_situation(rng, [*book.causes, *book.families])
        found = suggest(situation, book)
        assert found
        assert found == suggest(situation, book)
        for kind in KINDS:
            made = [grams(each.text.zh) for each in found if each.kind == kind]
            assert not any(near_same(one, other) for one, other in combinations(made, 2))
