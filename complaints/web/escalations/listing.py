"""The list of the inbox: its tabs with their counts, and what a row shows."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from ...codes import N_
from ...models import Escalation
from .. import i18n
from ..views import rows

TABS: dict[str, str] = {
    "waiting": N_("Waiting"),
    "mine": N_("With me"),
    "handed_back": N_("Handed back"),
    "settled": N_("Settled"),
}


def tabs(counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    """Each tab with how many stand there."""
    return [
        {
            "url": url_for("escalations.inbox", tab=name),
            "label": gettext(word),
            "count": counts[name],
            "current": name == chosen,
        }
        for name, word in TABS.items()
    ]


def item(row: Escalation, chosen: Escalation | None, tab: str, at: datetime) -> dict[str, Any]:
    """One escalation; the one that is shown leads on to the whole case."""
    complaint = row.complaint
    return {
        "url": url_for("escalations.inbox", tab=tab, chosen=row.id, _anchor="brief"),
        "case_url": url_for("handling.show", number=complaint.number),
        "number": complaint.number,
        "person": rows.person(complaint.complainant) or gettext("Open the brief"),
        "clock": rows.until(row.due_at, at) if row.due_at and row.open else None,
        "level": gettext("Level %(level)s", level=row.level),
        "risk": complaint.risk.value,
        "cause": rows.cause_name(complaint),
        "why": row.reason,
        "by": gettext("%(who)s, %(when)s", who=proposer(row), when=i18n.when(row.proposed_at, at)),
        "current": row is chosen,
    }


def proposer(row: Escalation) -> str:
    """The rule or the person that asked for it."""
    return gettext("Rule %(rule)s", rule=row.rule) if row.rule else row.proposed_by.display_name
