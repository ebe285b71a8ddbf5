"""The right column: what to say, ask, do and avoid now, and the rules that hold, as cards that can be inserted."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import request
from flask_babel import gettext
from flask_login import current_user

import guidance
from guidance import Suggestion
from guidance.schema import Citation

from ... import wording
from ...codes import N_, Need, Temperament
from ...models import Complaint
from ...rights import allows
from .. import i18n
from ..page import label
from .parts import Piece, address, pieces

KINDS: tuple[tuple[str, str, str], ...] = (
    ("say", "message-2", N_("Say")),
    ("ask", "help-circle", N_("Ask")),
    ("do", "hand-stop", N_("Do")),
    ("avoid", "ban", N_("Avoid")),
    ("law", "scale", N_("Basis")),
    ("case", "books", N_("Cases")),
)
SHORT = {"say": 3, "ask": 2, "do": 2, "avoid": 2, "law": 2, "case": 2}
"""How many of each kind stand on the panel before one kind is chosen."""

ASKED = ("kind", "need", "temperament")


@dataclass(frozen=True)
class Card:
    """One suggestion as the component shows it."""

    id: str
    kind: str
    text: str
    parts: list[Piece]
    meta: str
    written: str | None = None
    why: str | None = None
    instead: list[Piece] | None = None
    law: str | None = None


Makers = dict[str, list[Callable[[], Card]]]
"""What makes each card, by kind and best first: most of them are only counted."""


def panel_view(complaint: Complaint) -> dict[str, Any]:
    """Groups of cards with running numbers, chips and the selectors that rank anew. Raises Invalid."""
    asked = {name: request.args.get(name) or None for name in ("need", "temperament")}
    slots = wording.slots_of(complaint, by=current_user) if allows(current_user, "read_narrative", complaint) else {}
    found = wording.suggestions(complaint, **asked) if complaint.step else []
    by_kind: Makers = {kind: [] for kind, _icon, _word in KINDS}
    for row in found:
        by_kind[row.kind].append(partial(_card, row, slots, complaint.language.value))
    by_kind["law"] += [partial(_law, row, complaint.language.value) for row in _citations(complaint)]
    chosen = request.args.get("kind")
    groups = _numbered(by_kind, chosen if chosen in by_kind else None)
    return {
        "groups": groups,
        "chips": _chips(complaint, by_kind, chosen),
        "why": _why(complaint, asked),
        "count": sum(map(len, by_kind.values())),
        "needs": _links(complaint, "need", Need),
        "temperaments": _links(complaint, "temperament", Temperament),
        "offered": [card.id for group in groups for card, _number in group["cards"] if card.id],
    }


def script_view(complaint: Complaint, *, kinds: tuple[str, ...] = ("say", "ask"), limit: int = 4) -> list[Card]:
    """The lines for a callback, in the order they are said."""
    slots = wording.slots_of(complaint, by=current_user)
    found = wording.suggestions(complaint, step="follow_up")
    cards = [_card(row, slots, complaint.language.value) for row in found if row.kind in kinds]
    return cards[:limit]


def _numbered(by_kind: Makers, chosen: str | None) -> list[dict[str, Any]]:
    groups, number = [], 0
    for kind, icon, word in KINDS:
        if chosen not in (None, kind):
            continue
        cards = []
        for make in by_kind[kind] if chosen else by_kind[kind][: SHORT[kind]]:
            number += kind != "avoid"
            cards.append((make(), None if kind == "avoid" else number))
        if cards:
            groups.append({"icon": icon, "title": gettext(word), "cards": cards})
    return groups


def _card(row: Suggestion, slots: dict[str, str], language: str) -> Card:
    spoken = wording.filled(row.text.in_(language), slots)
    return Card(
        id=row.id,
        kind=row.kind,
        text=spoken.text,
        parts=pieces(spoken),
        meta=_meta(row),
        written=wording.filled(row.written.in_(language), slots).text if row.written else None,
        why=row.why.in_(i18n.locale()) if row.why else None,
        instead=pieces(wording.filled(row.instead.in_(language), slots)) if row.instead else None,
    )


def _meta(row: Suggestion) -> str:
    language = i18n.locale()
    method = guidance.load().methods.get(row.method or "")
    words = [reason.text.in_(language) for reason in row.reasons[:2]]
    if method is not None and method.limit is not None:
        words.append(method.limit.in_(language))
    return " · ".join(words)


def _citations(complaint: Complaint) -> list[Citation]:
    book = guidance.load()
    cause = book.causes.get(complaint.cause or "")
    return [book.citations[name] for name in (cause.citations if cause else ()) if name in book.citations]


def _law(row: Citation, answer_in: str) -> Card:
    language = i18n.locale()
    day = i18n.written_date(row.review.expires_on, i18n.utcnow())
    return Card(
        id="",
        kind="law",
        text=row.rule.in_(answer_in),
        parts=[(row.rule.in_(language), None, True)],
        meta=gettext("In force, to be reviewed by %(day)s", day=day),
        law=f"{row.instrument.in_(language)} {row.article}".strip(),
    )


def _why(complaint: Complaint, asked: dict[str, str | None]) -> str:
    cause = guidance.load().causes.get(complaint.cause or "")
    words = [cause.name.in_(i18n.locale()) if cause else gettext("No cause yet"), label(complaint.step)]
    if complaint.attempt > 1:
        words.append(gettext("attempt %(number)s", number=complaint.attempt))
    if complaint.emotion is not None:
        words.append(gettext("emotion %(n)s", n=complaint.emotion))
    needs = [asked["need"]] if asked["need"] else complaint.needs[:1]
    return " · ".join([*words, *(label(Need(code)) for code in needs)])


def _chips(complaint: Complaint, by_kind: Makers, chosen: str | None) -> list[dict[str, Any]]:
    every = sum(map(len, by_kind.values()))
    chips = [_chip(complaint, None, gettext("All"), every, chosen not in by_kind)]
    return chips + [
        _chip(complaint, kind, gettext(word), len(by_kind[kind]), kind == chosen)
        for kind, _icon, word in KINDS
        if by_kind[kind]
    ]


def _chip(complaint: Complaint, kind: str | None, words: str, count: int, current: bool) -> dict[str, Any]:
    return {"url": _address(complaint, kind=kind), "label": words, "count": count, "current": current}


def _links(complaint: Complaint, name: str, vocabulary: Any) -> list[dict[str, Any]]:
    chosen = request.args.get(name) or None
    every = {"url": _address(complaint, **{name: None}), "label": gettext("As recorded"), "current": chosen is None}
    return [every] + [
        {"url": _address(complaint, **{name: code.value}), "label": label(code), "current": chosen == code.value}
        for code in vocabulary
    ]


def _address(complaint: Complaint, **changed: str | None) -> str:
    kept = {name: request.args.get(name) for name in ASKED} | changed
    return address(complaint, "side", **{name: value or None for name, value in kept.items()})
