"""Moves between the steps."""

from typing import Any

from .. import fields, handling
from ..codes import N_
from ..models import Complaint
from ..steps import MOVES, Move
from . import whole
from .complaints import with_owner_id
from .operations import Call, operation
from .schemas import asked, cases


def rights_of_move(body: dict[str, Any]) -> tuple[str, ...]:
    """The right that the move of this body asks for, and that of an override."""
    try:
        asked_for: tuple[str, ...] = (MOVES[Move(body.get("move", ""))].permission,)
    except ValueError:
        asked_for = ()
    return asked_for + (("override",) if body.get("override") is True else ())


@operation(
    "POST",
    "/complaints/<number>/moves",
    "Advance, send back, withdraw, close or reopen",
    rights=("work",),
    more_rights=rights_of_move,
    target=Complaint,
    body=asked.NewMove(),
    answer=cases.Complaint(),
)
def make_move(call: Call) -> dict[str, Any]:
    """Make the move; a closed gate answers with what is missing."""
    given = call.body.get("fields")
    if given is not None and not isinstance(given, dict):
        raise fields.refuse("fields", N_("Send a JSON object"))
    handling.move(
        call.thing,
        call.body.get("move", ""),
        to=call.body.get("to"),
        fields=with_owner_id(given or {}),
        reason=call.body.get("reason"),
        override=fields.boolean("override", call.body.get("override")) or False,
        by=call.person,
        at=call.at,
    )
    return whole.shown(call.thing, person=call.person, at=call.at)
