"""The demo desk: the same for a seed and a day, every state shown, and no row that the verbs would not have written."""

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

import guidance
from complaints import audit, callbacks, complainants, demo, escalations, handling, people, redress, steps
from complaints.codes import Disposition, Language, Line, Outcome, PromiseState, Result, Risk, Verdict
from complaints.db import db, transaction
from complaints.demo import showings, texts
from complaints.demo.case import SOURCE
from complaints.models import Complaint, Escalation, Event, EventText, Link, Promise, User
from complaints.rights import allows
from complaints.roles import Role
from complaints.steps import Step

from .. import databases
from ..databases import on_both
from ..factories import RECORDS, advance, call, keep_promises, make_complaint, reject

SHOWN = len(showings.SHOWINGS)
MANY = SHOWN + 90


def load(count: int, at: datetime, seed: int = 7) -> None:
    """Load so many demo complaints, as the console does."""
    indices = demo.missing(count)
    with transaction():
        demo.make_people(demo.absent(), at=at)
    world, tickets = demo.plan(indices, seed=seed, at=at)
    with transaction():
        demo.add(world, tickets, at=at)


def everything() -> list[Complaint]:
    return list(db.session.scalars(sa.select(Complaint).order_by(Complaint.id)))


@pytest.fixture
def loaded(app: Flask, at: datetime) -> list[Complaint]:
    """Every showing and some more."""
    load(MANY, at)
    return everything()


@pytest.fixture
def shown(loaded: list[Complaint]) -> dict[str, Complaint]:
    """The complaint of each showing."""
    by_index = {int(complaint.external_ref or -1): complaint for complaint in loaded}
    return {showing.name: by_index[index] for index, showing in enumerate(showings.SHOWINGS)}


@pytest.fixture
def another_desk(sqlite_template: Path, tmp_path: Path) -> Callable[[str], Flask]:
    """Further desks on databases of their own."""

    def made(name: str) -> Flask:
        path = tmp_path / f"{name}.sqlite"
        shutil.copy(sqlite_template, path)
        return databases.make_app(f"sqlite:///{path}", tmp_path / name)

    return made


def fingerprint(desk: Flask, at: datetime, seed: int) -> list[tuple[object, ...]]:
    """What a desk looks like after loading."""
    with desk.app_context():
        load(MANY, at, seed)
        rows = [
            (row.number, row.narrative, row.step, row.risk, row.risk_score, row.head_seq, row.complainant.name)
            for row in everything()
        ]
        db.session.remove()
        db.engine.dispose()
    return rows


def test_the_same_seed_and_hour_give_the_same_desk(another_desk: Callable[[str], Flask], at: datetime) -> None:
    first = fingerprint(another_desk("one"), at, 7)
    assert fingerprint(another_desk("two"), at + timedelta(minutes=20), 7) == first
    assert fingerprint(another_desk("three"), at, 8) != first


@on_both
def test_the_console_loads_it_once_and_more_when_asked(app: Flask) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "load", "--complaints", "50", "--seed", "3"])
    assert first.output.splitlines()[-1] == "1 people and 50 complaints loaded; password huiyin-demo"
    again = runner.invoke(args=["demo", "load", "--complaints", "50"])
    assert (again.exit_code, again.output) == (0, "Nothing to do: the demo is here already.\n")
    more = runner.invoke(args=["demo", "load", "--complaints", "70", "--seed", "3"])
    assert more.output.splitlines()[-1] == "0 people and 20 complaints loaded; password huiyin-demo"
    assert len(everything()) == 70
    assert {row.source for row in everything()} == {SOURCE}
    assert audit.verify() == []


def test_real_complaints_keep_the_demo_out(app: Flask, people: dict[str, User], at: datetime) -> None:
    make_complaint(people["rep"], at)
    for options in (["--complaints", "5"], ["--people-only"]):
        result = app.test_cli_runner().invoke(args=["demo", "load", *options])
        assert (result.exit_code, len(result.output.splitlines()), len(everything())) == (1, 1, 1)


def test_the_demo_is_left_alone_once_real_complaints_stand_beside_it(app: Flask, at: datetime) -> None:
    load(5, at)
    make_complaint(people.by_username("rep"), at)
    result = app.test_cli_runner().invoke(args=["demo", "load", "--complaints", "5"])
    assert (result.exit_code, result.output) == (0, "Nothing to do: the demo is here already.\n")


