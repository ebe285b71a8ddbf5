"""What the head of one complaint shows: who, where, which limits, and the masks of those who may not see more."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from flask import url_for
from flask_babel import gettext
from flask_login import current_user

import guidance

from ... import complainants
from ...clocks import DONE
from ...codes import PromiseState, RevealPurpose
from ...models import Complaint
from ...rights import allows
from ...roles import may
from .. import i18n
from ..page import label
from . import why_date
from .why_date import Limit, Other


@dataclass(frozen=True)
class Person:
    """The complainant as this reader may see them."""

    name: str
    address: str
    phone: str
    url: str | None
    reveal_url: str | None


def person_of(complaint: Complaint) -> Person:
    """Masked name, form of address and masked phone; all empty for those who see no personal data."""
    known = complaint.complainant
    if known is None or not allows(current_user, "read_narrative", complaint):
        return Person("", "", "", None, None)
    may_reveal = known.phone and allows(current_user, "reveal", complaint)
    return Person(
        name=complainants.masked_name(known.name),
        address=known.form_of_address or "",
        phone=complainants.masked_phone(known.phone),
        url=url_for("complainants.show", id=known.id) if may(current_user, "see_complainant") else None,
        reveal_url=url_for("complainants.reveal", number=complaint.number, field="phone") if may_reveal else None,
    )


def purposes() -> list[tuple[str, str]]:
    """Why a masked field may be shown."""
    return [(purpose.value, label(purpose)) for purpose in RevealPurpose]


def path_of(complaint: Complaint) -> list[str]:
    """Line, family and cause, as far as they are known."""
    book, language = guidance.load(), i18n.locale()
    cause = book.causes.get(complaint.cause or "")
    if cause is None:
        return [label(complaint.line), gettext("No cause yet")]
    return [label(complaint.line), book.families[cause.family].name.in_(language), cause.name.in_(language)]


def clocks_of(complaint: Complaint, at: datetime) -> list[Limit]:
    """The nearest promise and each limit, what ends first in front; the first limit names what else runs."""
    promised = sorted((row for row in complaint.promises if row.state is PromiseState.OPEN), key=attrgetter("due_at"))
    others = [why_date.other_promise(row, at) for row in promised[1:]] + _others(complaint, at)
    limits = [why_date.of_clock(row, at, () if place else others) for place, row in enumerate(complaint.clocks)]
    limits += [why_date.of_promise(row, at, [*map(why_date.other_limit, limits)]) for row in promised[:1]]
    return sorted(limits, key=lambda limit: (limit.clock.state == DONE, limit.due_at))


def _others(complaint: Complaint, at: datetime) -> list[Other]:
    """Escalations nobody has looked at and calls that are still to be made."""
    waiting = [
        why_date.other_escalation(row, row.due_at, at)
        for row in complaint.escalations
        if row.state == "proposed" and row.due_at
    ]
    return waiting + [why_date.other_callback(row, at) for row in complaint.callbacks if row.settled_at is None]
