"""People: those I look after (a manager the own team, an administrator everybody), and my own sign-in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user, login_user
from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField, StringField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, ValidationError

from .. import fields, people, queries
from ..codes import N_, Line, label_of
from ..db import transaction
from ..errors import ComplaintError
from ..models import Team, User
from ..roles import ROLE_LABELS, Role
from .forms import DeskForm, put, reads
from .guard import EVERYBODY, requires
from .i18n import utcnow
from .page import label

bp = Blueprint("people", __name__)

NEEDED = lazy_gettext("Fill this in")
TEAM_ROLES = (Role.REP, Role.SPECIALIST, Role.MANAGER)
GIVEN_BY = {Role.MANAGER: TEAM_ROLES, Role.ADMIN: tuple(role for role in Role if role is not Role.SYSTEM)}
"""Which roles somebody who looks after people gives."""


class OneOf(SelectField):
    """One of those offered; anything else is refused with what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = SelectField.__name__  # pages dress a field by the name of its type

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(gettext("Choose one from the list")) from None


class CheckList(SelectMultipleField):
    """Several of a few, as tick boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class PersonForm(DeskForm):
    """What a manager or administrator sets of a person."""

    display_name = StringField(lazy_gettext("Name"), [reads(fields.text, required=True, kind="name")])
    role = OneOf(lazy_gettext("Role"))
    team = OneOf(lazy_gettext("Team"), coerce=str)
    lines = CheckList(
        lazy_gettext("Business lines"),
        choices=[SelectChoice(line.value, lazy_gettext(label_of(line))) for line in Line],
        validate_choice=False,
    )
    active = BooleanField(lazy_gettext("May sign in"))

    def offer(self, by: User, current: User | None = None) -> None:
        """The roles and teams this person may choose from; those somebody has already stay choosable."""
        roles = [role for role in Role if role in GIVEN_BY[by.role] or (current and role is current.role)]
        self.role.choices = [SelectChoice(role.value, gettext(ROLE_LABELS[role])) for role in roles]
        none = [SelectChoice("", gettext("No team"))] if by.role is Role.ADMIN else []
        self.team.choices = none + [SelectChoice(str(team.id), team.name) for team in queries.teams(by)]

    def chosen_team(self, by: User) -> Team | None:
        """The team that was chosen."""
        return next((team for team in queries.teams(by) if str(team.id) == self.team.data), None)


class NewPersonForm(PersonForm):
    """The same with username and first password."""

    username = StringField(lazy_gettext("Username"), [InputRequired(NEEDED)])
    password = PasswordField(lazy_gettext("First password"), [InputRequired(NEEDED)])


class ResetForm(DeskForm):
    """A new password for somebody else."""

    area = "reset-"
    password = PasswordField(lazy_gettext("New password"), [InputRequired(NEEDED)])


class OwnPasswordForm(DeskForm):
    """My own new password, told twice, with the present one."""

    present = PasswordField(lazy_gettext("Current password"), [InputRequired(NEEDED)])
    password = PasswordField(lazy_gettext("New password"), [InputRequired(NEEDED)])
    again = PasswordField(
        lazy_gettext("New password again"),
        [InputRequired(NEEDED), EqualTo("password", lazy_gettext("The two new passwords differ"))],
    )


@bp.get("/people")
@requires("manage_people")
def index() -> Any:
    """Those I look after."""
    return render_template("people/index.html", people=[_row(person) for person in queries.people(_me())])


@bp.route("/people/new", methods=["GET", "POST"])
@requires("manage_people")
def new() -> Any:
    """Add a person."""
    form = NewPersonForm(active=True)
    form.offer(_me())
    if form.validate_on_submit():
        try:
            with transaction():
                people.create(
                    form.username.data,
                    display_name=form.display_name.data,
                    role=Role(form.role.data),
                    password=form.password.data,
                    team=form.chosen_team(_me()),
                    lines=form.lines.data,
                    by=_me(),
                    at=utcnow(),
                )
        except ComplaintError as error:
            put(error, form)
        else:
            return _done(gettext("%(name)s can sign in now.", name=form.display_name.data))
    return render_template("people/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/people/<int:id>", methods=["GET", "POST"])
@requires("manage_people")
def edit(id: int) -> Any:
    """Change role, team, lines, name, or whether somebody may sign in."""
    person = queries.one_of_people(id, person=_me())
    form = PersonForm(data=_now(person))
    form.offer(_me(), person)
    if form.validate_on_submit():
        changes = {name: form[name].data for name in ("display_name", "role", "lines", "active")}
        try:
            with transaction():
                locked = queries.one_of_people(id, person=_me(), lock=True)
                people.change(locked, {**changes, "team": form.chosen_team(_me())}, by=_me(), at=utcnow())
        except ComplaintError as error:
            put(error, form)
        else:
            return _done(gettext("%(name)s is changed.", name=form.display_name.data))
    return _edit_page(person, form), 422 if form.is_submitted() else 200


@bp.post("/people/<int:id>/password")
@requires("manage_people")
def reset(id: int) -> Any:
    """A new password for somebody, who is signed out everywhere by it."""
    form = ResetForm()
    if form.validate_on_submit():
        try:
            with transaction():
                person = queries.one_of_people(id, person=_me(), lock=True)
                people.set_password(person, form.password.data, by=_me(), at=utcnow())
        except ComplaintError as error:
            put(error, form)
        else:
            return _done(gettext("%(name)s has a new password.", name=person.display_name))
    person = queries.one_of_people(id, person=_me())
    other = PersonForm(None, data=_now(person))
    other.offer(_me(), person)
    return _edit_page(person, other, form), 422


@bp.post("/people/<int:id>/sign-out")
@requires("manage_people")
def sign_out(id: int) -> Any:
    """End every sign-in of somebody."""
    with transaction():
        person = queries.one_of_people(id, person=_me(), lock=True)
        people.sign_out_everywhere(person, by=_me(), at=utcnow())
    return _done(gettext("%(name)s is signed out everywhere.", name=person.display_name))


@bp.route("/people/me", methods=["GET", "POST"])
@requires(EVERYBODY)
def me() -> Any:
    """My own password and sign-ins."""
    form = OwnPasswordForm()
    if form.validate_on_submit():
        try:
            _change_own(form)
        except ComplaintError as error:
            put(error, form)
        else:
            flash(gettext("Your password is changed; other sign-ins of yours have ended."), "done")
            return redirect(url_for("people.me"), 303)
    return render_template("people/me.html", form=form), 422 if form.is_submitted() else 200


def _change_own(form: OwnPasswordForm) -> None:
    """The present password is asked like a sign-in, so that guesses count and lock."""
    me, at = _me(), utcnow()
    with transaction():
        found = people.sign_in(me.username, form.present.data, address=request.remote_addr or "", at=at)
    if found is None:
        raise fields.refuse("present", N_("This is not your current password"))
    with transaction():
        people.set_password(me, form.password.data, by=me, at=at)
    login_user(me)


def _now(person: User) -> dict[str, Any]:
    known = {name: getattr(person, name) for name in ("display_name", "lines", "active")}
    return {**known, "role": person.role.value, "team": str(person.team_id or "")}


def _edit_page(person: User, form: PersonForm, reset: ResetForm | None = None) -> str:
    reset = reset or ResetForm(None)
    return render_template("people/edit.html", person=person, form=form, reset=reset)


def _row(person: User) -> dict[str, Any]:
    return {
        "url": url_for("people.edit", id=person.id),
        "username": person.username,
        "name": person.display_name,
        "role": label(person.role),
        "team": person.team.name if person.team else "",
        "lines": gettext(", ").join(label(Line(line)) for line in person.lines) or gettext("all"),
        "active": person.active,
    }


def _done(words: str) -> Any:
    flash(words, "done")
    return redirect(url_for("people.index"), 303)


def _me() -> User:
    person: User = current_user._get_current_object()
    return person