def test_the_people_alone_on_an_empty_desk(tmp_path: Path, at: datetime) -> None:
    desk = databases.make_app(f"sqlite:///{tmp_path / 'empty.sqlite'}", tmp_path / "empty")
    with desk.app_context():
        flask_migrate.upgrade()
        result = desk.test_cli_runner().invoke(args=["demo", "load", "--people-only"])
        assert result.output.splitlines()[-1] == "11 people and 0 complaints loaded; password huiyin-demo"
        found = {user.username: user for user in db.session.scalars(sa.select(User))}
        assert len({user.password_hash for user in found.values() if user.role is not Role.SYSTEM}) == 1
        for name in ("rep", "rep2", "specialist2", "manager2", "compliance2", "admin"):
            with transaction():
                assert people.sign_in(name, demo.PASSWORD, address="10.0.0.1", at=at) is found[name]
        assert {found[name].team.name for name in ("rep", "specialist", "manager")} == {"一组"}
        assert {found[name].team.name for name in ("rep3", "specialist2", "manager2")} == {"二组"}
        assert (audit.verify(), everything()) == ([], [])
        db.session.remove()
        db.engine.dispose()


def test_a_name_in_another_role_is_refused_in_one_line(app: Flask, people: dict[str, User]) -> None:
    with transaction():
        people["rep2"].role = Role.MANAGER
    result = app.test_cli_runner().invoke(args=["demo", "load", "--people-only"])
    assert (result.exit_code, result.output.strip()) == (1, "The username rep2 belongs to a manager already.")


def test_every_gate_that_was_passed_was_open(loaded: list[Complaint]) -> None:
    passed = Counter[str]()
    for visit in (visit for complaint in loaded for visit in complaint.visits):
        if visit.left_by_move == "advance" or (visit.left_by_move == "closed" and visit is visit.complaint.visits[-1]):
            assert visit.left_by is not None
            record = handling.record_of(visit, by=visit.left_by)
            assert steps.missing(visit.step, record) == [], (visit.complaint.number, visit.step)
            passed[visit.step.value] += 1
        if visit.verdict is Verdict.REJECTS and visit.left_by_move == "advance":
            assert (visit.attempt, visit.left_by.role) == (3, Role.MANAGER)
    assert passed.keys() == {step.value for step in Step}


def test_open_and_closed_are_what_they_say(loaded: list[Complaint]) -> None:
    for complaint in loaded:
        running = [visit for visit in complaint.visits if visit.left_at is None]
        assert len(running) == (0 if complaint.closed else 1)
        assert complaint.step is complaint.visits[-1].step
        assert [visit.position for visit in complaint.visits] == list(range(1, len(complaint.visits) + 1))
        assert complaint.attempt == complaint.visits[-1].attempt
        assert all((clock.stopped_at is not None) == complaint.closed for clock in complaint.clocks)
        assert complaint.due_at == (None if complaint.closed else complaint.clocks[0].due_at)
        assert (complaint.disposition is None) == (not complaint.closed)
        if complaint.closed:
            assert not [row for row in complaint.escalations if row.open]
            assert not [row for row in complaint.callbacks if row.settled_at is None]


def test_who_closed_was_allowed_to(loaded: list[Complaint]) -> None:
    for complaint in loaded:
        last = complaint.visits[-1]
        if last.left_by_move == "closed":
            assert allows(last.left_by, "close", complaint), complaint.number
            if callbacks.last_result(complaint, last) is Result.PARTLY:
                assert last.left_by.role is Role.MANAGER


def test_who_did_something_was_allowed_to(loaded: list[Complaint]) -> None:
    handlers = {Role.REP, Role.SPECIALIST, Role.MANAGER}
    for complaint in loaded:
        for row in (attempt for callback in complaint.callbacks for attempt in callback.attempts):
            assert row.by.role in handlers
            assert row.by.team_id == complaint.team_id
        for row in complaint.escalations:
            assert row.accepted_by is None or row.accepted_by.role in {Role.SPECIALIST, Role.MANAGER}
        for row in complaint.redress:
            assert row.decided_by_id != row.requested_by_id
            if row.approved:
                assert row.amount <= redress.limit(Role.MANAGER, row.kind)


