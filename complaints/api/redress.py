"""Money: asked for, approved, refused."""

from typing import Any

from .. import redress
from ..models import Complaint, Redress
from . import shapes
from .operations import Call, operation
from .reader import Reader
from .schemas import answers, asked


@operation(
    "POST",
    "/complaints/<number>/redress",
    "Ask for money",
    rights=("work",),
    target=Complaint,
    body=asked.NewRedress(),
    answer=answers.Redress(),
    status=201,
)
def ask_redress(call: Call) -> dict[str, Any]:
    """Within one's own limit it is approved at once."""
    return _shown(redress.request(call.thing, call.body, by=call.person, at=call.at), call)


@operation(
    "POST",
    "/redress/<int:id>/approve",
    "Approve what somebody else asked for",
    rights=("approve_redress",),
    target=Redress,
    answer=answers.Redress(),
)
def approve_redress(call: Call) -> dict[str, Any]:
    """Never one's own."""
    return _shown(redress.decide(call.thing, True, by=call.person, at=call.at), call)


@operation(
    "POST",
    "/redress/<int:id>/refuse",
    "Refuse what somebody else asked for",
    rights=("approve_redress",),
    target=Redress,
    answer=answers.Redress(),
)
def refuse_redress(call: Call) -> dict[str, Any]:
    """Never one's own."""
    return _shown(redress.decide(call.thing, False, by=call.person, at=call.at), call)


def _shown(row: Redress, call: Call) -> dict[str, Any]:
    return shapes.redress(row, Reader(call.person, row.complaint, call.at, [row.requested_by_id, row.decided_by_id]))
