"""Forms of every page: ids that never clash, readers shared with the API, refusals beside their fields.

A refusal of a verb (`ComplaintError.fields`) comes back onto the form: `put(error, form)`. What the form has no field
for stands in the summary above it (`form.form_errors`).
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

import wtforms
from flask_wtf import FlaskForm
from wtforms.i18n import get_translations
from wtforms.validators import ValidationError

from ..clocks import desk_zone
from ..errors import ComplaintError
from .errors import translated
from .i18n import locale


class DeskForm(FlaskForm):
    """A form whose field ids begin with `area`, so that several stand on one page; names stay plain."""

    area = ""
    kept: Any = None
    """How its text is kept as a draft (`kept.Kept`), once a page has asked."""
    base: str | None = None
    """What it was made from (`handling.clash`), where a colleague may change that meanwhile."""

    class Meta(FlaskForm.Meta):
        """How it is made."""

        def get_translations(self, form: wtforms.Form) -> Any:
            """What wtforms says itself, in the reader's language."""
            return _said_by_wtforms(locale())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.id = field.label.field_id = f"{self.area}{field.id}"

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether all fields can be taken; what cannot be shown as typed is made visible for the page."""
        valid: bool = super().validate(*args, **kwargs)
        if not valid:
            show_controls(self)
        return valid


@cache
def _said_by_wtforms(language: str) -> Any:
    """Read once a process; flask-wtf would read its catalogue for each request."""
    return get_translations([language])


class FieldList(wtforms.FieldList):
    """Repeated rows; a row number that is not plain digits is no row."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        offset = len(prefix) + 1
        for name in formdata:
            index = name[offset:].split("-", 1)[0] if name.startswith(prefix) else ""
            if index.isascii() and index.isdigit() and len(index) < 4:
                yield int(index)


def reads(reader: Callable[..., Any], *rest: Any, **options: Any) -> Callable[[Any, Any], None]:
    """A validator that asks a reader of `fields.py`, so that page and API refuse alike."""

    def check(_form: Any, field: Any) -> None:
        try:
            reader(field.short_name, field.data, *rest, **options)
        except ComplaintError as error:
            raise ValidationError(advice(error, field.short_name)) from None

    return check


def advice(error: ComplaintError, name: str) -> str:
    """The advice for one field, in the reader's language."""
    return translated(error.fields[name], error.values)


def put(error: ComplaintError, form: wtforms.Form) -> None:
    """Put a refusal onto a form: each named field gets its advice, the rest goes into the summary."""
    show_controls(form)
    for name, words in error.fields.items():
        _put_one(form, name, translated(words, error.values))
    if not form.errors:
        form.form_errors.append(translated(error.message, error.values))


def show_controls(form: wtforms.Form) -> None:
    """Show control characters as their pictures (NUL as ␀): a page cannot hold them, and they are to be taken out."""
    for field in form:
        if isinstance(field, wtforms.FieldList):
            for row in field:
                show_controls(row.form)
        elif isinstance(field, wtforms.BooleanField):
            field.raw_data = None
        elif isinstance(field.data, str):
            field.data = field.data.translate(PICTURES)


PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"} | {0x7F: 0x2421}


def local_moment(typed: str | None) -> datetime | str | None:
    """What a date-and-time field holds, in the desk's zone; the unreadable stays as typed, for the verb to refuse."""
    try:
        found = datetime.fromisoformat(typed or "")
    except ValueError:
        return typed or None
    return found if found.tzinfo else found.replace(tzinfo=desk_zone())


def _put_one(form: wtforms.Form, name: str, words: str) -> None:
    head, _, part = name.partition(".")
    field = form._fields.get(head)
    if field is None:
        form.form_errors.append(words)
        return
    field.errors = [*field.errors, words]
    if part and isinstance(field, wtforms.FieldList):
        _row_lacking(field, part).errors = [words]
    elif isinstance(field, wtforms.FieldList):
        form.form_errors.append(words)


def _row_lacking(rows: wtforms.FieldList, part: str) -> Any:
    """The first row that has something but not this, else the first."""
    typed = [row.form for row in rows if any(field.data for name, field in row.form._fields.items() if name != "kind")]
    lacking = [form for form in typed if not form._fields[part].data]
    return (lacking or typed or [rows[0].form])[0]._fields[part]
