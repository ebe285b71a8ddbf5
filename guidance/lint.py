"""Check a text before it leaves the desk: phrases that must not be said, blanks left open, personal numbers.

What is denied ("我们不会打给您家人") and what somebody else is quoted as saying breaks no rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guidance.detectors import Detector, personal_numbers, unfilled
from guidance.folding import Folded, fold
from guidance.phrases import Hit, Phrases, outermost
from guidance.polarity import Speech, denied
from guidance.schema import Book, Taboo, Violation

FACTS_UNKNOWN_AT = "soothe"
"""The step at which admitting fault is premature."""

_RULED_OUT = re.compile(
    r"(?:不能|不可以|禁止|严禁|不得|不该|不应该|不应|不许|从不|不说"
    r"|\b(?:must not|may not|do not|don't|should not) )[^,了就]{0,8}$"
)
_LEADS_TO_YOU = re.compile(r"(?:让|叫|说|讲|喊|要|对|跟|把|给|不|别|是)$")


def lint(text: str, book: Book, line: str | None = None, step: str | None = None) -> list[Violation]:
    """Everything in the text that must not leave the desk, in order of place. An empty list means free to go.

    Admitting fault counts only at `soothe`, before the facts are known. No rule yet belongs to one `line` alone.
    """
    folded = fold(_polite(text))
    numbers = (_of_detector(found, folded, text) for found in (*unfilled(folded.text), *personal_numbers(folded.text)))
    phrases = (_of_phrase(hit, folded, text) for hit in _spoken(folded, book, step))
    return sorted((*numbers, *phrases), key=lambda each: (each.start, each.end, each.rule))


def _polite(text: str) -> str:
    """Both words for you made one, so that a rule written for the polite one holds for the plain one."""
    return text.replace("你", "您").replace("妳", "您")


def _spoken(folded: Folded, book: Book, step: str | None) -> Iterator[Hit[Taboo]]:
    """Taboo phrases that are the writer's own words, within each group and severity the widest ones only."""
    speech = Speech(folded.text)
    by_kind: dict[tuple[str, str], list[Hit[Taboo]]] = {}
    for hit in _index(book).find(folded.text):
        by_kind.setdefault((hit.meaning.group, hit.meaning.severity), []).append(hit)
    for (group, _), hits in by_kind.items():
        if group != "premature_admission" or step == FACTS_UNKNOWN_AT:
            yield from (hit for hit in outermost(hits) if not _harmless(hit, speech))


def _harmless(hit: Hit[Taboo], speech: Speech) -> bool:
    before = speech.clause_before(hit.start)
    ruled_out = denied(before) or bool(_RULED_OUT.search(before))
    return (ruled_out and not _begins_anew(hit, before, speech)) or speech.reported(hit.start)


def _begins_anew(hit: Hit[Taboo], before: str, speech: Speech) -> bool:
    """Whether the phrase opens with its own "you", so that a denial before it is of something else."""
    return speech.text[hit.start] == "您" and not _LEADS_TO_YOU.search(before)


def _of_phrase(hit: Hit[Taboo], folded: Folded, text: str) -> Violation:
    taboo = hit.meaning
    start, end = folded.span(hit.start, hit.end)
    return Violation(taboo.id, taboo.group, taboo.severity, start, end, text[start:end], taboo.why, taboo.instead)


def _of_detector(found: tuple[Detector, int, int], folded: Folded, text: str) -> Violation:
    kind = found[0]
    start, end = folded.span(*found[1:])
    return Violation(kind.rule, kind.group, kind.severity, start, end, text[start:end], kind.why, kind.instead)


@lru_cache(maxsize=8)
def _index(book: Book) -> Phrases[Taboo]:
    return Phrases((_polite(phrase), taboo) for taboo in book.taboos for phrase in taboo.phrases.all)
