"""The checklist of a step as the page shows it: the record, and on top of it what the form below holds."""

import json
from typing import Any

from flask_babel import gettext, ngettext
from flask_login import current_user

from ... import handling, redress
from ...models import Complaint
from ...rights import allows
from ...steps import GATES, MOVES, Move, Requirement, Step, missing
from ..forms import DeskForm
from ..page import label
from .proposals import offers
from .step_forms import typed

PLACES = {"proposals_complete": "proposals", "approval": "proposals", "callback": "callback-state"}
"""Where a line of the gate leads when its field is no field of the form."""


def gate_view(complaint: Complaint, form: DeskForm) -> dict[str, Any]:
    """The lines of the step, how many are missing, and the move they open."""
    step = complaint.visit.step
    shown = _as_shown(complaint, form)
    lacking = {row.field for row in missing(step, shown)}
    titles = [_title(step, count) for count in range(len(GATES[step]) + 1)]
    move = onward(step)
    return {
        "items": [_item(row, row.field in lacking, shown) for row in GATES[step]],
        "missing": len(lacking),
        "title": titles[len(lacking)],
        "titles": json.dumps(titles, ensure_ascii=False),
        "move": move.value,
        "short": gettext("Advance") if step.next else gettext(MOVES[Move.CLOSE].label),
        "words": gettext("Advance to %(step)s", step=label(step.next)) if step.next else gettext(MOVES[move].label),
        "allowed": allows(current_user, MOVES[move].permission, complaint),
    }


def onward(step: Step) -> Move:
    """The move that leaves a step forwards."""
    return Move.ADVANCE if step.next else Move.CLOSE


def _as_shown(complaint: Complaint, form: DeskForm) -> dict[str, Any]:
    """The record as a move would find it, since the move sends the form along."""
    record = handling.record_of(complaint.visit, by=current_user)
    shown = {name: None if value == "" else value for name, value in typed(form).items()}
    if "proposals" in shown:
        record["awaiting_approval"] = redress.awaiting(complaint, offers(form), current_user)
    return record | shown


def _item(row: Requirement, is_missing: bool, shown: dict[str, Any]) -> dict[str, Any]:
    over = shown.get("awaiting_approval") if row.field == "approval" else None
    return {
        "field": row.field,
        "place": PLACES.get(row.field, row.field),
        "done": not is_missing,
        "label": gettext(row.label),
        "why": _over(over[0]) if over else gettext(row.why),
    }


def _over(offer: Any) -> str:
    over = offer.amount - redress.limit(current_user.role, offer.kind)
    return gettext(
        "Proposal %(number)s is %(over)s yuan over your limit and waits for a manager",
        number=offer.position,
        over=f"{over:f}".removesuffix(".00"),
    )


def _title(step: Step, count: int) -> str:
    goal = gettext("to “%(step)s”", step=label(step.next)) if step.next else gettext("to close")
    if not count:
        return gettext("Ready to go on %(goal)s", goal=goal)
    return ngettext("%(num)s thing missing %(goal)s", "%(num)s things missing %(goal)s", count, goal=goal)
