"""What the head of one complaint shows: who, where, which limits, and the masks of those who may not see more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

import guidance

from ... import clocks, complainants
from ...codes import RevealPurpose
from ...models import Clock, Complaint
from ...rights import allows
from ...roles import may
from .. import i18n
from ..page import label
from .rows import ClockView, until


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


def clocks_of(complaint: Complaint, at: datetime) -> list[dict[str, Any]]:
    """Each limit with why it ends on that day."""
    return [_limit(clock, at) for clock in complaint.clocks]


def _limit(clock: Clock, at: datetime) -> dict[str, Any]:
    book = guidance.load()
    policy = book.policies.get(clock.policy)
    source = book.citations.get(policy.citation or "") if policy else None
    shown = until(clock.due_at, at)
    if clock.stopped_at is not None:
        shown = ClockView(clocks.DONE, gettext("Answered"), i18n.exact(clock.stopped_at))
    language = i18n.locale()
    return {
        "label": gettext("Required by rule") if clock.kind == "regulatory" else gettext("Promised answer"),
        "clock": shown,
        "why": gettext("Why %(day)s 24:00", day=i18n.day(clock.due_at - timedelta(seconds=1), at)),
        "policy": policy.name.in_(language) if policy else clock.policy,
        "counted": _counted(clock, at, policy.amount if policy else 0),
        "source": f"{source.instrument.in_(language)} {source.article}" if source else "",
    }


def _counted(clock: Clock, at: datetime, amount: int) -> str:
    today = max(0, (i18n.local(at).date() - i18n.local(clock.started_at).date()).days)
    return ngettext(
        "Counted from the day after receipt, %(num)s natural day, to 24:00 of the last one. Today is day %(today)s.",
        "Counted from the day after receipt, %(num)s natural days, to 24:00 of the last one. Today is day %(today)s.",
        amount,
        today=today,
    )
