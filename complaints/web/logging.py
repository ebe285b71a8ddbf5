"""Logging a complaint: one screen, caller first, read while it is typed."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from .. import fields, handling, queries
from ..codes import Channel, Language, Line, label_of
from ..db import transaction
from ..errors import ComplaintError
from .forms import DeskForm, put, reads, show_controls
from .guard import requires
from .handling.shelf import left_in
from .i18n import utcnow
from .kept import LOG, drop_posted, form_of
from .toasts import tell
from .views.reading import Typed, panel
from .views.words import short

bp = Blueprint("logging", __name__)

GIVEN = (
    "channel",
    "line",
    "language",
    "narrative",
    "demand",
    "reference_number",
    "restatement",
    "restatement_confirmed",
    "earlier",
)
PERSON = ("form_of_address", "name", "phone", "account")


def _codes(vocabulary: Any) -> list[SelectChoice]:
    return [SelectChoice(code.value, lazy_gettext(label_of(code))) for code in vocabulary]


class EmotionField(IntegerField):
    """0 to 10; what is no number is refused in the words of the reader of numbers."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Use a whole number from %(low)s to %(high)s", low=0, high=10)) from None


class LogForm(DeskForm):
    """What a complaint begins with. Unknown codes are left for the verb to refuse."""

    form_of_address = StringField(lazy_gettext("Form of address"), [reads(fields.text)])
    name = StringField(lazy_gettext("Name"), [reads(fields.text)])
    phone = StringField(lazy_gettext("Phone"), [reads(fields.phone)])
    channel = RadioField(lazy_gettext("Channel"), [reads(fields.choice, Channel, required=True)])
    line = RadioField(lazy_gettext("Business line"), [reads(fields.choice, Line, required=True)], choices=_codes(Line))
    emotion = EmotionField(lazy_gettext("Initial emotion"), [reads(fields.integer, 0, 10)])
    narrative = TextAreaField(lazy_gettext("What was said"), [reads(fields.text, required=True)])
    restatement = TextAreaField(lazy_gettext("Read it back to them"), [reads(fields.text)])
    restatement_confirmed = BooleanField(lazy_gettext("They confirmed it"))
    demand = StringField(lazy_gettext("Explicit demand"), [reads(fields.text)])
    account = StringField(lazy_gettext("Number concerned"), [reads(fields.text)])
    reference_number = StringField(lazy_gettext("Reference of the transfer"), [reads(fields.text)])
    language = RadioField(lazy_gettext("Answer in"), [reads(fields.choice, Language)], choices=_codes(Language))
    cause = StringField(lazy_gettext("Cause"))
    cause_other = SelectField(lazy_gettext("Another cause"), choices=(), validate_choice=False)
    earlier = StringField(lazy_gettext("Follows on from"))
    said = HiddenField()
    drafted = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = [(channel.value, short(channel)) for channel in Channel]
        for field in (self.channel, self.line, self.language):
            field.validate_choice = False

    @property
    def lacking(self) -> list[str]:
        """The words of the needed fields that are still empty."""
        return [
            field.label.text for field in (self.channel, self.line, self.narrative) if not (field.data or "").strip()
        ]

    @property
    def chosen_cause(self) -> str | None:
        """The cause from the long list, else the one ticked among the suggested."""
        return self.cause_other.data or self.cause.data or None

    def given(self) -> dict[str, Any]:
        """What the verb takes; empty fields are left out."""
        known = {name: self[name].data for name in GIVEN} | {"cause": self.chosen_cause, "emotion": self.emotion.data}
        if not known["restatement_confirmed"] and known["restatement"] == self.drafted.data:
            known["restatement"] = None  # nobody read the draft out
        person = {name: self[name].data for name in PERSON if self[name].data}
        return {name: value for name, value in known.items() if value not in (None, "")} | {"complainant": person}

    def typed(self) -> Typed:
        """What the reading may use; what cannot be read counts as not there."""
        return Typed(
            narrative=(self.narrative.data or "").replace("\r\n", "\n"),
            line=_known(Line, self.line.data),
            channel=_known(Channel, self.channel.data) or Channel.PHONE,
            emotion=self.emotion.data if self.emotion.data in range(11) else None,
            cause=self.chosen_cause,
            language=_known(Language, self.language.data) or current_user.language,
            name=(self.name.data or "").strip() or None,
            phone=self.phone.data,
            form_of_address=(self.form_of_address.data or "").strip() or None,
            demand=(self.demand.data or "").strip() or None,
            has_reference=bool((self.reference_number.data or "").strip()),
            said=_turn(self.said.data) + ("another" in request.form),
        )


@bp.route("/complaints/new", methods=["GET", "POST"])
@requires("log")
def new() -> Any:
    """The empty form; or log what was typed and go on to handling it."""
    form = form_of(LOG, _made) if request.method == "GET" else _form()
    if form.validate_on_submit():
        try:
            number = _log(form)
        except ComplaintError as error:
            put(error, form)
        else:
            tell(gettext("Logged as %(number)s.", number=number), "done")
            return redirect(url_for("handling.show", number=number), 303)
    return _page(form), 422 if form.is_submitted() else 200


@bp.post("/complaints/new/reading")
@requires("log")
def reading() -> Any:
    """What can be read out of what is typed; writes nothing."""
    form = _form()
    show_controls(form)
    if "HX-Request" in request.headers:
        return render_template("logging/_read.html", form=form, panel=panel(form.typed(), _me(), utcnow()))
    return _page(form)


def _form(**given: Any) -> LogForm:
    lines = current_user.lines
    first = lines[0] if len(lines) == 1 else None
    return LogForm(channel=Channel.PHONE.value, line=first, language=current_user.language.value, **given)


def _made(fields: Any) -> LogForm:
    return _form(formdata=fields)


def _log(form: LogForm) -> str:
    given = form.given()
    with transaction():
        if "earlier" in given:
            queries.complaint_numbered(given["earlier"], person=_me())
        number = handling.open_complaint(given, by=_me(), at=utcnow()).number
        drop_posted()
    return number


def _page(form: LogForm) -> str:
    beside = panel(form.typed(), _me(), utcnow())
    if form.restatement.data in (None, "", form.drafted.data):
        form.restatement.data = form.drafted.data = beside.draft
    left = left_in(LOG, form, lambda name: url_for("logging.new", draft=name))
    return render_template("logging/new.html", form=form, panel=beside, left=left)


def _me() -> Any:
    return current_user._get_current_object()


def _known(vocabulary: Any, value: Any) -> Any:
    return next((code for code in vocabulary if code.value == value), None)


def _turn(value: str | None) -> int:
    return int(value) % 1000 if value and value.isascii() and value.isdigit() and len(value) < 10 else 0
