"""What is written: its findings, the marks under the text, and the wording that takes their place."""

import json
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_login import current_user

import guidance

from ... import wording
from ...codes import N_, NoteKind
from ...errors import Invalid
from ...models import Complaint
from .. import i18n
from .forms import NoteForm
from .parts import Piece, pieces

OUTWARD = (NoteKind.SMS.value, NoteKind.LETTER.value)
"""What leaves the desk; these stop at a finding that blocks."""

VERBS = {
    NoteKind.SMS: N_("Write down the SMS"),
    NoteKind.LETTER: N_("Write down the answer"),
    NoteKind.CALL: N_("Write down the call"),
    NoteKind.INTERNAL: N_("Write down the note"),
}
"""What the button does with each kind of text: it is kept, nothing leaves the desk from here."""

MUST_CHANGE = N_("Change what is marked as must change; your text is still here")


@dataclass(frozen=True)
class Finding:
    """One finding of the lint in the reader's language."""

    number: int
    rule: str
    must: bool
    why: str
    instead: list[Piece]
    place: str | None


def composer_view(complaint: Complaint, form: NoteForm) -> dict[str, Any]:
    """The form with its findings, marks and whether it may go out."""
    text = normal(form.text.data)
    found = guidance.lint(text, guidance.load(), line=complaint.line.value, step=_step(complaint)) if text else []
    findings = [_finding(number, row, complaint) for number, row in enumerate(found, 1)]
    return {
        "form": form,
        "findings": findings,
        "marks": json.dumps(_marks(found), ensure_ascii=False),
        "outward": form.kind.data in OUTWARD,
        "stops": [row.number for row in findings if row.must],
        "verbs": [(kind.value, gettext(words)) for kind, words in VERBS.items()],
    }


def check_outward(complaint: Complaint, form: NoteForm) -> None:
    """Refuse what leaves the desk with a finding that blocks. Raises Invalid."""
    if form.kind.data in OUTWARD and composer_view(complaint, form)["stops"]:
        raise Invalid(fields={"text": MUST_CHANGE})


def replace(complaint: Complaint, form: NoteForm, place: str) -> None:
    """Put the better wording in the place of one finding, named by its span."""
    text = normal(form.text.data)
    for row in guidance.lint(text, guidance.load(), line=complaint.line.value, step=_step(complaint)):
        if f"{row.start}-{row.end}" == place and row.rule in replaceable():
            form.text.data = text[: row.start] + _instead(row, complaint).text + text[row.end :]
            return


def normal(text: str | None) -> str:
    """One sort of line break, so that spans count alike here and in the browser."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def _instead(row: guidance.Violation, complaint: Complaint) -> guidance.Filled:
    """The better wording with the slots this complaint can fill."""
    slots = wording.slots_of(complaint, by=current_user)
    return wording.filled(row.instead.in_(complaint.language.value), slots)


def replaceable() -> frozenset[str]:
    """Rules whose better wording can stand in the place of what was found; the others only say what to do."""
    return frozenset(row.id for row in guidance.load().taboos)


def _step(complaint: Complaint) -> str | None:
    return complaint.step.value if complaint.step else None


def _finding(number: int, row: guidance.Violation, complaint: Complaint) -> Finding:
    return Finding(
        number=number,
        rule=row.rule,
        must=row.severity == "block",
        why=gettext("%(why)s (%(rule)s). ", why=row.why.in_(i18n.locale()).rstrip("。."), rule=row.rule),
        instead=pieces(_instead(row, complaint)),
        place=f"{row.start}-{row.end}" if row.rule in replaceable() else None,
    )


def _marks(found: list[guidance.Violation]) -> list[dict[str, Any]]:
    marks, end = [], 0
    for number, row in enumerate(found, 1):
        if row.start >= end:
            kind = "must" if row.severity == "block" else "better"
            marks.append({"start": row.start, "end": row.end, "kind": kind, "number": number})
            end = row.end
    return marks
