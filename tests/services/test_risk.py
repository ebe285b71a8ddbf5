"""Risk: read from what was said, raised by rules, lowered by a manager with a reason and by nobody else."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from complaints import callbacks, handling, risk
from complaints.codes import Risk
from complaints.db import transaction
from complaints.errors import Invalid, NotAllowed, WrongStep
from complaints.models import Complaint, User

from ..databases import on_both
from ..factories import make_complaint
from .checks import People, kinds, refused, writes

REGULATOR = "再不解决我就打12315投诉你们。"


@on_both
@pytest.mark.parametrize(
    ("narrative", "given", "level", "rules"),
    [
        ("七月起多扣15元。", {}, Risk.LOW, []),
        ("我不会投诉到12315，就想退钱。", {}, Risk.LOW, []),
        ("你们客服说“可以去12315投诉”。", {}, Risk.LOW, []),
        (REGULATOR, {}, Risk.HIGH, ["E14"]),
        (REGULATOR, {"emotion": 9}, Risk.CRITICAL, ["E02", "E14"]),
        (REGULATOR, {"reference_number": "2026-4711"}, Risk.HIGH, ["E03", "E14"]),
        ("不退就找记者曝光，再去12315。", {}, Risk.CRITICAL, ["E02", "E14"]),
        ("我不想活了。", {}, Risk.CRITICAL, ["E01"]),
    ],
)
def test_the_first_reading(
    people: People, at: datetime, narrative: str, given: dict[str, Any], level: Risk, rules: list[str]
) -> None:
    complaint = make_complaint(people["rep"], at, narrative=narrative, **given)
    assert (complaint.risk, complaint.first_risk) == (level, level)
    assert [row.rule for row in complaint.firings] == rules
    assert kinds(complaint).count("rule_fired") == len(rules)


def test_a_denied_signal_is_shown_and_does_not_count(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, narrative="我不会投诉到12315，就想退钱。")
    assert [(row.code, row.polarity) for row in complaint.signals] == [("R05", "denied")]
    assert (complaint.risk, complaint.escalations, complaint.risk_score) == (Risk.LOW, [], complaint.emotion)


@on_both
def test_the_words_of_every_signal_stand_in_its_text(people: People, at: datetime) -> None:
    narrative = "😡😡 气死我了！再不退，我去12315，还要找记者曝光。\n家里老人也被你们骗了。"
    complaint = make_complaint(people["rep"], at, narrative=narrative)
    spans = [(row.start_at, row.end_at) for row in complaint.signals]
    assert [narrative[start:end] for start, end in spans] == [risk.words_of(row) for row in complaint.signals]
    assert {"12315", "记者", "曝光"} <= {risk.words_of(row) for row in complaint.signals}


class TestLaterWords:
    """Notes of calls and the words of callbacks are read like the narrative; what we write is not."""

    @pytest.mark.parametrize(
        ("kind", "level"),
        [("call", Risk.HIGH), ("internal", Risk.HIGH), ("sms", Risk.LOW), ("letter", Risk.LOW)],
    )
    def test_in_a_note(self, people: People, at: datetime, kind: str, level: Risk) -> None:
        complaint = make_complaint(people["rep"], at)
        with transaction():
            note = handling.note(complaint, {"text": f"客户原话：{REGULATOR}", "kind": kind}, by=people["rep"], at=at)
        assert (complaint.risk, complaint.first_risk) == (level, Risk.LOW)
        assert [risk.words_of(row) for row in complaint.signals if row.note_id == note.id] == ["12315"] * (
            level is Risk.HIGH
        )

    def test_in_a_callback(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        with transaction():
            given = {"promised_at": at + timedelta(hours=1), "reason": "说进度"}
            callback = callbacks.schedule(complaint, given, by=people["rep"], at=at)
            words = {"outcome": "reached", "words": REGULATOR}
            attempt = handling.record_attempt(callback, words, by=people["rep"], at=at)
        assert [(row.attempt_id, risk.words_of(row)) for row in complaint.signals] == [(attempt.id, "12315")]
        assert complaint.risk is Risk.HIGH

    def test_never_lower_the_level(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, narrative="我不想活了。")
        with transaction():
            handling.note(complaint, {"text": "客户平静了，说不投诉了", "kind": "call"}, by=people["rep"], at=at)
        assert complaint.risk is Risk.CRITICAL


class TestLowering:
    """A person lowers it, with a reason; the first level stays."""

    @pytest.fixture
    def hot(self, people: People, at: datetime) -> Complaint:
        """A complaint of high risk."""
        return make_complaint(people["rep"], at, narrative=REGULATOR)

    @on_both
    def test_is_a_managers_and_keeps_the_first_level(self, hot: Complaint, people: People, at: datetime) -> None:
        for who in ("rep", "specialist", "manager2", "compliance", "admin", "rules"):
            with refused(NotAllowed):
                risk.lower(hot, "low", "电话里说清了，只是气话", by=people[who], at=at)
        with writes(hot, "risk_set"):
            risk.lower(hot, "medium", "电话里说清了，只是气话", by=people["manager"], at=at)
        assert (hot.risk, hot.first_risk) == (Risk.MEDIUM, Risk.HIGH)

    @pytest.mark.parametrize(
        ("level", "reason", "field"), [("low", " ", "reason"), ("none", "气话", "risk"), (None, "气话", "risk")]
    )
    def test_names_what_is_wrong(
        self, hot: Complaint, people: People, at: datetime, level: Any, reason: str, field: str
    ) -> None:
        with refused(Invalid, field):
            risk.lower(hot, level, reason, by=people["manager"], at=at)

    def test_to_the_same_level_is_refused(self, hot: Complaint, people: People, at: datetime) -> None:
        with refused(WrongStep):
            risk.lower(hot, "high", "再看一遍", by=people["manager"], at=at)

    def test_holds_until_something_new_is_said(self, hot: Complaint, people: People, at: datetime) -> None:
        with transaction():
            risk.lower(hot, "low", "只是气话", by=people["manager"], at=at)
            handling.assess(hot, at=at)
        assert hot.risk is Risk.LOW
        with transaction():
            handling.note(hot, {"text": "又说要找记者曝光", "kind": "call"}, by=people["rep"], at=at)
        assert hot.risk is Risk.CRITICAL


class TestRulesOnFacts:
    """What is not said but counted: contacts, promises, time."""

    def again(self, by: User, at: datetime, **given: Any) -> Complaint:
        return make_complaint(by, at, cause="TE1-03", **given)

    def test_the_third_contact_on_one_cause_in_thirty_days(self, people: People, at: datetime) -> None:
        rep = people["rep"]
        found = [self.again(rep, at + timedelta(days=day)) for day in (0, 10, 20)]
        assert [[row.rule for row in complaint.firings] for complaint in found] == [[], [], ["E04"]]
        assert found[2].risk is Risk.HIGH

    def test_not_when_it_is_another_cause_another_person_or_long_ago(self, people: People, at: datetime) -> None:
        rep = people["rep"]
        self.again(rep, at - timedelta(days=31))
        make_complaint(rep, at, cause="TE4-02")
        self.again(rep, at, complainant={"name": "周玉琴", "phone": "13700001111"})
        self.again(rep, at)
        assert self.again(rep, at).firings == []

    def test_the_last_fifth_of_the_time(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        for day, rules in ((12, []), (13, ["E05"]), (15, ["E05", "E05-2"])):
            with transaction():
                handling.assess(complaint, at=at + timedelta(days=day))
            assert [row.rule for row in complaint.firings] == rules
        assert (complaint.risk, complaint.escalation_level) == (Risk.MEDIUM, 1)

    def test_a_rule_fires_once(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, narrative=REGULATOR)
        before = complaint.head_seq
        with transaction():
            assert handling.assess(complaint, at=at) == []
        assert complaint.head_seq == before


def test_the_rules_that_stand_say_how_near_they_are(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, cause="TE1-03")
    said = [row.text.zh for row in risk.standing(complaint, at=at)]
    assert "30天内再为这件事来两次，转升级专员" in said
