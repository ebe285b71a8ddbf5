"""What the desk reads while somebody is logging: a sentence to say, risk, causes, earlier complaints, limits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

import guidance
from guidance import Reading
from guidance.rules import Firing

from ... import clocks, queries
from ...codes import Channel, Language, Line, Need, Risk
from ...errors import ComplaintError
from ...fields import LIMITS
from ...fields import phone as read_phone
from ...models import Complaint, User
from ...wording import CHANNEL_OF_INTAKE
from .. import i18n
from ..page import label
from . import read_back, rows

CAUSES = 3
FIRINGS = 3
GRAVE = ("S1", "S2")
LIKELY, POSSIBLE = 0.5, 0.2
BAR = 56
"""How wide the bar of a cause is, in pixels."""


@dataclass(frozen=True)
class Typed:
    """What has been typed so far, as far as it can be read."""

    narrative: str = ""
    line: Line | None = None
    channel: Channel = Channel.PHONE
    emotion: int | None = None
    cause: str | None = None
    language: Language = Language.ZH
    name: str | None = None
    phone: str | None = None
    form_of_address: str | None = None
    demand: str | None = None
    has_reference: bool = False
    said: int = 0


@dataclass(frozen=True)
class Panel:
    """Everything beside the form, ready to be shown."""

    say: dict[str, Any] | None
    emergency: list[dict[str, Any]]
    risk: str
    signals: list[dict[str, Any]]
    firings: list[dict[str, Any]]
    causes: list[dict[str, Any]]
    families: dict[str, list[tuple[str, str]]]
    earlier: list[dict[str, Any]]
    limits: list[tuple[str, str, str]]
    marks: list[dict[str, Any]]
    emotion: int | None
    draft: str
    said: int = 0
    phone_known: bool = False


def panel(typed: Typed, person: User, at: datetime) -> Panel:
    """Read what is typed; nothing is written."""
    words = typed.narrative[: LIMITS["narrative"]]
    reading = guidance.read(words, guidance.load(), typed.line.value if typed.line else None)
    phone = _phone(typed.phone)
    fired = _fired(typed, reading, phone, at)
    levels = [Risk(guidance.level_for(reading.severity)), *(Risk(row.risk) for row in fired if row.risk)]
    return Panel(
        say=_say(typed, reading, person),
        emergency=_emergency(reading),
        risk=max(levels, key=lambda level: level.rank).value,
        signals=_signals(reading),
        firings=[_firing(row) for row in fired[:FIRINGS]],
        causes=_causes(reading, typed.cause),
        families=_families(typed.line),
        earlier=[_earlier(row, at) for row in queries.earlier(phone, typed.name, person=person)[:4]],
        limits=_limits(typed, fired, at),
        marks=_marks(words, reading),
        emotion=reading.emotion if words.strip() else None,
        draft=_drafted(typed, words, reading),
        said=typed.said,
        phone_known=phone is not None,
    )


def _drafted(typed: Typed, words: str, reading: Reading) -> str:
    return read_back.draft(words, reading, typed.language, address=typed.form_of_address, demand=typed.demand)


def _phone(typed: str | None) -> str | None:
    try:
        return read_phone("phone", typed)
    except ComplaintError:
        return None


def _say(typed: Typed, reading: Reading, person: User) -> dict[str, Any] | None:
    """The sentence whose turn it is among those for this mood, filled as far as possible."""
    book, language = guidance.load(), typed.language.value
    emotion = typed.emotion if typed.emotion is not None else (reading.emotion if typed.narrative.strip() else None)
    likeliest = reading.suggested_causes[0].code if reading.suggested_causes else None
    situation = guidance.Situation(
        step="soothe",
        line=typed.line.value if typed.line else "general",
        cause=typed.cause or likeliest,
        emotion=emotion,
        need=reading.need,
        channel=CHANNEL_OF_INTAKE[typed.channel.value],
    )
    found = guidance.suggest(situation, book, kinds=("say",))
    if not found:
        return None
    chosen = found[typed.said % len(found)]
    slots = {"form_of_address": typed.form_of_address, "rep_name": person.display_name, "rep_number": person.username}
    slots["demand"] = typed.demand
    filled = guidance.fill(chosen.text.in_(language), {name: value for name, value in slots.items() if value}, book)
    return {
        "parts": rows.spoken(filled),
        "language": language,
        "why": _why(emotion, reading.need, chosen),
        "others": len(found) > 1,
    }


def _why(emotion: int | None, need: str | None, chosen: guidance.Suggestion) -> str:
    why = [gettext("emotion %(number)s", number=emotion)] if emotion is not None else []
    why += [label(Need(need))] if need else []
    why += [chosen.reasons[0].text.in_(i18n.locale())] if chosen.reasons else []
    return gettext(", ").join(why)


def _fired(typed: Typed, reading: Reading, phone: str | None, at: datetime) -> list[Firing]:
    """The rules that would fire if it were logged now, the gravest first."""
    causes = [*queries.contacts(phone, typed.name, at=at), typed.cause]
    facts = guidance.rules.facts_of(
        reading,
        emotion=typed.emotion if typed.emotion is not None else reading.emotion,
        rejections=0,
        contacts_30d=len(causes),
        same_cause_30d=sum(cause is not None and cause == typed.cause for cause in causes),
        step="soothe",
        line=typed.line.value if typed.line else "general",
        cause=typed.cause or "",
        share_left=1.0,
        broken_promises=0,
        has_reference_number=typed.has_reference,
        group_size=0,
        amount=0,
        names_handler=False,
        days_open=0,
    )
    fired = guidance.rules.fire(guidance.load().rules, facts)
    return sorted(fired, key=lambda row: (-(row.target_level or 0), row.rule_id))


def _firing(row: Firing) -> dict[str, Any]:
    language = i18n.locale()
    return {
        "rule": row.rule_id,
        "version": row.version,
        "name": row.name.in_(language),
        "level": row.target_level,
        "actions": [action.in_(language) for action in row.actions[:2]],
    }


def _signals(reading: Reading) -> list[dict[str, Any]]:
    """Each asserted signal once, with all its words."""
    found: dict[str, dict[str, Any]] = {}
    for signal in _asserted(reading):
        grave = signal.severity in GRAVE
        name = guidance.load().signals[signal.code].name.in_(i18n.locale())
        level = label(Risk(guidance.level_for(signal.severity))) if grave else gettext("watch")
        row: dict[str, Any] = {"name": name, "kind": "high" if grave else "note", "level": level, "words": []}
        shown = found.setdefault(signal.code, row)
        if signal.text not in shown["words"]:
            shown["words"].append(signal.text)
    return sorted(found.values(), key=lambda shown: shown["kind"])


def _emergency(reading: Reading) -> list[dict[str, Any]]:
    codes = dict.fromkeys(signal.code for signal in _asserted(reading) if signal.severity == "S1")
    signals, language = guidance.load().signals, i18n.locale()
    return [
        {
            "name": signals[code].name.in_(language),
            "actions": [action.in_(language) for action in signals[code].actions],
        }
        for code in codes
    ]


def _asserted(reading: Reading) -> Iterator[guidance.Signal]:
    return (signal for signal in reading.signals if signal.polarity == "asserted")


def _causes(reading: Reading, chosen: str | None) -> list[dict[str, Any]]:
    """The likeliest causes with the words that point there; the chosen one always among them."""
    book, language = guidance.load(), i18n.locale()
    shown: list[dict[str, Any]] = [
        {
            "code": guess.code,
            "name": book.causes[guess.code].name.in_(language),
            "like": _likeness(guess.confidence),
            "bar": max(BAR // 8, round(BAR * min(1.0, guess.confidence))),
            "words": list(guess.words[:3]),
        }
        for guess in reading.suggested_causes[:CAUSES]
    ]
    if chosen is not None and chosen in book.causes and chosen not in [row["code"] for row in shown]:
        name = book.causes[chosen].name.in_(language)
        shown.append({"code": chosen, "name": name, "like": gettext("chosen by you"), "bar": 0, "words": []})
    return shown


def _likeness(confidence: float) -> str:
    if confidence >= LIKELY:
        return gettext("very likely")
    return gettext("possible") if confidence >= POSSIBLE else gettext("less likely")


def _families(line: Line | None) -> dict[str, list[tuple[str, str]]]:
    """Every cause of the line (and the general ones) by family, for choosing another."""
    book, language = guidance.load(), i18n.locale()
    wanted = (line.value, Line.GENERAL.value) if line else tuple(Line)
    found: dict[str, list[tuple[str, str]]] = {}
    for cause in book.causes.values():
        if cause.line in wanted:
            family = book.families[cause.family].name.in_(language)
            found.setdefault(family, []).append((cause.code, cause.name.in_(language)))
    return found


def _earlier(complaint: Complaint, at: datetime) -> dict[str, Any]:
    state = label(complaint.disposition) if complaint.closed else gettext("still open")
    return {
        "number": complaint.number,
        "url": url_for("handling.show", number=complaint.number),
        "person": rows.person(complaint.complainant),
        "cause": rows.cause_name(complaint),
        "state": gettext("imported") if complaint.imported else state,
        "when": i18n.day(complaint.opened_at, at),
    }


def _limits(typed: Typed, fired: Iterable[Firing], at: datetime) -> list[tuple[str, str, str]]:
    """What would run: who has to look when, and the answer of the line; name, moment, length."""
    soonest = min((row.minutes for row in fired if row.target_level and row.minutes), default=None)
    found = []
    if soonest is not None:
        due_at = at + timedelta(minutes=soonest)
        length = i18n.duration(soonest * 60)
        found.append((gettext("Escalation is looked at"), i18n.coming(due_at, at), length))
    policy = clocks.answer_policy(typed.line or Line.GENERAL)
    due_at = clocks.due(policy, at, clocks.desk_zone())
    length = ngettext("%(num)s day", "%(num)s days", policy.amount)
    return [*found, (policy.name.in_(i18n.locale()), rows.deadline(due_at, at), length)]


def _marks(words: str, reading: Reading) -> list[dict[str, Any]]:
    """Spans to draw under the text, in order and never overlapping; signals before words of a cause."""
    wanted = [(_kind(signal), signal.start, signal.end) for signal in reading.signals]
    for guess in reading.suggested_causes[:CAUSES]:
        wanted += [("cause", *span) for word in guess.words for span in _places(words, word)]
    taken: list[tuple[str, int, int]] = []
    for mark in wanted:
        if all(mark[2] <= start or end <= mark[1] for _kind_of, start, end in taken):
            taken.append(mark)
    taken.sort(key=lambda mark: mark[1])
    return [{"start": start, "end": end, "kind": kind} for kind, start, end in taken]


def _kind(signal: guidance.Signal) -> str:
    if signal.polarity != "asserted":
        return "denied"
    return "high" if signal.severity in GRAVE else "note"


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    start = text.find(word) if word else -1
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + len(word))
