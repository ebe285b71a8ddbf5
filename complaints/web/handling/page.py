"""The handling page as one view: head, record, gate, forms, history, guidance."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import make_response, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from ... import callbacks, escalations, handling, queries
from ...codes import N_, Result
from ...models import Complaint
from ...rights import allows
from ...steps import MOVES, REQUIRE_ESCALATION_AT, Move, Step, possible_moves
from .. import i18n
from ..page import label
from ..views import case, rows
from . import forms
from .clash import Clash, base_of
from .composer import composer_view
from .follow_up import callback_row, ending_view, promise_row
from .gate import gate_view, onward
from .panel import panel_view
from .parts import address
from .proposals import money_rows, proposals_view
from .record import alarms_of, record_view
from .shelf import shelve
from .step_forms import step_form
from .timeline import timeline_view

PANELS = ("escalate", "callback", "return", "withdraw", "reopen", "override", "assign", "risk", "language")
"""Action forms that open above the work, each by a link."""

PANEL_RIGHTS = {
    "escalate": "escalate",
    "callback": "work",
    "return": "work",
    "withdraw": "work",
    "reopen": "reopen",
    "override": "override",
    "assign": "assign",
    "risk": "lower_risk",
    "language": "work",
}
PANEL_MOVES = {"return": Move.RETURN, "withdraw": Move.WITHDRAW, "reopen": Move.REOPEN}
PANEL_WORDS = {
    "escalate": N_("Escalate"),
    "callback": N_("Promise a callback"),
    "override": N_("Open the gate with a reason"),
    "assign": N_("Assign owner"),
    "risk": N_("Change risk"),
    "language": N_("Language of the wording"),
}
"""What the forms are called; those that make a move lend its label."""


def render(
    number: str,
    *,
    at: datetime,
    status: int = 200,
    panel: str | None = None,
    given: Mapping[str, Any] | None = None,
    stale: Clash | None = None,
) -> Any:
    """The page, with forms as typed where `given` has them, and the action form `panel` open."""
    complaint = queries.everything_of(queries.complaint_numbered(number, person=current_user))
    open_panel = panel or request.args.get("open")
    menu = _menu(complaint)
    names = {row["panel"] for row in menu}
    shown = open_panel if open_panel in names else None
    shelf = shelve(complaint, given or {}, works=_works(complaint), panel=shown, menu=names)
    view = {
        **_head(complaint, menu, at),
        "panel": _panel(complaint, shown, shelf.given),
        "work": _work(complaint, shelf.given, at) if _works(complaint) else None,
        "record": record_view(complaint, at),
        "alarms": alarms_of(complaint),
        "story": _story(complaint),
        "timeline": _timeline(complaint, at),
        "guidance": None if complaint.closed else panel_view(complaint),
        "ending": ending_view(complaint, at),
        "stale": stale or shelf.clash,
        "left": shelf.left,
    }
    return make_response(render_template("handling/show.html", complaint=complaint, **view), status)


def _works(complaint: Complaint) -> bool:
    return complaint.step is not None and not complaint.closed and allows(current_user, "work", complaint)


def _head(complaint: Complaint, menu: list[dict[str, str]], at: datetime) -> dict[str, Any]:
    return {
        "person": case.person_of(complaint),
        "purposes": case.purposes(),
        "path": case.path_of(complaint),
        "received": gettext(
            "received %(when)s, %(channel)s", when=i18n.when(complaint.opened_at, at), channel=label(complaint.channel)
        ),
        "clocks": case.clocks_of(complaint, at),
        "menu": [row for row in menu if row["panel"] not in ("escalate", "callback")],
        "may": {row["panel"]: row["url"] for row in menu},
        "undo_url": _undo(complaint, at),
        "owner": rows.owner(complaint),
        "sees": allows(current_user, "read_narrative", complaint),
    }


def _undo(complaint: Complaint, at: datetime) -> str | None:
    if complaint.closed or not complaint.visits or not handling.may_undo(complaint, by=current_user, at=at):
        return None
    return url_for("handling.undo", number=complaint.number, version=complaint.head_seq)


def _menu(complaint: Complaint) -> list[dict[str, str]]:
    """The action forms this person may open here; moves come from the table of moves."""
    moves = possible_moves(complaint.step, closed=complaint.closed) if complaint.step else []
    found = []
    for name in PANELS:
        move = PANEL_MOVES.get(name)
        here = move in moves if move else bool(complaint.step) and not complaint.closed
        if move is Move.REOPEN:
            here = here and complaint.closed
        if here and allows(current_user, PANEL_RIGHTS[name], complaint):
            url = address(complaint, "action", open=name)
            found.append({"panel": name, "label": _panel_words(name), "url": url})
    return found


def _panel_words(name: str) -> str:
    move = PANEL_MOVES.get(name)
    return gettext(MOVES[move].label if move else PANEL_WORDS[name])


def _panel(complaint: Complaint, name: str | None, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """The action form that is open, as typed or fresh."""
    if name is None:
        return None
    form = given.get(name) or _fresh(name, complaint)
    if isinstance(form, forms.ReturnForm | forms.OwnerForm):
        form.offer(complaint)
    actions = {"escalate": "escalate", "callback": "promise_callback", "assign": "assign", "risk": "set_risk"}
    endpoint = f"handling.{actions.get(name, 'set_language' if name == 'language' else 'move')}"
    moves = {
        "return": "return",
        "withdraw": "withdraw",
        "reopen": "reopen",
        "override": onward(complaint.visit.step).value,
    }
    extra: dict[str, Any] = {"move": moves[name], "panel": name} if name in moves else {}
    return {
        "name": name,
        "title": _panel_words(name),
        "form": form,
        "url": url_for(endpoint, number=complaint.number, **extra),
    }


def _fresh(name: str, complaint: Complaint) -> Any:
    """An unfilled action form; the brief of an escalation is drafted from the record."""
    data: dict[str, Any] = {
        "escalate": escalations.draft(complaint) if name == "escalate" else {},
        "assign": {"owner": str(complaint.owner_id or "")},
        "risk": {"risk": complaint.risk.value},
        "language": {"language": complaint.language.value},
    }
    return forms.ACTIONS[name](formdata=None, data=data.get(name))


def _work(complaint: Complaint, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The gate, this step's form and the composer."""
    note = given.get("note") or forms.NoteForm(formdata=None)
    form = given.get("step") or step_form(complaint)
    return {
        "gate": gate_view(complaint, form),
        "form": form,
        "base": base_of(form, complaint),
        "step": complaint.step,
        "reasons": _reasons(complaint),
        "proposals": proposals_view(complaint, form, at) if complaint.step is Step.PROPOSE else None,
        "money": money_rows(complaint, at) if complaint.step is Step.PROPOSE else [],
        "promises": [promise_row(row, given, at) for row in complaint.promises],
        "callbacks": [callback_row(row, at) for row in complaint.callbacks],
        "advice": [row for row in complaint.escalations if row.advice],
        "composer": composer_view(complaint, note),
    }


