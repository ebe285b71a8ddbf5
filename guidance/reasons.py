"""Why a line was chosen, in words the rep reads on the card."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from guidance.schema import Book, Reason, Text

LINE_NAMES: Mapping[str, Text] = {
    "telecom": Text("电信", "telecom"),
    "banking": Text("银行", "banking"),
    "auto_finance": Text("汽车金融", "auto finance"),
    "utilities": Text("水电气暖", "utilities"),
}

FOR: Mapping[str, Mapping[str, Text]] = {
    "band": {
        "calm": Text("平和", "calm"),
        "upset": Text("不满", "upset"),
        "furious": Text("激愤", "furious"),
    },
    "need": {
        "comfort": Text("求安慰", "comfort"),
        "vent": Text("求发泄", "letting it out"),
        "compensation": Text("求赔偿", "compensation"),
        "respect": Text("求尊重", "respect"),
        "balance": Text("求平衡", "fairness"),
    },
    "channel": {
        "phone": Text("电话", "phone"),
        "counter": Text("柜面", "counter"),
        "chat": Text("在线", "chat"),
        "letter": Text("信函", "letter"),
        "sms": Text("短信", "SMS"),
    },
    "temperament": {
        "dominant": Text("干脆", "Brisk"),
        "sociable": Text("爱讲经过", "Tells a story"),
        "thinking": Text("要依据", "Asks for the basis"),
        "steady": Text("犹豫、担心", "Hesitant, worried"),
    },
}

_HEADS: Mapping[str, Text] = {
    "band": Text("情绪", "mood"),
    "need": Text("心理诉求", "need"),
    "channel": Text("渠道", "channel"),
    "temperament": Text("沟通风格", "style"),
    "attempt": Text("次数", "attempt"),
}


@lru_cache(maxsize=512)
def matched(key: str, value: str) -> Reason:
    """The line was written for this mood, need, channel, style or attempt."""
    head, name = _HEADS[key], _named(key, value)
    return Reason(key, value, Text(f"{head.zh}：{name.zh}", f"{head.en}: {name.en}"))


@lru_cache(maxsize=512)
def differs(key: str, values: tuple[str, ...]) -> Reason:
    """The line was written for another mood, need, channel, style or attempt than the present one."""
    names = [_named(key, value) for value in values]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    head = _HEADS[key]
    return Reason("differs", key, Text(f"{head.zh}不同，原为{zh}而写", f"another {head.en}: written for {en}"))


def _named(key: str, value: str) -> Text:
    if key == "attempt":
        return Text(f"第{value}次", f"no. {value}")
    return FOR[key][value]


def scope(level: str, name: str, book: Book) -> Reason:
    """The level of the cause tree the line was found on: leaf, family, business line or general."""
    if level == "general":
        return Reason("general", "general", Text("通用", "general"))
    called = name_of(name, book)
    head = {"cause": Text("原因", "cause"), "family": Text("原因大类", "cause family"), "line": Text("条线", "line")}
    return Reason(level, name, Text(f"{head[level].zh}：{called.zh}", f"{head[level].en}: {called.en}"))


def fallback(missing: str, has_own: bool, book: Book) -> Reason:
    """What the line was fallen back from, and whether that level had lines of its own for this step and kind."""
    called = name_of(missing, book)
    if has_own:
        return Reason("fallback", missing, Text(f"“{called.zh}”的专用话术之外", f"beside those for {called.en}"))
    return Reason("fallback", missing, Text(f"“{called.zh}”没有专用话术", f"none written for {called.en}"))


def used(wording: str) -> Reason:
    """The line was said before to this complainant."""
    return Reason("used", wording, Text("之前用过", "used before"))


def name_of(code: str, book: Book) -> Text:
    """What a leaf, family or line is called; the code itself when the book does not know it."""
    if code in LINE_NAMES:
        return LINE_NAMES[code]
    known = book.causes.get(code) or book.families.get(code)
    return known.name if known else Text(code, code)
