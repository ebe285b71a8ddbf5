"""What `check` refuses although it can be read, and what the tallies count."""

import pytest

from guidance import counts, coverage
from guidance.checks import WRITTEN_IN_FULL
from guidance.schema import BANDS, KINDS, STEPS


def told(shelf):
    return [fault for fault in map(str, shelf.check()) if "of its own" not in fault]


def test_content_that_cannot_be_loaded_is_told_as_load_tells_it(shelf, wording):
    shelf.add("wording/new.toml", wording(step="sooth"))
    assert [str(fault) for fault in shelf.check()] == shelf.faults()


LONG = "我" * 61


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"text": f'{{ zh = "{LONG}。", en = "x" }}'}, "X.1: text.zh: a sentence of 62 characters, 60 at most"),
        ({"text": f'{{ zh = "好。{LONG}。", en = "x" }}'}, "X.1: text.zh: a sentence of 62 characters, 60 at most"),
        ({"text": '{ zh = "退您{amount}。", en = "{amount} yuan" }'}, "X.1: text.zh: {amount} needs its unit"),
        ({"text": '{ zh = "退您{amount}元。", en = "{amount} back" }'}, "X.1: text.en: {amount} needs its unit"),
        ({"text": '{ zh = "{promised_on}号到。", en = "x" }'}, None),
        ({"text": '{ zh = "{promised_on}日到。", en = "x" }'}, "X.1: text.zh: {promised_on} holds 日 already"),
        ({"text": '{ zh = "您先冷静。", en = "x" }'}, "X.1: text.zh: breaks A08 with '您先冷静'"),
        ({"text": '{ zh = "好。", en = "Calm down." }'}, "X.1: text.en: breaks A08 with 'Calm down'"),
        ({"written": '{ zh = "不还就打给您家人。", en = "x" }'}, "X.1: written.zh: breaks I01 with '打给您家人'"),
        ({"kind": "law", "text": '{ zh = "您先冷静。", en = "x" }'}, None),
        ({"citations": ["CN-BI-08"]}, "X.1: citations: CN-BI-08 is unverified and may not be spoken"),
        ({"kind": "law", "citations": ["CN-BI-08"]}, None),
        ({"text": '{ zh = "您说，我听着呢。", en = "x" }'}, "X.1: text.zh: begins with '您说，我' as GE.soothe.say.1"),
        ({"text": '{ zh = "您说，我听着呢。", en = "x" }', "variant_of": "GE.soothe.say.1"}, None),
        ({"text": '{ zh = "您说，我听着呢。", en = "x" }', "step": "confirm"}, None),
        ({"text": '{ zh = "{form_of_address}，您说，我记。", en = "x" }'}, "X.1: text.zh: begins with '您说，我'"),
        ({"text": '{ zh = "{form_of_address}，现在退{amount}元，行吗？", en = "{amount} yuan" }'}, None),
    ],
)
def test_a_wording_is_held_to_the_rules_of_the_house(shelf, wording, keys, fault):
    shelf.add("wording/new.toml", wording(**keys))
    found = told(shelf)
    assert len(found) == (1 if fault else 0)
    assert all(each.startswith(f"wording/new.toml: {fault}") for each in found)


def test_the_better_sentence_of_an_avoid_is_held_to_them_too(shelf, wording):
    better = '{ zh = "您先冷静，好吗？", en = "x" }'
    bad = '{ zh = "吵什么吵。", en = "x" }'
    shelf.add("wording/new.toml", wording(kind="avoid", text=bad, why=better, instead=better))
    assert told(shelf) == ["wording/new.toml: X.1: instead.zh: breaks A08 with '您先冷静'"]


def near_same_pair(wording, **second):
    one = '{ zh = "这笔钱周五以前退到您的话费里。", en = "x" }'
    two = '{ zh = "哦这笔钱周五以前退到您的话费里。", en = "x" }'
    return wording(id="A.1", step="propose", text=one) + wording(id="A.2", step="propose", text=two, **second)


def test_more_than_three_in_a_hundred_may_not_say_the_same(shelf, wording):
    shelf.add("wording/new.toml", near_same_pair(wording))
    assert told(shelf) == [
        "wording/new.toml: A.2: text.zh: says nearly the same as A.1; reword it or declare variant_of"
    ]


def test_declared_variants_may(shelf, wording):
    shelf.add("wording/new.toml", near_same_pair(wording, variant_of="A.1"))
    assert told(shelf) == []


