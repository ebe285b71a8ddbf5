"""Telling the stories: who complains of what, when, in which words, and what becomes of it."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random

import guidance

from ..clocks import desk_zone
from ..codes import Channel, Language, Line
from ..models import Link
from ..steps import Step
from . import plots, raising
from .case import Case, open_case
from .desk import OPENS, SHUTS, Crew, Desk
from .persons import Contact, Person, person
from .play import Later, Play
from .showings import PACE, SHOWINGS, Act, Showing
from .texts import Script, Topic, topics

PAST_DAYS = 90
ENGLISH = 0.07
CAME_BEFORE = 0.16
SAME_CAUSE = 0.6

CHANNELS: dict[Channel, int] = {
    Channel.PHONE: 70,
    Channel.APP: 10,
    Channel.WEB: 6,
    Channel.BRANCH: 6,
    Channel.LETTER: 2,
    Channel.EMAIL: 2,
    Channel.SOCIAL: 2,
    Channel.TRANSFER: 2,
}
SIGNALS: dict[str, float] = {
    "R18": 12,
    "R19": 10,
    "R05": 9,
    "R13": 8,
    "R22": 5,
    "R25": 4,
    "R06": 4,
    "R07": 4,
    "R15": 4,
    "R16": 3,
    "R31": 2,
    "R20": 1,
    "R08": 1,
    "R01": 0.2,
}
ONLY_ON: dict[str, tuple[Line, ...]] = {
    "R31": (Line.BANKING, Line.AUTO_FINANCE),
    "R16": (Line.BANKING, Line.AUTO_FINANCE, Line.UTILITIES),
    "R01": (Line.BANKING, Line.AUTO_FINANCE),
    "R08": (Line.UTILITIES, Line.TELECOM),
}
HOW_MANY_SIGNALS = {0: 63, 1: 28, 2: 9}
DENIES = 0.05
LEFT_OPEN: tuple[tuple[int, float], ...] = ((3, 0.45), (7, 0.25), (14, 0.1), (17, 0.14), (PAST_DAYS + 1, 0.003))
"""Up to which age in days what share of the complaints is left lying at some step."""


@dataclass(frozen=True)
class Ticket:
    """When the complaint with this index is opened, and which index is the first one of the same person."""

    index: int
    first: int
    opened_at: datetime


class World:
    """Everything that follows from a seed and a day. What happened after `until` has not happened yet."""

    def __init__(self, seed: int, *, until: datetime) -> None:
        self._seed, self._zone = seed, desk_zone()
        self.until = until
        self.day: date = until.astimezone(self._zone).date()
        self.people: dict[int, Person] = {}
        self.ticket = lru_cache(maxsize=None)(self._ticket)
        self.someone = lru_cache(maxsize=None)(self._someone)

    def rng(self, index: int, purpose: str) -> Random:
        """The dice of one complaint for one purpose."""
        return Random(f"{self._seed}/{self.day}/{index}/{purpose}")

    def topic(self, ticket: Ticket) -> Topic:
        """What it is about: often the same again, when the person came before."""
        showing = showing_of(ticket.index)
        if showing and showing.cause:
            return next(topic for topic in topics() if topic.code == showing.cause)
        rng = self.rng(ticket.index, "topic")
        if ticket.first != ticket.index and rng.random() < SAME_CAUSE:
            return self.topic(self.ticket(ticket.first))
        language = self.someone(ticket.first)[0].value
        fitting = [topic for topic in topics() if language in topic.words]
        return rng.choices(fitting, [topic.weight for topic in fitting])[0]

    def _someone(self, first: int) -> tuple[Language, int]:
        """The language of the person whose first complaint this is, and a number that chooses the crew."""
        rng = self.rng(first, "someone")
        english = rng.random() < ENGLISH and showing_of(first) is None
        return Language.EN if english else Language.ZH, rng.getrandbits(16)

    def _ticket(self, index: int) -> Ticket:
        rng, showing = self.rng(index, "ticket"), showing_of(index)
        if showing:
            day = self.day - timedelta(days=showing.days)
            opened_at = datetime.combine(day, OPENS, self._zone) + timedelta(minutes=20 + 3 * index)
            opened_at = opened_at.astimezone(UTC)
            names = [row.name for row in SHOWINGS]
            return Ticket(index, names.index(showing.same_person_as or showing.name), opened_at)
        if rng.random() < CAME_BEFORE:
            before = self.ticket(self.ticket(rng.randrange(index)).first)
            opened_at = self._at_work(before.opened_at + timedelta(days=rng.uniform(2, 16)), rng)
            if opened_at < self.until and showing_of(before.index) is None:
                return Ticket(index, before.index, opened_at)
        return Ticket(index, index, self._at_work(self.until - timedelta(days=PAST_DAYS * rng.random() ** 1.15), rng))

    def _at_work(self, moment: datetime, rng: Random) -> datetime:
        day = moment.astimezone(self._zone).date()
        opens = datetime.combine(day, OPENS, self._zone)
        minutes = (datetime.combine(day, SHUTS, self._zone) - opens) / timedelta(minutes=1)
        opened_at = (opens + timedelta(seconds=round(rng.uniform(0, minutes) * 60))).astimezone(UTC)
        return opened_at if opened_at < self.until else opened_at - timedelta(days=1)


def showing_of(index: int) -> Showing | None:
    """The state that the complaint with this index shows, if it is one of the first."""
    return SHOWINGS[index] if index < len(SHOWINGS) else None


def tell(world: World, desk: Desk, ticket: Ticket, number: str) -> None:
    """Tell one complaint from its first word to today, and hand its rows to the desk."""
    rng, showing = world.rng(ticket.index, "story"), showing_of(ticket.index)
    topic, (language, crew_number) = world.topic(ticket), world.someone(ticket.first)
    line = Line(guidance.load().causes[topic.code].line)
    someone = world.people.get(ticket.first) or person(world.rng(ticket.first, "person"), language, line)
    world.people[ticket.first] = someone
    crew = desk.crews[crew_number % len(desk.crews)]
    script = Script(topic, language, ticket.opened_at.astimezone(desk.zone).date(), rng)
    case = _logged(desk, crew, someone, script, ticket, line, rng, number)
    play = Play(desk, crew, case, script, rng, pace=PACE if showing else 1.0, stops_at=_left_at(world, ticket, rng))
    with suppress(Later):
        for act in showing.acts if showing else _plot(rng):
            act(play)
    play.sweep()
    case.store()
    someone.contacts.append(Contact(case.complaint.id, ticket.opened_at, case.complaint.cause))


def _plot(rng: Random) -> Sequence[Act]:
    return rng.choices(list(plots.WEIGHTS), list(plots.WEIGHTS.values()))


def _left_at(world: World, ticket: Ticket, rng: Random) -> Step | None:
    age = (world.until - ticket.opened_at).days
    share = next(share for days, share in LEFT_OPEN if age < days)
    left = rng.random() < share and showing_of(ticket.index) is None
    return rng.choice((Step.SOOTHE, Step.DIAGNOSE, Step.PROPOSE, Step.CONFIRM)) if left else None


def _logged(
    desk: Desk, crew: Crew, someone: Person, script: Script, ticket: Ticket, line: Line, rng: Random, number: str
) -> Case:
    channel = rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    by = crew.manager if channel in (Channel.LETTER, Channel.TRANSFER) else rng.choice(crew.reps)
    said, denial = _signals(rng, script, line, showing_of(ticket.index))
    narrative = script.narrative(said, denial)
    case = Case(
        desk,
        someone,
        number=number,
        line=line,
        channel=channel,
        language=script.language,
        narrative="".join(narrative),
        narrative_salt=secrets.token_bytes(16),
        needs=[rng.choice(script.topic.needs)],
        reference_number=f"12345-{rng.randrange(10**6):06d}" if channel is Channel.TRANSFER else None,
        team_id=crew.manager.team_id,
        owner_id=None if by is crew.manager else by.id,
        opened_by_id=by.id,
        opened_at=ticket.opened_at,
        external_ref=f"{ticket.index:06d}",
    )
    emotion = min(10, max(0, script.topic.heat + rng.randint(-2, 2) + len(said)))
    addressed = someone.form_of_address if channel is Channel.PHONE and rng.random() < 0.8 else None
    open_case(
        case, emotion=emotion if rng.random() < 0.85 else None, form_of_address=addressed, by=by, at=ticket.opened_at
    )
    raising.hear(case, *narrative, at=ticket.opened_at)
    case.complaint.first_risk = case.complaint.risk
    _link(case, someone, rng)
    return case


def _signals(rng: Random, script: Script, line: Line, showing: Showing | None) -> tuple[list[str], str | None]:
    if showing:
        return list(showing.signals), showing.denies
    possible = [code for code in SIGNALS if line in ONLY_ON.get(code, (line,)) and script.knows(code)]
    wanted = rng.choices(list(HOW_MANY_SIGNALS), list(HOW_MANY_SIGNALS.values()))[0]
    said = list(dict.fromkeys(rng.choices(possible, [SIGNALS[code] for code in possible], k=wanted)))
    denials = [code for code in ("R05", "R06", "R07") if code not in said and script.knows(code, "denials")]
    return said, rng.choice(denials) if denials and rng.random() < DENIES else None


def _link(case: Case, someone: Person, rng: Random) -> None:
    if someone.contacts and rng.random() < 0.7:
        complaint = case.complaint
        case.add(Link, complaint_id=complaint.id, earlier_id=someone.contacts[-1].complaint_id, at=complaint.opened_at)
