"""The desk: what is mine or my team's, by urgency, with what I promised and whom to call beside it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from .. import callbacks, handling, queries, wording
from ..codes import N_
from ..models import Complaint, User
from ..queries import Filters
from ..rights import allows
from ..roles import Role
from .guard import requires
from .i18n import coming, local, utcnow
from .views import filters as filter_views
from .views import rows

bp = Blueprint("desk", __name__)

ROWS = 60
GROUPS = ((queries.NOW, N_("Handle now")), (queries.TODAY, N_("Due today")), (queries.LATER, N_("Later")))

MINE, TEAM, UNASSIGNED, ALL = "mine", "team", "unassigned", "all"
TABS: dict[Role, tuple[str, ...]] = {
    Role.REP: (MINE, UNASSIGNED),
    Role.SPECIALIST: (MINE, UNASSIGNED),
    Role.MANAGER: (TEAM, UNASSIGNED, MINE),
    Role.COMPLIANCE: (ALL,),
    Role.ADMIN: (ALL,),
}
TAB_WORDS = {MINE: N_("My open ones"), TEAM: N_("The team's"), UNASSIGNED: N_("Unassigned"), ALL: N_("All open ones")}
OWNERS = {MINE: "me", UNASSIGNED: "nobody"}


@bp.get("/")
@requires("list")
def index() -> Any:
    """The worklist of the person who is signed in."""
    at, person = utcnow(), current_user._get_current_object()
    tabs = TABS[person.role]
    tab = next((name for name in tabs if name == request.args.get("tab")), tabs[0])
    filters = replace(Filters.read(request.args), state="open", owner=OWNERS.get(tab), q=None)
    counts = queries.counts(person, filters)
    groups = queries.worklist(person, filters, at=at, size=ROWS)
    return render_template(
        "desk/index.html",
        today=local(at),
        clock=f"{local(at):%H:%M}",
        tabs=_tabs(person, tabs, tab, filters),
        filter_groups=filter_views.groups("desk.index", replace(filters, state=None, owner=None), counts, tab=tab),
        groups=[
            {"title": gettext(title), "rows": [rows.row(row, at) for row in groups[name]]} for name, title in GROUPS
        ],
        shown=sum(map(len, groups.values())),
        total=sum(counts["risk"].values()),
        ways_out=filter_views.without("desk.index", replace(filters, owner=None), person, tab=tab),
        list_url=url_for("lists.index", **filter_views.arguments(filters)),
        beside=_beside(person, groups, at),
    )


def _tabs(person: User, tabs: tuple[str, ...], current: str, filters: Filters) -> list[dict[str, Any]]:
    counts = queries.owner_counts(person)
    how_many = {MINE: counts.mine, TEAM: counts.all, UNASSIGNED: counts.nobody, ALL: counts.all}
    return [
        {
            "url": url_for("desk.index", tab=tab),
            "label": gettext(TAB_WORDS[tab]),
            "count": how_many[tab],
            "current": tab == current,
        }
        for tab in tabs
    ]


def _beside(person: User, groups: dict[str, list[Complaint]], at: datetime) -> dict[str, Any] | None:
    if person.role not in (Role.REP, Role.SPECIALIST, Role.MANAGER):
        return None
    first = next((complaint for name, _title in GROUPS for complaint in groups[name]), None)
    return {
        "promises": [_promise(row, at) for row in queries.promises_open(person)],
        "callbacks": [_callback(row, at) for row in queries.callbacks_due(person, limit=4)],
        "money": queries.redress_undecided(person) if person.role is Role.MANAGER else [],
        "next": _next_step(first, person) if first is not None else None,
    }


def _promise(promise: Any, at: datetime) -> dict[str, Any]:
    return {
        "text": promise.text,
        "person": rows.person(promise.complaint.complainant),
        "url": url_for("handling.show", number=promise.complaint.number),
        "clock": rows.until(promise.due_at, at),
    }


def _callback(callback: Any, at: datetime) -> dict[str, Any]:
    moment = callbacks.may_call_at(callback, at=at)
    return {
        "person": rows.person(callback.complaint.complainant),
        "url": url_for("callbacks.due", chosen=callback.id),
        "words": _moment_words(moment, at),
    }


def _moment_words(moment: datetime | None, at: datetime) -> str:
    if moment is None:
        return gettext("Write a letter")
    return gettext("May call now") if moment <= at else gettext("From %(time)s", time=coming(moment, at))


def _next_step(complaint: Complaint, person: User) -> dict[str, Any]:
    lacking = handling.gate(complaint, by=person) if allows(person, "work", complaint) else []
    said = next((card for card in wording.suggestions(complaint) if card.kind == "say"), None)
    line = (
        wording.filled(said.text.in_(complaint.language.value), wording.slots_of(complaint, by=person))
        if said
        else None
    )
    return {
        "row": rows.row(complaint, utcnow()),
        "lacking": [gettext(requirement.label) for requirement in lacking],
        "say": line.text if line else None,
    }
