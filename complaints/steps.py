"""The five steps, every move between them and every gate, as tables. Standard library only.

The tables drive the verbs, the buttons, the gate checklist, the docs and the test matrix (design §3).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .codes import N_


class Step(StrEnum):
    """Where the complaint is (seed 003)."""

    SOOTHE = "soothe"
    DIAGNOSE = "diagnose"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    FOLLOW_UP = "follow_up"

    @property
    def position(self) -> int:
        """1 for soothe … 5 for follow up."""
        return list(Step).index(self) + 1

    @property
    def next(self) -> "Step | None":
        """The step that `advance` leads to; None at the last."""
        return list(Step)[self.position] if self.position < len(Step) else None

    @property
    def earlier(self) -> "tuple[Step, ...]":
        """Every step before this one, in order."""
        return tuple(Step)[: self.position - 1]


STEP_LABELS: dict[Step, str] = {
    Step.SOOTHE: N_("Soothe"),
    Step.DIAGNOSE: N_("Diagnose"),
    Step.PROPOSE: N_("Propose"),
    Step.CONFIRM: N_("Confirm"),
    Step.FOLLOW_UP: N_("Follow up"),
}


class Move(StrEnum):
    """A passage between steps, or out of them 流转."""

    ADVANCE = "advance"
    RETURN = "return"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True)
class MoveRule:
    """One row of the table of moves.

    `sources` are the steps it may start from, `ended_sources` those of a complaint that has ended,
    `permission` the verb of `roles.py`, `needs` the fields the move itself must carry.
    """

    move: Move
    label: str
    sources: tuple[Step, ...]
    permission: str
    ended_sources: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()
    gated: bool = False


ALL_STEPS = tuple(Step)

MOVES: dict[Move, MoveRule] = {
    row.move: row
    for row in (
        MoveRule(Move.ADVANCE, N_("Advance"), ALL_STEPS[:-1], "work", gated=True),
        MoveRule(Move.RETURN, N_("Send back"), ALL_STEPS[1:], "work", needs=("to",)),
        MoveRule(Move.WITHDRAW, N_("Withdraw"), ALL_STEPS, "work", needs=("own_words",)),
        MoveRule(Move.CLOSE, N_("Close the complaint"), (Step.FOLLOW_UP,), "close", gated=True),
        MoveRule(Move.REOPEN, N_("Reopen"), (Step.FOLLOW_UP,), "reopen", ended_sources=ALL_STEPS, needs=("reason",)),
    )
}

UNDO_SECONDS = 60
"""How long the same person may undo an advance, uncounted."""

SUGGEST_ESCALATION_AT = 2
REQUIRE_ESCALATION_AT = 3
"""Rejections after which an escalation is suggested, and after which a manager may decline in writing."""


Record = Mapping[str, Any]


@dataclass(frozen=True)
class Requirement:
    """One thing a gate asks for: the field, what to do about it, and the test on the visit's record."""

    field: str
    label: str
    why: str
    met: Callable[[Record], bool]


def _text(field: str) -> Callable[[Record], bool]:
    return lambda record: bool(str(record.get(field) or "").strip())


def _number(field: str) -> Callable[[Record], bool]:
    return lambda record: record.get(field) is not None


def _true(field: str) -> Callable[[Record], bool]:
    return lambda record: record.get(field) is True


def _proposals_complete(record: Record) -> bool:
    proposals = record.get("proposals") or ()
    return all(row.get("text") and row.get("reason") and row.get("due_on") for row in proposals)


def _promises_settled(record: Record) -> bool:
    return all(state in ("kept", "renegotiated") for state in record.get("promises") or ())


