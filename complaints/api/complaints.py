"""Complaints: logged, listed, read, changed."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from .. import fields, handling, people
from ..codes import N_
from ..errors import Invalid, NotFound
from ..handling.opening import PERSON_FIELDS
from ..handling.recording import known_cause
from ..models import Complaint, User
from ..queries import PAGE, Filters
from ..queries import page as page_of
from . import shapes, whole
from .operations import Call, operation
from .reader import Reader, masked
from .schemas import asked, cases

MOST = 100
ROW = ("number", "line", "channel", "step", "attempt", "cause", "escalation_level", "disposition")
TIMES = ("opened_at", "due_at", "closed_at")


@operation(
    "POST",
    "/complaints",
    "Log a complaint",
    rights=("log",),
    body=asked.NewComplaint(),
    answer=cases.Opened(),
    status=201,
)
def open_complaint(call: Call) -> dict[str, Any]:
    """Log it; it is read, numbered, clocked and assessed at once."""
    with named_under("complainant", PERSON_FIELDS):
        complaint = handling.open_complaint(call.body, by=call.person, at=call.at)
    call.thing = complaint
    call.headers["Location"] = f"/api/v1/complaints/{complaint.number}"
    reader = Reader(call.person, complaint, call.at, ())
    return {
        "number": complaint.number,
        "step": complaint.step,
        "risk": shapes.risk(complaint, reader),
        "suggested_causes": shapes.causes(complaint, reader),
        "clocks": [shapes.clock(row, reader) for row in complaint.clocks],
        "owner": call.person.username if complaint.owner_id == call.person.id else None,
    }


@operation(
    "GET", "/complaints", "List complaints, newest first", rights=("list",), args=asked.ListQuery(), answer=cases.Page()
)
def list_complaints(call: Call) -> dict[str, Any]:
    """One page of what this person may see."""
    size = fields.integer("limit", call.args.get("limit"), 1, MOST) or PAGE
    filters = replace(Filters.read(call.args), cause=known_cause("cause", call.args.get("cause")))
    rows, last = page_of(call.person, filters, before=read_cursor(call.args.get("cursor")), size=size)
    return {"items": [_row(row, call.person) for row in rows], "next_cursor": cursor(last)}


@operation(
    "GET",
    "/complaints/<number>",
    "Read a complaint",
    rights=("read",),
    target=Complaint,
    answer=cases.Complaint(),
)
def read_complaint(call: Call) -> dict[str, Any]:
    """Everything that hangs on it, personal data masked by role."""
    return whole.shown(call.thing, person=call.person, at=call.at)


@operation(
    "PATCH",
    "/complaints/<number>",
    "Change fields of the current visit, cause, line, needs, language, owner",
    rights=("work",),
    more_rights=lambda body: ("assign",) if "owner" in body else (),
    target=Complaint,
    body=asked.Changes(),
    answer=cases.Complaint(),
)
def change_complaint(call: Call) -> dict[str, Any]:
    """Record what the step asks for."""
    handling.edit(call.thing, with_owner_id(call.body), by=call.person, at=call.at)
    return whole.shown(call.thing, person=call.person, at=call.at)


def with_owner_id(given: dict[str, Any]) -> dict[str, Any]:
    """The fields with the owner's username replaced by what the verb takes. Raises Invalid."""
    if "owner" not in given:
        return given
    username = fields.text("owner", given["owner"])
    try:
        return given | {"owner": people.by_username(username).id if username else None}
    except NotFound as error:
        raise fields.refuse("owner", error.message, username=username) from None


@contextmanager
def named_under(parent: str, names: tuple[str, ...]) -> Iterator[None]:
    """Give refused fields of a nested object their whole name, such as `complainant.phone`."""
    try:
        yield
    except Invalid as error:
        error.fields = {f"{parent}.{name}" if name in names else name: advice for name, advice in error.fields.items()}
        raise


def cursor(last: int | None) -> str | None:
    """Where the next page begins, as something nobody needs to read."""
    return None if last is None else base64.urlsafe_b64encode(str(last).encode()).decode()


def read_cursor(given: str | None) -> int | None:
    """The place that a cursor names. Raises Invalid."""
    if given is None:
        return None
    try:
        place = base64.b64decode(given, altchars=b"-_", validate=True).decode("ascii")
        return fields.integer("cursor", place or "0", 1, 2**62)
    except (ValueError, Invalid):
        raise fields.refuse("cursor", N_("Send the cursor as it was given")) from None


def _row(complaint: Complaint, person: User) -> dict[str, Any]:
    return {
        **{name: getattr(complaint, name) for name in (*ROW, *TIMES)},
        "risk": {"level": complaint.risk, "score": complaint.risk_score},
        "owner": complaint.owner.username if complaint.owner else None,
        "team": complaint.team.name if complaint.team else None,
        "complainant": masked(complaint.complainant, person),
    }
