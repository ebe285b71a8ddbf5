"""Asking the table of rights: the guard every verb calls first."""

from .codes import N_
from .errors import NotAllowed, WrongStep
from .models import Complaint, User
from .roles import may

__all__ = ["allow", "allows", "must_be_live"]


class CaseOf:
    """A complaint as the table of rights sees it; who it is escalated to is read only when a cell asks."""

    def __init__(self, complaint: Complaint) -> None:
        self.owner_id = complaint.owner_id
        self.team_id = complaint.team_id
        self.risk = complaint.risk
        self.escalation_level = complaint.escalation_level
        self._complaint = complaint

    @property
    def escalated_to_ids(self) -> frozenset[int]:
        """Those who accepted or took over an escalation that is still open."""
        return frozenset(row.holder_id for row in self._complaint.escalations if row.holder_id is not None)


def allows(person: User, right: str, complaint: Complaint | None = None) -> bool:
    """Whether `person` has `right` (over `complaint`)."""
    return may(person, right, CaseOf(complaint) if complaint is not None else None)


def allow(person: User, right: str, complaint: Complaint | None = None) -> None:
    """Raise NotAllowed unless `person` has `right`."""
    if not allows(person, right, complaint):
        raise NotAllowed(right=right)


def must_be_live(complaint: Complaint) -> None:
    """Raise WrongStep for a complaint that has ended or is imported history."""
    if complaint.imported:
        raise WrongStep(N_("Imported history is only read"))
    if complaint.closed:
        raise WrongStep(N_("This complaint is closed; reopen it first"))
