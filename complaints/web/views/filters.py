"""Filters as links: every one keeps the others."""

from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask import request
from flask_babel import gettext, ngettext
from markupsafe import Markup

from ... import queries
from ...codes import N_, Line, Risk
from ...queries import Filters
from ...steps import Step
from .. import i18n
from ..page import label
from ..rendering import piece, way
from .words import short

GROUPS: tuple[tuple[str, str, tuple[StrEnum, ...]], ...] = (
    ("step", N_("Step"), tuple(Step)),
    ("risk", N_("Risk"), tuple(reversed(Risk))),
    ("line", N_("Line"), tuple(Line)),
)
KEPT = 200
"""Rows of links that are kept, some 6 kB each."""

Counts = dict[str, dict[str, int]]
COUNTED = ("step", "risk")
NARROWING = ("q", "cause", "risk", "step", "line", "owner", "state")


def arguments(filters: Filters, **changed: Any) -> dict[str, Any]:
    """The query arguments of these filters, some changed; empty ones left out."""
    values = {name: getattr(filters, name) for name in NARROWING}
    return {name: str(value) for name, value in (values | changed).items() if value}


def links(endpoint: str, filters: Filters, counts: Counts, **fixed: Any) -> Markup:
    """Step, risk and line as links, with how many there are by step and risk; drawn once for the same numbers."""
    counted = tuple(tuple(counts[name].items()) for name, _title, _vocabulary in GROUPS)
    return _links(i18n.locale(), request.script_root, endpoint, filters, counted, tuple(fixed.items()))


@lru_cache(maxsize=KEPT)
def _links(_language: str, _root: str, endpoint: str, filters: Filters, counted: Any, fixed: Any) -> Markup:
    counts = {name: dict(tally) for (name, _title, _vocabulary), tally in zip(GROUPS, counted, strict=True)}
    return piece("lists/_filters.html", groups=_groups(endpoint, filters, counts, **dict(fixed)))


def _groups(endpoint: str, filters: Filters, counts: Counts, **fixed: Any) -> list[dict[str, Any]]:
    found = []
    for name, title, vocabulary in GROUPS:
        chosen = getattr(filters, name)
        every = {"url": way(endpoint, **fixed, **arguments(filters, **{name: None})), "label": gettext("All")}
        options = [every | {"current": chosen is None}]
        for number, code in enumerate(vocabulary, 1):
            count = counts[name].get(code.value, 0)
            if not count and code is not chosen and name != "step":
                continue
            url = way(endpoint, **fixed, **arguments(filters, **{name: code.value}))
            options.append(
                {
                    "url": url,
                    "label": short(code),
                    "count": count if name in COUNTED else None,
                    "current": code is chosen,
                    "key": str(number) if name == "step" else None,
                }
            )
        found.append({"name": gettext(title), "options": options, "narrows": chosen is not None})
    return found


def total(filters: Filters, counts: Counts) -> int:
    """How many complaints fit all the filters."""
    by_risk = counts["risk"]
    return sum(by_risk.values()) if filters.risk is None else by_risk.get(filters.risk.value, 0)


def chosen(filters: Filters) -> str:
    """The filters that can be taken out, as words: 流量 危急."""
    return " ".join(label(getattr(filters, name)) for name in _narrowing(filters))


def way_out(
    endpoint: str, filters: Filters, person: Any, *, within: dict[str, Any] | None = None, **fixed: Any
) -> dict[str, str] | None:
    """For an empty list: what to take out, how many that shows, and its link; None when nothing helps.

    `within` are the filters of the page itself, which count but stand in no address.
    """
    names = _narrowing(filters)
    ways: list[tuple[str | None, Filters]] = [(name, filters.without(name)) for name in names]
    if len(names) > 1:
        ways.append((None, replace(filters, **dict.fromkeys(names))))
    for name, wider in ways:
        num = queries.how_many(person, replace(wider, **(within or {})))
        if num:
            return _way(getattr(filters, name) if name else None, num) | {
                "url": way(endpoint, **fixed, **arguments(wider))
            }
    return None


def _way(taken: Any, num: int) -> dict[str, str]:
    """The words for taking out one filter, or all when there is none that helps alone."""
    if taken is None:
        words = ngettext("%(num)s without any filter", "%(num)s without any filter", num)
        return {"words": words, "label": gettext("Take out all filters")}
    what = label(taken)
    words = ngettext("%(num)s without “%(what)s”", "%(num)s without “%(what)s”", num, what=what)
    return {"words": words, "label": gettext("Take out “%(what)s”", what=what)}


def _narrowing(filters: Filters) -> list[str]:
    return [name for name in NARROWING if name != "state" and getattr(filters, name) is not None]
