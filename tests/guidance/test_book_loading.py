"""A book opens whole or not at all: each fault is told with its file, its entry and its key."""

from datetime import date

import pytest

import guidance
from guidance.tree import AllOf, Compare

SENTENCE = '{ zh = "我看一下。", en = "Let me look." }'


def test_a_sound_book_opens_with_everything_in_it(shelf):
    book = shelf.load()
    assert len(book.wordings) == 7
    assert book.causes["TE1-03"].line == "telecom"
    assert book.wordings["TE1-03.soothe.calm.say.1"].citations == ("CN-TE-01",)
    assert book.notices == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"step": "sooth"}, "X.1: step: 'sooth' is not one of soothe, diagnose, propose, confirm, follow_up"),
        ({"kind": "shout"}, "X.1: kind: 'shout' is not one of say, ask, avoid, do, law, case"),
        ({"tone": "warm"}, "X.1: tone: unknown key"),
        ({"text": None}, "X.1: text: missing key"),
        ({"text": "hello"}, "X.1: text: expected a table with zh and en, got text"),
        ({"text": '{ zh = "好。" }'}, "X.1: text.en: missing key"),
        ({"text": '{ zh = "好。", en = "Yes.", fr = "Oui." }'}, "X.1: text.fr: unknown key"),
        ({"text": '{ zh = " ", en = "Yes." }'}, "X.1: text.zh: is empty"),
        ({"text": '{ zh = 7, en = "Yes." }'}, "X.1: text.zh: expected text, got a number"),
        ({"bands": ["calm", "cross"]}, "X.1: bands[1]: 'cross' is not one of calm, upset, furious"),
        ({"bands": []}, "X.1: bands: is empty: leave the key out to mean any"),
        ({"bands": ["calm", "calm"]}, "X.1: bands: holds the same item twice"),
        ({"attempts": ["two"]}, "X.1: attempts[0]: expected a whole number, got text"),
        ({"cause": "TE7-77"}, "X.1: cause: 'TE7-77' is not a cause in the book"),
        ({"cause": "TE1-03"}, "X.1: line: is general but TE1-03 belongs to telecom"),
        ({"citations": ["CN-XX"]}, "X.1: citations: 'CN-XX' is not a citation in the book"),
        ({"method": "SYS-999"}, "X.1: method: 'SYS-999' is not a method in the book"),
        ({"method": "SYS-200"}, "X.1: method: SYS-200 is BLOCK and may never be offered"),
        ({"variant_of": "X.1"}, "X.1: variant_of: 'X.1' is not another wording in the book"),
        ({"variant_of": "TE1-03.soothe.avoid.1"}, "X.1: variant_of: TE1-03.soothe.avoid.1 is of another step or kind"),
        ({"why": SENTENCE}, "X.1: why: belongs to avoid alone"),
        ({"kind": "avoid", "why": SENTENCE}, "X.1: instead: missing key: avoid needs it"),
        ({"text": '{ zh = "{price}元", en = "x" }'}, "X.1: text.zh: {price} is not a slot on the list"),
        ({"text": '{ zh = "{amount元", en = "x" }'}, "X.1: text.zh: holds a brace that opens or closes no slot"),
        ({"id": "GE.soothe.say.1"}, "GE.soothe.say.1: id: is already in wording/all.toml"),
        ({"id": None}, "[[wording]] number 1: id: missing key"),
    ],
)
def test_a_faulty_wording_is_refused_by_name(shelf, wording, change, told):
    shelf.add("wording/new.toml", wording(**change))
    assert shelf.faults() == [f"wording/new.toml: {told}"]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("taboo.toml", 'group = "blame"', 'group = "rudeness"', "A08: group: 'rudeness' is not one of the twelve"),
        ("causes/all.toml", 'family = "BK1"', 'family = "BK8"', "BK1-01: family: 'BK8' is not a family in the book"),
        ("citations/all.toml", 'evidence = "O"', 'evidence = "A"', "CN-TE-01: evidence: 'A' is not one of"),
        ("signals.toml", 'severity = "S4"', 'severity = "S5"', "R25: severity: 'S5' is not one of S1, S2, S3, S4"),
        ("methods/methods.toml", "limit =", "# limit =", "SYS-200: limit: missing key: BLOCK needs its limit"),
        ("slots.toml", 'kind = "money"', 'kind = "coins"', "amount: kind: 'coins' is not one of"),
        ("taboo.toml", "[review]", "[reviewed]", "review: missing key: [[taboo]] needs a review"),
        ("taboo.toml", "2027-11-30", "2020-11-30", "[review]: expires_on: must be later than reviewed_on"),
        ("taboo.toml", "2027-11-30", '"2027-11-30"', "[review]: expires_on: expected a date, got text"),
        ("taboo.toml", "[review]", "review = 3\n[other]", "[review]: expected a table"),
        ("taboo.toml", "owner = ", "by = ", "[review]: owner: missing key"),
        (
            "taboo.toml",
            '["是我们的错"], en = ["it\'s our fault"]',
            "[], en = []",
            "P01: phrases: is empty in both languages",
        ),
        ("taboo.toml", "只跟您本人联系。", "只跟{whom}联系。", "I01: instead.zh: {whom} is not a slot on the list"),
        ("causes/all.toml", 'code = "BK1-01"', 'code = "TE1"', "TE1: code: is a family as well as a leaf"),
        ("causes/all.toml", 'zh = ["年费", "扣费"]', 'zh = "年费"', "BK1-01: words.zh: expected a list, got text"),
        ("signals.toml", "[[signal]]", "[[omen]]", "omen: is not one of [[family]]"),
        ("signals.toml", '"S4"', '"S4', "is not TOML"),
    ],
)
def test_every_kind_of_entry_is_held_to_its_keys(shelf, file, old, new, told):
    shelf.change(file, old, new)
    assert any(told in fault and fault.startswith(file) for fault in shelf.faults())


