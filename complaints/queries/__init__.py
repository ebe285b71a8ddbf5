"""The read side: what a person may see, as worklists, searches and counts. Nothing here changes a row."""

from .beside import Beside, beside
from .cases import (
    LATER,
    NOW,
    TODAY,
    OwnerCounts,
    complaint_numbered,
    counts,
    desk_counts,
    every,
    how_many,
    page,
    part_of_complaint,
    urgency,
    worklist,
)
from .filters import STATES, Filters, conditions, visible
from .listed import ORDERS, PAGE, Listed, Ordering, listed
from .parts import everything_of
from .persons import REPEAT_WINDOW, colleagues, complainant, contacts, earlier, one_of_people, people, teams
from .records import Cursor, PersonEvent, last_checkpoint, person_events
from .waiting import (
    CallsMade,
    badges,
    callbacks_due,
    calls_made,
    escalation_counts,
    escalation_inbox,
)
from .watching import Change, changed_since, last_change, tally
from .whole import entries_by, event_counts, events_page, names_of

__all__ = [
    "Change",
    "changed_since",
    "last_change",
    "tally",
    "Beside",
    "beside",
    "LATER",
    "NOW",
    "PAGE",
    "REPEAT_WINDOW",
    "STATES",
    "TODAY",
    "CallsMade",
    "Cursor",
    "Filters",
    "Listed",
    "ORDERS",
    "Ordering",
    "OwnerCounts",
    "every",
    "PersonEvent",
    "badges",
    "callbacks_due",
    "calls_made",
    "colleagues",
    "complainant",
    "complaint_numbered",
    "conditions",
    "contacts",
    "counts",
    "desk_counts",
    "earlier",
    "entries_by",
    "escalation_counts",
    "escalation_inbox",
    "event_counts",
    "events_page",
    "everything_of",
    "how_many",
    "last_checkpoint",
    "listed",
    "names_of",
    "one_of_people",
    "page",
    "part_of_complaint",
    "people",
    "person_events",
    "teams",
    "urgency",
    "visible",
    "worklist",
]
