"""Check a text before it leaves the desk: what must not be said, blanks left open, what belongs to a person.

What is denied ("我们不会打给您家人") and what somebody else is quoted as saying breaks no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from guidance.combine import Combinations, Company, alone
from guidance.detectors import Detector, abbreviations, personal_data, unfilled
from guidance.excuses import excused, explained, taken_up
from guidance.folding import Folded, fold
from guidance.phrases import Phrases
from guidance.polarity import Speech
from guidance.schema import Book, Taboo, Violation

FACTS_UNKNOWN_AT = "soothe"
"""The step at which admitting fault is premature."""


def lint(text: str, book: Book, line: str | None = None, step: str | None = None) -> list[Violation]:
    """Everything in the text that must not leave the desk, in order of place. An empty list means free to go.

    Admitting fault counts only at `soothe`, before the facts are known. No rule yet belongs to one `line` alone.
    """
    folded = fold(_polite(text))
    speech = Speech(folded.text)
    detected = (_of_detector(found, folded, text) for found in _detected(folded, speech))
    spoken = (_of_rule(found, folded, text) for found in _spoken(speech, book, step))
    return sorted((*detected, *spoken), key=lambda each: (each.start, each.end, each.rule))


def _polite(text: str) -> str:
    """Both words for you made one, so that a rule written for the polite one holds for the plain one."""
    return text.replace("你", "您").replace("妳", "您")


def _detected(folded: Folded, speech: Speech) -> Iterator[tuple[Detector, int, int]]:
    yield from unfilled(folded.text)
    yield from personal_data(folded.text)
    for found in abbreviations(folded):
        if not explained(*found[1:], speech) and not excused((found[1:],), speech):
            yield found


def _spoken(speech: Speech, book: Book, step: str | None) -> Iterator[Company[Taboo]]:
    """Rules broken in the writer's own words, within each group and severity the first and widest places only."""
    by_kind: dict[tuple[str, str], list[Company[Taboo]]] = {}
    for company in _found(speech.text, book):
        by_kind.setdefault((company.meaning.group, company.meaning.severity), []).append(company)
    for (group, _), companies in by_kind.items():
        if group != "premature_admission" or step == FACTS_UNKNOWN_AT:
            companies.sort(key=lambda each: (each.start, -each.end))
            yield from _apart(each for each in companies if not _harmless(each, speech))


def _apart(companies: Iterable[Company[Taboo]]) -> Iterator[Company[Taboo]]:
    """Those that do not begin inside an earlier one, so that one slip is told once."""
    reached = 0
    for company in companies:
        if company.start >= reached:
            reached = company.end
            yield company


def _harmless(company: Company[Taboo], speech: Speech) -> bool:
    if company.meaning.group == "jargon" and explained(company.start, company.end, speech):
        return True
    if company.meaning.group == "shirking" and taken_up(company.start, company.end, speech):
        return True
    return excused(company.cues, speech)


def _found(text: str, book: Book) -> Iterator[Company[Taboo]]:
    phrases, combinations = _index(book)
    yield from map(alone, phrases.find(text))
    yield from combinations.find(text)


def _of_rule(company: Company[Taboo], folded: Folded, text: str) -> Violation:
    taboo = company.meaning
    start, end = folded.span(company.start, company.end)
    return Violation(taboo.id, taboo.group, taboo.severity, start, end, text[start:end], taboo.why, taboo.instead)


def _of_detector(found: tuple[Detector, int, int], folded: Folded, text: str) -> Violation:
    kind = found[0]
    start, end = folded.span(*found[1:])
    return Violation(kind.rule, kind.group, kind.severity, start, end, text[start:end], kind.why, kind.instead)


def _phrases(taboo: Taboo) -> Iterator[str]:
    """The phrases of a rule; like the words of a cue, several may stand in one string with bars between them."""
    for several in taboo.phrases.all:
        yield from several.split("|")


@lru_cache(maxsize=8)
def _index(book: Book) -> tuple[Phrases[Taboo], Combinations[Taboo]]:
    phrases = Phrases((_polite(phrase), taboo) for taboo in book.taboos for phrase in _phrases(taboo))
    rules = ((rule, taboo) for taboo in book.taboos for rule in taboo.combine)
    return phrases, Combinations(rules, book.cues, _polite)
