"""A story as it goes on: the moment it has reached, who acts, and the steps as people take them.

A story ends when its next act would lie after the desk's `until`: what is open then is the demo desk's work of today.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from .. import callbacks
from ..codes import NoteKind, Outcome, PromiseState, Result, Risk, Verdict
from ..models import User
from ..steps import Step
from . import calling, moving, raising
from .case import Case, Row, approve, give_to, record_fields
from .desk import Crew, Desk
from .texts import Offer, Script

HOUR, DAY = 60, 24 * 60
FRESH = timedelta(hours=2)
"""How young an escalation is that nobody may have seen yet."""


class Later(Exception):
    """The next act has not happened yet."""


class Play:
    """One complaint being handled, act by act."""

    def __init__(
        self, desk: Desk, crew: Crew, case: Case, script: Script, rng: Random, *, pace: float, stops_at: Step | None
    ) -> None:
        self.desk, self.crew, self.case, self.script, self.rng = desk, crew, case, script, rng
        self.moment: datetime = case.complaint.opened_at
        self.offer: Offer | None = None
        self._pace, self._stops_at = pace, stops_at

    @property
    def handler(self) -> User:
        """Who owns the complaint now, or the representative it would go to."""
        crew, owner_id = self.crew, self.case.complaint.owner_id
        everyone = [*crew.reps, crew.specialist, crew.manager]
        return next((user for user in everyone if user.id == owner_id), crew.reps[0])

    def wait(self, least: float, most: float) -> None:
        """Let minutes go by at this story's pace, and nights when the desk is shut. Raises Later at the end."""
        self.wait_until(self.moment + timedelta(minutes=self.rng.uniform(least, most) * self._pace))

    def wait_until(self, moment: datetime) -> None:
        """Go on to a moment when somebody is at the desk. Raises Later at the end of the past."""
        then = self.desk.working(max(self.moment, moment), self.rng).replace(microsecond=0)
        if then > self.desk.until:
            raise Later
        self.moment = then

    def likely(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

    def act(self, verb: Callable[..., Any], *args: Any, by: User | None = None, **named: Any) -> Any:
        """Do something to the complaint now, in the handler's name unless told otherwise."""
        return verb(self.case, *args, by=by or self.handler, at=self.moment, **named)

    def soothe(self) -> None:
        """Hand it to somebody if nobody has it, listen, read back."""
        self._arrive(Step.SOOTHE)
        if self.case.complaint.owner_id is None:
            self.wait(20, 3 * HOUR)
            self.act(give_to, self.rng.choice(self.crew.reps), by=self.crew.manager)
        by_phone = self.case.complaint.channel.value == "phone"
        self.wait(*((3, 15) if by_phone else (30, 9 * HOUR)))
        arrival = self.case.complaint.emotion if self.case.complaint.emotion is not None else self.script.topic.heat
        fields = {
            "form_of_address": self.case.person.form_of_address,
            "emotion_arrival": arrival,
            "emotion_now": max(0, arrival - self.rng.randint(1, 4)),
            "restatement": self.script.restatement(),
            "restatement_confirmed": True,
        }
        self.act(moving.advance, fields)

    def diagnose(self) -> None:
        """Find out what is asked for and why it happened."""
        self._arrive(Step.DIAGNOSE)
        self.wait(4, 40 if self.likely(0.6) else DAY)
        if self.likely(0.35):
            self.act(calling.note, NoteKind.INTERNAL, self.script.say("note"))
        self.wait(1, 20)
        fields = {
            "demand": self.script.demand,
            "cause": self.script.topic.code,
            "facts": self.script.facts(),
            "summary_read_back": True,
        }
        self.act(moving.advance, fields)

    def propose(self, kind: str = "settle") -> None:
        """Offer something (`settle`: what will be taken; `offer`: what will be turned down), approved where needed."""
        self._arrive(Step.PROPOSE)
        self.wait(10, 90 if self.likely(0.5) else 2 * DAY)
        days = max(1, round(self.rng.randint(1, 5) * self._pace))
        due_on = self.moment.astimezone(self.desk.zone).date() + timedelta(days=days)
        self.offer = self.script.offer(kind, due_on)
        self.act(record_fields, {"proposals": [self.offer]})
        for row in self.case.complaint.redress:
            if getattr(row, "approved", None) is None:
                self.wait(15, 7 * HOUR)
                self.act(approve, row, by=self.crew.manager)
        self.wait(1, 30)
        self.act(moving.advance, {})

    def confirm(self, verdict: Verdict = Verdict.ACCEPTS) -> None:
        """Hear the verdict and go on."""
        self._arrive(Step.CONFIRM)
        self.wait(5, HOUR if self.likely(0.7) else DAY)
        said = {Verdict.ACCEPTS: "accepts", Verdict.ACCEPTS_WITH_CONDITIONS: "conditions"}
        fields: dict[str, Any] = {"verdict": verdict, "appeal_told": True}
        if verdict is Verdict.NEEDS_TIME:
            fields["needs_time_until"] = self.moment.astimezone(self.desk.zone).date() + timedelta(days=2)
        self.act(moving.advance, fields | {"own_words": self.script.say(said.get(verdict, "needs_time"))})

    def turned_down(self) -> None:
        """Hear no, and go back to propose."""
        self._arrive(Step.CONFIRM)
        self.wait(5, 2 * HOUR)
        fields = {"verdict": Verdict.REJECTS, "own_words": self.script.say("rejects"), "appeal_told": True}
        self.act(record_fields, fields)
        self.act(moving.send_back, Step.PROPOSE)

    def tend(self) -> None:
        """Let those who are asked look at open escalations; one in seven goes unanswered."""
        for row in list(self.case.complaint.escalations):
            if row.open and row.accepted_at is None and not self.likely(0.15):
                self._answer(row)

    def keep_promises(self) -> None:
        """Do what was promised, mostly in time."""
        for row in list(self.case.complaint.promises):
            while row.state is not PromiseState.KEPT:
                row = self._settle(row)

    def call(self, outcome: Outcome, *, by: User | None = None, late: bool = False, **said: Any) -> Row:
        """Make the callback that is open when its time has come."""
        callback = next(row for row in reversed(self.case.complaint.callbacks) if row.settled_at is None)
        delay = self.rng.randint(DAY, 2 * DAY) if late else self.rng.randint(0, 45)
        self.wait_until(callback.next_at + timedelta(minutes=delay))
        caller = by or (self.crew.manager if self.likely(0.3) else self.handler)
        self.act(calling.try_call, callback, outcome, by=caller, **said)
        return callback

    def reached(self, result: Result = Result.SOLVED) -> None:
        """Reach the complainant and hear how it stands."""
        scores = {Result.SOLVED: (4, 5), Result.PARTLY: (2, 4), Result.NOT_SOLVED: (1, 2)}[result]
        words = self.script.say(result.value)
        late = self.likely(0.08 * self._pace)
        self.call(Outcome.REACHED, late=late, result=result, score=self.rng.randint(*scores), words=words)

    def nobody_answers(self) -> None:
        """Try until it is enough, then write."""
        callback = self.call(Outcome.NO_ANSWER)
        while callbacks.state_of(callback) == "trying":
            self.call(self.rng.choice((Outcome.NO_ANSWER, Outcome.NO_ANSWER, Outcome.BUSY)))

    def write_letter(self) -> None:
        """The written notice after calls in vain."""
        self.wait(20, 5 * HOUR)
        self.act(calling.note, NoteKind.LETTER, self.script.say("letter"))

    def close(self, *, reason: str | None = None) -> None:
        """File the lesson and close; a manager where the risk is high or a reason is needed."""
        self.wait(3, HOUR)
        hot = self.case.complaint.risk.rank >= Risk.HIGH.rank
        if hot:
            self.wait(5, 5 * HOUR)
        declined = getattr(self.case.visit, "disposition", None)
        fields = {
            "lesson": self.script.lesson(),
            "disposition": declined or (self.offer and self.offer.disposition),
            "root_cause": self.script.root(),
            "appeal_told": True,
        }
        self.act(moving.close, fields, reason=reason, by=self.crew.manager if hot or reason else self.handler)

    def sweep(self) -> None:
        """What the job that watches clocks and promises did since, if the complaint is still open."""
        complaint = self.case.complaint
        if self.case.closed:
            return
        clock = complaint.clocks[0]
        whole = clock.due_at - clock.started_at
        moments = [clock.due_at - whole * share for share in (0.199, 0.099, 0)]
        moments += [row.due_at + timedelta(minutes=5) for row in complaint.promises if row.state is PromiseState.OPEN]
        self._look()
        for moment in sorted(moment for moment in moments if self.moment < moment <= self.desk.until):
            if moment > self.moment:
                self.moment = moment
            raising.assess(self.case, at=self.moment)
            self._look()

    def _look(self) -> None:
        """Let whoever is asked look at what nobody answered, within its limit; what came up just now still waits."""
        for row in self.case.complaint.escalations:
            if not row.open or row.accepted_at is not None or row.proposed_at > self.desk.until - FRESH:
                continue
            spare = max(timedelta(), row.due_at - self.moment) * self.rng.uniform(0.2, 0.8)
            moment = self.desk.working(self.moment + spare, self.rng).replace(microsecond=0)
            if moment <= self.desk.until:
                self.moment = max(self.moment, moment)
                self.act(raising.accept, row, by=self._asked(row))

    def _asked(self, row: Row) -> User:
        return self.crew.specialist if row.level == 2 else self.crew.manager

    def _arrive(self, step: Step) -> None:
        if self._stops_at is step:
            raise Later
        self.tend()

    def _answer(self, row: Row) -> None:
        say = self.script.say
        self.wait(2, 20 if row.level > 1 else 3 * HOUR)
        who = self._asked(row)
        way = self.rng.random()
        if row.level == 2 and way < 0.12:
            self.act(raising.raise_level, row, say("raise_reason"), by=who)
        elif row.level > 1 and way < 0.35:
            self.act(raising.take_over, row, by=who)
        else:
            self.act(raising.accept, row, by=who)
            if way < 0.85:
                self.wait(8, 2 * HOUR)
                self.act(raising.hand_back, row, say("advice"), by=who)

    def _settle(self, row: Row) -> Row:
        """Settle one promise; what is to be kept next: the same one, or the one made anew."""
        done = self.offer.done if self.offer and self.offer.done else self.script.say("renegotiated")
        way = self.rng.random()
        if row.state is PromiseState.BROKEN:
            self.wait(4 * HOUR, 2 * DAY)
        if row.state is PromiseState.BROKEN or way < 0.85:
            spare = max(timedelta(), row.due_at - self.moment)
            self.wait_until(self.moment + spare * self.rng.uniform(0.3, 0.95))
            self.act(calling.settle, row, PromiseState.KEPT, done)
            return row
        if way < 0.92:
            self.wait_until(self.moment + max(timedelta(), row.due_at - self.moment) * 0.8)
            again_at = row.due_at + timedelta(days=3)
            self.act(calling.settle, row, PromiseState.RENEGOTIATED, self.script.say("renegotiated"), again_at=again_at)
            return self.case.complaint.promises[-1]
        self.wait_until(row.due_at + timedelta(minutes=10))
        raising.assess(self.case, at=self.moment)
        self.wait(HOUR, 6 * HOUR)
        self.act(calling.settle, row, PromiseState.BROKEN, self.script.say("broken"))
        return row
