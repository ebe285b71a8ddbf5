"""One complaint for every state a desk can be in, told first, so that even a small demo shows them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from ..codes import NoteKind, Outcome, PromiseState, Result, Verdict
from . import calling, moving, raising
from .case import record_fields
from .play import Play

Act = Callable[[Play], object]

PACE = 0.1
"""How slowly the acts of a showing follow each other, beside an ordinary story."""


@dataclass(frozen=True)
class Showing:
    """Acts that end in one state, for a complaint opened so many days ago; what signals it says and denies."""

    name: str
    days: int
    acts: tuple[Act, ...] = ()
    signals: tuple[str, ...] = ()
    denies: str | None = None
    cause: str | None = None
    same_person_as: str | None = None


def _kept(play: Play) -> None:
    for row in list(play.case.complaint.promises):
        play.wait(300, 900)
        play.act(calling.settle, row, PromiseState.KEPT, play.offer.done if play.offer else "")


def _missed(play: Play) -> None:
    row = play.case.complaint.promises[0]
    play.wait_until(row.due_at + timedelta(minutes=10))
    raising.assess(play.case, at=play.moment)
    play.wait(300, 900)
    play.act(calling.settle, row, PromiseState.BROKEN, play.script.say("broken"))


def _unapproved(play: Play) -> None:
    due_on = play.moment.astimezone(play.desk.zone).date() + timedelta(days=3)
    play.act(record_fields, {"proposals": [play.script.offer("settle", due_on)]})


def _promised_for(days: int, clock: time | None, play: Play) -> None:
    local = play.desk.until.astimezone(play.desk.zone)
    moment = play.desk.working(local, play.rng) if clock is None else local.combine(local.date(), clock, play.desk.zone)
    play.act(moving.schedule, moment + timedelta(days=days), play.script.say("callback_reason"))


def _escalated(level: int, play: Play) -> None:
    play.wait(50, 500)
    play.act(raising.propose, level, play.script.say("raise_reason"), play.script.say("complication"))


def _lately(minutes: int, play: Play) -> None:
    play.moment = max(play.moment, play.desk.until - timedelta(minutes=minutes))


def _raised_lately(level: int, minutes: int, play: Play) -> None:
    _lately(minutes, play)
    play.act(raising.propose, level, play.script.say("raise_reason"), play.script.say("complication"))


def _heard_lately(code: str, minutes: int, play: Play) -> None:
    _lately(minutes, play)
    play.act(calling.note, NoteKind.CALL, play.script.alarm(code))


def _raised_further(minutes: int, play: Play) -> None:
    _lately(minutes, play)
    row = play.case.complaint.escalations[-1]
    play.act(raising.raise_level, row, play.script.say("raise_reason"), by=play.crew.specialist)


def _tried_lately(minutes: int, play: Play) -> None:
    _lately(minutes, play)
    play.act(calling.try_call, play.case.complaint.callbacks[-1], Outcome.NO_ANSWER)


def _named_a_day(days: int, play: Play) -> None:
    there = play.desk.until.astimezone(play.desk.zone).date() + timedelta(days=days)
    asked_for_at = datetime.combine(there, time(14), play.desk.zone)
    play.call(Outcome.ASKED_OTHER_TIME, words=play.script.say("ask_other_time"), asked_for_at=asked_for_at)


def _answered(how: Callable[..., object], say: str | None, play: Play) -> None:
    play.wait(50, 300)
    said = [play.script.say(say)] if say else []
    play.act(how, play.case.complaint.escalations[-1], *said, by=play.crew.specialist)


def _noted(play: Play) -> None:
    play.wait(20, 200)
    play.act(calling.note, NoteKind.INTERNAL, play.script.say("note"))


def _call(outcome: Outcome, play: Play) -> None:
    play.call(outcome)


def _told(verdict: Verdict, play: Play) -> None:
    play.confirm(verdict)


def _unsolved(play: Play) -> None:
    play.reached(Result.NOT_SOLVED)


def _offered(play: Play) -> None:
    play.propose("offer")


UNDERSTOOD: tuple[Act, ...] = (Play.soothe, Play.diagnose)
OFFERED: tuple[Act, ...] = (*UNDERSTOOD, Play.propose)
AGREED: tuple[Act, ...] = (*OFFERED, Play.confirm)
KEPT: tuple[Act, ...] = (*AGREED, _kept)
REFUSED: tuple[Act, ...] = (_offered, Play.turned_down)
ESCALATED: tuple[Act, ...] = (*UNDERSTOOD, partial(_escalated, 2))
ACCEPTED = partial(_answered, raising.accept, None)
CLOSED: tuple[Act, ...] = (*KEPT, Play.reached, Play.close)
NO_ANSWER = partial(_call, Outcome.NO_ANSWER)

SHOWINGS: tuple[Showing, ...] = (
    Showing("at_soothe", 1),
    Showing("at_diagnose", 1, (Play.soothe,)),
    Showing("at_propose", 2, UNDERSTOOD),
    Showing("at_confirm", 2, OFFERED),
    Showing("callback_now", 2, (*UNDERSTOOD, partial(_promised_for, 0, None))),
    Showing("callback_later", 2, (*UNDERSTOOD, partial(_promised_for, 1, time(15)))),
    Showing("callback_overdue", 4, (*UNDERSTOOD, partial(_promised_for, -2, time(11)))),
    Showing("callback_tried", 6, (*KEPT, NO_ANSWER, partial(_call, Outcome.BUSY))),
    Showing("letter_missing", 9, (*KEPT, Play.nobody_answers)),
    Showing("callback_exhausted", 9, (*KEPT, Play.nobody_answers, Play.write_letter)),
    Showing("callback_reached", 7, (*KEPT, Play.reached)),
    Showing("opened_again", 7, (*KEPT, _unsolved)),
    Showing("promise_open", 1, AGREED),
    Showing("promise_broken", 5, (*AGREED, _missed)),
    Showing("awaits_approval", 2, (*UNDERSTOOD, _unapproved), cause="AF2-01"),
    Showing("thinking_it_over", 1, (*OFFERED, partial(_told, Verdict.NEEDS_TIME))),
    Showing("second_round", 3, (*UNDERSTOOD, *REFUSED)),
    Showing("third_round", 5, (*UNDERSTOOD, *REFUSED, *REFUSED, Play.propose)),
    Showing("escalation_waiting", 1, (*UNDERSTOOD, partial(_raised_lately, 2, 100))),
    Showing("escalation_accepted", 2, (*ESCALATED, ACCEPTED)),
    Showing("escalation_taken_over", 2, (*ESCALATED, partial(_answered, raising.take_over, None))),
    Showing("escalation_handed_back", 3, (*ESCALATED, ACCEPTED, partial(_answered, raising.hand_back, "advice"))),
    Showing("escalation_raised", 1, (*ESCALATED, partial(_raised_further, 70))),
    Showing("escalation_settled", 12, (*ESCALATED, ACCEPTED, Play.propose, Play.confirm, *CLOSED[4:])),
    Showing("manager_informed", 1, (*UNDERSTOOD, partial(_raised_lately, 1, 115))),
    Showing("regulator", 1, (Play.soothe,), signals=("R05",)),
    Showing("not_the_regulator", 2, (Play.soothe,), denies="R05"),
    Showing("life_in_danger", 1, signals=("R01",), cause="AF3-02"),
    Showing("due_today", 15, UNDERSTOOD),
    Showing("late", 17, OFFERED),
    Showing("very_late", 21, (Play.soothe,)),
    Showing("first_contact", 20, CLOSED, cause="TE2-03"),
    Showing("second_contact", 12, CLOSED, cause="TE2-03", same_person_as="first_contact"),
    Showing("third_contact", 1, (*UNDERSTOOD, _noted), cause="TE2-03", same_person_as="first_contact"),
    Showing("escalation_by_signal", 2, (*OFFERED, partial(_heard_lately, "R05", 15))),
    Showing("callback_agreed", 5, (*KEPT, partial(_named_a_day, 2))),
    Showing("callback_tried_today", 2, (*UNDERSTOOD, partial(_promised_for, 0, time(15)), partial(_tried_lately, 48))),
    Showing("escalation_by_refusals", 2, (*UNDERSTOOD, *REFUSED, _offered, partial(_lately, 40), Play.turned_down)),
)
"""Each state once; `same_person_as` names an earlier one."""
