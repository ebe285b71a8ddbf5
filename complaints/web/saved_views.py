"""Saved views: lists kept under a name, as tabs with their counts."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from markupsafe import Markup
from wtforms import BooleanField, StringField

from .. import queries, saved_views
from ..db import transaction
from ..errors import ComplaintError
from ..models import SavedView, User
from ..queries import Filters
from .errors import translated
from .forms import DeskForm
from .guard import requires
from .i18n import locale, utcnow
from .rendering import piece, way
from .views import filters as filter_views

bp = Blueprint("saved_views", __name__)

KEPT = 50
"""Fields for a name that are kept as markup."""


class ViewForm(DeskForm):
    """A name for the filters that are set, and whether the team sees them too."""

    area = "view-"
    view_name = StringField(lazy_gettext("Name of the view"))
    for_team = BooleanField(lazy_gettext("For the whole team"))


def name_fields(typed: str) -> Markup:
    """The fields of `ViewForm`, drawn once for a language and what was typed."""
    return _name_fields(locale(), request.script_root, typed)


@lru_cache(maxsize=KEPT)
def _name_fields(_language: str, _root: str, typed: str) -> Markup:
    return piece("lists/_view_fields.html", form=ViewForm(formdata=None, data={"view_name": typed}))


@dataclass(frozen=True)
class Tab:
    """A saved view as a tab; `count` is None when what it asks for is gone, `remove_url` is for its owner."""

    label: str
    url: str
    current: bool
    count: int | None
    remove_url: str | None


@bp.post("/views")
@requires("list")
def save() -> Any:
    """Keep the filters in the address under a name."""
    form, person = ViewForm(), current_user._get_current_object()
    arguments = filter_views.arguments(Filters.read(request.args))
    try:
        with transaction():
            saved_views.save(form.view_name.data, arguments, for_team=form.for_team.data, by=person, at=utcnow())
        flash(gettext("Saved as a view."), "done")
    except ComplaintError as error:
        flash(" ".join(translated(advice, error.values) for advice in error.fields.values()), "error")
        arguments |= {"view_name": form.view_name.data or ""}
    return redirect(url_for("lists.index", **arguments), 303)


@bp.post("/views/<int:view_id>/remove")
@requires("list")
def remove(view_id: int) -> Any:
    """Take away a view of mine."""
    with transaction():
        saved_views.remove(view_id, by=current_user._get_current_object())
    flash(gettext("The view is gone; the complaints are all there."), "done")
    return redirect(url_for("lists.index"), 303)


def tabs_for(person: User) -> list[Tab]:
    """The views this person sees, with how many complaints each has, in two statements; one when there are none."""
    views = saved_views.seen_by(person)
    wanted = [_filters_of(view, person) for view in views]
    counts = iter(queries.tally(person, [filters for filters in wanted if filters is not None]))
    here = filter_views.arguments(Filters.read(request.args)) if request.endpoint == "lists.index" else None
    return [
        Tab(
            label=view.name,
            url=way("lists.index", **saved_views.arguments_of(view)),
            current=saved_views.arguments_of(view) == here,
            count=None if filters is None else next(counts),
            remove_url=url_for("saved_views.remove", view_id=view.id) if view.person_id == person.id else None,
        )
        for view, filters in zip(views, wanted, strict=True)
    ]


def _filters_of(view: SavedView, person: User) -> Filters | None:
    """The filters of a view, or None when a code or a colleague it names is gone."""
    try:
        filters = Filters.read(saved_views.arguments_of(view))
        queries.conditions(person, filters)
    except ComplaintError:
        return None
    return filters
