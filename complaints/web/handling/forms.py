"""The smaller forms of the handling page: note, move, promise, callback, escalation, owner, risk, language."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.widgets import DateTimeLocalInput

from ... import fields, queries
from ...codes import Language, NoteKind, PromiseState, Risk
from ...models import Complaint
from ...steps import Step
from ..forms import DeskForm, local_moment, reads
from ..page import label

THREE_LINES = {"rows": 3}

NOTE_ORDER = (NoteKind.SMS, NoteKind.LETTER, NoteKind.CALL, NoteKind.INTERNAL)


class NoteForm(DeskForm):
    """What is written down or sent."""

    area = "note-"
    kind = RadioField(lazy_gettext("Kind of text"), default=NoteKind.CALL.value, validate_choice=False)
    text = TextAreaField(lazy_gettext("Text"), [reads(fields.text)], render_kw=THREE_LINES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in NOTE_ORDER]


class ReturnForm(DeskForm):
    """Back to an earlier step, with why."""

    area = "return-"
    to = SelectField(lazy_gettext("Back to"), validate_choice=False)
    reason = TextAreaField(lazy_gettext("Why it goes back"), [reads(fields.text)], render_kw=THREE_LINES)

    def offer(self, complaint: Complaint) -> None:
        """Every earlier step, the nearest first."""
        self.to.choices = [(step.value, label(step)) for step in reversed((complaint.step or Step.SOOTHE).earlier)]


class WithdrawForm(DeskForm):
    """The complainant's own words for taking it back."""

    area = "withdraw-"
    own_words = TextAreaField(lazy_gettext("Their own words"), [reads(fields.text)], render_kw=THREE_LINES)


class ReasonForm(DeskForm):
    """Why a gate is opened, a complaint reopened, or one closed that is solved in part."""

    area = "reason-"
    reason = TextAreaField(lazy_gettext("Reason"), [reads(fields.text)], render_kw=THREE_LINES)


class PromiseForm(DeskForm):
    """What became of a promise, and the evidence."""

    area = "promise-"
    state = SelectField(lazy_gettext("State"), validate_choice=False)
    evidence = StringField(lazy_gettext("Evidence"), [reads(fields.text)])
    due_at = StringField(lazy_gettext("New date and time"), widget=DateTimeLocalInput())

    def __init__(self, *args: Any, number: int = 0, **kwargs: Any) -> None:
        self.area = f"promise-{number}-"
        super().__init__(*args, **kwargs)
        settled = (PromiseState.KEPT, PromiseState.RENEGOTIATED, PromiseState.BROKEN)
        self.state.choices = [(state.value, label(state)) for state in settled]


class CallbackForm(DeskForm):
    """A call back that is promised."""

    area = "callback-"
    promised_at = StringField(lazy_gettext("When"), widget=DateTimeLocalInput())
    reason = StringField(lazy_gettext("What you will tell them"), [reads(fields.text)])

    def given(self) -> dict[str, Any]:
        """As the verb takes it, the time in the desk's zone."""
        return {"promised_at": local_moment(self.promised_at.data), "reason": self.reason.data}


class EscalationForm(DeskForm):
    """A level, a reason and the brief in three parts."""

    area = "escalation-"
    level = RadioField(lazy_gettext("Level"), default="2", validate_choice=False)
    reason = StringField(lazy_gettext("Why it goes up"), [reads(fields.text)])
    situation = TextAreaField(lazy_gettext("Situation"), [reads(fields.text)], render_kw={"rows": 4})
    complication = TextAreaField(lazy_gettext("Complication"), [reads(fields.text)], render_kw=THREE_LINES)
    resolution = TextAreaField(lazy_gettext("Resolution wanted"), [reads(fields.text)], render_kw=THREE_LINES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level.choices = [
            ("1", lazy_gettext("1, the team's manager knows")),
            ("2", lazy_gettext("2, a specialist looks")),
            ("3", lazy_gettext("3, a manager owns it")),
        ]

    def given(self) -> dict[str, Any]:
        """As the verb takes it."""
        brief = {name: self[name].data for name in ("situation", "complication", "resolution")}
        return {"level": self.level.data, "reason": self.reason.data, "brief": brief}


class OwnerForm(DeskForm):
    """Who handles it from here."""

    area = "owner-"
    owner = SelectField(lazy_gettext("Owner"), validate_choice=False)

    def offer(self, complaint: Complaint) -> None:
        """The handlers of the team, or nobody."""
        people = [(str(user.id), user.display_name) for user in queries.colleagues(complaint.team_id)]
        self.owner.choices = [("", lazy_gettext("Nobody")), *people]


class RiskForm(DeskForm):
    """Another level of risk, with why."""

    area = "risk-"
    risk = RadioField(lazy_gettext("Risk"), validate_choice=False)
    reason = TextAreaField(lazy_gettext("Reason"), [reads(fields.text)], render_kw=THREE_LINES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.risk.choices = [(level.value, label(level)) for level in Risk]


class LanguageForm(DeskForm):
    """The language of the wording of one complaint."""

    area = "language-"
    language = SelectField(lazy_gettext("Language of the wording"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = [(language.value, label(language)) for language in Language]


ACTIONS: dict[str, type[DeskForm]] = {
    "escalate": EscalationForm,
    "callback": CallbackForm,
    "return": ReturnForm,
    "withdraw": WithdrawForm,
    "reopen": ReasonForm,
    "override": ReasonForm,
    "assign": OwnerForm,
    "risk": RiskForm,
    "language": LanguageForm,
}
"""The form of each action that opens above the work."""
