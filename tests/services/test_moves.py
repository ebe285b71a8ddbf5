"""The matrix step × move × role: every cell is either made or refused with the right code."""

from datetime import datetime
from typing import Any

import pytest

from complaints import handling
from complaints.db import transaction
from complaints.errors import ComplaintError
from complaints.models import User
from complaints.roles import Role
from complaints.steps import MOVES, Move, Step

from ..factories import RECORDS, call, keep_promises, make_complaint

People = dict[str, User]

CARRIED: dict[Move, dict[str, Any]] = {
    Move.ADVANCE: {},
    Move.RETURN: {"to": "soothe", "reason": "情绪又上来了"},
    Move.WITHDRAW: {"fields": {"own_words": "不投诉了"}},
    Move.CLOSE: {"fields": RECORDS[Step.FOLLOW_UP]},
    Move.REOPEN: {"reason": "又断了"},
}
WHO = {"owner": "rep", "colleague": "rep2", "specialist": "specialist", "manager": "manager", "foreign": "manager2"}
MAY = {
    Move.ADVANCE: {"owner", "manager"},
    Move.RETURN: {"owner", "manager"},
    Move.WITHDRAW: {"owner", "manager"},
    Move.CLOSE: {"owner", "manager"},
    Move.REOPEN: {"manager"},
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("step", Step)
def test_matrix(people: People, at: datetime, step: Step, move: Move, who: str) -> None:
    complaint = make_complaint(people["rep"], at, step=step)
    if move is Move.CLOSE and step is Step.FOLLOW_UP:
        keep_promises(complaint, people["rep"], at)
        call(complaint, people["manager"], at)
    carried = dict(CARRIED[move])
    if move is Move.ADVANCE:
        carried["fields"] = RECORDS[step]
    by, before = people[WHO[who]], complaint.step
    expected = _expected(step, move, who)
    if expected is None:
        with transaction():
            handling.move(complaint, move.value, by=by, at=at, **carried)
        assert complaint.closed is (move in (Move.CLOSE, Move.WITHDRAW))
        return
    with pytest.raises(ComplaintError) as refused, transaction():
        handling.move(complaint, move.value, by=by, at=at, **carried)
    assert refused.value.status == expected
    assert complaint.step is before


def _expected(step: Step, move: Move, who: str) -> int | None:
    """The status of the refusal, or None when the move is made."""
    if step not in MOVES[move].sources:
        return 422
    return None if who in MAY[move] else 403


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.ADMIN])
@pytest.mark.parametrize("move", Move)
def test_readers_never_move(people: People, at: datetime, move: Move, role: Role) -> None:
    step = MOVES[move].sources[0]
    complaint = make_complaint(people["rep"], at, step=step)
    with pytest.raises(ComplaintError) as refused, transaction():
        handling.move(complaint, move.value, by=people[role.value], at=at, **CARRIED[move])
    assert refused.value.status == 403
