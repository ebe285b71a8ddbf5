"""What one entry says of another: every name must be in the book, and what is said must fit together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from guidance.conditions import leaves
from guidance.cues import NAMES
from guidance.schema import LINT_GROUPS, SEVERITIES, STEPS, Book, Cause, Fault, Method, Rule, Taboo, Text, Wording

BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
"""A slot, or a brace that belongs to none."""

Told = tuple[str, str]


def dangling(book: Book, files: Mapping[tuple[str, str], str]) -> Iterator[Fault]:
    """Every reference that leads nowhere and every entry that contradicts itself."""
    for kind, name, told in _all(book):
        for key, message in told:
            yield Fault(files[kind, name], name, key, message)


def _all(book: Book) -> Iterator[tuple[str, str, Iterable[Told]]]:
    for cause in book.causes.values():
        yield "cause", cause.code, _cause(cause, book)
    for wording in book.wordings.values():
        yield "wording", wording.id, _wording(wording, book)
    for method in book.methods.values():
        yield "method", method.id, _method(method)
    for rule in book.rules:
        yield "rule", rule.id, _rule(rule, book)
    for taboo in book.taboos:
        yield "taboo", taboo.id, _taboo(taboo, book)
    for policy in book.policies.values():
        yield "policy", policy.id, _cited([policy.citation] if policy.citation else [], book, "citation")


def _cause(cause: Cause, book: Book) -> Iterator[Told]:
    if cause.code in book.families:
        yield "code", "is a family as well as a leaf"
    yield from _cited(cause.citations, book)


def _method(method: Method) -> Iterator[Told]:
    if method.disposition != "OFFER" and method.limit is None:
        yield "limit", f"missing key: {method.disposition} needs its limit"


def _cited(names: Iterable[str], book: Book, key: str = "citations") -> Iterator[Told]:
    return ((key, f"{name!r} is not a citation in the book") for name in names if name not in book.citations)


def _wording(wording: Wording, book: Book) -> Iterator[Told]:
    yield from _cited(wording.citations, book)
    yield from _placed(wording, book)
    yield from _avoided(wording)
    yield from _methodical(wording, book)
    for key, text in texts_of(wording):
        yield from _slotted(key, text, book)


def _placed(wording: Wording, book: Book) -> Iterator[Told]:
    if wording.cause is not None:
        line = book.line_of(wording.cause)
        if line is None:
            yield "cause", f"{wording.cause!r} is not a cause in the book"
        elif line != wording.line:
            yield "line", f"is {wording.line} but {wording.cause} belongs to {line}"
    if wording.variant_of is not None:
        original = book.wordings.get(wording.variant_of)
        if original is None or original is wording:
            yield "variant_of", f"{wording.variant_of!r} is not another wording in the book"
        elif (original.step, original.kind) != (wording.step, wording.kind):
            yield "variant_of", f"{wording.variant_of} is of another step or kind"


def _avoided(wording: Wording) -> Iterator[Told]:
    for key in ("why", "instead"):
        if (getattr(wording, key) is None) == (wording.kind == "avoid"):
            yield key, "missing key: avoid needs it" if wording.kind == "avoid" else "belongs to avoid alone"


def _methodical(wording: Wording, book: Book) -> Iterator[Told]:
    if wording.method is None:
        return
    method = book.methods.get(wording.method)
    if method is None:
        yield "method", f"{wording.method!r} is not a method in the book"
    elif method.disposition == "BLOCK" and wording.kind != "avoid":
        yield "method", f"{method.id} is BLOCK and may never be offered"


def texts_of(wording: Wording) -> Iterator[tuple[str, Text]]:
    """Each sentence of a wording a person may read, with the key it stands under."""
    for key in ("text", "written", "why", "instead"):
        text = getattr(wording, key)
        if text is not None:
            yield key, text


def _slotted(key: str, text: Text, book: Book) -> Iterator[Told]:
    for language in ("zh", "en"):
        for found in BRACES.finditer(text.in_(language)):
            if found[1] is None:
                yield f"{key}.{language}", "holds a brace that opens or closes no slot"
            elif found[1] not in book.slots:
                yield f"{key}.{language}", f"{{{found[1]}}} is not a slot on the list"


def _rule(rule: Rule, book: Book) -> Iterator[Told]:
    known: dict[str, Iterable[str]] = {
        "signals": book.signals,
        "severities": SEVERITIES,
        "step": STEPS,
        "cause": [*book.causes, *book.families],
    }
    for leaf in leaves(rule.when):
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        for value in values:
            if leaf.field in known and value not in known[leaf.field]:
                yield "when", f"{value!r} is not among the {leaf.field} of the book"
    if rule.near is not None and not rule.steps:
        yield "steps", "missing key: near needs the steps at which it is shown"


def _combined(taboo: Taboo, book: Book) -> Iterator[Told]:
    for index, rule in enumerate(taboo.combine):
        for word in (word for part in (*rule.of, rule.without) for word in part):
            if word.startswith(NAMES) and word[len(NAMES) :] not in book.cues:
                yield f"combine[{index}]", f"{word[len(NAMES) :]!r} is not a cue in the book"


def _taboo(taboo: Taboo, book: Book) -> Iterator[Told]:
    if taboo.group not in LINT_GROUPS and taboo.severity != "note":
        yield "group", f"{taboo.group!r} is not one of the twelve groups, so it may only be a note"
    if not taboo.phrases.all and not taboo.combine:
        yield "phrases", "is empty in both languages and nothing is combined"
    yield from _combined(taboo, book)
    yield from _slotted("instead", taboo.instead, book)
