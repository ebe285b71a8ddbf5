"""Random moves by random people through the API, held against a model, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import make_url

from complaints.db import db
from complaints.roles import DESK_RIGHTS
from complaints.steps import Step

from ..databases import execute, make_app, on_both
from .desk import Desk
from .machine import BOSS, action, somebody
from .model import PEOPLE, SHANGHAI
from .moving import HOT, Moving, money, people, reasons, versions

BRIEF = {"situation": "连扣五个月", "complication": "不接受分期", "resolution": "请定"}

picks = st.integers(0, 9)
answerers = st.sampled_from(["specialist"] * 8 + ["specialist2", BOSS, BOSS, "rep", "compliance"])
slots = st.tuples(st.integers(1, 3), st.sampled_from([9, 14, 19]))
said = st.sampled_from(
    [("no_answer", None), ("busy", "solved"), ("reached", "solved"), ("reached", "partly"), ("reached", None)]
    + [("reached", "not_solved")] * 3
)


class Ways(Moving):
    """One complaint, worked on by everybody."""

    @action(who=people, verdict=st.sampled_from(["accepts", "rejects"]), amount=money, version=versions)
    @somebody
    def record_fields(self, who: str, verdict: str, amount: str | None, version: str) -> None:
        fields = self.fields(verdict, amount)
        if self.ask(who, "PATCH", "", fields, ("work",), version, 422 if self.case.closed else 200):
            self.record(who, fields)
            self.meet(fields)

    @action(weight=1, who=people, owner=st.sampled_from([*PEOPLE, None, "nobody.such"]), version=versions)
    @somebody
    def assign(self, who: str, owner: str | None, version: str) -> None:
        case, fits = self.case, owner is None
        if owner in PEOPLE:
            role = PEOPLE[owner].role.value
            fits = role == "specialist" or (role in ("rep", "manager") and PEOPLE[owner].team_id == case.team_id)
        expected = 200 if fits and not case.closed else 422
        if self.ask(who, "PATCH", "", {"owner": owner}, ("work", "assign"), version, expected):
            case.owner_id = owner
            self.meet({})

    @action(
        who=people,
        kind=st.sampled_from(["call", "internal", "letter"]),
        text=st.sampled_from(["客户在等", HOT]),
        version=versions,
    )
    @somebody
    def note(self, who: str, kind: str, text: str, version: str) -> None:
        if self.ask(who, "POST", "notes", {"kind": kind, "text": text}, ("work",), version, 201):
            self.case.letters += kind == "letter"
            self.meet({})

    @action(who=people, level=st.integers(0, 4), version=versions)
    @somebody
    def escalate(self, who: str, level: int, version: str) -> None:
        body = {"level": level, "reason": "超出权限", "brief": BRIEF}
        expected = 201 if 1 <= level <= 3 and not self.case.closed else 422
        if self.ask(who, "POST", "escalations", body, ("escalate",), version, expected):
            self.meet({}, escalations=1)

    @action(
        weight=4,
        when=lambda way: way.case.hanging["escalations"],
        who=answerers,
        pick=picks,
        answer=st.sampled_from(["accept", "take_over", "hand_back", "raise"]),
        version=versions,
    )
    @somebody
    def answer(self, who: str, pick: int, answer: str, version: str) -> None:
        row = self.picked("escalations", pick)
        case, state = self.case, row["state"]
        fits = not case.closed and state not in ("handed_back", "settled")
        fits &= not (answer == "accept" and state != "proposed") and not (answer == "raise" and row["level"] == 3)
        body = {"hand_back": {"advice": "先报总额"}, "raise": {"reason": "要定金额"}}.get(answer)
        path = f"/escalations/{row['id']}/{answer}"
        if not self.ask(who, "POST", path, body, ("read", "answer_escalation"), version, 200 if fits else 422):
            return
        if answer == "take_over":
            row.setdefault("owner_before", case.owner_id)
            case.owner_id = who
        if answer == "hand_back" and "owner_before" in row and case.owner_id == row["taken_over_by"]:
            case.owner_id = row["owner_before"]
        self.meet({}, escalations=int(answer == "raise"))

    @action(when=lambda way: not way.case.closed and way.case.hanging["escalations"], pick=picks)
    def look_into_it(self, pick: int) -> None:
        for answer in ("take_over", "hand_back"):
            self.answer("specialist", pick, answer, "newest")

    @action(who=people, version=versions)
    @somebody
    def promise_callback(self, who: str, version: str) -> None:
        body = {"promised_at": (datetime.now(UTC) + timedelta(days=1)).isoformat(), "reason": "说进度"}
        if self.ask(who, "POST", "callbacks", body, ("work",), version, 422 if self.case.closed else 201):
            self.meet({}, callbacks=1)

    @action(
        weight=4,
        when=lambda way: way.case.hanging["callbacks"],
        who=people,
        pick=picks,
        words=said,
        slot=slots,
        version=versions,
    )
    @somebody
    def try_to_call(
        self, who: str, pick: int, words: tuple[str, str | None], slot: tuple[int, int], version: str
    ) -> None:
        case, row = self.case, self.picked("callbacks", pick)
        (outcome, result), (days, hour) = words, slot
        day = (datetime.now(SHANGHAI) - timedelta(days=days)).date()
        at = datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=hour, minutes=self.tries)
        body = {"outcome": outcome, "at": at.isoformat()} | ({"result": result} if result else {})
        fits = not case.closed and (result is None or outcome == "reached")
        path = f"/callbacks/{row['id']}/attempts"
        if not self.ask(who, "POST", path, body, ("read", "work"), version, 201 if fits else 422):
            return
        case.visit.tries.setdefault(row["id"], []).append((at, outcome, result))
        if result == "not_solved" and case.step is Step.FOLLOW_UP:
            self.reopened(who)
        self.meet({})

    @action(weight=1, who=people, version=versions)
    @somebody
    def promise(self, who: str, version: str) -> None:
        body = {"text": "书面道歉", "due_at": (datetime.now(UTC) + timedelta(days=2)).isoformat()}
        if self.ask(who, "POST", "promises", body, ("work",), version, 422 if self.case.closed else 201):
            self.meet({}, promises=1)

    @action(
        when=lambda way: way.case.hanging["promises"],
        who=people,
        pick=picks,
        state=st.sampled_from(["kept", "kept", "broken", "renegotiated"]),
        evidence=reasons,
        again=st.booleans(),
        version=versions,
    )
    @somebody
    def settle(self, who: str, pick: int, state: str, evidence: str | None, again: bool, version: str) -> None:
        row = self.picked("promises", pick)
        fits = row["state"] in ("open", "broken") and (state == "broken" or evidence is not None)
        body = {"state": state, "evidence": evidence}
        anew = again and state == "renegotiated"
        body |= {"due_at": (datetime.now(UTC) + timedelta(days=3)).isoformat()} if anew else {}
        path = f"/promises/{row['id']}"
        if self.ask(who, "PATCH", path, body, ("read", "work"), version, 200 if fits else 422):
            self.meet({}, promises=int(anew))

    @action(weight=1, who=people, amount=money, version=versions)
    @somebody
    def ask_money(self, who: str, amount: str | None, version: str) -> None:
        expected = 422 if amount is None or self.case.closed else 201
        if self.ask(who, "POST", "redress", {"amount": amount, "reason": "多扣"}, ("work",), version, expected):
            self.meet({}, redress=1)

    @action(
        when=lambda way: way.case.hanging["redress"],
        who=people,
        pick=picks,
        verdict=st.sampled_from(["approve", "refuse"]),
        version=versions,
    )
    @somebody
    def decide(self, who: str, pick: int, verdict: str, version: str) -> None:
        row = self.picked("redress", pick)
        expected = 403 if row["requested_by"] == who else 200 if row["state"] == "waiting" else 422
        path = f"/redress/{row['id']}/{verdict}"
        if self.ask(who, "POST", path, None, ("read", "approve_redress"), version, expected):
            self.meet({})

    # A whole piece of work at once, so that chance gets to the end

    @action(
        weight=4,
        when=lambda way: way.case.step is Step.FOLLOW_UP and not way.case.closed and way.case.hanging["callbacks"],
        pick=picks,
        result=st.sampled_from(["solved", "solved", "partly"]),
    )
    def follow_up(self, pick: int, result: str) -> None:
        for number in range(len(self.hanging("promises"))):
            self.settle(BOSS, number, "kept", "流水", False, "newest")
        self.try_to_call(BOSS, pick, ("reached", result), (1, 14), "newest")
        self.close(BOSS, "declined" if self.case.refused() else "refunded", "余下自动冲抵", "newest")

    # Reading, repeating, knocking at the wrong door

    @action(weight=1, who=people)
    @somebody
    def read(self, who: str) -> None:
        answer = self.desk.send(who, "GET", f"/complaints/{self.case.number}")
        assert answer.status_code == (200 if self.case.allows(who, "read") else 403)
        assert answer.headers.get("ETag", self.case.etag) == self.case.etag

    @action(when=lambda way: way.last_post is not None)
    def repeat(self) -> None:
        sent, known, told = self.last_post
        again = self.desk.send(*sent, **known)
        assert (again.status_code, again.json) == (told.status_code, told.json)
        assert again.headers["Idempotency-Replayed"] == "true"

    @action(weight=1, who=people, path=st.sampled_from(["notes", "moves", "callbacks", "redress"]))
    @somebody
    def knock_where_nothing_is(self, who: str, path: str) -> None:
        answer = self.desk.send(who, "POST", f"/complaints/C20990101-0001/{path}", {}, version=self.case.etag)
        handles = PEOPLE[who].role in DESK_RIGHTS["log"]
        assert answer.status_code == (404 if handles else 403)
        assert self.desk.send("no such token", "POST", "/complaints", {}).status_code == 401


@pytest.fixture
def desk(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk that can begin anew."""
    url = make_url(database)

    def copy_template() -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{url.database}{suffix}").unlink(missing_ok=True)
        shutil.copy(request.getfixturevalue("sqlite_template"), str(url.database))

    def create_from_template() -> None:
        address = request.getfixturevalue("postgres")
        execute(address, f"DROP DATABASE {url.database} WITH (FORCE)")
        execute(address, f"CREATE DATABASE {url.database} TEMPLATE template_huiyin")

    app = make_app(database, tmp_path, API_RATE="1000000 per second")
    yield Desk(app, copy_template if url.drivername == "sqlite" else create_from_template)
    with app.app_context():
        db.engine.dispose()


def walk(desk: Desk, **limits: Any) -> None:
    known = {"deadline": None, "suppress_health_check": list(HealthCheck), **limits}
    run_state_machine_as_test(lambda: Ways(desk), settings=settings(**known))


@pytest.mark.parametrize(
    ("database", "examples"),
    [("sqlite", 20), pytest.param("postgresql", 10, marks=pytest.mark.postgres)],
    indirect=["database"],
)
def test_random_ways(desk: Desk, examples: int) -> None:
    walk(desk, max_examples=examples, stateful_step_count=40, derandomize=True)


@pytest.mark.long
@on_both
def test_many_random_ways(desk: Desk) -> None:
    walk(desk, max_examples=300, stateful_step_count=60)