def test_nothing_happened_after_the_last_full_hour(loaded: list[Complaint], at: datetime) -> None:
    until = at.replace(minute=0)
    streams = defaultdict(list)
    for event in db.session.scalars(sa.select(Event).order_by(Event.stream, Event.seq)):
        if event.stream.startswith("complaint/"):
            streams[event.stream].append(event.at)
    for moments in streams.values():
        assert moments == sorted(moments)
        assert moments[-1] <= until
    assert min(complaint.opened_at for complaint in loaded) > at - timedelta(days=92)
    assert [row.opened_at for row in loaded] == sorted(row.opened_at for row in loaded)
    for complaint in loaded:
        for before, after in zip(complaint.visits, complaint.visits[1:], strict=False):
            assert before.left_at is not None
            assert before.left_at <= after.entered_at


def test_signals_are_what_the_reading_finds(loaded: list[Complaint]) -> None:
    book = guidance.load()
    for complaint in loaded:
        heard = {None: complaint.narrative} | {f"note{note.id}": note.text for note in complaint.notes}
        attempts = (attempt for callback in complaint.callbacks for attempt in callback.attempts if attempt.words)
        heard |= {f"attempt{attempt.id}": attempt.words for attempt in attempts}
        kept = defaultdict(set)
        for row in complaint.signals:
            source = f"note{row.note_id}" if row.note_id else f"attempt{row.attempt_id}" if row.attempt_id else None
            kept[source].add((row.code, row.severity, row.polarity, row.start_at, row.end_at))
        for source, words in heard.items():
            found = guidance.read(words, book, complaint.line.value).signals
            wanted = {(row.code, row.severity, row.polarity, row.start, row.end) for row in found}
            letters = source is not None and not kept[source]
            assert kept[source] == wanted or letters, (complaint.number, words)


def test_levels_follow_from_signals_and_rules(loaded: list[Complaint]) -> None:
    for complaint in loaded:
        signals = [guidance.Signal(row.code, row.polarity, 0, 1, "", row.severity) for row in complaint.signals]
        levels = [Risk(guidance.level_for(guidance.severity_of(signals)))]
        levels += [row.risk for row in complaint.firings if row.risk]
        assert complaint.risk is max(levels, key=lambda level: level.rank)
        assert complaint.first_risk.rank <= complaint.risk.rank
        assert complaint.escalation_level == max((row.level for row in complaint.escalations), default=0)
        asked = {row.rule for row in complaint.firings if row.level}
        assert {row.rule for row in complaint.escalations if row.rule} <= asked


