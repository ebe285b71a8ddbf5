"""Filters as links: every one keeps the others."""

from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from ... import queries
from ...codes import N_, Line, Risk
from ...queries import Filters
from ...steps import Step
from ..page import label

GROUPS: tuple[tuple[str, str, Any], ...] = (
    ("step", N_("Step"), Step),
    ("risk", N_("Risk"), Risk),
    ("line", N_("Line"), Line),
)


def arguments(filters: Filters, **changed: Any) -> dict[str, Any]:
    """The query arguments of these filters, some changed; empty ones left out."""
    values = {name: getattr(filters, name) for name in ("state", "step", "risk", "line", "cause", "owner", "q")}
    return {name: str(value) for name, value in (values | changed).items() if value}


def groups(endpoint: str, filters: Filters, counts: dict[str, dict[str, int]], **fixed: Any) -> list[dict[str, Any]]:
    """Step, risk and line as groups of links with how many there are."""
    found = []
    for name, title, vocabulary in GROUPS:
        chosen = getattr(filters, name)
        every = {"url": url_for(endpoint, **fixed, **arguments(filters, **{name: None})), "label": gettext("All")}
        options = [every | {"current": chosen is None}]
        for number, code in enumerate(vocabulary, 1):
            count = counts[name].get(code.value, 0)
            if not count and code is not chosen and name != "step":
                continue
            url = url_for(endpoint, **fixed, **arguments(filters, **{name: code.value}))
            options.append(
                {
                    "url": url,
                    "label": label(code),
                    "count": count,
                    "current": code is chosen,
                    "key": str(number) if name == "step" else None,
                }
            )
        found.append({"name": gettext(title), "options": options})
    return found


def without(endpoint: str, filters: Filters, person: Any, **fixed: Any) -> list[dict[str, str]]:
    """For an empty list: each filter that can be taken out, and how many complaints that would show."""
    ways = []
    for name in ("q", "cause", "risk", "step", "line", "owner"):
        value = getattr(filters, name)
        if value is None:
            continue
        shown = queries.how_many(person, filters.without(name))
        word = label(value)
        url = url_for(endpoint, **fixed, **arguments(filters, **{name: None}))
        words = ngettext("%(num)s without “%(what)s”", "%(num)s without “%(what)s”", shown, what=word)
        ways.append({"words": words, "url": url, "what": word})
    return ways
