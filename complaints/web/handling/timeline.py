"""The history of a complaint in words, one line an event, newest first."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext
from flask_login import current_user

from ... import history, queries
from ...codes import N_, Disposition, NoteKind, Outcome, PromiseState, RedressKind, Result, Risk
from ...models import Complaint, Event
from ...rights import allows
from ...steps import GATES, Step
from .. import i18n
from ..page import label
from .parts import address

ALL = "all"
FIRST, MORE = 8, 100
"""How many events the page shows at first, and how many more at a time after that."""

KINDS: dict[str, tuple[str, ...]] = {
    "contacts": ("complaint_opened", "noted", "callback_promised", "callback_tried"),
    "moves": ("advanced", "sent_back", "move_undone", "withdrawn", "closed", "reopened"),
    "promises": ("promise_made", "promise_settled", "redress_asked", "redress_approved", "redress_refused"),
}
ICONS: dict[str, str] = {
    "complaint_opened": "phone-incoming",
    "recorded": "edit",
    "advanced": "check",
    "sent_back": "arrow-back-up",
    "move_undone": "arrow-back-up",
    "withdrawn": "circle-minus",
    "closed": "circle-check",
    "reopened": "arrow-back-up",
    "noted": "message-2",
    "callback_promised": "phone-outgoing",
    "callback_tried": "phone-call",
    "promise_made": "bookmark-plus",
    "promise_settled": "bookmark-plus",
    "redress_asked": "hourglass",
    "redress_approved": "lock-access",
    "redress_refused": "lock-access",
    "escalated": "arrow-big-up-lines",
    "escalation_accepted": "user",
    "escalation_taken_over": "user",
    "escalation_handed_back": "arrow-back-up",
    "risk_set": "edit",
    "rule_fired": "git-branch",
    "attached": "paperclip",
}


@dataclass(frozen=True)
class Line:
    """One event as the timeline shows it."""

    when: str
    title: str
    icon: str
    who: str
    text: str
    quote: str | None


def timeline_view(complaint: Complaint, at: datetime, *, kind: str = ALL, size: int = FIRST) -> dict[str, Any]:
    """The newest events, at least FIRST, the chips above them and how many are older."""
    kind, size = kind if kind in KINDS else ALL, max(size, FIRST)
    events, more = queries.events_page(complaint, kinds=KINDS.get(kind), size=size)
    counts = _counts(complaint)
    return {
        "rows": lines(complaint, events, at),
        "chips": [_chip(complaint, name, words, counts, kind) for name, words in _chips()],
        "older": {
            "url": address(complaint, "history", events=kind, rows=size + MORE),
            "words": ngettext("%(num)s earlier", "%(num)s earlier", counts[kind] - size),
        }
        if more
        else None,
        "count": counts[ALL],
    }


def lines(complaint: Complaint, events: list[Event], at: datetime) -> list[Line]:
    """Events in words; texts only for those who may read them."""
    sees = allows(current_user, "read_narrative", complaint)
    texts = history.texts_of(complaint, since=events[-1].seq) if events and sees else {}
    names = queries.names_of(event.actor_id for event in events)
    notes = {note.id: note.text for note in complaint.notes} if sees else {}
    said = {event.seq: _extra(event, notes, complaint, sees) | texts.get(event.seq, {}) for event in events}
    return [_line(event, at, names, said[event.seq]) for event in events]


def latest(complaint: Complaint, limit: int) -> list[Event]:
    """The newest events that tell most: contacts, moves, escalations."""
    telling = [*KINDS["contacts"], *KINDS["moves"], "escalated", "escalation_handed_back", "rule_fired"]
    return queries.events_page(complaint, kinds=telling, size=limit)[0]


def _counts(complaint: Complaint) -> dict[str, int]:
    found = queries.event_counts(complaint)
    by_chip = {name: sum(found.get(kind, 0) for kind in kinds) for name, kinds in KINDS.items()}
    return {ALL: sum(found.values())} | by_chip


def _chips() -> list[tuple[str, str]]:
    words = (gettext("All"), gettext("Contacts"), gettext("Moves"), gettext("Promises"))
    return list(zip((ALL, *KINDS), words, strict=True))


def _chip(complaint: Complaint, name: str, words: str, counts: dict[str, int], chosen: str) -> dict[str, Any]:
    url = address(complaint, "history", events=name)
    return {"url": url, "label": words, "count": counts[name], "current": name == chosen}


def _extra(event: Event, notes: dict[int, str], complaint: Complaint, sees: bool) -> dict[str, str | None]:
    if event.kind == "noted":
        return {"note": notes.get(json.loads(event.data).get("note"))}
    return {"narrative": complaint.narrative} if event.kind == "complaint_opened" and sees else {}


def _line(event: Event, at: datetime, names: dict[int, str], texts: dict[str, str | None]) -> Line:
    data = json.loads(event.data)
    written = WORDS.get(event.kind)
    quote = next((texts[name] for name in QUOTED if texts.get(name)), None)
    return Line(
        when=i18n.when(event.at, at),
        title=i18n.exact(event.at),
        icon=ICONS.get(event.kind, "history"),
        who=names.get(event.actor_id or 0, ""),
        text=_before(written(data, texts) if written else gettext("Another kind of entry."), quote),
        quote=quote,
    )


def _before(words: str, quote: str | None) -> str:
    """The words of an event without their full stop; before a quotation with the mark that leads to it."""
    plain = words.rstrip("。.")
    if quote is None:
        return plain.rstrip("：:")
    return plain if plain.endswith("：") else f"{plain} " if plain.endswith(":") else plain + gettext(". ")


QUOTED = ("own_words", "words", "note", "narrative", "advice", "evidence", "restatement", "demand", "reason", "text")
"""Which text of an event is shown as words of somebody; the first that is there."""

Words = Callable[[dict[str, Any], dict[str, str | None]], str]


def _step_of(data: dict[str, Any], name: str) -> str:
    return label(Step(data[name])) if data.get(name) else ""


def _opened(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    return gettext("Logged.") if data.get("emotion") is None else gettext("Logged, emotion %(n)s.", n=data["emotion"])


def _recorded(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    names = gettext(", ").join(field_words(name) for name in data.get("fields", []))
    return gettext("Recorded: %(what)s.", what=names)


def _advanced(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    if data.get("skipped"):
        return gettext("Gate opened by hand, on to %(step)s.", step=_step_of(data, "to"))
    return gettext("On to %(step)s.", step=_step_of(data, "to"))


def _sent_back(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    if data.get("rejected"):
        return gettext("Rejected, rejection %(number)s; back to propose.", number=data.get("attempt", 2) - 1)
    return gettext("Sent back to %(step)s.", step=_step_of(data, "to"))


def _closed(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    disposition = data.get("disposition")
    return gettext("Closed: %(how)s.", how=label(Disposition(disposition)) if disposition else "")


def _noted(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    return gettext("%(kind)s:", kind=label(NoteKind(data["kind"])))


def _tried(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    words = [label(Outcome(data["outcome"]))]
    words += [label(Result(data["result"]))] if data.get("result") else []
    words += [gettext("score %(score)s", score=data["score"])] if data.get("score") else []
    words += [gettext("outside the lawful hours or caps")] if data.get("guard_breach") else []
    return gettext("Callback: %(what)s.", what=gettext(", ").join(words))


def _settled(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    return gettext("Promise: %(state)s.", state=label(PromiseState(data["state"])))


def _asked(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    kind = label(RedressKind(data["kind"]))
    if data.get("within_limit"):
        return gettext("%(kind)s of %(amount)s yuan, within the limit.", kind=kind, amount=data["amount"])
    return gettext("%(kind)s of %(amount)s yuan waits for approval.", kind=kind, amount=data["amount"])


def _risk_set(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    before, after = label(Risk(data["before"])), label(Risk(data["after"]))
    return gettext("Risk set from %(before)s to %(after)s.", before=before, after=after)


def _fired(data: dict[str, Any], _texts: dict[str, str | None]) -> str:
    return gettext("Rule %(rule)s, version %(version)s.", rule=data["rule"], version=data["version"])


WORDS: dict[str, Words] = {
    "complaint_opened": _opened,
    "recorded": _recorded,
    "advanced": _advanced,
    "sent_back": _sent_back,
    "move_undone": lambda data, _: gettext("Move undone, back to %(step)s.", step=_step_of(data, "to")),
    "withdrawn": lambda _data, _: gettext("Withdrawn by the complainant."),
    "closed": _closed,
    "reopened": lambda _data, _: gettext("Opened again."),
    "noted": _noted,
    "callback_promised": lambda _data, _: gettext("Callback promised."),
    "callback_tried": _tried,
    "promise_made": lambda _data, _: gettext("Promised:"),
    "promise_settled": _settled,
    "redress_asked": _asked,
    "redress_approved": lambda data, _: gettext("%(amount)s yuan approved.", amount=data["amount"]),
    "redress_refused": lambda data, _: gettext("%(amount)s yuan refused.", amount=data["amount"]),
    "escalated": lambda data, _: gettext("Escalated to level %(level)s.", level=data["level"]),
    "escalation_accepted": lambda _data, _: gettext("Escalation accepted, the owner stays."),
    "escalation_taken_over": lambda _data, _: gettext("Escalation taken over."),
    "escalation_handed_back": lambda _data, _: gettext("Handed back with advice:"),
    "risk_set": _risk_set,
    "rule_fired": _fired,
    "attached": lambda _data, _: ngettext("A file was attached.", "%(num)s files were attached.", 1),
}

FIELD_WORDS: dict[str, str] = {row.field: row.label for rows in GATES.values() for row in rows} | {
    "advice": N_("Advice"),
    "complication": N_("Complication"),
    "evidence": N_("Evidence"),
    "own_words": N_("Their own words"),
    "reason": N_("Reason"),
    "resolution": N_("Resolution wanted"),
    "restatement": N_("Restatement"),
    "situation": N_("Situation"),
    "text": N_("Text"),
    "words": N_("Their own words"),
    "accepted_proposals": N_("Which proposals they take"),
    "language": N_("Language of the wording"),
    "line": N_("Line"),
    "needs": N_("Needs"),
    "owner": N_("Owner"),
    "proposals": N_("Proposals"),
    "root_cause_code": N_("Code of the root cause, if there is one"),
}
"""What a recorded field is called; the gates lend their labels."""


def field_words(name: str) -> str:
    """A field or a text of an event, in the reader's language."""
    return gettext(FIELD_WORDS.get(name, name))
