"""What complainants and colleagues of the demo desk say: part-lists per cause, put together anew for each complaint."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from ..codes import Disposition, FactKind, Language, RedressKind

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("zh", "en")
Slots = dict[str, str]
Words = dict[str, Any]

_TO_YOU = {
    "zh": ((re.compile(r"你们"), "我们"), (re.compile(r"我(?!们)"), "您")),
    "en": (
        (re.compile(r"\bI was\b"), "you were"),
        (re.compile(r"\bI am\b"), "you are"),
        (re.compile(r"\b(?:I|me)\b"), "you"),
        (re.compile(r"\bmy\b"), "your"),
    ),
}
"""How the complainant's sentence sounds when the desk reads it back."""


@dataclass(frozen=True)
class Topic:
    """What a complaint may be about: a leaf cause with its amounts, products and part-lists by language."""

    code: str
    weight: int
    heat: int
    fees: tuple[Decimal, ...]
    least: int
    most: int
    products: tuple[str, ...]
    needs: tuple[str, ...]
    words: dict[str, Words]


@dataclass(frozen=True)
class Offer:
    """Something the desk offers, with its money in yuan and what it would close the complaint as."""

    text: str
    reason: str
    amount: Decimal | None
    kind: RedressKind | None
    due_on: date
    disposition: Disposition | None
    done: str


@cache
def topics() -> tuple[Topic, ...]:
    """Everything the demo complaints are about, in the order of the files."""
    files = sorted(path for path in FOLDER.glob("*.toml") if path.stem not in (*LANGUAGES, "names"))
    return tuple(_topic(entry) for path in files for entry in tomllib.loads(path.read_text("utf-8"))["cause"])


@cache
def common(language: str) -> Words:
    """What is said around every complaint."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


@cache
def names() -> dict[str, list[str]]:
    """Parts of the names of people."""
    return tomllib.loads((FOLDER / "names.toml").read_text("utf-8"))


class Script:
    """The words of one complaint, drawn once and kept, so that its texts agree with each other."""

    def __init__(self, topic: Topic, language: Language, opened_on: date, rng: Random) -> None:
        self.topic, self.language, self._rng = topic, language, rng
        self._own, self._common = topic.words[language.value], common(language.value)
        self.money = _money(topic, rng)
        self._slots = _slots(topic, self._own, self.money, opened_on, rng)
        self.event = self._from_own("event")
        self.demand = self._from_own("demand")

    def narrative(self, signals: Sequence[str], denial: str | None) -> list[str]:
        """The complaint in the complainant's words, part by part: a sentence for each signal, at most one denial."""
        said = [self.say("opening"), self._sentence(self.event), self._sentence(self._from_own("detail"))]
        said += [self.say("effort"), *(self._signal("signals", code) for code in signals)]
        said += [self._signal("denials", denial)] if denial else []
        said += [self.say("wish", demand=self.demand), self.say("closing")]
        return _joined(said, self.language.value)

    def restatement(self) -> str:
        """What the desk reads back."""
        return self.say("restate", event=self._to_you(self.event), demand=self._to_you(self.demand))

    def facts(self) -> list[tuple[FactKind, str]]:
        """What is noted: one or two facts, often a view, sometimes a word that was given."""
        checks = [text.format(**self._slots) for text in self._own["check"]]
        noted = [(FactKind.FACT, text) for text in self._rng.sample(checks, min(len(checks), self._rng.randint(1, 2)))]
        noted += [(FactKind.VIEW, self.say("view"))] if self._rng.random() < 0.6 else []
        return noted + ([(FactKind.PROMISE, self.say("word_given"))] if self._rng.random() < 0.2 else [])

    def offer(self, kind: str, due_on: date) -> Offer:
        """One of the `offer`s that are turned down, or of the `settle`s that are taken."""
        entry = self._rng.choice(self._own[kind])
        amount = self.money[entry["amount"]] if "amount" in entry else None
        slots = {**self._slots, "due": _day(due_on, self.language)}
        return Offer(
            text=entry["text"].format(**slots),
            reason=entry["reason"].format(**slots),
            amount=amount,
            kind=RedressKind(entry.get("kind", RedressKind.REFUND)) if amount is not None else None,
            due_on=due_on,
            disposition=Disposition(entry["disposition"]) if "disposition" in entry else None,
            done=entry.get("done", "").format(**slots),
        )

    def root(self) -> str:
        """The root cause as filed."""
        return self._from_own("root")

    def lesson(self) -> str:
        """The lesson as filed."""
        return self._from_own("lesson")

    def say(self, part: str, **slots: str) -> str:
        """A line of the part-list `part` that all complaints share."""
        return str(self._rng.choice(self._common[part])).format(**slots)

    def alarm(self, code: str) -> str:
        """A sentence that carries this signal."""
        return self._signal("signals", code)

    def knows(self, code: str, group: str = "signals") -> bool:
        """Whether this language has a sentence for a signal."""
        return code in self._common[group]

    def _to_you(self, said: str) -> str:
        for pattern, change in _TO_YOU[self.language.value]:
            said = pattern.sub(change, said)
        return said

    def _from_own(self, part: str) -> str:
        return str(self._rng.choice(self._own[part])).format(**self._slots)

    def _signal(self, group: str, code: str) -> str:
        return str(self._rng.choice(self._common[group][code]))

    def _sentence(self, text: str) -> str:
        return f"{text}。" if self.language is Language.ZH else f"{text[:1].upper()}{text[1:]}. "


def _topic(entry: dict[str, Any]) -> Topic:
    return Topic(
        code=entry["code"],
        weight=entry["weight"],
        heat=entry["heat"],
        fees=tuple(Decimal(str(fee)) for fee in entry["fee"]),
        least=entry["count"][0],
        most=entry["count"][1],
        products=tuple(entry["product"]),
        needs=tuple(entry["needs"]),
        words={language: entry[language] for language in LANGUAGES if language in entry},
    )


def _money(topic: Topic, rng: Random) -> dict[str, Decimal]:
    fee, count = rng.choice(topic.fees), rng.randint(topic.least, topic.most)
    return {"fee": fee, "total": fee * count, "half": fee * count / 2, "n": Decimal(count)}


def _slots(topic: Topic, words: Words, money: dict[str, Decimal], opened_on: date, rng: Random) -> Slots:
    return {
        **{name: f"{value:f}" for name, value in money.items()},
        "product": rng.choice(words.get("product", topic.products)),
        "month": str((opened_on.month - int(money["n"]) - 1) % 12 + 1),
        "day": str(rng.randint(3, 26)),
        "days": str(rng.randint(2, 6)),
    }


def _day(day: date, language: Language) -> str:
    return f"{day.month}月{day.day}日" if language is Language.ZH else f"{day.day} {day:%B}"


def _joined(said: list[str], language: str) -> list[str]:
    if language == "zh":
        return [part for part in said if part]
    spoken = [part.strip() for part in said if part.strip()]
    return [f"{part} " for part in spoken[:-1]] + spoken[-1:]