GATES: dict[Step, tuple[Requirement, ...]] = {
    Step.SOOTHE: (
        Requirement("form_of_address", N_("Form of address"), N_("Ask how to address them"), _text("form_of_address")),
        Requirement(
            "emotion_arrival",
            N_("Initial emotion"),
            N_("Choose 0 to 10 for the start"),
            _number("emotion_arrival"),
        ),
        Requirement("emotion_now", N_("Emotion now"), N_("Choose 0 to 10 for now"), _number("emotion_now")),
        Requirement("restatement", N_("Restatement"), N_("Write what you read back"), _text("restatement")),
        Requirement(
            "restatement_confirmed",
            N_("Restatement confirmed"),
            N_("Read it back and tick when they confirm"),
            _true("restatement_confirmed"),
        ),
    ),
    Step.DIAGNOSE: (
        Requirement("demand", N_("Explicit demand"), N_("Write what they ask for"), _text("demand")),
        Requirement("cause", N_("Cause"), N_("Choose the cause"), _text("cause")),
        Requirement(
            "facts",
            N_("Facts"),
            N_("Note at least one fact, view or promise"),
            lambda record: bool(record.get("facts")),
        ),
        Requirement(
            "summary_read_back",
            N_("Summary read back"),
            N_("Read the summary back and tick it"),
            _true("summary_read_back"),
        ),
    ),
    Step.PROPOSE: (
        Requirement(
            "proposals",
            N_("At least one proposal"),
            N_("Write at least one proposal"),
            lambda record: bool(record.get("proposals")),
        ),
        Requirement(
            "proposals_complete",
            N_("Reason and date on each"),
            N_("Give each proposal a reason and a date"),
            _proposals_complete,
        ),
        Requirement(
            "approval",
            N_("Within authority or approved"),
            N_("A proposal above your limit waits for a manager"),
            lambda record: not record.get("awaiting_approval"),
        ),
    ),
    Step.CONFIRM: (
        Requirement("verdict", N_("Verdict"), N_("Choose what they said"), _text("verdict")),
        Requirement(
            "needs_time_until",
            N_("Date they asked for"),
            N_("Write the date they will answer by"),
            lambda record: record.get("verdict") != "needs_time" or record.get("needs_time_until") is not None,
        ),
        Requirement("own_words", N_("Their own words"), N_("Write down their own words"), _text("own_words")),
        Requirement("appeal_told", N_("Way to appeal told"), N_("Tell them the way to appeal"), _true("appeal_told")),
    ),
    Step.FOLLOW_UP: (
        Requirement(
            "promises",
            N_("Promises kept or renegotiated"),
            N_("Settle every open or broken promise"),
            _promises_settled,
        ),
        Requirement(
            "callback",
            N_("Callback done or exhausted"),
            N_("Call back, or prove that nobody can be reached"),
            lambda record: record.get("callback") in ("reached", "exhausted"),
        ),
        Requirement("lesson", N_("Lesson filed"), N_("Write what we learn from it"), _text("lesson")),
        Requirement("disposition", N_("Disposition"), N_("Choose how it ended"), _text("disposition")),
        Requirement("root_cause", N_("Root cause"), N_("Write the root cause"), _text("root_cause")),
        Requirement("appeal_told", N_("Way to appeal told"), N_("Tell them the way to appeal"), _true("appeal_told")),
    ),
}

VISIT_FIELDS: dict[Step, tuple[str, ...]] = {
    Step.SOOTHE: ("form_of_address", "emotion_arrival", "emotion_now", "restatement", "restatement_confirmed"),
    Step.DIAGNOSE: ("demand", "cause", "facts", "summary_read_back"),
    Step.PROPOSE: ("proposals",),
    Step.CONFIRM: ("verdict", "needs_time_until", "own_words", "appeal_told", "accepted_proposals"),
    Step.FOLLOW_UP: ("lesson", "disposition", "root_cause", "root_cause_code", "appeal_told"),
}
"""Which fields are recorded at which step; everything else is refused there."""

NEVER_SKIPPED: frozenset[str] = frozenset({"callback", "promises", "disposition", "approval", "verdict"})
"""What no override opens: nothing closes before somebody called back and the word given was kept."""

MUST_BE_CONFIRMED_AGAIN: frozenset[str] = frozenset(
    {"restatement_confirmed", "summary_read_back", "verdict", "own_words", "appeal_told", "needs_time_until"}
)
"""What an earlier visit never lends to a later form; the rest prefills it and counts when saved again."""


def missing(step: Step, record: Record) -> list[Requirement]:
    """The requirements of `step`'s gate that `record` does not meet, in the order of the table."""
    return [requirement for requirement in GATES[step] if not requirement.met(record)]


def possible_moves(step: Step, *, closed: bool) -> list[Move]:
    """The moves the table allows from here, before rights and gates."""
    return [row.move for row in MOVES.values() if step in (row.ended_sources if closed else row.sources)]
