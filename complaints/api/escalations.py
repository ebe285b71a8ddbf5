"""Escalations: proposed with a brief, then answered."""

from typing import Any

from .. import escalations
from ..codes import N_
from ..escalations import BRIEF
from ..fields import only, refuse
from ..models import Complaint, Escalation
from . import shapes
from .complaints import named_under
from .operations import Call, operation
from .reader import Reader
from .schemas import answers, asked


@operation(
    "POST",
    "/complaints/<number>/escalations",
    "Escalate with a brief",
    rights=("escalate",),
    target=Complaint,
    body=asked.NewEscalation(),
    answer=answers.Escalation(),
    status=201,
)
def escalate(call: Call) -> dict[str, Any]:
    """To level 1, 2 or 3, with situation, complication and the resolution wanted."""
    brief = call.body.get("brief")
    if brief is not None and not isinstance(brief, dict):
        raise refuse("brief", N_("Send a JSON object"))
    only(brief or {}, BRIEF, prefix="brief.")
    with named_under("brief", BRIEF):
        return _shown(escalations.propose(call.thing, call.body, by=call.person, at=call.at), call)


@operation(
    "POST",
    "/escalations/<int:id>/accept",
    "Accept: I look, the owner stays",
    rights=("answer_escalation",),
    target=Escalation,
    answer=answers.Escalation(),
)
def accept_escalation(call: Call) -> dict[str, Any]:
    """The owner of the complaint stays."""
    return _shown(escalations.accept(call.thing, by=call.person, at=call.at), call)


@operation(
    "POST",
    "/escalations/<int:id>/take_over",
    "Take over: I own it",
    rights=("answer_escalation",),
    target=Escalation,
    answer=answers.Escalation(),
)
def take_over_escalation(call: Call) -> dict[str, Any]:
    """The complaint is mine from here."""
    return _shown(escalations.take_over(call.thing, by=call.person, at=call.at), call)


@operation(
    "POST",
    "/escalations/<int:id>/hand_back",
    "Hand back with advice",
    rights=("answer_escalation",),
    target=Escalation,
    body=asked.Advice(),
    answer=answers.Escalation(),
)
def hand_back_escalation(call: Call) -> dict[str, Any]:
    """To the one who owned it before."""
    return _shown(escalations.hand_back(call.thing, call.body.get("advice"), by=call.person, at=call.at), call)


@operation(
    "POST",
    "/escalations/<int:id>/raise",
    "Raise by one level",
    rights=("answer_escalation",),
    target=Escalation,
    body=asked.Reason(),
    answer=answers.Escalation(),
)
def raise_escalation(call: Call) -> dict[str, Any]:
    """Answers with the new escalation, which carries the same brief."""
    return _shown(escalations.raise_level(call.thing, call.body.get("reason"), by=call.person, at=call.at), call)


def _shown(row: Escalation, call: Call) -> dict[str, Any]:
    ids = [row.proposed_by_id, row.accepted_by_id, row.taken_over_by_id, row.handed_back_by_id]
    return shapes.escalation(row, Reader(call.person, row.complaint, call.at, ids))
