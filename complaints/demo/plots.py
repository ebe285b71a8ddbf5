"""What becomes of complaints: plots, drawn by weight.

A plot is a straight list of acts; it breaks off where the past ends, which leaves the complaint open at that act.
"""

from collections.abc import Callable
from datetime import timedelta

from ..codes import Outcome, Result, Verdict
from ..steps import Step
from . import moving, raising
from .case import give_to
from .play import DAY, HOUR, Play

Plot = Callable[[Play], None]


def straight(play: Play) -> None:
    """Settled at the first attempt."""
    _agreed(play)
    _reported(play)


def second_attempt(play: Play) -> None:
    """Turned down once."""
    _understood(play)
    _refused(play)
    play.propose()
    play.confirm()
    _reported(play)


def third_attempt(play: Play) -> None:
    """Turned down twice, which asks for a specialist."""
    _understood(play)
    _refused(play)
    _refused(play)
    play.tend()
    play.propose()
    play.confirm()
    _reported(play)


def declined(play: Play) -> None:
    """Turned down three times; a manager refuses in writing."""
    _understood(play)
    _refused(play)
    _refused(play)
    play.propose("offer")
    play.wait(10, 4 * HOUR)
    refusal = play.script.say("refusal", name=play.case.person.form_of_address)
    fields = {"verdict": Verdict.REJECTS, "own_words": play.script.say("rejects"), "appeal_told": True}
    play.act(moving.advance, fields, reason=refusal, by=play.crew.manager)
    play.call(Outcome.REACHED, words=play.script.say("heard"))
    play.close()


def flared_up(play: Play) -> None:
    """Anger comes back while the cause is looked for."""
    play.soothe()
    play.wait(10, 5 * HOUR)
    play.act(moving.send_back, Step.SOOTHE, reason=play.script.say("flare"))
    straight(play)


def checked_again(play: Play) -> None:
    """What looked clear was not; back to diagnose."""
    _understood(play)
    play.wait(20, 5 * HOUR)
    play.act(moving.send_back, Step.DIAGNOSE, reason=play.script.say("recheck"))
    play.diagnose()
    play.propose()
    play.confirm()
    _reported(play)


def with_conditions(play: Play) -> None:
    """Accepted with a condition in their own words."""
    _understood(play)
    play.propose()
    play.confirm(Verdict.ACCEPTS_WITH_CONDITIONS)
    _reported(play)


def needs_time(play: Play) -> None:
    """They think it over and are asked again on their day."""
    _understood(play)
    play.propose()
    play.confirm(Verdict.NEEDS_TIME)
    play.call(Outcome.REACHED, words=play.script.say("accepts"))
    play.act(moving.send_back, Step.CONFIRM, reason=play.script.say("callback_reason"))
    play.confirm()
    _reported(play)


def hard_to_reach(play: Play) -> None:
    """Reached at the second or third try."""
    _agreed(play)
    play.keep_promises()
    play.call(Outcome.NO_ANSWER)
    if play.likely(0.5):
        play.call(Outcome.BUSY)
    play.reached()
    play.close()


def at_another_time(play: Play) -> None:
    """They ask to be rung at another time."""
    _agreed(play)
    play.keep_promises()
    later = play.moment + timedelta(days=3, hours=4)
    play.call(Outcome.ASKED_OTHER_TIME, words=play.script.say("ask_other_time"), asked_for_at=later)
    play.reached()
    play.close()


def exhausted(play: Play) -> None:
    """Nobody answers; closed after enough tries and a letter."""
    _agreed(play)
    play.keep_promises()
    play.nobody_answers()
    play.write_letter()
    play.close()


def not_solved(play: Play) -> None:
    """The callback finds it unsolved: opened again with another handler, then settled."""
    _agreed(play)
    play.keep_promises()
    play.reached(Result.NOT_SOLVED)
    _anew(play)


def partly(play: Play) -> None:
    """Solved in part; a manager closes it with a reason."""
    _agreed(play)
    play.keep_promises()
    play.reached(Result.PARTLY)
    play.close(reason=play.script.say("partly_reason"))


def opened_again(play: Play) -> None:
    """Closed, then opened again by a manager."""
    straight(play)
    play.wait(2 * DAY, 6 * DAY)
    play.act(moving.reopen, play.script.say("reopen_reason"), by=play.crew.manager)
    _anew(play)


def withdrawn(play: Play) -> None:
    """Taken back by the complainant, early or late."""
    play.soothe()
    if play.likely(0.5):
        play.diagnose()
    play.wait(HOUR, 2 * DAY)
    play.act(moving.withdraw, play.script.say("withdraws"))


def raised_by_hand(play: Play) -> None:
    """Somebody asks for help without any rule."""
    _understood(play)
    play.wait(10, 3 * HOUR)
    play.act(
        raising.propose, play.rng.choice((1, 2, 2)), play.script.say("raise_reason"), play.script.say("complication")
    )
    play.tend()
    play.propose()
    play.confirm()
    _reported(play)


WEIGHTS: dict[Plot, int] = {
    straight: 44,
    second_attempt: 10,
    third_attempt: 3,
    declined: 2,
    flared_up: 4,
    checked_again: 4,
    with_conditions: 5,
    needs_time: 4,
    hard_to_reach: 7,
    at_another_time: 2,
    exhausted: 3,
    not_solved: 4,
    partly: 2,
    opened_again: 1,
    withdrawn: 4,
    raised_by_hand: 4,
}
"""How often each plot is told."""


def _agreed(play: Play) -> None:
    _understood(play)
    play.propose()
    play.confirm()


def _understood(play: Play) -> None:
    play.soothe()
    play.diagnose()


def _refused(play: Play) -> None:
    play.propose("offer")
    play.turned_down()


def _reported(play: Play) -> None:
    play.keep_promises()
    play.reached()
    play.close()


def _anew(play: Play) -> None:
    if play.case.complaint.owner_id is None:
        play.wait(10, 3 * HOUR)
        play.act(give_to, play.rng.choice(play.crew.reps), by=play.crew.manager)
    play.diagnose()
    play.propose()
    play.confirm()
    _reported(play)
