"""How a request is sent in somebody's name, what is expected of it, and what is learnt from the answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from complaints.codes import Risk
from complaints.steps import Step

from ..factories import RECORDS
from .desk import HANGING, Desk
from .model import PEOPLE, SHANGHAI, Case

OWNER, BOSS = "its owner", "its manager"


def somebody(act: Callable[..., None]) -> Callable[..., None]:
    """Let a rule be done by its owner or its manager, whoever that is at the moment, or by a person named."""

    @wraps(act)
    def done(machine: "Machine", who: str, *args: Any, **known: Any) -> None:
        act(machine, machine.person(who), *args, **known)

    return done


@dataclass(frozen=True)
class Action:
    """Something that may be done, how likely it is beside the others, when, and with what."""

    act: Callable[..., None]
    weight: int = field(repr=False)
    when: Callable[["Machine"], Any] = field(repr=False)
    given: dict[str, st.SearchStrategy[Any]] = field(repr=False)


ACTIONS: list[Action] = []


def live(way: "Machine") -> bool:
    """It has not ended; what may not be done afterwards is tried then too, but seldom."""
    return not way.case.closed or way.tries % 5 == 0


def action(
    *, weight: int = 2, when: Callable[["Machine"], Any] = live, **given: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register what may be done. Rules of their own would be switched off example by example, and few would get far."""

    def mark(act: Callable[..., None]) -> Callable[..., None]:
        ACTIONS.append(Action(act, weight, when, given))
        return act

    return mark


