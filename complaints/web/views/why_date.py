"""“Why this date”: a limit with its strip of days, the rows that explain them, and what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from flask_babel import gettext, ngettext

import guidance
from guidance.schema import Citation, Policy

from ... import clocks
from ...clocks import Explanation, Interval
from ...codes import N_
from ...models import Callback, Clock, Escalation, Promise
from .. import i18n
from .rows import ClockView, deadline, sees_narrative, until

MOST_CELLS = 31
WEEK = 7
ROOMY, EVERY = 20, 5
"""Above so many cells only every fifth of them carries a number and a date."""

INSTANT = timedelta(microseconds=1)
APART, FAR_APART = 2, 4
"""Cells between two labels under the strip, roomy or not, so that they never touch on a phone."""

WEEKEND = {"zh": {5: "六", 6: "日"}, "en": {5: "Sa", 6: "Su"}}
REVIEWERS = {"content": N_("the content team")}
READ = {
    "L": N_("Checked against the text of the law."),
    "O": N_("Read on an official page."),
    "S": N_("Read in a report, not yet checked against the official text."),
    "S*": N_("Read in a report, not yet checked against the official text."),
    "M": N_("Not verified: look it up before relying on it."),
}


@dataclass(frozen=True)
class Cell:
    """One day, or one week of a long limit; `part` is the share of it gone in per cent while it is now, else None."""

    kind: str
    number: str
    over: str
    under: str
    label: str
    part: int | None


@dataclass(frozen=True)
class Row:
    """One stretch in words: when, why, and what becomes of it."""

    when: str
    why: str
    verdict: str


@dataclass(frozen=True)
class Basis:
    """What a limit rests on: the rule and how it was read, and the policy of the desk that applies it."""

    instrument: str
    rule: str
    read: str
    policy: str


@dataclass(frozen=True)
class Other:
    """Another limit that runs beside it, in one line."""

    label: str
    clock: ClockView
    words: str


@dataclass(frozen=True)
class Limit:
    """A limit and why it ends when it does."""

    due_at: datetime
    label: str
    clock: ClockView
    day: str
    title: str
    said: str
    quote: str = ""
    strip: tuple[Cell, ...] = ()
    strip_words: str = ""
    rows: tuple[Row, ...] = ()
    basis: Basis | None = None
    others: tuple[Other, ...] = ()


def of_clock(clock: Clock, at: datetime, others: Sequence[Other] = ()) -> Limit:
    """The limit to answer a complaint, every day of it explained."""
    why, policy = clocks.explained(clock, at=at), clocks.policy_of(clock)
    shown, day = until(clock.due_at, at), i18n.day(clock.due_at - INSTANT, at)
    if clock.stopped_at is not None:
        shown, day = ClockView(clocks.DONE, gettext("Answered"), i18n.exact(clock.stopped_at)), ""
    return Limit(
        due_at=clock.due_at,
        label=gettext("Required by rule") if clock.kind == "regulatory" else gettext("Promised answer"),
        clock=shown,
        day=day,
        title=gettext("Why %(moment)s", moment=deadline(clock.due_at, at)),
        said=gettext("%(counted)s %(today)s", counted=_counted(policy), today=_today(clock, why, at)) if policy else "",
        strip=tuple(_strip(why, clock.stopped_at or at, _now_word(clock))),
        strip_words=_strip_words(why, at),
        rows=tuple(_row(span, clock, at) for span in why.spans),
        basis=_basis(policy, at) if policy else None,
        others=tuple(others),
    )


def of_promise(promise: Promise, at: datetime, others: Sequence[Other] = ()) -> Limit:
    """The answer that was promised: what was said, and how long we gave ourselves."""
    return Limit(
        due_at=promise.due_at,
        label=gettext("Promise"),
        clock=until(promise.due_at, at),
        day="",
        title=gettext("Why %(moment)s", moment=deadline(promise.due_at, at)),
        said=gettext(
            "Promised: %(when)s. Due: %(moment)s, %(length)s in all.",
            when=i18n.when(promise.created_at, at),
            moment=deadline(promise.due_at, at),
            length=_length(promise.created_at, promise.due_at),
        ),
        quote=promise.text if sees_narrative() else "",
        others=tuple(others),
    )


def other_limit(limit: Limit) -> Other:
    """A limit in one line, beside one that ends before it."""
    return Other(limit.label, limit.clock, limit.said)


def other_promise(promise: Promise, at: datetime) -> Other:
    """A promise beside the nearest one."""
    words = gettext(
        "promised: %(when)s, %(length)s in all",
        when=i18n.when(promise.created_at, at),
        length=_length(promise.created_at, promise.due_at),
    )
    return Other(gettext("Promise"), until(promise.due_at, at), words)


def other_escalation(escalation: Escalation, due_at: datetime, at: datetime) -> Other:
    """The time in which somebody has to look at an escalation."""
    when, length = i18n.when(escalation.proposed_at, at), _length(escalation.proposed_at, due_at)
    words = gettext("raised: %(when)s, to be looked at within %(length)s", when=when, length=length)
    if escalation.rule:
        words = gettext(
            "raised by rule %(rule)s: %(when)s, to be looked at within %(length)s",
            when=when,
            rule=escalation.rule,
            length=length,
        )
    return Other(gettext("Escalation, level %(level)s", level=escalation.level), until(due_at, at), words)


def other_callback(callback: Callback, at: datetime) -> Other:
    """The next call that was promised, or that the rule of trying again sets."""
    words = gettext(
        "promised: %(when)s, for: %(moment)s",
        when=i18n.when(callback.created_at, at),
        moment=deadline(callback.promised_at, at),
    )
    if callback.attempts:
        words = ngettext(
            "%(num)s try so far, the next at another time of day",
            "%(num)s tries so far, the next at another time of day",
            len(callback.attempts),
        )
    return Other(gettext("Next call"), until(callback.next_at, at), words)


def _length(starts_at: datetime, ends_at: datetime) -> str:
    return i18n.duration(clocks.elapsed(starts_at, ends_at).total_seconds())


def _counted(policy: Policy) -> str:
    return ngettext(
        "Counted from the day after receipt, %(num)s natural day, to 24:00 of the last one.",
        "Counted from the day after receipt, %(num)s natural days, to 24:00 of the last one.",
        policy.amount,
    )


def _today(clock: Clock, why: Explanation, at: datetime) -> str:
    if clock.stopped_at is not None:
        if clock.stopped_at > clock.due_at:
            return gettext("Answered after the time was up.")
        return gettext("Answered on day %(day)s.", day=why.used) if why.used else gettext("Answered the same day.")
    if at > clock.due_at:
        return gettext("The time is up.")
    return gettext("Today is day %(day)s.", day=why.used) if why.used else gettext("Today is the day of receipt.")


def _now_word(clock: Clock) -> str:
    return gettext("Today") if clock.stopped_at is None else gettext("Answered")


def _strip(why: Explanation, at: datetime, now_word: str) -> list[Cell]:
    """The cells of the strip: days, or weeks when there are more days than fit."""
    groups = _groups(why.intervals)
    roomy = len(groups) <= ROOMY
    labels = _labels([_last_day(group) for group in groups], _place_of(at, groups), now_word)
    cells, units = [], 0
    for group, label in zip(groups, labels, strict=True):
        units += sum(each.units for each in group)
        over = WEEKEND[i18n.locale()].get(_last_day(group).weekday(), "") if roomy and len(group) == 1 else ""
        cells.append(_cell(group, str(units) if roomy or units % EVERY == 0 else "", over, label, at))
    return cells


def _groups(intervals: Sequence[Interval]) -> list[list[Interval]]:
    if len(intervals) <= MOST_CELLS:
        return [[each] for each in intervals]
    found = []
    for verdict, same in groupby(intervals, key=lambda each: each.verdict):
        run, size = list(same), WEEK if verdict == clocks.COUNTED else 1
        found += [run[start : start + size] for start in range(0, len(run), size)]
    return found


def _place_of(at: datetime, groups: list[list[Interval]]) -> int | None:
    return next((place for place, group in enumerate(groups) if group[0].starts_at <= at < group[-1].ends_at), None)


def _last_day(group: list[Interval]) -> datetime:
    return i18n.local(group[-1].ends_at - INSTANT)


def _cell(group: list[Interval], number: str, over: str, label: str, at: datetime) -> Cell:
    whole = replace(group[0], ends_at=group[-1].ends_at)
    counted, now = whole.verdict == clocks.COUNTED, whole.starts_at <= at < whole.ends_at
    day = i18n.local(at) if now else _last_day(group)
    return Cell(
        kind=("used" if whole.ends_at <= at else "coming") if counted else "skipped",
        number=number if counted else "",
        over=over,
        under=str(day.day) if number else "",
        label=label,
        part=int(100 * whole.share(at)) if now else None,
    )


def _labels(days: list[datetime], now: int | None, now_word: str) -> list[str]:
    """The word for now under its cell, each month under the first of its cells that leaves the others room."""
    labels, apart = [""] * len(days), APART if len(days) <= ROOMY else FAR_APART
    if now is not None:
        labels[now] = now_word
    places = enumerate(days)
    for month, same in groupby(places, key=lambda each: _month(each[1])):
        taken = [place for place, label in enumerate(labels) if label]
        free = (place for place, _day in same if all(abs(place - other) >= apart for other in taken))
        place = next(free, None)
        if place is not None:
            labels[place] = month
    return labels


def _month(day: datetime) -> str:
    return f"{day.month}月" if i18n.locale() == "zh" else f"{day:%b}"


def _strip_words(why: Explanation, at: datetime) -> str:
    counted = [each for each in why.intervals if each.verdict == clocks.COUNTED]
    if not counted:
        return ""
    return ngettext(
        "The day of receipt is skipped; %(num)s day is counted, %(first)s to %(last)s; %(used)s begun.",
        "The day of receipt is skipped; %(num)s days are counted, %(first)s to %(last)s; %(used)s begun.",
        len(counted),
        first=i18n.day(counted[0].starts_at, at),
        last=i18n.day(counted[-1].ends_at - INSTANT, at),
        used=why.used,
    )


def _row(span: Interval, clock: Clock, at: datetime) -> Row:
    if span.why == clocks.RECEIPT:
        return Row(i18n.weekday(span.starts_at), gettext("The day of receipt does not count"), gettext("skipped"))
    if span.why == clocks.NEEDS_TIME:
        stands = (
            gettext("Waiting for the customer's answer; a limit set by rule does not pause")
            if clock.kind == "regulatory"
            else gettext("Waiting for the customer's answer; this limit does not pause")
        )
        return Row(_range(_moment(span.starts_at, at), _moment(span.ends_at, at)), stands, gettext("runs on"))
    days = _range(i18n.day(span.starts_at, at), i18n.day(span.ends_at - INSTANT, at))
    return Row(days, _weekends(span), ngettext("%(num)s day counted", "%(num)s days counted", span.units))


def _range(first: str, last: str) -> str:
    return first if first == last else gettext("%(first)s–%(last)s", first=first, last=last)


def _moment(moment: datetime, at: datetime) -> str:
    here = i18n.local(moment)
    if (here.hour, here.minute) == (0, 0):
        return deadline(moment, at)
    return gettext("%(day)s %(clock)s", day=i18n.day(moment, at), clock=f"{here:%H:%M}")


def _weekends(span: Interval) -> str:
    first, last = i18n.local(span.starts_at).date(), i18n.local(span.ends_at - INSTANT).date()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weeks = {day.isocalendar()[:2] for day in days if day.weekday() in WEEKEND["zh"]}
    if not weeks:
        return gettext("Every day counts; a holiday moves nothing")
    return ngettext(
        "With %(num)s weekend, which counts; a holiday moves nothing",
        "With %(num)s weekends, which count; a holiday moves nothing",
        len(weeks),
    )


def _basis(policy: Policy, at: datetime) -> Basis:
    language = i18n.locale()
    words = gettext(
        "Policy “%(name)s”, in force since %(since)s; reviewed by %(who)s on %(reviewed)s, good until %(until)s.",
        name=policy.name.in_(language),
        since=i18n.written_date(policy.effective_from, at),
        who=gettext(REVIEWERS.get(policy.review.owner, policy.review.owner)),
        reviewed=i18n.written_date(policy.review.reviewed_on, at),
        until=i18n.written_date(policy.review.expires_on, at),
    )
    source = guidance.load().citations.get(policy.citation or "")
    if source is None:
        return Basis(gettext("Our own promise"), gettext("no rule outside the house sets this limit"), "", words)
    return Basis(_instrument(source, language), source.rule.in_(language), gettext(READ[source.evidence]), words)


def _instrument(source: Citation, language: str) -> str:
    """The instrument with its article, where one is known."""
    name = source.instrument.in_(language)
    known = any(character.isdigit() for character in source.article)
    return gettext("%(name)s, article %(article)s", name=name, article=source.article) if known else name
