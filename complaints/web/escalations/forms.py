"""What an answer to an escalation carries."""

from flask_babel import lazy_gettext
from wtforms import TextAreaField

from ... import fields
from ..forms import DeskForm, reads

THREE_THINGS = lazy_gettext("Three things: what to say first, how far they may go, when to come back to you")


class AdviceForm(DeskForm):
    """Advice for the one who gets it back."""

    area = "answer-"
    advice = TextAreaField(
        lazy_gettext("Advice for the front line"),
        [reads(fields.text)],
        render_kw={"rows": 3, "placeholder": THREE_THINGS, "aria-keyshortcuts": "b"},
    )


class RaiseForm(DeskForm):
    """Why it goes one level higher."""

    area = "raise-"
    reason = TextAreaField(lazy_gettext("Why it goes higher"), [reads(fields.text)], render_kw={"rows": 2})
