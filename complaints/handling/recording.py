"""Recording what a step asks for, and changing what a complaint is about, within the visit it is in now."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import guidance

from .. import clocks, complainants, fields, redress, search
from ..codes import N_, Disposition, FactKind, Language, Line, Need, RedressKind, Verdict
from ..db import db
from ..errors import Invalid
from ..history import record
from ..models import Complaint, Fact, Proposal, User, Visit
from ..rights import allow, must_be_live
from ..roles import Role
from ..steps import VISIT_FIELDS, Step

COMPLAINT_FIELDS = ("cause", "line", "needs", "language", "owner")
TEXT_FIELDS = ("restatement", "demand", "own_words", "lesson", "root_cause", "root_cause_code")
TRUTHS = ("restatement_confirmed", "summary_read_back", "appeal_told")


def edit(complaint: Complaint, given: dict[str, Any], *, by: User, at: datetime) -> Complaint:
    """Change fields of the current visit, and cause, line, needs, language and owner.

    Raises Invalid for an unknown or wrong field, WrongStep for a field of another step, NotAllowed.
    """
    allow(by, "work", complaint)
    must_be_live(complaint)
    visit = complaint.visit
    _know_all(given, visit.step)
    before = complaint.owner_id
    for name in given:
        if name in CHANGES:
            CHANGES[name](complaint, given[name], by)
    write_visit(visit, {name: given[name] for name in given if name in VISIT_FIELDS[visit.step]}, by=by, at=at)
    if given:
        record(complaint, "recorded", by=by, at=at, data=_data(complaint, given, before), texts=_texts(visit, given))
    db.session.flush()
    return complaint


def write_visit(visit: Visit, given: dict[str, Any], *, by: User, at: datetime) -> None:
    """Write fields of one visit; the caller records the event."""
    for name, value in given.items():
        WRITERS[name](visit, value)
    complaint = visit.complaint
    complainants.set_form_of_address(
        complaint.complainant, visit.form_of_address if "form_of_address" in given else None
    )
    if given.keys() & {"emotion_arrival", "emotion_now"}:
        latest = visit.emotion_now if visit.emotion_now is not None else visit.emotion_arrival
        complaint.emotion = latest if latest is not None else complaint.emotion
    if "demand" in given:
        _ask_for(complaint, visit.demand)
    if "cause" in given:
        complaint.cause = visit.cause
    db.session.flush()
    if "proposals" in given:
        redress.ask_for_proposals(complaint, visit.proposals, by=by, at=at)


def _ask_for(complaint: Complaint, demand: str | None) -> None:
    before = search.text_of(complaint.narrative, complaint.demand)
    complaint.demand = demand
    search.replace(search.COMPLAINTS, complaint.id, before, search.text_of(complaint.narrative, demand))


def known_cause(field: str, value: Any) -> str | None:
    """A leaf of the cause tree, by its code. Raises Invalid."""
    code = fields.text(field, value)
    if code is not None and code not in guidance.load().causes:
        raise fields.refuse(field, N_("There is no cause with the code %(code)s"), code=code)
    return code


def needs_of(value: Any) -> list[str]:
    """A list of need codes. Raises Invalid."""
    if value is not None and not isinstance(value, list):
        raise fields.refuse("needs", N_("Send a list"))
    return [fields.choice("needs", need, Need, required=True).value for need in value or []]


def assignable(complaint: Complaint, user_id: int | None) -> User | None:
    """A colleague of the complaint's team who handles complaints. Raises Invalid."""
    if user_id is None:
        return None
    user = db.session.get(User, user_id)
    handles = user is not None and user.is_active and user.role in (Role.REP, Role.SPECIALIST, Role.MANAGER)
    if user is None or not handles or (user.team_id != complaint.team_id and user.role is not Role.SPECIALIST):
        raise fields.refuse("owner", N_("Choose somebody of this team"))
    return user


def _know_all(given: dict[str, Any], step: Step) -> None:
    here = {*VISIT_FIELDS[step], *COMPLAINT_FIELDS}
    elsewhere = {name for names in VISIT_FIELDS.values() for name in names}
    for name in given:
        if name not in here:
            advice = N_("This belongs to another step") if name in elsewhere else N_("There is no such field here")
            raise Invalid(fields={name: advice})


def _set_cause(complaint: Complaint, value: Any, by: User) -> None:
    complaint.cause = known_cause("cause", value)


def _set_line(complaint: Complaint, value: Any, by: User) -> None:
    complaint.line = fields.choice("line", value, Line, required=True)
    clocks.change_line(complaint)


def _set_needs(complaint: Complaint, value: Any, by: User) -> None:
    complaint.needs = needs_of(value)


def _set_language(complaint: Complaint, value: Any, by: User) -> None:
    complaint.language = fields.choice("language", value, Language, required=True)


def _set_owner(complaint: Complaint, value: Any, by: User) -> None:
    allow(by, "assign", complaint)
    user = assignable(complaint, fields.integer("owner", value, 1, 2**62))
    complaint.hand_to(user.id if user else None)


