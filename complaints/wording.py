"""Wording on the desk: the situation of a complaint, what is suggested for it, and what was offered and used."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

import guidance
from guidance import Filled, Situation, Suggestion

from .clocks import desk_zone
from .codes import Need, Temperament
from .db import db
from .errors import NotFound
from .fields import choice
from .models import Complaint, User, WordingOffer
from .rights import allow, must_be_live
from .steps import Step

USED = sa.select(WordingOffer.wording_id).where(
    WordingOffer.visit_id.in_(sa.bindparam("visits", expanding=True)), WordingOffer.used_at.is_not(None)
)
"""The lines that were said at `visits`."""

CHANNEL_OF_INTAKE: dict[str, str] = {
    "phone": "phone",
    "branch": "counter",
    "web": "chat",
    "app": "chat",
    "letter": "letter",
    "email": "letter",
    "social": "chat",
    "transfer": "phone",
}
"""The wording channel that answers an intake channel."""


def situation_of(
    complaint: Complaint,
    *,
    step: Step | None = None,
    need: Need | None = None,
    channel: str | None = None,
    temperament: Temperament | None = None,
) -> Situation:
    """What the engine is told: line, cause, step, mood, need, channel, attempt and what was said before."""
    return Situation(
        step=(step or complaint.step or Step.FOLLOW_UP).value,
        line=complaint.line.value,
        cause=complaint.cause,
        emotion=complaint.emotion,
        need=need.value if need else (complaint.needs[0] if complaint.needs else None),
        channel=channel or CHANNEL_OF_INTAKE[complaint.channel.value],
        temperament=temperament.value if temperament else None,
        attempt=complaint.attempt,
        used=frozenset(used_before(complaint)),
    )


def suggestions(complaint: Complaint, **asked: str | None) -> list[Suggestion]:
    """What is suggested now; `asked` may name step, need, channel and temperament. Raises Invalid."""
    situation = situation_of(
        complaint,
        step=choice("step", asked.get("step"), Step),
        need=choice("need", asked.get("need"), Need),
        channel=asked.get("channel"),
        temperament=choice("temperament", asked.get("temperament"), Temperament),
    )
    return guidance.suggest(situation, guidance.load())


def slots_of(complaint: Complaint, *, by: User) -> dict[str, str]:
    """The values of the slots that this complaint can fill, in its own language."""
    chinese = complaint.language.value == "zh"
    known = {
        "form_of_address": _form_of_address(complaint),
        "rep_name": by.display_name,
        "rep_number": by.username,
        "number": complaint.number,
        "demand": complaint.demand,
        "promised_on": _promised_on(complaint, chinese),
        "callback_at": _callback_at(complaint, chinese),
        "amount": _amount(complaint),
    }
    return {name: value for name, value in known.items() if value}


def filled(text: str, slots: Mapping[str, str]) -> Filled:
    """A line with its slots filled as far as they are known; the rest are visible gaps."""
    return guidance.fill(text, slots)


def offer(complaint: Complaint, wording_ids: Iterable[str], *, at: datetime) -> None:
    """Keep that these lines stood on the page during the current visit; repeats are kept once."""
    shown, visit, book = dict.fromkeys(wording_ids), complaint.visit, guidance.load()
    if not shown:
        return
    query = sa.select(WordingOffer.wording_id).where(WordingOffer.visit_id == visit.id)
    known = set(db.session.scalars(query))
    for wording_id in shown:
        if wording_id in book.wordings and wording_id not in known:
            db.session.add(_offer(complaint, wording_id, at))
    db.session.flush()


def use(complaint: Complaint, wording_id: str, *, by: User, at: datetime) -> WordingOffer:
    """Keep that a line was inserted. Raises NotFound for a line that is not in the book."""
    allow(by, "work", complaint)
    must_be_live(complaint)
    if wording_id not in guidance.load().wordings:
        raise NotFound()
    visit = complaint.visit
    query = sa.select(WordingOffer).where(WordingOffer.visit_id == visit.id, WordingOffer.wording_id == wording_id)
    offered = db.session.scalar(query)
    if offered is None:
        offered = _offer(complaint, wording_id, at)
        db.session.add(offered)
    offered.used_at, offered.used_by_id = at, by.id
    db.session.flush()
    return offered


def used_before(complaint: Complaint) -> list[str]:
    """What was said at earlier visits, so that it is not said again; imported history has none."""
    visits = [row.id for row in complaint.visits if row is not complaint.visit]
    return list(db.session.scalars(USED, {"visits": visits})) if visits else []


def _offer(complaint: Complaint, wording_id: str, at: datetime) -> WordingOffer:
    return WordingOffer(complaint_id=complaint.id, visit_id=complaint.visit.id, wording_id=wording_id, offered_at=at)


def _form_of_address(complaint: Complaint) -> str | None:
    visit = complaint.visit
    return visit.form_of_address or (complaint.complainant.form_of_address if complaint.complainant else None)


def _promised_on(complaint: Complaint, chinese: bool) -> str | None:
    days = [row.due_on for visit in complaint.visits for row in visit.proposals if row.due_on]
    if not days:
        return None
    day = days[-1]
    return f"{day.month}月{day.day}日" if chinese else f"{day.day} {day:%B}"


def _callback_at(complaint: Complaint, chinese: bool) -> str | None:
    coming = [row.next_at for row in complaint.callbacks if row.settled_at is None]
    if not coming:
        return None
    moment = min(coming).astimezone(desk_zone())
    return f"{moment.month}月{moment.day}日{moment:%H:%M}" if chinese else f"{moment:%H:%M} on {moment.day} {moment:%B}"


def _amount(complaint: Complaint) -> str | None:
    amounts = [row.amount for visit in complaint.visits for row in visit.proposals if row.amount]
    return f"{amounts[-1]:f}".rstrip("0").rstrip(".") if amounts else None
