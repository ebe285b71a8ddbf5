"""The form of each step, made from the fields that `steps.VISIT_FIELDS` records there."""

from collections.abc import Mapping
from typing import Any

import wtforms
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FormField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

import guidance

from ... import fields, handling, risk
from ...codes import Disposition, FactKind, Need, RedressKind, Verdict
from ...models import Complaint, Proposal, Visit
from ...steps import GATES, MUST_BE_CONFIRMED_AGAIN, VISIT_FIELDS, Step
from .. import i18n
from ..forms import DeskForm, FieldList, reads
from ..page import label

EMPTY_ROWS: dict[str, int] = {"facts": 3, "proposals": 2}
MORE_ROWS: dict[str, int] = {"facts": 2, "proposals": 1}
COMPLAINT_FIELDS: dict[Step, tuple[str, ...]] = {Step.DIAGNOSE: ("needs",)}
"""Fields of the complaint that stand on the form of a step."""


class FactRow(wtforms.Form):
    """One noted statement and what sort it is."""

    kind = RadioField(lazy_gettext("Kind"), default=FactKind.FACT.value, validate_choice=False)
    text = StringField(lazy_gettext("What was said"), [reads(fields.text, kind="reason")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in FactKind]


class ProposalRow(wtforms.Form):
    """One offer: what, why, until when, and the money in it."""

    text = StringField(lazy_gettext("What you offer"), [reads(fields.text, kind="reason")])
    reason = StringField(lazy_gettext("Reason"), [reads(fields.text)])
    due_on = StringField(lazy_gettext("Ready by"), [reads(fields.day)], widget=DateInput())
    amount = StringField(lazy_gettext("Amount, yuan"), [reads(fields.money)], render_kw={"inputmode": "decimal"})
    kind = RadioField(lazy_gettext("Kind of payment"), default=RedressKind.REFUND.value, validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in RedressKind]


class Ticks(SelectMultipleField):
    """Several choices as tick boxes."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()


def _words(step: Step, name: str) -> Any:
    return lazy_gettext(next(row.label for row in GATES[step] if row.field == name))


def _text(step: Step, name: str, rows: int = 2) -> Any:
    return TextAreaField(_words(step, name), [reads(fields.text)], render_kw={"rows": rows})


def _emotion(name: str) -> Any:
    return StringField(_words(Step.SOOTHE, name), [reads(fields.integer, 0, 10)])


FIELDS: dict[str, Any] = {
    "form_of_address": StringField(_words(Step.SOOTHE, "form_of_address"), [reads(fields.text)]),
    "emotion_arrival": _emotion("emotion_arrival"),
    "emotion_now": _emotion("emotion_now"),
    "restatement": _text(Step.SOOTHE, "restatement", 3),
    "restatement_confirmed": BooleanField(_words(Step.SOOTHE, "restatement_confirmed")),
    "demand": _text(Step.DIAGNOSE, "demand"),
    "cause": SelectField(_words(Step.DIAGNOSE, "cause"), validate_choice=False),
    "needs": Ticks(lazy_gettext("Needs"), validate_choice=False),
    "facts": FieldList(
        FormField(FactRow), _words(Step.DIAGNOSE, "facts"), min_entries=EMPTY_ROWS["facts"], max_entries=51
    ),
    "summary_read_back": BooleanField(_words(Step.DIAGNOSE, "summary_read_back")),
    "proposals": FieldList(
        FormField(ProposalRow), lazy_gettext("Proposals"), min_entries=EMPTY_ROWS["proposals"], max_entries=11
    ),
    "verdict": RadioField(_words(Step.CONFIRM, "verdict"), validate_choice=False),
    "needs_time_until": StringField(_words(Step.CONFIRM, "needs_time_until"), [reads(fields.day)], widget=DateInput()),
    "own_words": _text(Step.CONFIRM, "own_words"),
    "accepted_proposals": Ticks(lazy_gettext("Which proposals they take"), validate_choice=False),
    "appeal_told": BooleanField(_words(Step.CONFIRM, "appeal_told")),
    "lesson": _text(Step.FOLLOW_UP, "lesson"),
    "disposition": SelectField(_words(Step.FOLLOW_UP, "disposition"), validate_choice=False),
    "root_cause": _text(Step.FOLLOW_UP, "root_cause"),
    "root_cause_code": StringField(lazy_gettext("Code of the root cause, if there is one"), [reads(fields.text)]),
}
"""What each recorded field is typed into."""

REASONS: dict[Step, Any] = {
    Step.CONFIRM: TextAreaField(
        lazy_gettext("The refusal as it goes to them in writing"), [reads(fields.text)], render_kw={"rows": 3}
    ),
    Step.FOLLOW_UP: TextAreaField(
        lazy_gettext("Why it may close though it is solved in part"), [reads(fields.text)], render_kw={"rows": 2}
    ),
}
"""The reason that the move out of a step carries in the cases where it needs one."""

FORMS: dict[Step, type[DeskForm]] = {
    step: type(
        f"{step.name.title()}Form",
        (DeskForm,),
        {name: FIELDS[name] for name in (*VISIT_FIELDS[step], *COMPLAINT_FIELDS.get(step, ()))}
        | ({"reason": REASONS[step]} if step in REASONS else {}),
    )
    for step in Step
}


def step_form(complaint: Complaint, *, formdata: Any = None) -> DeskForm:
    """The form of the step a complaint is in: as typed, or prefilled from this visit and earlier ones."""
    visit = complaint.visit
    form = FORMS[visit.step](formdata=formdata, data=prefill(visit) if formdata is None else None)
    for name, choices in CHOICES.items():
        if name in form:
            form[name].choices = choices(complaint)
    for name in EMPTY_ROWS:
        if name in form and all(map(typed_row, form[name])):
            _append(form[name], 1)
    return form


def add_rows(form: DeskForm, name: str) -> None:
    """More empty rows under the typed ones."""
    _append(form[name], MORE_ROWS[name])


def _append(rows: FieldList, count: int) -> None:
    for _row in range(min(count, rows.max_entries - len(rows))):
        rows.append_entry()


def typed(form: DeskForm) -> dict[str, Any]:
    """What a form holds, as the verbs take it."""
    return {name: _typed(form[name]) for name in FIELDS if name in form}


def changed(form: DeskForm, visit: Visit) -> dict[str, Any]:
    """What is typed otherwise than this visit has it."""
    kept = recorded(visit)
    return {name: value for name, value in typed(form).items() if value != kept[name]}


def recorded(visit: Visit) -> dict[str, Any]:
    """What this visit has on record, in the shapes of `typed`."""
    names = (*VISIT_FIELDS[visit.step], *COMPLAINT_FIELDS.get(visit.step, ()))
    return {name: SHAPES.get(name, _shape)(visit, name) for name in names}


def prefill(visit: Visit) -> dict[str, Any]:
    """This visit's record; where it has none, that of the last visit to the step, but for what is asked anew."""
    found = recorded(visit)
    earlier = [row for row in visit.complaint.visits if row.step is visit.step and row.position < visit.position]
    before = recorded(earlier[-1]) if earlier else _known_already(visit)
    for name, value in before.items():
        if name in found and not found[name] and name not in MUST_BE_CONFIRMED_AGAIN:
            found[name] = value
    found |= {name: found[name] + [{}] * _spare(name, found[name]) for name in EMPTY_ROWS if name in found}
    return found


def _known_already(visit: Visit) -> dict[str, Any]:
    complaint = visit.complaint
    address = complaint.complainant.form_of_address if complaint.complainant else None
    return {"demand": complaint.demand or "", "cause": complaint.cause or "", "form_of_address": address or ""}


def _spare(name: str, rows: list[Any]) -> int:
    return max(EMPTY_ROWS[name] - len(rows), 1)


def _typed(field: Any) -> Any:
    if isinstance(field, FieldList):
        return [row for row in map(typed_row, field) if row]
    if isinstance(field, BooleanField):
        return bool(field.data)
    if isinstance(field, SelectMultipleField):
        return list(field.data or [])
    return (field.data or "").replace("\r\n", "\n").strip()


def typed_row(entry: Any) -> dict[str, str]:
    """What one repeated row holds; nothing when no more than its kind is chosen."""
    values = {name: (value or "").strip() for name, value in entry.form.data.items()}
    return values if any(value for name, value in values.items() if name != "kind") else {}


def _shape(visit: Visit, name: str) -> Any:
    value = getattr(visit, name)
    return "" if value is None else str(value)


def _truth(visit: Visit, name: str) -> bool:
    return bool(getattr(visit, name))


def _facts(visit: Visit, _name: str) -> list[dict[str, str]]:
    return [{"kind": row.kind.value, "text": row.text} for row in visit.facts]


def _proposals(visit: Visit, _name: str) -> list[dict[str, str]]:
    return [_proposal(row) for row in visit.proposals]


def _proposal(row: Proposal) -> dict[str, str]:
    return {
        "text": row.text,
        "reason": row.reason,
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "amount": "" if row.amount is None else f"{row.amount:.2f}",
        "kind": (row.kind or RedressKind.REFUND).value,
    }


SHAPES: Mapping[str, Any] = {
    "restatement_confirmed": _truth,
    "summary_read_back": _truth,
    "appeal_told": _truth,
    "facts": _facts,
    "proposals": _proposals,
    "accepted_proposals": lambda visit, _name: [str(number) for number in visit.accepted_proposals or []],
    "needs": lambda visit, _name: list(visit.complaint.needs),
}


def _verdicts(_complaint: Complaint) -> list[tuple[str, str]]:
    return [(verdict.value, label(verdict)) for verdict in Verdict]


def _needs(_complaint: Complaint) -> list[tuple[str, str]]:
    return [(need.value, label(need)) for need in Need]


def _dispositions(_complaint: Complaint) -> list[tuple[str, str]]:
    own = [code for code in Disposition if code is not Disposition.WITHDRAWN]
    return [("", gettext("Choose")), *((code.value, label(code)) for code in own)]


def _offered(complaint: Complaint) -> list[tuple[str, str]]:
    return [(str(row.position), row.text) for row in handling.proposals_on_table(complaint.visit)]


def _causes(complaint: Complaint) -> dict[str, list[tuple[str, str]]]:
    """Causes by family: those the words point to first, then the line's own, then the general ones."""
    book, language = guidance.load(), i18n.locale()
    groups: dict[str, list[tuple[str, str]]] = {gettext("Not chosen yet"): [("", gettext("Choose"))]}
    guesses = [(guess.code, _guess(guess, book, language)) for guess in risk.suggested_causes(complaint)]
    if guesses:
        groups[gettext("The words point to")] = guesses
    lines = [complaint.line.value, "general"]
    for cause in sorted(book.causes.values(), key=lambda row: lines.index(row.line) if row.line in lines else 9):
        if cause.line in lines or cause.code == complaint.cause or complaint.line.value == "general":
            family = book.families[cause.family].name.in_(language)
            groups.setdefault(family, []).append((cause.code, cause.name.in_(language)))
    return groups


def _guess(guess: guidance.CauseGuess, book: guidance.Book, language: str) -> str:
    words = ", ".join(guess.words[:3]) if language == "en" else "、".join(guess.words[:3])
    return gettext("%(cause)s (%(words)s)", cause=book.causes[guess.code].name.in_(language), words=words)


CHOICES: Mapping[str, Any] = {
    "verdict": _verdicts,
    "needs": _needs,
    "disposition": _dispositions,
    "accepted_proposals": _offered,
    "cause": _causes,
}