def shapes() -> dict[str, set[str]]:
    """What the data and the texts of each kind of event may hold."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind, data in db.session.execute(sa.select(Event.kind, Event.data).where(Event.stream.like("complaint/%"))):
        found[kind] |= json.loads(data).keys()
    joined = sa.and_(Event.stream == EventText.stream, Event.seq == EventText.seq)
    for kind, field in db.session.execute(sa.select(Event.kind, EventText.field).join(EventText, joined)):
        found[kind].add(f"texts.{field}")
    return found


def test_events_have_the_shape_that_verbs_give_them(
    loaded: list[Complaint], another_desk: Callable[[str], Flask], at: datetime
) -> None:
    told = shapes()
    with another_desk("verbs").app_context():
        _journeys({user.username: user for user in db.session.scalars(sa.select(User))}, at)
        written = shapes()
        db.session.remove()
        db.engine.dispose()
    assert {kind: told[kind] ^ written[kind] for kind in told if told[kind] != written[kind]} == {}


def _journeys(who: dict[str, User], at: datetime) -> None:
    """Every kind of event the demo tells of, by the verbs."""
    rep, specialist, manager = who["rep"], who["specialist"], who["manager"]
    dear = {"proposals": [{"text": "退", "reason": "查实", "due_on": "2026-11-27", "amount": "900"}]}
    one = make_complaint(rep, at, step=Step.PROPOSE, narrative="再不解决我就打12315投诉你们。")
    with transaction():
        handling.edit(one, dear, by=rep, at=at)
        redress.decide(one.redress[0], True, by=manager, at=at)
        handling.note(one, {"text": "已请计费组核数"}, by=rep, at=at)
        callbacks.schedule(one, {"promised_at": at + timedelta(days=1), "reason": "回信"}, by=rep, at=at)
        escalations.accept(one.escalations[0], by=specialist, at=at)
        escalations.hand_back(one.escalations[0], "先报总数", by=specialist, at=at)
    advance(one, rep, at, **dear)
    reject(one, rep, at)
    advance(one, rep, at)
    advance(one, rep, at)
    keep_promises(one, rep, at)
    call(one, manager, at, result="not_solved", words="还在扣")
    with transaction():
        brief = {"situation": "一", "complication": "二", "resolution": "三"}
        raised = escalations.propose(one, {"level": 2, "reason": "四", "brief": brief}, by=manager, at=at)
        escalations.take_over(escalations.raise_level(raised, "五", by=manager, at=at), by=manager, at=at)
        handling.move(one, "return", to="soothe", reason="又急了", by=manager, at=at)
        handling.move(one, "withdraw", fields={"own_words": "算了"}, by=manager, at=at)
        handling.move(one, "reopen", reason="又来", by=manager, at=at)
        handling.edit(one, {"owner": rep.id}, by=manager, at=at)
    no = {"verdict": "rejects", "own_words": "不认", "appeal_told": True}
    three = make_complaint(rep, at, step=Step.CONFIRM)
    for _ in range(2):
        reject(three, rep, at)
        advance(three, rep, at)
    with transaction():
        handling.move(three, "advance", fields=no, reason="没有依据", by=manager, at=at)
    two = make_complaint(manager, at, step=Step.FOLLOW_UP)
    keep_promises(two, manager, at)
    call(two, manager, at, result="partly", words="一半")
    with transaction():
        handling.move(two, "close", fields=RECORDS[Step.FOLLOW_UP], reason="另立一单", by=manager, at=at)


def test_small_demos_show_every_state(shown: dict[str, Complaint], at: datetime) -> None:
    for name, step in (("soothe", "SOOTHE"), ("diagnose", "DIAGNOSE"), ("propose", "PROPOSE"), ("confirm", "CONFIRM")):
        assert shown[f"at_{name}"].step is Step[step]
    state = {name: callbacks.state_of(row.callbacks[-1]) for name, row in shown.items() if row.callbacks}
    assert [state[name] for name in ("callback_now", "callback_later", "callback_overdue")] == ["due"] * 3
    next_at = {name: row.callbacks[-1].next_at for name, row in shown.items() if row.callbacks}
    assert at - timedelta(hours=1) < next_at["callback_now"] <= at
    assert next_at["callback_later"] > at
    assert next_at["callback_overdue"] < at - timedelta(days=1)
    assert [state[f"callback_{name}"] for name in ("tried", "exhausted", "reached")] == [
        "trying",
        "exhausted",
        "reached",
    ]
    assert state["letter_missing"] == "awaiting_notice"
    again = shown["opened_again"]
    assert (again.step, again.reopened) == (Step.DIAGNOSE, 1)
    assert again.owner_id not in {visit.entered_by_id for visit in again.visits[:-1]}
    assert shown["promise_open"].promises[0].state is PromiseState.OPEN
    assert shown["promise_broken"].promises[0].state is PromiseState.BROKEN
    assert shown["awaits_approval"].redress[0].decided_at is None
    assert shown["thinking_it_over"].visits[-2].verdict is Verdict.NEEDS_TIME
    assert [shown[name].attempt for name in ("second_round", "third_round")] == [2, 3]


def test_small_demos_show_every_escalation(shown: dict[str, Complaint]) -> None:
    latest = {name: row.escalations for name, row in shown.items() if row.escalations}
    for name, state in (
        ("escalation_waiting", "proposed"),
        ("escalation_accepted", "accepted"),
        ("escalation_taken_over", "taken_over"),
        ("escalation_handed_back", "handed_back"),
        ("escalation_settled", "settled"),
        ("manager_informed", "proposed"),
    ):
        assert latest[name][-1].state == state, name
    lower, higher = latest["escalation_raised"][-2:]
    assert (lower.state, higher.state, higher.raised_from_id) == ("settled", "proposed", lower.id)
    assert "E04" in {row.rule for row in shown["third_contact"].firings}
    assert shown["third_contact"].complainant_id == shown["first_contact"].complainant_id
    assert shown["regulator"].risk is Risk.HIGH
    assert shown["life_in_danger"].risk is Risk.CRITICAL
    denied = [row for row in shown["not_the_regulator"].signals if row.code == "R05"]
    assert [row.polarity for row in denied] == ["denied"]
    assert shown["not_the_regulator"].risk is Risk.LOW


def test_small_demos_show_every_lateness(shown: dict[str, Complaint], at: datetime) -> None:
    today = at.replace(hour=16, minute=0)
    assert shown["due_today"].due_at == today
    assert shown["late"].due_at < at
    assert shown["very_late"].due_at < shown["late"].due_at
    assert {row.rule for row in shown["very_late"].firings} >= {"E05", "E05-2"}


def test_a_larger_demo_has_everything(app: Flask, at: datetime) -> None:
    load(700, at, seed=1)
    rows = everything()
    assert {row.disposition for row in rows} == {*Disposition, None}
    assert {row.line for row in rows} == {*Line} - {Line.GENERAL}
    assert {row.language for row in rows} == {*Language}
    assert {row.attempt for row in rows} == {1, 2, 3}
    assert {row.risk for row in rows} == {*Risk}
    assert {row.state for row in db.session.scalars(sa.select(Promise))} == {*PromiseState}
    attempts = [attempt for row in rows for callback in row.callbacks for attempt in callback.attempts]
    assert {attempt.result for attempt in attempts} == {*Result, None}
    assert {attempt.outcome for attempt in attempts} >= {*Outcome} - {Outcome.WRONG_NUMBER, Outcome.REFUSED}
    assert {attempt.guard_breach for attempt in attempts} == {None}
    texts_seen = Counter(row.narrative for row in rows)
    assert texts_seen.most_common(1)[0][1] <= 2
    open_now = [row for row in rows if not row.closed]
    assert 0.05 < len(open_now) / len(rows) < 0.25
    assert sum(row.opened_at > at - timedelta(days=15) for row in open_now) > 0.8 * len(open_now)
    assert max(Counter(row.complainant_id for row in rows).values()) > 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Link)) > 10
    assert (
        db.session.scalar(sa.select(sa.func.count()).select_from(Escalation).where(Escalation.settled_at.is_(None))) > 5
    )
    assert audit.verify() == []


def test_people_are_sealed_and_found_again(loaded: list[Complaint]) -> None:
    for complaint in loaded[:40]:
        person = complaint.complainant
        known = {"name": person.name, "phone": person.phone, "account": person.account}
        assert complainants.indexes(**known) == {name: getattr(person, name) for name in complainants.indexes(**known)}
        soothed = [visit for visit in complaint.visits if visit.step is Step.SOOTHE and visit.left_at is not None]
        assert all(visit.form_of_address == person.form_of_address for visit in soothed)


def _sentences() -> Iterator[tuple[str, str]]:
    slots = {"fee": "15", "half": "8", "total": "75", "n": "5", "month": "7", "day": "13", "days": "3"}
    slots |= {"due": "11月30日", "demand": "退", "event": "扣", "name": "王女士"}
    for topic in texts.topics():
        for words in topic.words.values():
            for product in words.get("product", topic.products):
                for part in ("event", "detail", "demand", "check"):
                    yield from ((topic.code, line.format(product=product, **slots)) for line in words[part])
    for language in texts.LANGUAGES:
        for part, lines in texts.common(language).items():
            if part not in ("signals", "denials", "not_solved", "callback_reason"):
                yield from (("", line.format(**slots)) for line in lines)


def test_only_what_is_meant_to_alarm_does(app: Flask) -> None:
    book = guidance.load()
    alarming = {code: {row.code for row in guidance.read(said, book).signals} for code, said in _sentences()}
    assert {code: found for code, found in alarming.items() if found and code not in ("AF3-04", "BK10-01")} == {}
    for language in texts.LANGUAGES:
        for group, polarity in (("signals", "asserted"), ("denials", "denied")):
            for code, lines in texts.common(language)[group].items():
                for line in lines:
                    found = {(row.code, row.polarity) for row in guidance.read(line, book).signals}
                    assert (code, polarity) in found, line


def test_topics_are_causes_of_the_book(app: Flask) -> None:
    book = guidance.load()
    assert len(texts.topics()) > 25
    for topic in texts.topics():
        assert book.causes[topic.code].line in {Line.TELECOM, Line.BANKING, Line.AUTO_FINANCE, Line.UTILITIES}
        assert all(
            entry["disposition"] in {*Disposition} for words in topic.words.values() for entry in words["settle"]
        )
