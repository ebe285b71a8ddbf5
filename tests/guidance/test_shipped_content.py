"""The content we ship: complete, sayable, and found again by the engine that reads it."""

import random
from datetime import date

import pytest

import guidance
from guidance import Situation, fill, lint, read, suggest
from guidance.checks import WRITTEN_IN_FULL
from guidance.references import texts_of
from guidance.schema import CHANNELS, LINT_GROUPS, NEEDS, STEPS, TEMPERAMENTS

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def shipped():
    return guidance.load(on=TODAY)


def test_it_passes_its_own_check():
    assert list(map(str, guidance.check(on=TODAY))) == []


def test_it_is_read_once_a_day():
    assert guidance.load(on=TODAY) is guidance.load(on=TODAY)


def test_every_line_reads_whole_with_its_slots_filled(shipped):
    for language in ("zh", "en"):
        values = {slot.name: slot.example.in_(language) for slot in shipped.slots.values()}
        for wording in shipped.wordings.values():
            for _, text in texts_of(wording):
                said = fill(text.in_(language), values, shipped, language)
                assert said.missing == (), wording.id
                assert lint(said.text, shipped, step="propose") == [] or wording.kind == "avoid", wording.id


@pytest.mark.parametrize("cause", WRITTEN_IN_FULL)
@pytest.mark.parametrize("step", STEPS)
def test_the_written_causes_speak_for_themselves_at_every_step(shipped, cause, step):
    for emotion in (1, 5, 9):
        for kind in ("say", "ask", "avoid"):
            found = suggest(Situation(step, cause=cause, emotion=emotion), shipped, [kind])
            own = [each.id.startswith(cause) for each in found]
            assert own[0], (emotion, kind)
            assert own == sorted(own, reverse=True), "own lines first, fallbacks after"


def test_a_thousand_random_situations_always_get_something_to_say(shipped):
    rng = random.Random(7)
    for _ in range(1000):
        situation = Situation(
            step=rng.choice(STEPS),
            line=rng.choice(["general", "telecom", "banking", "auto_finance", "utilities"]),
            cause=rng.choice([None, *shipped.causes, *shipped.families]),
            emotion=rng.choice([None, *range(11)]),
            need=rng.choice([None, *NEEDS]),
            channel=rng.choice([None, *CHANNELS]),
            temperament=rng.choice([None, *TEMPERAMENTS]),
            attempt=rng.randint(1, 4),
        )
        assert {"say", "ask", "avoid", "do"} <= {each.kind for each in suggest(situation, shipped)}, situation


def test_every_cue_raises_its_signal_and_no_look_alike_does(shipped):
    for signal in shipped.signals.values():
        for cue in signal.cues.all:
            raised = {(each.code, each.polarity) for each in read(cue, shipped).signals}
            assert (signal.code, "asserted") in raised, (signal.code, cue)
        for look_alike in signal.not_cues.all:
            raised = {each.code for each in read(look_alike, shipped).signals}
            assert signal.code not in raised, (signal.code, look_alike)


def test_every_cause_is_found_by_its_own_words(shipped):
    for cause in shipped.causes.values():
        for words, joint in ((cause.words.zh, "，"), (cause.words.en, ", ")):
            guesses = read(joint.join(words), shipped, cause.line).suggested_causes
            assert guesses[0].code == cause.code, (cause.code, guesses[0])


def test_every_taboo_phrase_is_caught_in_its_group(shipped):
    for taboo in shipped.taboos:
        for phrase in (each for several in taboo.phrases.all for each in several.split("|")):
            groups = {breach.group for breach in lint(phrase, shipped, step="soothe")}
            assert taboo.group in groups, (taboo.id, phrase)


def test_every_combination_of_cues_can_be_met(shipped):
    for taboo in shipped.taboos:
        for rule in taboo.combine:
            words = [_one_word(part, shipped) for part in rule.of]
            text = " ".join(words) if words[0].isascii() else "".join(words)
            groups = {breach.group for breach in lint(text, shipped, step="soothe")}
            assert taboo.group in groups, (taboo.id, text)


def _one_word(part, book):
    return book.cues[part[0][1:]].words[0] if part[0].startswith("@") else part[0]


def test_there_are_rules_enough_in_both_languages(shipped):
    assert len(shipped.taboos) >= 200
    assert all(taboo.why.in_(tag) and taboo.instead.in_(tag) for taboo in shipped.taboos for tag in ("zh", "en"))


def test_what_we_offer_instead_breaks_nothing(shipped):
    for taboo in shipped.taboos:
        for language in ("zh", "en"):
            values = {slot.name: slot.example.in_(language) for slot in shipped.slots.values()}
            said = fill(taboo.instead.in_(language), values, shipped, language).text
            breaches = [each for each in lint(said, shipped, step="soothe") if each.severity != "note"]
            assert breaches == [], (taboo.id, said)


def test_each_of_the_twelve_groups_has_something_to_look_for(shipped):
    looked_for = {taboo.group for taboo in shipped.taboos} | {"unfilled_slot"}
    assert looked_for >= set(LINT_GROUPS)


def test_the_signals_and_rules_of_the_handbook_are_all_there(shipped):
    assert {f"R{number:02}" for number in range(1, 33)} <= shipped.signals.keys()
    assert len(shipped.rules) >= 13
