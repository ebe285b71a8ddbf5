"""Logging and moving: what may be asked for, by whom, and how the model follows."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from complaints.codes import Risk
from complaints.steps import Step

from ..factories import NARRATIVE, RECORDS
from .machine import BOSS, OWNER, Machine, action, live, somebody
from .model import PEOPLE, Case, Visit

HOT = "再不解决我就打12315投诉你们。"

people = st.sampled_from([OWNER] * 10 + [BOSS] * 10 + list(PEOPLE))
reasons = st.sampled_from(["客户急", "客户急", None])
versions = st.sampled_from(["newest"] * 24 + ["stale", "none"])
money = st.sampled_from([None, "75.00", "300.00", "5500.00"])


class Moving(Machine):
    """A complaint that is logged and moved."""

    @initialize(
        who=st.sampled_from(["rep", "rep2", "rep3", "specialist", "manager"]),
        hot=st.booleans(),
        steps=st.sampled_from([3, 4, 2, 1, 0]),
    )
    def log(self, who: str, hot: bool, steps: int) -> None:
        body = {
            "channel": "phone",
            "line": "telecom",
            "narrative": HOT if hot else NARRATIVE,
            "complainant": {"name": "周玉琴", "phone": "13900862071"},
        }
        answer = self.desk.send(who, "POST", "/complaints", body)
        assert answer.status_code == 201, answer.text
        owner = None if who == "manager" else who
        case = Case(
            answer.json["number"], answer.headers["ETag"], PEOPLE[who].team_id, owner, [Visit(Step.SOOTHE, who)]
        )
        self.case = case
        told, case.etag = self.desk.whole(case.number)
        self.learn(told)
        assert case.risk is (Risk.HIGH if hot else Risk.LOW)
        for _ in range(steps):
            self.go_on()

    @action(when=lambda way: not way.case.closed and way.case.step is not Step.FOLLOW_UP)
    def go_on(self) -> None:
        self.advance(BOSS, True, "accepts", "75.00", False, None, "newest")

    @action(
        weight=6,
        when=lambda way: live(way) and (way.case.step is not Step.FOLLOW_UP or way.tries % 5 == 0),
        who=people,
        whole=st.sampled_from([True, True, True, False]),
        verdict=st.sampled_from(["accepts", "accepts", "rejects", "needs_time"]),
        amount=money,
        override=st.sampled_from([False, False, False, True]),
        reason=reasons,
        version=versions,
    )
    @somebody
    def advance(
        self, who: str, whole: bool, verdict: str, amount: str | None, override: bool, reason: str | None, version: str
    ) -> None:
        case, fields = self.case, self.fields(verdict, amount) if whole else {}
        rights = ("work", "override") if override else ("work",)
        body = {"move": "advance", "fields": fields, "reason": reason, "override": override}
        expected = self.may_advance(who, fields, override, reason)
        if not self.ask(who, "POST", "moves", body, rights, version, expected):
            return
        self.record(who, fields)
        grown = {"promises": case.accepted() if case.step is Step.CONFIRM else 0}
        if case.step is Step.CONFIRM:
            waits = case.visit.record.get("verdict") == "needs_time"
            grown["callbacks"] = int(waits) or int(not any(row["next_at"] for row in self.hanging("callbacks")))
        declined = case.step is Step.CONFIRM and case.visit.record.get("verdict") == "rejects"
        case.letters += declined
        case.enter(case.step.next, who, "advance")
        if declined:
            case.visit.record["disposition"] = "declined"
        self.meet(fields, entered=True, **grown)

    @action(weight=4, who=people, to=st.sampled_from(Step), rejects=st.booleans(), reason=reasons, version=versions)
    @somebody
    def send_back(self, who: str, to: Step, rejects: bool, reason: str | None, version: str) -> None:
        case = self.case
        rejecting = rejects and case.step is Step.CONFIRM
        fields = {"verdict": "rejects", "own_words": "这不够"} if rejecting else {}
        verdict = (case.visit.record | fields).get("verdict")
        counted = case.step is Step.CONFIRM and to is Step.PROPOSE and verdict == "rejects"
        before = case.before()
        undo = reason is None and before is not None and before.left_by == who and before.step is to
        allowed = not case.closed and to in case.step.earlier and (counted or undo or reason is not None)
        body = {"move": "return", "to": to.value, "fields": fields, "reason": reason}
        if not self.ask(who, "POST", "moves", body, ("work",), version, 200 if allowed else 422):
            return
        self.record(who, fields)
        if counted:
            case.attempt, case.rejections = case.attempt + 1, case.rejections + 1
        if undo and not counted:
            self.take_back(who)
            return
        case.enter(to, who, "return")
        self.meet(fields)

    @action(when=lambda way: not way.case.closed and way.case.before() is not None)
    def take_it_back(self) -> None:
        before = self.case.before()
        self.send_back(before.left_by, before.step, False, None, "newest")

    @action(weight=1, who=people, words=st.sampled_from([None] * 9 + ["算了"]), version=versions)
    @somebody
    def withdraw(self, who: str, words: str | None, version: str) -> None:
        body = {"move": "withdraw", "fields": {"own_words": words} if words else {}}
        allowed = not self.case.closed and words is not None
        if self.ask(who, "POST", "moves", body, ("work",), version, 200 if allowed else 422):
            self.case.leave(who, "withdrawn")
            self.case.disposition = "withdrawn"
            self.meet({})

    @action(
        weight=1,
        who=people,
        disposition=st.sampled_from(["refunded", "declined", None]),
        reason=reasons,
        version=versions,
    )
    @somebody
    def close(self, who: str, disposition: str | None, reason: str | None, version: str) -> None:
        case = self.case
        fields = RECORDS[Step.FOLLOW_UP] | {"disposition": disposition} if disposition else {}
        body = {"move": "close", "fields": fields, "reason": reason}
        expected = self.may_close(who, fields, reason)
        if self.ask(who, "POST", "moves", body, ("work", "close"), version, expected):
            self.record(who, fields)
            case.disposition = case.visit.record["disposition"]
            case.leave(who, "closed")
            self.meet({})

    @action(weight=24, when=lambda way: way.case.closed)
    def open_again(self) -> None:
        self.reopen(BOSS, "又扣了", "newest")

    @action(weight=1, who=people, reason=reasons, version=versions)
    @somebody
    def reopen(self, who: str, reason: str | None, version: str) -> None:
        case = self.case
        allowed = (case.closed or case.step is Step.FOLLOW_UP) and reason is not None
        body = {"move": "reopen", "reason": reason}
        if self.ask(who, "POST", "moves", body, ("work", "reopen"), version, 200 if allowed else 422):
            self.reopened(who)
            self.meet({})
