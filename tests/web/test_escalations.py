"""The escalation inbox: one brief, four answers, advice that reaches the front line."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from complaints import escalations
from complaints.db import transaction
from complaints.models import Complaint, User
from complaints.steps import Step

from .. import factories
from .counting import statements
from .posting import fresh, person, post

People = dict[str, User]
BRIEF = {"situation": "五个月多扣75元", "complication": "两次没回电", "resolution": "请您决定：全退"}


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=30)


@pytest.fixture
def raised(people: People, now: datetime) -> Complaint:
    """A complaint of the rep, proposed to level 2."""
    complaint = factories.make_complaint(people["rep"], now, step=Step.PROPOSE)
    with transaction():
        given = {"level": 2, "reason": "客户要找监管", "brief": BRIEF}
        escalations.propose(complaint, given, by=people["rep"], at=now)
    return complaint


def answer(client: Any, number: str, what: str, **given: Any) -> Any:
    complaint = fresh(number)
    row = next(row for row in complaint.escalations if row.open)
    given.setdefault("version", str(complaint.head_seq))
    return post(client, f"/escalations/{row.id}/{what}", given)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("tab", ["waiting", "mine", "handed_back", "settled", "nope"])
def test_every_tab(raised: Complaint, sign_in: Any, tab: str, language: str) -> None:
    page = sign_in("specialist", language).get(f"/escalations?tab={tab}&chosen=²")
    assert page.status_code == 200
    assert ("五个月多扣75元" in page.text) == (tab in ("waiting", "nope"))
    assert "周玉琴" not in page.text
    assert "13900862071" not in page.text


def counts(client: Any) -> list[str]:
    """The numbers on the tabs."""
    tabs = client.get("/escalations").text.partition("view-tabs")[2].partition("</nav>")[0]
    return re.findall(r'class="count">(\d+)', tabs)


def test_every_tab_says_how_many_it_holds(raised: Complaint, sign_in: Any) -> None:
    client = sign_in("specialist", "en")
    assert counts(client) == ["1", "0", "0", "0"]
    assert answer(client, raised.number, "accept").status_code == 303
    assert counts(client) == ["0", "1", "0", "0"]
    assert answer(client, raised.number, "hand-back", advice="先全退").status_code == 303
    assert counts(client) == ["0", "0", "1", "0"]


def test_the_brief_asks_in_bold_and_says_who_checked_it(raised: Complaint, sign_in: Any) -> None:
    page = sign_in("specialist", "en").get("/escalations").text
    assert "<strong>请您决定：全退</strong>" in page
    assert re.search(r"drafted from \d+ entries, checked by \S+, Today", page)
    assert "No amount was named" in page
    assert "You alone: refund 1,000 yuan, goodwill 500 yuan" in page
    assert "Above that a manager decides" in page
    assert "Above that another manager decides" in sign_in("manager", "en").get("/escalations").text


def test_why_it_climbed_in_their_own_words(people: People, now: datetime, sign_in: Any) -> None:
    narrative = "多扣了75元，再不退我就打12315投诉你们，我不想找记者。"
    factories.make_complaint(people["rep"], now, narrative=narrative)
    page = sign_in("specialist", "en").get("/escalations").text
    side = page.partition('id="side"')[2]
    assert "Rule E14, version 1" in side
    assert re.search(r'再不退我就打<mark class="mark mark-high"[^>]*>12315', side)
    assert "denied, not counted" in side
    assert "Must be done" in side
    assert "Follow the signal" in side


def test_accept_then_hand_back_with_advice(raised: Complaint, sign_in: Any) -> None:
    number, client = raised.number, sign_in("specialist", "en")
    assert answer(client, number, "accept").status_code == 303
    refused = answer(client, number, "hand-back", advice="", tab="mine")
    assert refused.status_code == 422
    assert "Fill this in" in refused.text
    assert answer(client, number, "hand-back", advice="先全退，再谈原因").status_code == 303
    assert "先全退，再谈原因" in sign_in("rep").get(f"/complaints/{number}").text


def test_take_over_and_raise(raised: Complaint, people: People, sign_in: Any) -> None:
    number, client, manager = raised.number, sign_in("specialist"), sign_in("manager", "en")
    assert answer(client, number, "take-over").status_code == 303
    assert fresh(number).owner.username == "specialist"
    assert answer(manager, number, "raise", reason="").status_code == 422
    assert answer(manager, number, "raise", reason="要赔偿").status_code == 303
    assert fresh(number).escalation_level == 3
    assert answer(manager, number, "raise", reason="再高").status_code == 422


def test_an_answer_to_an_old_page_is_refused(raised: Complaint, sign_in: Any) -> None:
    stale = answer(sign_in("specialist"), raised.number, "hand-back", version="1", advice="写好的建议", tab="waiting")
    assert stale.status_code == 412
    assert "写好的建议" in stale.text


@pytest.mark.parametrize(
    ("username", "status"), [("rep", 403), ("specialist", 200), ("manager", 200), ("compliance", 200), ("admin", 403)]
)
def test_who_sees_the_inbox(raised: Complaint, sign_in: Any, username: str, status: int) -> None:
    assert sign_in(username).get("/escalations").status_code == status


@pytest.mark.parametrize("username", ["rep", "compliance"])
def test_who_may_not_answer(raised: Complaint, sign_in: Any, username: str) -> None:
    assert answer(sign_in(username), raised.number, "accept").status_code == 403


@pytest.mark.parametrize("value", ["", "\x00", "<script>alert(1)</script>", "😀" * 9, "x" * 9_000])
def test_hostile_advice(raised: Complaint, sign_in: Any, value: str) -> None:
    reply = answer(sign_in("specialist"), raised.number, "hand-back", advice=value)
    assert reply.status_code in (303, 422)
    assert "<script>alert" not in reply.text
    assert post(sign_in("specialist"), "/escalations/999999/accept", {"version": value}).status_code == 404


def test_statements_do_not_grow_with_rows(app: Flask, now: datetime, sign_in: Any) -> None:
    client = sign_in("specialist")

    def add(count: int) -> None:
        for _each in range(count):
            complaint = factories.make_complaint(person("rep"), now)
            with transaction():
                escalations.propose(complaint, {"level": 1, "reason": "急", "brief": BRIEF}, by=person("rep"), at=now)

    add(2)
    with statements(app) as few:
        client.get("/escalations")
    add(6)
    with statements(app) as many:
        client.get("/escalations")
    assert len(many) <= len(few)
