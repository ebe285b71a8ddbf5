"""The due list: tabs, groups by the next moment a call may go out, and how the week went."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from ... import callbacks, contact, queries
from ...clocks import desk_zone
from ...codes import N_
from ...models import Callback
from .. import i18n
from ..page import label
from ..views import rows

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a callback stands in the list when no more call may go out: last."""

TABS: dict[str, str] = {
    "due": N_("To call"),
    "agreed": N_("They named a day"),
    "exhausted": N_("Tried enough, to check"),
}
GROUPS: dict[str, str] = {"now": N_("May call now"), "today": N_("Later today"), "later": N_("Not today")}
STANDING = frozenset(callbacks.REPORT_REASON.values()) | frozenset(callbacks.ASK_REASON.values())
"""Reasons that stand on every callback of their sort, and so say nothing of this one."""


class Planned(NamedTuple):
    """A callback with the next moment a call may go out, the group of that moment, and what refuses a call now."""

    callback: Callback
    moment: datetime
    group: str
    refusal: contact.Refusal | None


def tab_of(found: list[Callback], wanted: str, at: datetime) -> str:
    """The tab asked for; without one, that of the chosen callback."""
    asked = request.args.get("tab") or request.form.get("tab")
    if asked in TABS:
        return asked
    chosen = next((row for row in found if str(row.id) == wanted), None)
    return callbacks.place_of(chosen, at=at) if chosen is not None else "due"


def tabs(found: list[Callback], tab: str, at: datetime) -> list[dict[str, Any]]:
    """Each tab with how many stand there; an empty one only when it is open."""
    counts = Counter(callbacks.place_of(row, at=at) for row in found)
    return [
        {
            "url": url_for("callbacks.due", tab=name),
            "label": gettext(word),
            "count": counts[name],
            "current": name == tab,
        }
        for name, word in TABS.items()
    ]


def planned(found: list[Callback], tab: str, at: datetime) -> list[Planned]:
    """The callbacks of a tab by the next moment a call may go out."""
    here = [_planned(row, at) for row in found if callbacks.place_of(row, at=at) == tab]
    return sorted(here, key=lambda row: (row.moment, row.callback.id))


def chosen_of(listed: list[Planned], wanted: str) -> Callback | None:
    """The callback asked for, else the first."""
    every = [row.callback for row in listed]
    return next((row for row in every if str(row.id) == wanted), every[0] if every else None)


def groups_of(listed: list[Planned], chosen: Callback | None, tab: str, at: datetime) -> list[dict[str, Any]]:
    """The rows of a tab under what holds for their time."""
    groups = [
        {"title": gettext(word), "rows": [_row(row, chosen, tab, at) for row in listed if row.group == name]}
        for name, word in GROUPS.items()
    ]
    return [group for group in groups if group["rows"]]


def week(at: datetime) -> queries.CallsMade | None:
    """How the callbacks promised since Monday went, if any were."""
    today = i18n.local(at).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), desk_zone())
    made = queries.calls_made(current_user, since=monday, until=at)
    return made if made.due else None


def matter(callback: Callback) -> str:
    """What the call is about: what was promised where the reason says nothing of this one."""
    promised = callback.complaint.promises
    return promised[-1].text if callback.reason in STANDING and promised else callback.reason


def _planned(callback: Callback, at: datetime) -> Planned:
    refusal, moment = callbacks.refusal(callback, at=at), callbacks.may_call_at(callback, at=at)
    if moment is None:
        return Planned(callback, NEVER, "later", refusal)
    same_day = i18n.local(moment).date() == i18n.local(at).date()
    return Planned(callback, moment, "now" if moment <= at else "today" if same_day else "later", refusal)


def _row(row: Planned, chosen: Callback | None, tab: str, at: datetime) -> dict[str, Any]:
    callback, complaint = row.callback, row.callback.complaint
    return {
        "url": url_for("callbacks.due", tab=tab, chosen=callback.id, _anchor="sheet"),
        "when": _when(row, at),
        "person": rows.person(complaint.complainant),
        "tail": rows.tail(complaint.complainant),
        "matter": matter(callback),
        "tried": _tried(callback),
        "clock": rows.until(callback.promised_at, at),
        "current": callback is chosen,
    }


def _when(row: Planned, at: datetime) -> str:
    if row.moment == NEVER:
        return gettext("Write instead")
    if row.group == "today":
        return f"{i18n.local(row.moment):%H:%M}"
    return gettext("Now") if row.group == "now" else i18n.coming(row.moment, at)


def _tried(callback: Callback) -> str:
    """Each outcome once, with how often: 没接4次; 没接、忙."""
    counts = Counter(row.outcome for row in callback.attempts)
    words = [
        gettext("%(what)s ×%(times)s", what=label(outcome), times=times) if times > 1 else label(outcome)
        for outcome, times in counts.items()
    ]
    return gettext(", ").join(words)
