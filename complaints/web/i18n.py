"""Languages and words for times: Chinese by default, English complete beside it (decision 13)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Flask, g, request, session, url_for
from flask_babel import Babel, gettext, ngettext
from flask_login import current_user

from ..clocks import desk_zone
from ..codes import Language

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NATIVE = {Language.ZH: "简体中文", Language.EN: "English"}
LONG_AGO = timedelta(days=6)

babel = Babel()


def init_app(app: Flask) -> None:
    """Choose the language of each request; the catalogues lie beside the package."""
    app.config.update(BABEL_DEFAULT_LOCALE="zh", BABEL_TRANSLATION_DIRECTORIES="translations")
    babel.init_app(app, locale_selector=locale)


def locale() -> str:
    """The person's language, else the one chosen at sign-in, else what the browser asks for, else Chinese."""
    found: str | None = g.get("locale")
    if found is None:
        found = g.locale = _choose()
    return found


def _choose() -> str:
    if current_user and current_user.is_authenticated:
        return str(current_user.language.value)
    chosen = session.get("language") if request else None
    if chosen in [language.value for language in Language]:
        return str(chosen)
    return request.accept_languages.best_match(["zh", "en"], "zh") if request else "zh"


def languages(current: str) -> list[dict[str, Any]]:
    """The languages of the interface, each in its own words, with the address that chooses it."""
    return [
        {
            "label": NATIVE[language],
            "code": "zh-CN" if language is Language.ZH else language.value,
            "url": url_for("access.choose_language", language=language.value),
            "current": language.value == current,
        }
        for language in Language
    ]


def utcnow() -> datetime:
    """The edge's clock."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """A moment in the desk's zone."""
    return moment.astimezone(desk_zone())


def exact(moment: datetime) -> str:
    """The exact time, for `title`: 2026-11-24 17:00."""
    return f"{local(moment):%Y-%m-%d %H:%M}"


def when(moment: datetime, at: datetime) -> str:
    """A past moment in words: 今天 10:12, 昨天 16:20, 11月19日 / Today 10:12, Yesterday 16:20, 19 Nov."""
    here, now = local(moment), local(at)
    days = (now.date() - here.date()).days
    if days == 0:
        return gettext("Today %(clock)s", clock=f"{here:%H:%M}")
    if days == 1:
        return gettext("Yesterday %(clock)s", clock=f"{here:%H:%M}")
    return day(moment, at)


def day(moment: datetime, at: datetime) -> str:
    """A date in words, with the year when it is another one."""
    here = local(moment)
    if locale() == "zh":
        words = f"{here.month}月{here.day}日"
        return words if here.year == local(at).year else f"{here.year}年{words}"
    words = f"{here.day} {here:%b}"
    return words if here.year == local(at).year else f"{words} {here.year}"


def written_date(given: date, at: datetime) -> str:
    """A date without a time of day, in the words of `day`."""
    return day(datetime.combine(given, time(), desk_zone()), at)


def coming(moment: datetime, at: datetime) -> str:
    """A coming moment in words: 今天17:00, 明天10:00, 周四14:00, 12月9日 10:00."""
    here, now = local(moment), local(at)
    days, clock = (here.date() - now.date()).days, f"{here:%H:%M}"
    if days == 0:
        return gettext("Today %(clock)s", clock=clock)
    if days == 1:
        return gettext("Tomorrow %(clock)s", clock=clock)
    if 1 < days <= LONG_AGO.days:
        name = WEEKDAYS[here.weekday()] if locale() == "zh" else f"{here:%a}"
        return gettext("%(day)s %(clock)s", day=name, clock=clock)
    return gettext("%(day)s %(clock)s", day=day(moment, at), clock=clock)


def weekday(moment: datetime) -> str:
    """A day with its weekday: 11月24日 周二 / Tue 24 Nov."""
    here = local(moment)
    if locale() == "zh":
        return f"{here.month}月{here.day}日 {WEEKDAYS[here.weekday()]}"
    return f"{here:%a} {here.day} {here:%b}"


def time_left(due_at: datetime, at: datetime) -> str:
    """Time left in words (look §10): 还剩18分, 还剩3小时34分, 今天24:00前, 还剩3天, 已超16小时."""
    left = due_at - at
    if left < timedelta():
        return gettext("%(time)s late", time=_length(-left))
    if left < timedelta(hours=4):
        return gettext("%(time)s left", time=_length(left, exact=True))
    if local(due_at - timedelta(seconds=1)).date() == local(at).date():
        if local(due_at).time() == datetime.min.time():
            return gettext("By 24:00 today")
        return gettext("%(time)s left", time=_length(left))
    if local(due_at).date() - local(at).date() == timedelta(days=1) and local(due_at).time() != datetime.min.time():
        return gettext("By %(clock)s tomorrow", clock=f"{local(due_at):%H:%M}")
    return gettext("%(time)s left", time=_length(left))


def duration(seconds: float) -> str:
    """How long something took: 6分钟, 19小时, 3天."""
    minutes = int(seconds // 60)
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", max(1, minutes))
    if minutes < 24 * 60:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))


def _length(span: timedelta, *, exact: bool = False) -> str:
    minutes = int(span.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if minutes < 60:
        return ngettext("%(num)s min", "%(num)s min", max(1, minutes))
    if hours < 24:
        words = ngettext("%(num)s h", "%(num)s h", hours)
        return words + ngettext(" %(num)s min", " %(num)s min", rest) if exact and rest else words
    return ngettext("%(num)s day", "%(num)s days", hours // 24)