def _reasons(complaint: Complaint) -> bool:
    """Whether the move out of this step may need a reason: a refusal in writing, or closing what is solved in part."""
    visit = complaint.visit
    if visit.step is Step.CONFIRM:
        return complaint.attempt >= REQUIRE_ESCALATION_AT and allows(current_user, "decline", complaint)
    partly = visit.step is Step.FOLLOW_UP and callbacks.last_result(complaint, visit) is Result.PARTLY
    return partly and allows(current_user, "reopen", complaint)


def _story(complaint: Complaint) -> list[tuple[str, str]]:
    """The narrative in pieces, each with the sort of its mark."""
    if not allows(current_user, "read_narrative", complaint):
        return []
    text, pieces, end = complaint.narrative, [], 0
    marks = [row for row in complaint.signals if row.note_id is None and row.attempt_id is None]
    for row in sorted(marks, key=lambda mark: mark.start_at):
        if row.start_at >= end:
            high = "high" if row.severity in ("S1", "S2") else "note"
            kind = high if row.polarity == "asserted" else "denied"
            pieces += [(text[end : row.start_at], ""), (text[row.start_at : row.end_at], kind)]
            end = row.end_at
    return [*pieces, (text[end:], "")]


def _timeline(complaint: Complaint, at: datetime) -> dict[str, Any]:
    asked = request.args.get("rows", "")
    size = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    return timeline_view(complaint, at, kind=request.args.get("events", ""), size=size)
