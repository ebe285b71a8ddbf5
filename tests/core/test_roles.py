"""The table of rights, cell by cell, as the contract writes it."""

from dataclasses import dataclass

import pytest

from complaints.codes import Risk
from complaints.roles import CASE_RIGHTS, DESK_RIGHTS, Role, may


@dataclass
class Somebody:
    id: int
    role: Role
    team_id: int | None


@dataclass
class SomeCase:
    owner_id: int | None
    team_id: int | None
    risk: Risk = Risk.LOW
    escalation_level: int = 0
    escalated_to_ids: frozenset[int] = frozenset()


ME, OTHER, OURS, THEIRS = 1, 2, 10, 20
OWN = SomeCase(ME, OURS)
UNASSIGNED = SomeCase(None, OURS)
COLLEAGUES = SomeCase(OTHER, OURS)
FOREIGN = SomeCase(OTHER, THEIRS)
ESCALATED = SomeCase(OTHER, THEIRS, escalation_level=2)
TO_ME = SomeCase(OTHER, THEIRS, escalation_level=2, escalated_to_ids=frozenset({ME}))
HOT = SomeCase(ME, OURS, Risk.HIGH)

EXPECTED: dict[str, dict[str, str]] = {
    "read": {
        "rep": "own unassigned colleagues hot",
        "specialist": "own unassigned colleagues hot escalated to_me",
        "manager": "own unassigned colleagues hot",
        "compliance": "own unassigned colleagues hot foreign escalated to_me",
        "admin": "own unassigned colleagues hot foreign escalated to_me",
    },
    "reveal": {
        "rep": "own unassigned colleagues hot",
        "specialist": "own unassigned colleagues hot escalated to_me",
        "manager": "own unassigned colleagues hot",
        "compliance": "own unassigned colleagues hot foreign escalated to_me",
    },
    "work": {
        "rep": "own unassigned hot",
        "specialist": "own unassigned hot to_me",
        "manager": "own unassigned colleagues hot",
    },
    "close": {
        "rep": "own unassigned",
        "specialist": "own unassigned to_me",
        "manager": "own unassigned colleagues hot",
    },
    "answer_escalation": {"specialist": "escalated to_me"},
    "override": {"manager": "own unassigned colleagues hot"},
    "approve_redress": {"manager": "own unassigned colleagues hot"},
    "reopen": {"manager": "own unassigned colleagues hot"},
    "assign": {"manager": "own unassigned colleagues hot"},
}
CASES = {
    "own": OWN,
    "unassigned": UNASSIGNED,
    "colleagues": COLLEAGUES,
    "foreign": FOREIGN,
    "escalated": ESCALATED,
    "to_me": TO_ME,
    "hot": HOT,
}


@pytest.mark.parametrize("right", EXPECTED)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_rights_over_one_complaint(right: str, role: Role) -> None:
    me = Somebody(ME, role, OURS if role in (Role.REP, Role.SPECIALIST, Role.MANAGER) else None)
    if me.team_id is None:
        me.id = 99
    allowed = {name for name, case in CASES.items() if may(me, right, case)}
    assert allowed == set(EXPECTED[right].get(role.value, "").split())


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        ("log", "rep specialist manager"),
        ("list", "rep specialist manager compliance admin"),
        ("manage_people", "manager admin"),
        ("import", "admin"),
        ("issue_tokens", "admin"),
        ("verify_audit", "compliance admin"),
    ],
)
def test_rights_over_no_complaint(right: str, roles: str) -> None:
    assert DESK_RIGHTS[right] == {Role(name) for name in roles.split()}


def test_the_rules_have_no_right_of_their_own() -> None:
    rules = Somebody(3, Role.SYSTEM, None)
    assert not any(may(rules, right, case) for right in CASE_RIGHTS for case in CASES.values())
    assert not any(may(rules, right) for right in DESK_RIGHTS)


def test_a_misspelt_right_is_an_error_and_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        may(Somebody(1, Role.MANAGER, OURS), "clsoe", OWN)
