"""The table of moves and gates, without a database."""

import pytest

from complaints.steps import GATES, MOVES, VISIT_FIELDS, Move, Step, missing, possible_moves


def test_the_five_steps_follow_each_other() -> None:
    assert [step.value for step in Step] == ["soothe", "diagnose", "propose", "confirm", "follow_up"]
    assert [step.next for step in Step] == [*list(Step)[1:], None]
    assert [len(step.earlier) for step in Step] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("step", "closed", "moves"),
    [
        (Step.SOOTHE, False, {Move.ADVANCE, Move.WITHDRAW}),
        (Step.DIAGNOSE, False, {Move.ADVANCE, Move.RETURN, Move.WITHDRAW}),
        (Step.PROPOSE, False, {Move.ADVANCE, Move.RETURN, Move.WITHDRAW}),
        (Step.CONFIRM, False, {Move.ADVANCE, Move.RETURN, Move.WITHDRAW}),
        (Step.FOLLOW_UP, False, {Move.RETURN, Move.WITHDRAW, Move.CLOSE, Move.REOPEN}),
        (Step.FOLLOW_UP, True, {Move.REOPEN}),
        (Step.SOOTHE, True, {Move.REOPEN}),
    ],
)
def test_possible_moves(step: Step, closed: bool, moves: set[Move]) -> None:
    assert set(possible_moves(step, closed=closed)) == moves


COMPLETE = {
    Step.SOOTHE: {
        "form_of_address": "周女士",
        "emotion_arrival": 0,
        "emotion_now": 0,
        "restatement": "每月多扣15元",
        "restatement_confirmed": True,
    },
    Step.DIAGNOSE: {"demand": "退", "cause": "TE1-03", "facts": [object()], "summary_read_back": True},
    Step.PROPOSE: {"proposals": [{"text": "退", "reason": "多扣", "due_on": "2026-11-30"}], "awaiting_approval": []},
    Step.CONFIRM: {"verdict": "accepts", "own_words": "行", "appeal_told": True},
    Step.FOLLOW_UP: {
        "promises": ["kept", "renegotiated"],
        "callback": "reached",
        "lesson": "二次确认",
        "disposition": "refunded",
        "root_cause": "链接一点就开",
        "appeal_told": True,
    },
}


@pytest.mark.parametrize("step", Step)
def test_a_complete_record_opens_the_gate(step: Step) -> None:
    assert missing(step, COMPLETE[step]) == []


@pytest.mark.parametrize("step", Step)
def test_an_empty_record_names_everything_that_is_asked(step: Step) -> None:
    vacuous = {"proposals_complete", "approval", "needs_time_until", "promises"}
    assert {row.field for row in missing(step, {})} == {row.field for row in GATES[step]} - vacuous


@pytest.mark.parametrize(
    ("step", "change", "field"),
    [
        (Step.SOOTHE, {"restatement": "   "}, "restatement"),
        (Step.SOOTHE, {"restatement_confirmed": False}, "restatement_confirmed"),
        (Step.SOOTHE, {"emotion_now": None}, "emotion_now"),
        (Step.DIAGNOSE, {"facts": []}, "facts"),
        (Step.PROPOSE, {"proposals": [{"text": "退", "reason": "", "due_on": "2026-11-30"}]}, "proposals_complete"),
        (Step.PROPOSE, {"proposals": [{"text": "退", "reason": "多扣", "due_on": None}]}, "proposals_complete"),
        (Step.PROPOSE, {"awaiting_approval": ["one"]}, "approval"),
        (Step.CONFIRM, {"verdict": "needs_time"}, "needs_time_until"),
        (Step.CONFIRM, {"appeal_told": None}, "appeal_told"),
        (Step.FOLLOW_UP, {"promises": ["kept", "open"]}, "promises"),
        (Step.FOLLOW_UP, {"promises": ["broken"]}, "promises"),
        (Step.FOLLOW_UP, {"callback": None}, "callback"),
        (Step.FOLLOW_UP, {"callback": "awaiting_notice"}, "callback"),
    ],
)
def test_one_thing_missing_is_named(step: Step, change: dict[str, object], field: str) -> None:
    assert [row.field for row in missing(step, {**COMPLETE[step], **change})] == [field]


def test_zero_is_an_emotion_and_not_a_gap() -> None:
    assert missing(Step.SOOTHE, {**COMPLETE[Step.SOOTHE], "emotion_arrival": 0, "emotion_now": 0}) == []


def test_gate_fields_are_recorded_at_their_step() -> None:
    computed = {"proposals_complete", "approval", "promises", "callback"}
    for step, requirements in GATES.items():
        assert {row.field for row in requirements} - computed <= set(VISIT_FIELDS[step])


def test_every_move_has_a_row() -> None:
    assert set(MOVES) == set(Move)
