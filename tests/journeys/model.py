"""What the desk should do, kept small: one complaint, its visits and what hangs on it, and what each request may do.

Rights and gates come from the product's own tables, which have tests of their own; what happens after is told here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from complaints import contact, steps
from complaints.codes import Risk
from complaints.roles import GOODWILL_LIMIT, REFUND_LIMIT, Role, may
from complaints.steps import Step

from ..databases import TEAMS

SHANGHAI = ZoneInfo("Asia/Shanghai")
READER = "compliance2"
"""Who looks at everything between the requests."""


@dataclass(frozen=True)
class Person:
    """A colleague as the table of rights sees one; the username stands for the id."""

    id: str

    @property
    def role(self) -> Role:
        return Role(self.id.rstrip("0123456789"))

    @property
    def team_id(self) -> str | None:
        return next((team for team, members in TEAMS.items() if self.id in members), None)


PEOPLE = {
    name: Person(name)
    for name in ("rep", "rep2", "rep3", "specialist", "specialist2", "manager", "manager2", "compliance", "admin")
}


@dataclass
class Visit:
    """One stay at one step: what was recorded, which calls were tried, what entering it made, how it was left."""

    step: Step
    entered_by: str
    record: dict[str, Any] = field(default_factory=dict)
    tries: dict[int, list[tuple[datetime, str, str | None]]] = field(default_factory=dict)
    made: set[tuple[str, int]] = field(default_factory=set)
    move: str | None = None
    left_by: str | None = None


@dataclass
class Case:
    """One complaint. What hangs on it is kept as the API told it last, by id."""

    number: str
    etag: str
    team_id: str | None
    owner_id: str | None
    visits: list[Visit]
    risk: Risk = Risk.LOW
    attempt: int = 1
    rejections: int = 0
    reopened: int = 0
    disposition: str | None = None
    letters: int = 0
    hanging: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        return self.disposition is not None

    @property
    def escalation_level(self) -> int:
        return max((row["level"] for row in self.hanging["escalations"].values()), default=0)

    @property
    def escalated_to_ids(self) -> frozenset[str]:
        held = [row for row in self.hanging["escalations"].values() if row["state"] in ("accepted", "taken_over")]
        return frozenset(row["taken_over_by"] or row["accepted_by"] for row in held)

    @property
    def visit(self) -> Visit:
        """Where it is now, or where it ended."""
        return next(row for row in reversed(self.visits) if row.move != "undo")

    @property
    def step(self) -> Step:
        return self.visit.step

    def allows(self, who: str, *rights: str) -> bool:
        return all(may(PEOPLE[who], right, self) for right in rights)

    def limit(self, who: str, kind: str = "refund") -> Decimal:
        return (REFUND_LIMIT if kind == "refund" else GOODWILL_LIMIT).get(PEOPLE[who].role, Decimal(0))

    # Moves

    def missing(self, who: str, fields: dict[str, Any]) -> list[str]:
        """What the gate asks for, were `fields` recorded."""
        record = self.visit.record | fields
        record["awaiting_approval"] = [row for row in record.get("proposals", ()) if self._awaits(row, who)]
        record["promises"] = [row["state"] for row in self.hanging["promises"].values()]
        record["callback"] = self._callback()
        return [row.field for row in steps.missing(self.step, record)]

    def enter(self, step: Step, who: str, move: str) -> None:
        if self.visit.move is None:
            self.leave(who, move)
        self.visits.append(Visit(step, who))

    def leave(self, who: str, move: str) -> None:
        self.visit.left_by, self.visit.move = who, move

    def before(self) -> Visit | None:
        """The visit that an advance led here from."""
        stayed = [row for row in self.visits[: self.visits.index(self.visit)] if row.move != "undo"]
        return stayed[-1] if stayed and stayed[-1].move == "advance" else None

    def undo(self, who: str) -> None:
        before = self.before()
        assert before is not None
        self.leave(who, "undo")
        before.move = before.left_by = None

    def reopen(self, who: str) -> None:
        self.disposition = None
        self.reopened, self.attempt, self.rejections = self.reopened + 1, 1, 0
        self.enter(Step.DIAGNOSE, who, "reopen")

    def earlier_handlers(self) -> set[str | None]:
        return {self.owner_id, *(row.entered_by for row in self.visits)}

    def accepted(self) -> int:
        """How many proposals the record of this confirm visit accepts."""
        if self.visit.record.get("verdict") != "accepts":
            return 0
        here = self.visits.index(self.visit)
        proposing = [row for row in self.visits[:here] if row.step is Step.PROPOSE]
        return len(proposing[-1].record.get("proposals", ())) if proposing else 0

    def refused(self) -> bool:
        """Whether the last confirm visit that was passed ended in a written refusal."""
        passed = [row for row in self.visits if row.step is Step.CONFIRM and row.move == "advance"]
        return bool(passed) and passed[-1].record.get("verdict") == "rejects"

    # Callbacks and money

    def last_result(self) -> str | None:
        told = [row for rows in self.visit.tries.values() for row in rows if row[2] is not None]
        return max(told)[2] if told else None

    def asked_anew(self, who: str, proposals: list[dict[str, Any]]) -> int:
        """How many approvals recording these proposals asks for."""
        asked = {Decimal(row["amount"]) for row in self.hanging["redress"].values() if row["state"] != "refused"}
        amounts = {Decimal(row["amount"]) for row in proposals if "amount" in row}
        return len({amount for amount in amounts if amount > self.limit(who)} - asked)

    def _awaits(self, proposal: dict[str, Any], who: str) -> bool:
        if "amount" not in proposal or Decimal(proposal["amount"]) <= self.limit(who):
            return False
        approved = [Decimal(row["amount"]) for row in self.hanging["redress"].values() if row["state"] == "approved"]
        return not any(amount >= Decimal(proposal["amount"]) for amount in approved)

    def _callback(self) -> str | None:
        if any(outcome == "reached" for rows in self.visit.tries.values() for _at, outcome, _result in rows):
            return "reached"
        return "exhausted" if self.letters and any(map(_enough, self.visit.tries.values())) else None


def _enough(tries: list[tuple[datetime, str, str | None]]) -> bool:
    moments = [at for at, _outcome, _result in tries]
    days = {moment.date() for moment in moments}
    parts = {contact.part_of_day(moment, SHANGHAI) for moment in moments} - {None}
    return len(moments) >= 3 and len(days) >= 2 and len(parts) >= 2