def test_bytes_that_are_not_utf8_are_a_fault_not_a_crash(shelf):
    (shelf.path / "signals.toml").write_bytes("[[signal]]\nname = '信'".encode("gb18030"))
    assert shelf.faults()[0].startswith("signals.toml: is not UTF-8 at byte")


def test_a_missing_folder_is_a_fault(tmp_path):
    with pytest.raises(guidance.ContentError, match="is not a folder of content"):
        guidance.load(tmp_path / "nowhere")


def test_all_faults_are_told_at_once(shelf, wording):
    shelf.add("wording/a.toml", wording(id="A.1", step="sooth"))
    shelf.add("wording/b.toml", wording(id="B.1", tone="warm"))
    assert len(shelf.faults()) == 2


def rule(when: str, **more: str) -> str:
    keys = {"id": '"E06"', "version": "1", "name": SENTENCE, "when": when} | more
    return "[[rule]]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items())


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ('{ field = "mood", op = "ge", value = 2 }', "E06: when.field: 'mood' is not a fact rules may use"),
        ('{ field = "rejections", op = "has", value = 2 }', "E06: when.op: 'has' is not one of eq, ne"),
        ('{ field = "rejections", op = "ge", value = "2" }', "E06: when.value: '2' is not a whole number"),
        ('{ field = "emotion", op = "ge", value = true }', "E06: when.value: True is not a whole number"),
        ('{ field = "step", op = "in", value = "confirm" }', "E06: when.value: expected a list, each a code"),
        ('{ field = "signals", op = "has", value = "R99" }', "E06: when: 'R99' is not among the signals of the book"),
        ("[]", "E06: when: expected a table"),
        ("{ all = [] }", "E06: when.all: expected a list of conditions, at least one"),
        ('{ any = [{ not = { field = "x" } }] }', "E06: when.any[0].not: expected all, any, not, or field"),
        ('{ all = [{ field = "cause", op = "eq", value = "TE0" }] }', "E06: when: 'TE0' is not among the cause"),
    ],
)
def test_a_rule_that_cannot_be_judged_is_refused_with_the_place(shelf, when, told):
    shelf.add("rules.toml", rule(when))
    assert shelf.faults()[0].startswith(f"rules.toml: {told}")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"target_level": "4"}, "target_level: must be 1, 2 or 3"),
        ({"risk": '"grave"'}, "risk: 'grave' is not one of low, medium, high, critical"),
        ({"version": "0"}, "version: must be 1 or more"),
        ({"near": "{ limit = 2 }"}, "near: expected a table with field, limit and text"),
        ({"near": f'{{ field = "step", limit = 2, text = {SENTENCE} }}'}, "near.field: 'step' is not a counted fact"),
        ({"near": f'{{ field = "rejections", limit = 2, text = {SENTENCE} }}'}, "near.text: must say {left}"),
        (
            {"near": '{ field = "rejections", limit = 2, text = { zh = "再{left}次", en = "{left} more" } }'},
            "steps: missing key: near needs the steps",
        ),
    ],
)
def test_what_a_rule_leads_to_is_held_to_its_lists(shelf, more, told):
    shelf.add("rules.toml", rule('{ field = "rejections", op = "ge", value = 2 }', **more))
    assert shelf.faults()[0].startswith(f"rules.toml: E06: {told}")


def test_a_condition_is_read_as_a_tree(shelf):
    when = (
        '{ all = [{ field = "rejections", op = "ge", value = 2 }, { field = "step", op = "in", value = ["confirm"] }] }'
    )
    shelf.add("rules.toml", rule(when))
    wanted = AllOf((Compare("rejections", "ge", 2), Compare("step", "in", ("confirm",))))
    assert shelf.load().rules[0].when == wanted


class TestReviews:
    """An entry nobody has looked at in time comes off the desk; what guards the desk stays."""

    LATE = date(2028, 1, 1)

    def test_a_day_too_late_is_late_and_the_last_day_is_not(self, shelf):
        assert shelf.load(on=date(2027, 11, 30)).notices == ()
        assert shelf.load(on=date(2027, 12, 1)).notices != ()

    def test_expired_wording_is_taken_off_with_a_notice(self, shelf, wording):
        shelf.write("wording/fresh.toml", FRESH + wording(id="FRESH.1"))
        book = shelf.load(on=self.LATE)
        assert list(book.wordings) == ["FRESH.1"]
        assert "wording/all.toml: GE.soothe.say.1: review.expires_on: review ran out on 2027-11-30" in map(
            str, book.notices
        )

    def test_taboos_stay_in_force(self, shelf):
        assert len(shelf.load(on=self.LATE).taboos) == 4

    def test_no_card_points_at_a_rule_that_came_off(self, shelf, wording):
        cited = wording(id="FRESH.1", citations=["CN-TE-01"], method="SYS-011")
        law = wording(id="FRESH.2", kind="law", citations=["CN-TE-01"])
        shelf.write("wording/fresh.toml", FRESH + cited + law)
        book = shelf.load(on=self.LATE)
        assert list(book.wordings) == ["FRESH.1"]
        assert (book.wordings["FRESH.1"].citations, book.wordings["FRESH.1"].method) == ((), None)

    def test_check_calls_the_same_a_fault(self, shelf):
        assert any("review ran out" in fault.message for fault in shelf.check(on=self.LATE))


FRESH = '[review]\nowner = "content"\nreviewed_on = 2026-11-22\nexpires_on = 2030-11-30\n'