CHANGES: dict[str, Callable[[Complaint, Any, User], None]] = {
    "cause": _set_cause,
    "line": _set_line,
    "needs": _set_needs,
    "language": _set_language,
    "owner": _set_owner,
}


def _texts_into(name: str) -> Callable[[Visit, Any], None]:
    return lambda visit, value: setattr(visit, name, fields.text(name, value))


def _truth_into(name: str) -> Callable[[Visit, Any], None]:
    return lambda visit, value: setattr(visit, name, fields.boolean(name, value))


def _emotion_into(name: str) -> Callable[[Visit, Any], None]:
    return lambda visit, value: setattr(visit, name, fields.integer(name, value, 0, 10))


def _write_verdict(visit: Visit, value: Any) -> None:
    visit.verdict = fields.choice("verdict", value, Verdict)


def _write_disposition(visit: Visit, value: Any) -> None:
    chosen = fields.choice("disposition", value, Disposition)
    if chosen is Disposition.WITHDRAWN:
        raise fields.refuse("disposition", N_("Use the move withdraw, with the complainant's own words"))
    visit.disposition = chosen


def _write_cause(visit: Visit, value: Any) -> None:
    visit.cause = known_cause("cause", value)


def _write_until(visit: Visit, value: Any) -> None:
    visit.needs_time_until = fields.day("needs_time_until", value)


def _write_form_of_address(visit: Visit, value: Any) -> None:
    visit.form_of_address = fields.text("form_of_address", value)


def _write_facts(visit: Visit, value: Any) -> None:
    rows = fields.rows("facts", value)
    for row in rows:
        fields.only(row, ("kind", "text"), prefix="facts.")
    kept = [
        Fact(
            position=position,
            kind=fields.choice("facts.kind", row.get("kind"), FactKind, required=True),
            text=fields.text("facts.text", row.get("text"), required=True, kind="reason"),
        )
        for position, row in enumerate(rows, 1)
    ]
    visit.facts.clear()
    db.session.flush()
    visit.facts.extend(kept)


def _write_proposals(visit: Visit, value: Any) -> None:
    rows = fields.rows("proposals", value, most=10)
    kept = [_proposal(position, row) for position, row in enumerate(rows, 1)]
    visit.proposals.clear()
    db.session.flush()
    visit.proposals.extend(kept)


def _proposal(position: int, row: dict[str, Any]) -> Proposal:
    fields.only(row, ("text", "reason", "due_on", "amount", "kind"), prefix="proposals.")
    amount = fields.money("proposals.amount", row.get("amount"))
    kind = fields.choice("proposals.kind", row.get("kind"), RedressKind) or RedressKind.REFUND
    return Proposal(
        position=position,
        text=fields.text("proposals.text", row.get("text"), required=True, kind="reason"),
        reason=fields.text("proposals.reason", row.get("reason"), kind="reason") or "",
        due_on=fields.day("proposals.due_on", row.get("due_on")),
        amount=amount,
        kind=None if amount is None else kind,
    )


def _write_accepted(visit: Visit, value: Any) -> None:
    if value is not None and not isinstance(value, list):
        raise fields.refuse("accepted_proposals", N_("Send a list"))
    offered = len(proposals_on_table(visit))
    numbers = [fields.integer("accepted_proposals", number, 1, max(1, offered)) for number in value or []]
    visit.accepted_proposals = sorted({number for number in numbers if number}) or None


def proposals_on_table(visit: Visit) -> list[Proposal]:
    """The proposals of the last visit to `propose` before this one, or of this one."""
    visits = [row for row in visit.complaint.visits if row.step is Step.PROPOSE and row.position <= visit.position]
    return list(visits[-1].proposals) if visits else []


WRITERS: dict[str, Callable[[Visit, Any], None]] = {
    **{name: _texts_into(name) for name in TEXT_FIELDS},
    **{name: _truth_into(name) for name in TRUTHS},
    **{name: _emotion_into(name) for name in ("emotion_arrival", "emotion_now")},
    "form_of_address": _write_form_of_address,
    "cause": _write_cause,
    "facts": _write_facts,
    "proposals": _write_proposals,
    "verdict": _write_verdict,
    "needs_time_until": _write_until,
    "accepted_proposals": _write_accepted,
    "disposition": _write_disposition,
}


def _data(complaint: Complaint, given: dict[str, Any], owner_before: int | None) -> dict[str, Any]:
    changed: dict[str, Any] = {"fields": sorted(given), "step": complaint.visit.step.value}
    changed |= {name: str(getattr(complaint, name)) for name in ("cause", "line", "language") if name in given}
    if "owner" in given:
        changed |= {"owner": complaint.owner_id, "owner_before": owner_before}
    return changed


def _texts(visit: Visit, given: dict[str, Any]) -> dict[str, str | None]:
    texts = {name: getattr(visit, name) for name in TEXT_FIELDS if name in given}
    if "facts" in given:
        texts["facts"] = "\n".join(f"{row.kind.value}: {row.text}" for row in visit.facts)
    if "proposals" in given:
        texts["proposals"] = "\n".join(f"{row.text} ({row.reason})" for row in visit.proposals)
    return texts