class Machine(RuleBasedStateMachine):
    """One complaint and what is known of it."""

    case: Case

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.tries = desk, 0
        desk.begin()
        self.seen: tuple[dict[str, Any], str] | None = None
        self.last_post: tuple[tuple[Any, ...], dict[str, Any], Any] | None = None

    def teardown(self) -> None:
        """Whatever happened, history adds up."""
        self.desk.check_history()

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Do one of the things that may be done now."""
        self.tries += 1
        possible = [row for row in ACTIONS if row.when(self) for _ in range(row.weight)]
        chosen = data.draw(st.sampled_from(possible))
        chosen.act(self, **{name: data.draw(strategy) for name, strategy in chosen.given.items()})

    @invariant()
    def nothing_changed_unseen(self) -> None:
        case = getattr(self, "case", None)
        if case is None:
            return
        told, etag = self.seen or self.look()
        self.seen = None
        assert etag == case.etag
        left = [row["move"] for row in told["visits"]]
        assert left == [row.move for row in case.visits]
        assert left.count(None) == (0 if case.closed else 1)
        assert (told["closed_at"] is not None) is (told["disposition"] is not None) is case.closed
        shown = {name: told[name] for name in ("step", "attempt", "reopened", "owner", "disposition")}
        assert shown == {
            "step": case.step.value,
            "attempt": 1 + case.rejections,
            "reopened": case.reopened,
            "owner": case.owner_id,
            "disposition": case.disposition,
        }

    def person(self, who: str) -> str:
        """Who that is at the moment."""
        boss = "manager" if self.case.team_id == PEOPLE["manager"].team_id else "manager2"
        return {OWNER: self.case.owner_id or boss, BOSS: boss}.get(who, who)

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        rights: tuple[str, ...],
        version: str,
        expected: int,
    ) -> bool:
        """Send it; whether it was done. Rights come before the version, the version before what was sent."""
        case, self.seen = self.case, None
        full = path if path.startswith("/") else f"/complaints/{case.number}/{path}".rstrip("/")
        stale = f'"{case.number}.0"'
        tag = {"newest": case.etag, "stale": stale, "none": None}[version]
        if not case.allows(who, *rights):
            expected = 403
        elif version != "newest":
            expected = 412 if version == "stale" else 428
        key = next(self.desk.keys) if method == "POST" else None
        body = {name: value for name, value in (body or {}).items() if value is not None or name == "owner"}
        answer = self.desk.send(who, method, full, body, version=tag, key=key)
        assert answer.status_code == expected, f"{who} {method} {full} {body}: {answer.text}"
        if answer.status_code >= 300:
            return False
        assert answer.headers["ETag"] != case.etag
        case.etag = answer.headers["ETag"]
        if key:
            self.last_post = (who, method, full, body), {"version": tag, "key": key}, answer
        return True

    def fields(self, verdict: str, amount: str | None) -> dict[str, Any]:
        """A complete record of the step it is in."""
        step = self.case.step
        fields = dict(RECORDS[step])
        if step is Step.CONFIRM:
            fields["verdict"] = verdict
            if verdict == "needs_time":
                fields["needs_time_until"] = (datetime.now(SHANGHAI) + timedelta(days=2)).date().isoformat()
        if step is Step.PROPOSE:
            given = {"text": "退还", "reason": "多扣", "due_on": "2030-11-27"}
            fields["proposals"] = [given | ({"amount": amount} if amount else {})]
        return fields

    def may_advance(self, who: str, fields: dict[str, Any], override: bool, reason: str | None) -> int:
        case = self.case
        if case.closed or case.step is Step.FOLLOW_UP:
            return 422
        rejected = case.step is Step.CONFIRM and (case.visit.record | fields).get("verdict") == "rejects"
        if rejected and (case.attempt < 3 or not case.allows(who, "decline") or reason is None):
            return 422
        missing = case.missing(who, fields)
        if not missing:
            return 200
        if not override:
            return 422
        if case.owner_id == who:
            return 403
        return 422 if reason is None or set(missing) & {"approval", "verdict"} else 200

    def may_close(self, who: str, fields: dict[str, Any], reason: str | None) -> int:
        case = self.case
        if case.closed or case.step is not Step.FOLLOW_UP:
            return 422
        disposition = (case.visit.record | fields).get("disposition")
        if case.refused() and disposition not in (None, "declined"):
            return 422
        if case.last_result() == "partly":
            if not case.allows(who, "reopen"):
                return 403
            if reason is None:
                return 422
        return 422 if case.missing(who, fields) else 200

    def record(self, who: str, fields: dict[str, Any]) -> None:
        self.asked = self.case.asked_anew(who, fields.get("proposals", []))
        self.case.visit.record |= fields

    def reopened(self, who: str) -> None:
        case = self.case
        earlier = case.earlier_handlers()
        team = {name for name, person in PEOPLE.items() if person.team_id == case.team_id and name.startswith("rep")}
        case.reopen(who)
        owner = self.desk.whole(case.number)[0]["owner"]
        assert owner in (team - earlier or {None})
        case.owner_id = owner

    def meet(self, fields: dict[str, Any], *, entered: bool = False, **grown: int) -> None:
        """Learn what hangs on it now; only what was asked for may have come, and escalations that rules proposed."""
        if "proposals" in fields:
            grown["redress"] = grown.get("redress", 0) + self.asked
        before = {name: set(self.case.hanging[name]) for name in HANGING}
        told, _etag = self.look()
        risk = self.case.risk
        self.learn(told)
        assert self.case.risk.rank >= risk.rank
        for name in HANGING:
            new = set(self.case.hanging[name]) - before[name]
            assert before[name] <= set(self.case.hanging[name])
            by_rule = sum(self.case.hanging[name][row].get("rule") is not None for row in new)
            assert len(new) - by_rule == grown.get(name, 0), f"{name} grew by {new}"
            if entered and name in ("promises", "callbacks"):
                self.case.visit.made |= {(name, number) for number in new}

    def take_back(self, who: str) -> None:
        """Undo: what the advance made is gone, but for calls that were tried; everything else stands."""
        case, entered = self.case, self.case.visit
        case.undo(who)
        tried = {("callbacks", number) for number, row in case.hanging["callbacks"].items() if row["attempts"]}
        expected = {(name, number) for name in HANGING for number in case.hanging[name]} - (entered.made - tried)
        told, _etag = self.look()
        assert {(name, row["id"]) for name in HANGING for row in told[name]} == expected
        self.learn(told)

    def look(self) -> tuple[dict[str, Any], str]:
        self.seen = self.desk.whole(self.case.number)
        return self.seen

    def learn(self, told: dict[str, Any]) -> None:
        case = self.case
        case.risk = Risk(told["risk"]["level"])
        for name in HANGING:
            kept = case.hanging.get(name, {})
            case.hanging[name] = {row["id"]: kept.get(row["id"], {}) | row for row in told[name]}

    def hanging(self, name: str) -> list[dict[str, Any]]:
        return list(self.case.hanging[name].values())

    def picked(self, name: str, pick: int) -> dict[str, Any]:
        rows = self.hanging(name)
        return rows[pick % len(rows)]