def test_a_few_among_many_may(shelf, wording):
    shelf.add("wording/new.toml", near_same_pair(wording))
    many = [chr(0x4E00 + number * 7) * 3 for number in range(70)]
    shelf.add(
        "wording/many.toml",
        "".join(
            wording(id=f"M.{said}", step="propose", kind="do", text=f'{{ zh = "{said}", en = "x" }}') for said in many
        ),
    )
    assert told(shelf) == []


class TestCoverage:
    def complete(self, shelf, wording, missing=()):
        """Every cell that must be filled, but for those named as (cause, step, band, kind)."""
        causes = [code for code in WRITTEN_IN_FULL if code != "TE1-03"]
        copies = "".join(CAUSE.format(code=code) for code in causes)
        families = "".join(FAMILY.format(code=code) for code in sorted({code[:3] for code in causes} - {"TE1"}))
        shelf.write("causes/more.toml", families + copies)
        cells = [
            (code, step, band, kind, index)
            for code in (*WRITTEN_IN_FULL, None)
            for step in STEPS
            for band in BANDS
            for kind, times in (("say", 2), ("ask", 1), ("avoid", 1), ("do", 1))
            for index in range(times)
            if (code, step, band, kind) not in missing
        ]
        shelf.add("wording/all.toml", "".join(line(wording, place, *cell) for place, cell in enumerate(cells)))

    def test_complete_content_passes(self, shelf, wording):
        self.complete(shelf, wording)
        assert shelf.check() == []

    @pytest.mark.parametrize(
        ("missing", "fault"),
        [
            (("TE4-02", "propose", "upset", "say"), "TE4-02: propose.upset.say: has 0 of its own, needs 1"),
            (("TE5-01", "confirm", "calm", "ask"), "TE5-01: confirm.calm.ask: has 0 of its own, needs 1"),
            ((None, "soothe", "furious", "say"), "general: soothe.furious.say: has 0 of its own, needs 2"),
            ((None, "follow_up", "calm", "do"), "general: follow_up.calm.do: has 0 of its own, needs 1"),
        ],
    )
    def test_a_missing_cell_is_named(self, shelf, wording, missing, fault):
        self.complete(shelf, wording, {missing})
        (told,) = shelf.check()
        assert str(told).endswith(fault)

    def test_one_avoid_in_any_mood_is_enough_for_a_step(self, shelf, wording):
        self.complete(shelf, wording, {("TE2-03", "propose", band, "avoid") for band in ("calm", "upset")})
        assert shelf.check() == []
        self.complete(shelf, wording, {("TE2-03", "propose", band, "avoid") for band in BANDS})
        assert [str(fault) for fault in shelf.check()] == [
            "wording/telecom: TE2-03: propose.avoid: has 0 of its own, needs 1"
        ]


FAMILY = '[[family]]\ncode = "{code}"\nline = "telecom"\nname = {{ zh = "类", en = "x" }}\n'
CAUSE = (
    '[[cause]]\ncode = "{code}"\nfamily = "{code:.3}"\nname = {{ zh = "因", en = "x" }}\n'
    'words = {{ zh = ["{code}"], en = [] }}\ndemands = []\nneeds = []\ncitations = []\nfacts = []\nremedies = []\n'
)


def line(wording, place, code, step, band, kind, index):
    text = f'{{ zh = "{_unlike(place)}", en = "x" }}'
    extra = {"why": text, "instead": text} if kind == "avoid" else {}
    scope = {"cause": code, "line": "telecom"} if code else {}
    return wording(
        id=f"{code}.{step}.{band}.{kind}.{index}", kind=kind, step=step, bands=[band], text=text, **scope, **extra
    )


def _unlike(place):
    """A sentence that shares no pair of characters with that of any other place."""
    return "".join(chr(0x4E00 + (place * 8 + offset) % 20_000) for offset in range(8))


def test_coverage_counts_what_is_written_for_the_leaf_itself(book):
    table = coverage(book)
    assert table["telecom"]["TE1-03"]["soothe"] == {"say": 2, "ask": 0, "avoid": 1, "do": 0, "law": 0, "case": 0}
    assert table["telecom"]["TE1-04"]["soothe"]["say"] == 0
    assert set(table) == {"general", "telecom", "banking"}
    assert set(table["banking"]["BK1-01"]) == set(STEPS)


def test_counts_hold_everything_by_line_step_and_kind(book):
    assert counts(book)["telecom"]["soothe"] == dict.fromkeys(KINDS, 0) | {"say": 4, "avoid": 1}
    assert counts(book)["general"]["soothe"]["say"] == 2
