"""The shapes of the knowledge: what a content entry is, what is asked of the book, what it answers.

Only frozen records and the code lists they draw on; reading files is `book`, choosing is `engine`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from guidance.cues import Combination, Cue
from guidance.tree import Condition

STEPS = ("soothe", "diagnose", "propose", "confirm", "follow_up")
LINES = ("general", "telecom", "banking", "auto_finance", "utilities")
KINDS = ("say", "ask", "avoid", "do", "law", "case")
NEEDS = ("comfort", "vent", "compensation", "respect", "balance")
CHANNELS = ("phone", "counter", "chat", "letter", "sms")
TEMPERAMENTS = ("dominant", "sociable", "thinking", "steady")
DISPOSITIONS = ("OFFER", "GUARD", "BLOCK")
EVIDENCE = ("L", "O", "S", "S*", "M")
SEVERITIES = ("S1", "S2", "S3", "S4")
LEVELS = ("low", "medium", "high", "critical")
LINT_SEVERITIES = ("block", "warn", "note")
SLOT_KINDS = ("text", "money", "date", "datetime", "number")

BANDS: Mapping[str, range] = {"calm": range(4), "upset": range(4, 7), "furious": range(7, 11)}
"""The three moods wording is written for, each with the emotion values (0 to 10) it covers."""

LINT_GROUPS = (
    "blame",
    "threat",
    "absolute_promise",
    "shirking",
    "impatience",
    "jargon",
    "privacy",
    "discrimination",
    "unlawful_collection",
    "block_method",
    "unfilled_slot",
    "premature_admission",
)


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in both languages, each written for its own reader."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text for a language tag such as `zh`, `zh_CN` or `en-GB`; anything but English is Chinese."""
        return self.en if language.lower().startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Words:
    """Words to look for in a text, by the language they belong to."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.zh + self.en


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the content: the file, the entry, the key, and why it cannot stand."""

    file: str
    entry: str
    key: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.entry, self.key, self.message) if part)


class ContentError(Exception):
    """The content cannot be used; carries every fault found, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Review:
    """Who answers for an entry, when it was last read, and the last day it may be used."""

    owner: str
    reviewed_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Family:
    """A group of causes; `standard` is the class name of JR/T 0169-2018 where the family follows it."""

    code: str
    line: str
    name: Text
    standard: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A leaf of the cause tree, with what usually comes with it; `line` is that of its family."""

    code: str
    family: str
    line: str
    name: Text
    words: Words
    demands: tuple[Text, ...]
    needs: tuple[str, ...]
    citations: tuple[str, ...]
    facts: tuple[Text, ...]
    remedies: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One line for the desk. An empty tuple of bands, needs, channels, temperaments or attempts means any."""

    id: str
    kind: str
    step: str
    text: Text
    review: Review
    line: str = "general"
    cause: str | None = None
    bands: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    temperaments: tuple[str, ...] = ()
    attempts: tuple[int, ...] = ()
    written: Text | None = None
    why: Text | None = None
    instead: Text | None = None
    method: str | None = None
    citations: tuple[str, ...] = ()
    variant_of: str | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A way of working with its disposition: offered, offered with a limit, or only detected."""

    id: str
    name: Text
    disposition: str
    what: Text
    review: Review
    limit: Text | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule outside the house; `evidence` is L statute, O official page, S or S* secondary, M unverified."""

    id: str
    instrument: Text
    article: str
    rule: Text
    evidence: str
    source: str
    review: Review
    effective_from: date | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A blank that wording may hold, what it is called on the screen, and a value that shows its form."""

    name: str
    label: Text
    example: Text
    kind: str


@dataclass(frozen=True, slots=True)
class SignalDef:
    """A sign of risk, the words that raise it, and the look-alikes that never do."""

    code: str
    name: Text
    severity: str
    cues: Words
    actions: tuple[Text, ...]
    not_cues: Words = Words()


@dataclass(frozen=True, slots=True)
class Near:
    """How close a rule is: a counted field, the count at which it fires, and a sentence holding `{left}`."""

    field: str
    limit: int
    text: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """When to raise a complaint, how high, to whom, and within how many minutes."""

    id: str
    version: int
    name: Text
    when: Condition
    review: Review
    risk: str | None = None
    target_level: int | None = None
    minutes: int | None = None
    tell: tuple[str, ...] = ()
    actions: tuple[Text, ...] = ()
    steps: tuple[str, ...] = ()
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Taboo:
    """Phrases and combinations of cues that must not leave the desk, why not, and what to say in their place."""

    id: str
    group: str
    severity: str
    why: Text
    instead: Text
    review: Review
    phrases: Words = Words()
    combine: tuple[Combination, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A time allowed, in its unit, from the rule it serves and the day it took effect."""

    id: str
    kind: str
    name: Text
    amount: int
    unit: str
    effective_from: date
    review: Review
    line: str = "general"
    citation: str | None = None


@dataclass(frozen=True, eq=False)
class Book:
    """All content, checked against itself. Compared and hashed by identity, so that indexes can be kept beside it."""

    families: Mapping[str, Family]
    causes: Mapping[str, Cause]
    wordings: Mapping[str, Wording]
    methods: Mapping[str, Method]
    citations: Mapping[str, Citation]
    slots: Mapping[str, Slot]
    signals: Mapping[str, SignalDef]
    rules: tuple[Rule, ...] = ()
    taboos: tuple[Taboo, ...] = ()
    policies: Mapping[str, Policy] = field(default_factory=dict)
    cues: Mapping[str, Cue] = field(default_factory=dict)
    notices: tuple[Fault, ...] = ()

    def line_of(self, cause: str) -> str | None:
        """The line a leaf or family code belongs to; none when the code is not in the book."""
        family = self.family_of(cause)
        return self.families[family].line if family else None

    def family_of(self, cause: str) -> str | None:
        """The family of a leaf code, or the code itself when it is a family; none when unknown."""
        if cause in self.families:
            return cause
        return self.causes[cause].family if cause in self.causes else None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when wording is asked for. `emotion` is 0 to 10; `used` holds ids said before."""

    step: str
    line: str = "general"
    cause: str | None = None
    emotion: int | None = None
    need: str | None = None
    channel: str | None = None
    temperament: str | None = None
    attempt: int = 1
    used: frozenset[str] = frozenset()

    @property
    def band(self) -> str | None:
        """The mood band of the emotion; none when the emotion is unknown."""
        if self.emotion is None:
            return None
        return next((name for name, values in BANDS.items() if self.emotion in values), None)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason a line was chosen: the key that spoke for it, its value, and a sentence for the reader."""

    key: str
    value: str
    text: Text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line offered for a situation, with why."""

    id: str
    kind: str
    text: Text
    written: Text | None
    why: Text | None
    instead: Text | None
    method: str | None
    citations: tuple[str, ...]
    reasons: tuple[Reason, ...]
    variant_of: str | None


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal found in a text: how it is said, and where. Spans are code points of the text as it was given."""

    code: str
    polarity: str
    start: int
    end: int
    text: str
    severity: str


@dataclass(frozen=True, slots=True)
class CauseGuess:
    """A cause the words point to, with confidence from 0 to 1; `family` is the name statistics use."""

    code: str
    family: str
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text tells at first sight: candidates for a person to confirm."""

    signals: tuple[Signal, ...]
    severity: str
    emotion: int
    suggested_causes: tuple[CauseGuess, ...]
    demand: str | None
    need: str | None


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach: `text[start:end] == match` in code points of the text as given, why not, and what to say instead."""

    rule: str
    group: str
    severity: str
    start: int
    end: int
    match: str
    why: Text
    instead: Text
