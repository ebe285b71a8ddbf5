"""Wording on the desk: what is handed out for a complaint, filled, kept as offered and used, and not said again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import guidance
from complaints import wording
from complaints.codes import Channel
from complaints.db import db, transaction
from complaints.errors import Invalid, NotAllowed, NotFound, WrongStep
from complaints.models import Complaint, WordingOffer
from complaints.steps import Step

from ..databases import on_both
from ..factories import advance, make_complaint
from .checks import People, closed_complaint, refused

OWN = "TE1-03.soothe.upset.say.1"


@pytest.fixture
def complaint(people: People, at: datetime) -> Complaint:
    """An upset complaint about an unknown charge, at soothe."""
    return make_complaint(people["rep"], at, cause="TE1-03")


def ids(complaint: Complaint, kind: str = "say", **asked: str) -> list[str]:
    return [row.id for row in wording.suggestions(complaint, **asked) if row.kind == kind]


def offers(complaint: Complaint) -> list[WordingOffer]:
    query = sa.select(WordingOffer).where(WordingOffer.complaint_id == complaint.id).order_by(WordingOffer.id)
    return list(db.session.scalars(query))


class TestSuggested:
    """For the cause, the step, the mood and the channel of this complaint."""

    def test_the_leafs_own_lines_come_first(self, complaint: Complaint) -> None:
        found = ids(complaint)
        own = [name.startswith("TE1-03.") for name in found]
        assert found[0] == OWN
        assert own == sorted(own, reverse=True)
        assert not all(own)

    @pytest.mark.parametrize("step", Step)
    def test_every_step_has_something_to_say(self, complaint: Complaint, step: Step) -> None:
        found = ids(complaint, step=step.value)
        assert found
        assert all(f".{step.value}." in name for name in found)

    def test_the_mood_decides(self, people: People, at: datetime) -> None:
        furious = make_complaint(people["rep"], at, cause="TE1-03", emotion=9)
        assert ids(furious)[0] == "TE1-03.soothe.furious.say.1"

    @pytest.mark.parametrize("channel", Channel)
    def test_every_intake_channel_has_its_wording_channel(self, people: People, at: datetime, channel: Channel) -> None:
        complaint = make_complaint(people["rep"], at, channel=channel.value)
        assert wording.situation_of(complaint).channel in ("phone", "counter", "chat", "letter", "sms")
        assert ids(complaint)

    @pytest.mark.parametrize("name", ["step", "need", "temperament"])
    def test_an_unknown_code_is_named(self, complaint: Complaint, name: str) -> None:
        with refused(Invalid, name):
            wording.suggestions(complaint, **{name: "nonsense"})

    def test_what_is_asked_for_goes_before_what_is_known(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, needs=["vent", "respect"])
        assert wording.situation_of(complaint).need == "vent"
        asked = wording.suggestions(complaint, need="respect", channel="letter", temperament="thinking")
        assert {("need", "respect"), ("channel", "letter"), ("temperament", "thinking")} <= {
            (reason.key, reason.value) for row in asked for reason in row.reasons
        }


class TestKept:
    """What was offered and used is kept once a visit."""

    @on_both
    def test_an_offer_once_a_visit(self, complaint: Complaint, at: datetime) -> None:
        with transaction():
            wording.offer(complaint, [OWN, OWN, "no.such.line"], at=at)
        with transaction():
            wording.offer(complaint, [OWN], at=at + timedelta(minutes=1))
        assert [(row.wording_id, row.offered_at, row.used_at) for row in offers(complaint)] == [(OWN, at, None)]

    def test_a_use_of_what_was_offered(self, complaint: Complaint, people: People, at: datetime) -> None:
        with transaction():
            wording.offer(complaint, [OWN], at=at)
            wording.use(complaint, OWN, by=people["rep"], at=at + timedelta(minutes=1))
        (row,) = offers(complaint)
        assert (row.used_at, row.used_by_id) == (at + timedelta(minutes=1), people["rep"].id)

    def test_a_use_of_what_was_not(self, complaint: Complaint, people: People, at: datetime) -> None:
        with transaction():
            wording.use(complaint, OWN, by=people["rep"], at=at)
        assert [(row.wording_id, row.used_at) for row in offers(complaint)] == [(OWN, at)]

    def test_neither_changes_the_version(self, complaint: Complaint, people: People, at: datetime) -> None:
        before = complaint.etag
        with transaction():
            wording.offer(complaint, ids(complaint), at=at)
            wording.use(complaint, OWN, by=people["rep"], at=at)
        assert complaint.etag == before

    def test_only_of_lines_in_the_book_and_by_those_who_may_work_on_it(
        self, complaint: Complaint, people: People, at: datetime
    ) -> None:
        with refused(NotFound):
            wording.use(complaint, "no.such.line", by=people["rep"], at=at)
        for who in ("rep2", "specialist", "manager2", "compliance", "admin"):
            with refused(NotAllowed):
                wording.use(complaint, OWN, by=people[who], at=at)

    def test_never_on_a_closed_complaint(self, people: People, at: datetime) -> None:
        complaint = closed_complaint(people, at)
        with refused(WrongStep):
            wording.use(complaint, OWN, by=people["rep"], at=at)


class TestUsedBefore:
    """What was said at an earlier visit is not said first again."""

    def test_goes_last_at_the_next_visit(self, complaint: Complaint, people: People, at: datetime) -> None:
        rep = people["rep"]
        with transaction():
            wording.use(complaint, OWN, by=rep, at=at)
        assert ids(complaint)[0] == OWN
        advance(complaint, rep, at)
        assert ids(complaint, step="soothe")[-1] == OWN
        assert wording.used_before(complaint) == [OWN]

    def test_is_not_what_was_only_offered(self, complaint: Complaint, people: People, at: datetime) -> None:
        with transaction():
            wording.offer(complaint, [OWN], at=at)
        advance(complaint, people["rep"], at)
        assert wording.used_before(complaint) == []

    def test_of_imported_history_is_nothing(self, imported: Complaint) -> None:
        assert wording.used_before(imported) == []
        assert wording.suggestions(imported)

    @pytest.fixture
    def imported(self, complaint: Complaint) -> Complaint:
        """An old complaint that came by import: no step, no visit."""
        known: dict[str, Any] = {
            "number": "C20250101-0001",
            "line": complaint.line,
            "channel": complaint.channel,
            "narrative": "老投诉",
            "narrative_salt": bytes(16),
            "step": None,
            "imported": True,
            "opened_by_id": complaint.opened_by_id,
            "opened_at": complaint.opened_at,
            "head_seq": 0,
            "head_hash": bytes(32),
        }
        old = Complaint(**known)
        with transaction():
            db.session.add(old)
        return old


class TestSlots:
    """Filled from the complaint, in its language; what is not known is a visible gap."""

    def test_at_the_start_little_is_known(self, complaint: Complaint, people: People) -> None:
        assert wording.slots_of(complaint, by=people["rep"]) == {
            "form_of_address": "周女士",
            "rep_name": "陈晓岚",
            "rep_number": "rep",
            "number": complaint.number,
        }

    @pytest.mark.parametrize(
        ("language", "promised_on", "callback_at"),
        [("zh", "11月27日", "11月28日10:00"), ("en", "27 November", "10:00 on 28 November")],
    )
    def test_later_what_was_proposed_and_promised(
        self, people: People, at: datetime, language: str, promised_on: str, callback_at: str
    ) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP, language=language)
        known = wording.slots_of(complaint, by=people["rep"])
        assert {name: known[name] for name in ("demand", "promised_on", "callback_at", "amount")} == {
            "demand": "多扣的全部退还",
            "promised_on": promised_on,
            "callback_at": callback_at,
            "amount": "75",
        }

    def test_of_the_book_are_the_only_ones(self, complaint: Complaint, people: People) -> None:
        assert wording.slots_of(complaint, by=people["rep"]).keys() <= guidance.load().slots.keys()

    def test_without_a_value_are_a_gap(self, complaint: Complaint, people: People) -> None:
        said = wording.filled("{form_of_address}，退您{amount}元。", wording.slots_of(complaint, by=people["rep"]))
        assert (said.text, said.missing) == ("周女士，退您【待填：金额】元。", ("amount",))

    def test_hostile_values_stay_text(self, people: People, at: datetime) -> None:
        person = {"name": "某某", "form_of_address": "{amount}<b>\u202e"}
        complaint = make_complaint(people["rep"], at, complainant=person)
        said = wording.filled("{form_of_address}，您好", wording.slots_of(complaint, by=people["rep"]))
        assert said.missing == ()
        assert "{" not in said.text
