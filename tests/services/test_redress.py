"""Money: at once within one's limit, above it by a second person, and no gate opens before that."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from complaints import handling, redress
from complaints.db import db, transaction
from complaints.errors import GateClosed, Invalid, NotAllowed, WrongStep
from complaints.models import Complaint, Redress
from complaints.steps import Step

from ..databases import on_both
from ..factories import advance, make_complaint
from .checks import People, closed_complaint, refused, writes

LIMITS = [
    ("rep", "refund", "200.00"),
    ("rep", "goodwill", "30.00"),
    ("specialist", "refund", "1000.00"),
    ("specialist", "goodwill", "500.00"),
    ("manager", "refund", "5000.00"),
    ("manager", "goodwill", "2000.00"),
]


@pytest.fixture
def unassigned(people: People, at: datetime) -> Complaint:
    """A complaint of the team that everybody in it may work on."""
    return make_complaint(people["manager"], at)


def wanted(amount: Any, kind: str = "refund") -> dict[str, Any]:
    return {"amount": amount, "kind": kind, "reason": "没有订购确认"}


@on_both
@pytest.mark.parametrize(("who", "kind", "most"), LIMITS)
def test_up_to_the_limit_of_the_role_it_is_approved_at_once(
    unassigned: Complaint, people: People, at: datetime, who: str, kind: str, most: str
) -> None:
    with writes(unassigned, "redress_asked", "redress_asked"):
        within = redress.request(unassigned, wanted(most, kind), by=people[who], at=at)
        above = redress.request(unassigned, wanted(Decimal(most) + Decimal("0.01"), kind), by=people[who], at=at)
    assert (within.approved, within.decided_by_id) == (True, people[who].id)
    assert (above.approved, above.decided_by_id) == (None, None)


def test_names_what_is_wrong(unassigned: Complaint, people: People, at: datetime) -> None:
    for given, field in (
        (wanted(None), "amount"),
        (wanted("0"), "amount"),
        (wanted("-5"), "amount"),
        (wanted("1.005"), "amount"),
        (wanted("NaN"), "amount"),
        (wanted("100000000"), "amount"),
        (wanted("75", "voucher"), "kind"),
        (wanted("75") | {"reason": " "}, "reason"),
        (wanted("75") | {"reason": "长" * 2001}, "reason"),
    ):
        with refused(Invalid, field):
            redress.request(unassigned, given, by=people["rep"], at=at)


def test_those_who_may_not_work_on_it_ask_for_nothing(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    for who in ("rep2", "specialist", "manager2", "compliance", "admin"):
        with refused(NotAllowed):
            redress.request(complaint, wanted("5"), by=people[who], at=at)


def test_a_closed_complaint_takes_no_money(people: People, at: datetime) -> None:
    complaint = closed_complaint(people, at)
    with refused(WrongStep):
        redress.request(complaint, wanted("5"), by=people["rep"], at=at)


class TestDeciding:
    """A second person decides, once, whatever the amount."""

    @pytest.fixture
    def asked(self, people: People, at: datetime) -> Redress:
        """300 yuan that a rep asked for."""
        complaint = make_complaint(people["rep"], at)
        with transaction():
            return redress.request(complaint, wanted("300"), by=people["rep"], at=at)

    @on_both
    @pytest.mark.parametrize(("approved", "kind"), [(True, "redress_approved"), (False, "redress_refused")])
    def test_is_a_managers(self, asked: Redress, people: People, at: datetime, approved: bool, kind: str) -> None:
        for who in ("rep", "specialist", "manager2", "compliance", "admin"):
            with refused(NotAllowed):
                redress.decide(asked, approved, by=people[who], at=at)
        with writes(asked.complaint, kind):
            redress.decide(asked, approved, by=people["manager"], at=at)
        with refused(WrongStep):
            redress.decide(asked, not approved, by=people["manager"], at=at)
        assert (asked.approved, asked.decided_by_id) == (approved, people["manager"].id)

    def test_is_never_for_ones_own(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        with transaction():
            own = redress.request(complaint, wanted("5001"), by=people["manager"], at=at)
        for approved in (True, False):
            with refused(NotAllowed):
                redress.decide(own, approved, by=people["manager"], at=at)

    def test_covers_what_is_above_the_limit_of_any_role(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        with transaction():
            asked = redress.request(complaint, wanted("5000.01"), by=people["rep"], at=at)
        with writes(complaint, "redress_approved"):
            redress.decide(asked, True, by=people["manager"], at=at)

    @on_both
    def test_by_oneself_cannot_even_be_stored(self, asked: Redress) -> None:
        forged = {"decided_by_id": asked.requested_by_id, "decided_at": asked.requested_at, "approved": True}
        with pytest.raises(sa.exc.IntegrityError), transaction():
            db.session.execute(sa.update(Redress).values(**forged))


class TestTheGate:
    """A proposal above the limit of who makes it waits for a manager."""

    def propose(self, complaint: Complaint, people: People, at: datetime, amount: str, kind: str = "refund") -> None:
        proposal = {"text": "一次退清", "reason": "多扣", "due_on": "2026-11-27", "amount": amount, "kind": kind}
        with transaction():
            handling.edit(complaint, {"proposals": [proposal]}, by=people["rep"], at=at)

    def decide(self, complaint: Complaint, people: People, at: datetime, approved: bool) -> None:
        waiting = next(row for row in complaint.redress if row.decided_at is None)
        with transaction():
            redress.decide(waiting, approved, by=people["manager"], at=at)

    @pytest.fixture
    def proposing(self, people: People, at: datetime) -> Complaint:
        """A complaint at propose."""
        return make_complaint(people["rep"], at, step=Step.PROPOSE)

    def stays_closed(self, complaint: Complaint, people: People, at: datetime) -> None:
        with refused(GateClosed, "approval"):
            handling.move(complaint, "advance", by=people["rep"], at=at)

    def test_opens_with_the_approval(self, proposing: Complaint, people: People, at: datetime) -> None:
        self.propose(proposing, people, at, "300")
        self.stays_closed(proposing, people, at)
        self.decide(proposing, people, at, True)
        with transaction():
            handling.move(proposing, "advance", by=people["rep"], at=at)
        assert proposing.step is Step.CONFIRM

    def test_stays_closed_after_a_refusal_and_may_be_asked_again(
        self, proposing: Complaint, people: People, at: datetime
    ) -> None:
        self.propose(proposing, people, at, "300")
        self.decide(proposing, people, at, False)
        self.stays_closed(proposing, people, at)
        self.propose(proposing, people, at, "300")
        assert [row.approved for row in proposing.redress] == [False, None]
        self.propose(proposing, people, at, "200")
        with transaction():
            handling.move(proposing, "advance", by=people["rep"], at=at)

    def test_asks_once_for_the_same_money(self, proposing: Complaint, people: People, at: datetime) -> None:
        self.propose(proposing, people, at, "300")
        self.propose(proposing, people, at, "300")
        assert len(proposing.redress) == 1

    @pytest.mark.parametrize(("amount", "kind"), [("300.01", "refund"), ("300", "goodwill")])
    def test_an_approval_covers_no_more_and_nothing_else(
        self, proposing: Complaint, people: People, at: datetime, amount: str, kind: str
    ) -> None:
        self.propose(proposing, people, at, "300")
        self.decide(proposing, people, at, True)
        self.propose(proposing, people, at, amount, kind)
        self.stays_closed(proposing, people, at)

    def test_is_never_skipped(self, proposing: Complaint, people: People, at: datetime) -> None:
        self.propose(proposing, people, at, "6000")
        with refused(GateClosed, "approval"):
            handling.move(proposing, "advance", override=True, reason="客户急", by=people["manager"], at=at)

    def test_is_open_for_who_has_the_authority(self, proposing: Complaint, people: People, at: datetime) -> None:
        self.propose(proposing, people, at, "300")
        advance(proposing, people["manager"], at)
        assert proposing.step is Step.CONFIRM
