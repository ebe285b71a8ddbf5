"""Who may do what: one table of verbs × roles, each cell a predicate. Standard library only (contract "Writing").

A verb is checked here and nowhere else; routes, the API, the CLI, jobs and templates ask `may`.
"""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from .codes import N_, Risk


class Role(StrEnum):
    """Five kinds of colleague; `system` acts for jobs and rules and never signs in."""

    REP = "rep"
    SPECIALIST = "specialist"
    MANAGER = "manager"
    COMPLIANCE = "compliance"
    ADMIN = "admin"
    SYSTEM = "system"


ROLE_LABELS: dict[Role, str] = {
    Role.REP: N_("Frontline rep"),
    Role.SPECIALIST: N_("Escalation specialist"),
    Role.MANAGER: N_("Manager"),
    Role.COMPLIANCE: N_("Compliance"),
    Role.ADMIN: N_("Administrator"),
    Role.SYSTEM: N_("Rules"),
}


class Person(Protocol):
    """What a predicate may know of the person who acts."""

    id: int
    role: Role
    team_id: int | None


class Case(Protocol):
    """What a predicate may know of the complaint."""

    owner_id: int | None
    team_id: int | None
    risk: Risk
    escalation_level: int

    @property
    def escalated_to_ids(self) -> frozenset[int]:
        """Those who accepted or took over an escalation that is still open."""
        ...


Predicate = Callable[[Person, Case], bool]


def anyone(person: Person, case: Case) -> bool:
    """No condition."""
    return True


def of_team(person: Person, case: Case) -> bool:
    """The complaint belongs to the person's team."""
    return person.team_id is not None and person.team_id == case.team_id


def own_or_unassigned(person: Person, case: Case) -> bool:
    """One's own, or nobody's in one's team."""
    return case.owner_id == person.id or (case.owner_id is None and of_team(person, case))


def escalated(person: Person, case: Case) -> bool:
    """Some escalation is or was on it."""
    return case.escalation_level > 0


def own_or_escalated_to(person: Person, case: Case) -> bool:
    """One's own, nobody's in one's team, or accepted or taken over by oneself."""
    return own_or_unassigned(person, case) or person.id in case.escalated_to_ids


def ordinary_risk(person: Person, case: Case) -> bool:
    """Low or medium risk: no manager is needed to close it."""
    return case.risk.rank < Risk.HIGH.rank


def team_or_escalated(person: Person, case: Case) -> bool:
    """What a specialist reads: the team's, and whatever is escalated anywhere."""
    return of_team(person, case) or escalated(person, case) or case.owner_id == person.id


def own_or_team(person: Person, case: Case) -> bool:
    """The team's, or handed to oneself from another team."""
    return of_team(person, case) or case.owner_id == person.id


def both(*predicates: Predicate) -> Predicate:
    """All of the predicates hold."""
    return lambda person, case: all(predicate(person, case) for predicate in predicates)


R, S, M, C, A = Role.REP, Role.SPECIALIST, Role.MANAGER, Role.COMPLIANCE, Role.ADMIN

CASE_RIGHTS: dict[str, dict[Role, Predicate]] = {
    "read": {R: own_or_team, S: team_or_escalated, M: own_or_team, C: anyone, A: anyone},
    "read_narrative": {R: own_or_team, S: team_or_escalated, M: own_or_team, C: anyone},
    "reveal": {R: own_or_team, S: team_or_escalated, M: own_or_team, C: anyone},
    "work": {R: own_or_unassigned, S: own_or_escalated_to, M: own_or_team},
    "close": {
        R: both(own_or_unassigned, ordinary_risk),
        S: both(own_or_escalated_to, ordinary_risk),
        M: own_or_team,
    },
    "escalate": {R: own_or_team, S: team_or_escalated, M: own_or_team},
    "answer_escalation": {S: escalated, M: both(own_or_team, escalated)},
    "assign": {M: own_or_team},
    "override": {M: own_or_team},
    "approve_redress": {M: own_or_team},
    "extend": {M: own_or_team},
    "reopen": {M: own_or_team},
    "decline": {M: own_or_team},
    "lower_risk": {M: own_or_team},
}
"""Rights over one complaint. An absent cell is a refusal."""

DESK_RIGHTS: dict[str, frozenset[Role]] = {
    "log": frozenset({R, S, M}),
    "list": frozenset({R, S, M, C, A}),
    "see_escalations": frozenset({S, M, C}),
    "see_callbacks": frozenset({R, S, M, C}),
    "see_complainant": frozenset({R, S, M, C}),
    "see_guidance": frozenset({R, S, M, C}),
    "lint": frozenset({R, S, M, C}),
    "manage_people": frozenset({M, A}),
    "import": frozenset({A}),
    "issue_tokens": frozenset({A}),
    "verify_audit": frozenset({C, A}),
}
"""Rights that concern no single complaint."""

REFUND_LIMIT: dict[Role, Decimal] = {R: Decimal(200), S: Decimal(1000), M: Decimal(5000)}
GOODWILL_LIMIT: dict[Role, Decimal] = {R: Decimal(30), S: Decimal(500), M: Decimal(2000)}
"""What a role may promise alone, in yuan; above it another manager approves (product choice)."""


def may(person: Person, right: str, case: Case | None = None) -> bool:
    """Whether `person` has `right`, over `case` where the right concerns one complaint.

    Raises KeyError for a right that no table names: a misspelt right must never pass as a refusal.
    """
    if case is None:
        return person.role in DESK_RIGHTS[right]
    predicate = CASE_RIGHTS[right].get(person.role)
    return predicate is not None and predicate(person, case)
