"""The handling page: every step by its form, refusals that keep the text, moves, rights, masks, hostile input."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import guidance
from complaints import callbacks, escalations, handling, promises, steps
from complaints.db import transaction
from complaints.models import User
from complaints.steps import Step

from .. import factories
from ..pages import text_of
from .counting import statements
from .posting import fresh, person, post, send

People = dict[str, User]

TYPED: dict[Step, dict[str, Any]] = {
    Step.SOOTHE: {**factories.RECORDS[Step.SOOTHE], "restatement_confirmed": "y"},
    Step.DIAGNOSE: {
        "demand": "多扣的全部退还",
        "cause": "TE1-03",
        "needs": ["balance"],
        "facts-0-kind": "fact",
        "facts-0-text": "七月起每月扣15元",
        "facts-1-kind": "view",
        "facts-1-text": "",
        "summary_read_back": "y",
    },
    Step.PROPOSE: {
        "proposals-0-text": "退还75元",
        "proposals-0-reason": "没有订购确认",
        "proposals-0-due_on": "2030-11-27",
        "proposals-0-amount": "75",
        "proposals-0-kind": "refund",
    },
    Step.CONFIRM: {"verdict": "accepts", "own_words": "行", "appeal_told": "y", "accepted_proposals": ["1"]},
}


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=30)


def step(client: FlaskClient, number: str, where: str, path: str = "record", **given: Any) -> Any:
    return send(client, number, path, step=where, **given)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("where", list(Step))
def test_the_page_of_every_step(people: People, now: datetime, sign_in: Any, where: Step, language: str) -> None:
    number = factories.make_complaint(people["rep"], now, step=where).number
    page = sign_in("rep", language).get(f"/complaints/{number}")
    assert page.status_code == 200
    assert "周*琴" in page.text
    assert "周玉琴" not in page.text
    assert "13900862071" not in page.text
    for name in steps.VISIT_FIELDS[where]:
        assert f'name="{name}' in page.text, name


def test_the_whole_way_by_forms(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now).number
    client = sign_in("rep", "en")
    for where in (Step.SOOTHE, Step.DIAGNOSE, Step.PROPOSE, Step.CONFIRM):
        answer = step(client, number, where.value, "moves?move=advance", **TYPED[where])
        assert answer.status_code == 303, text_of(answer.text)
        assert fresh(number).step is where.next
    promise = fresh(number).promises[0]
    assert send(client, number, f"promises/{promise.id}", state="kept", evidence="流水").status_code == 303
    call = fresh(number).callbacks[0]
    given = {"version": str(fresh(number).head_seq), "outcome": "reached", "result": "solved", "score": "5"}
    assert post(client, f"/callbacks/{call.id}/attempts", given).status_code == 303
    last = {"lesson": "二次确认", "disposition": "refunded", "root_cause": "短信链接", "appeal_told": "y"}
    assert step(client, number, "follow_up", "moves?move=close", **last).status_code == 303
    assert fresh(number).closed


def test_a_closed_gate_names_what_is_missing_and_keeps_what_was_typed(
    people: People, now: datetime, sign_in: Any
) -> None:
    number = factories.make_complaint(people["rep"], now).number
    answer = step(sign_in("rep", "en"), number, "soothe", "moves?move=advance", restatement="您说扣了三个月")
    assert answer.status_code == 422
    assert "您说扣了三个月" in answer.text
    assert "Read it back and tick when they confirm" in answer.text
    assert fresh(number).visit.restatement is None


def lacks(page: str) -> list[str]:
    """The fields of the checklist that are shown as missing."""
    return re.findall(r'gate-missing" data-gate-item="(\w+)"', page)


def test_what_the_form_brings_along_counts_as_given(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now).number
    client = sign_in("rep", "en")
    page = client.get(f"/complaints/{number}").text
    assert 'value="周女士"' in page
    assert lacks(page) == ["emotion_now", "restatement", "restatement_confirmed"]
    assert "3 things missing" in text_of(page)
    assert "is-held" in page
    typed = {"form_of_address": "周女士", "emotion_arrival": "6", "restatement": "扣了三个月"}
    answer = step(client, number, "soothe", "moves?move=advance", **typed)
    assert lacks(answer.text) == ["emotion_now", "restatement_confirmed"]


def test_recorded_proposals_are_rows_with_their_approval(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.PROPOSE).number
    rep, manager = sign_in("rep", "en"), sign_in("manager", "en")
    assert "Proposal and reason" not in rep.get(f"/complaints/{number}").text
    second = {"proposals-1-text": "另补500元", "proposals-1-reason": "两次未回电", "proposals-1-due_on": "2030-11-28"}
    second |= {"proposals-1-amount": "500", "proposals-1-kind": "goodwill"}
    typed = step(rep, number, "propose", "moves?move=advance", **TYPED[Step.PROPOSE], **second)
    assert typed.status_code == 422
    assert "goes to a manager once saved" in typed.text
    assert lacks(typed.text) == ["approval"]
    assert "Proposal 2 is 470 yuan over your limit" in typed.text
    assert step(rep, number, "propose", **TYPED[Step.PROPOSE], **second).status_code == 303
    page = rep.get(f"/complaints/{number}").text
    assert 'within the limit</td><td class="amount">75.00</td>' in page
    assert "a manager, sent" in page
    money = fresh(number).redress[0]
    send(manager, number, f"redress/{money.id}", decision="approve")
    assert f"approved by {person('manager').display_name}</td>" in rep.get(f"/complaints/{number}").text


def test_a_row_that_cannot_be_taken_stands_open_as_it_was_typed(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.PROPOSE).number
    answer = step(sign_in("rep"), number, "propose", **TYPED[Step.PROPOSE] | {"proposals-0-amount": "七十五"})
    assert answer.status_code == 422
    assert 'value="七十五"' in answer.text
    assert '<td class="offer"><details open>' in answer.text


def test_one_more_proposal_keeps_those_that_are_typed(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.PROPOSE).number
    answer = step(sign_in("rep"), number, "propose", more="proposals", **TYPED[Step.PROPOSE])
    assert "退还75元" in answer.text
    assert "proposals-2-text" in answer.text
    assert answer.text.count("proposal-spare") == 1
    assert fresh(number).visit.proposals == []


def test_a_closed_complaint_tells_how_it_ended(people: People, now: datetime, sign_in: Any) -> None:
    complaint = factories.make_complaint(people["rep"], now, step=Step.FOLLOW_UP)
    factories.keep_promises(complaint, people["rep"], now)
    factories.call(complaint, people["rep"], now, words="这回清楚了")
    number, rep = complaint.number, sign_in("rep", "en")
    given = factories.RECORDS[Step.FOLLOW_UP] | {"appeal_told": "y"}
    assert step(rep, number, "follow_up", "moves?move=close", **given).status_code == 303
    page = rep.get(f"/complaints/{number}").text
    told = "Reached, Solved, score 5. “这回清楚了”"
    for words in ("Closed: Refunded", told, "开通前要二次确认", "短信链接一点就开通"):
        assert words in text_of(page), words
    assert "退款流水已核" in page
    assert "guidance-head" not in page
    assert "open=reopen" not in page
    assert "open=reopen" in sign_in("manager").get(f"/complaints/{number}").text


def test_the_first_events_stand_there_and_the_rest_on_demand(people: People, now: datetime, sign_in: Any) -> None:
    complaint = factories.make_complaint(people["rep"], now, step=Step.PROPOSE)
    for turn in range(9):
        with transaction():
            handling.note(complaint, {"text": f"第{turn}次来电", "kind": "call"}, by=people["rep"], at=now)
    client, number = sign_in("rep", "en"), complaint.number
    page = client.get(f"/complaints/{number}?events=contacts").text
    assert "2 earlier" in page
    assert "第0次来电" not in page
    older = re.search(r'class="timeline-older" href="([^"#]+)', page)
    assert older
    page = client.get(older[1].replace("&amp;", "&")).text
    assert "第0次来电" in page
    assert "earlier" not in text_of(page)


def test_events_end_without_a_stop_and_lead_to_their_quotation(people: People, now: datetime, sign_in: Any) -> None:
    complaint = factories.make_complaint(people["rep"], now, step=Step.CONFIRM)
    factories.reject(complaint, people["rep"], now, words="光退钱不行")
    page = sign_in("rep", "en").get(f"/complaints/{complaint.number}").text
    assert "back to propose. <q>光退钱不行</q>" in page
    assert "On to Confirm</span>" in page


def test_gaps_are_pills_wherever_wording_is_shown(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.PROPOSE).number
    client = sign_in("rep", "en")
    page = post(client, f"/complaints/{number}/lint", {"kind": "sms", "text": "保证今天解决。"}).text
    shown = re.sub(r"<(textarea|button)[^>]*>", "", page)
    assert "【" not in shown
    assert re.search(r'Say instead </span><strong>“[^<]*<span class="slot-empty">', page)


def test_more_rows_keep_what_is_typed_and_save_nothing(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.DIAGNOSE).number
    answer = step(sign_in("rep"), number, "diagnose", more="facts", **TYPED[Step.DIAGNOSE])
    assert answer.status_code == 200
    assert "七月起每月扣15元" in answer.text
    assert "facts-4-text" in answer.text
    assert fresh(number).visit.facts == []


def test_a_stale_form_shows_both_and_saves_nothing(people: People, now: datetime, sign_in: Any) -> None:
    complaint = factories.make_complaint(people["rep"], now)
    number, old = complaint.number, str(complaint.head_seq)
    client = sign_in("rep", "en")
    assert step(client, number, "soothe", restatement="先来的").status_code == 303
    answer = step(client, number, "soothe", version=old, restatement="后来的")
    assert answer.status_code == 412
    assert "先来的" in answer.text
    assert "后来的" in answer.text
    assert fresh(number).visit.restatement == "先来的"
    assert step(client, number, "soothe", version="", restatement="无").status_code == 412


def test_a_rejection_goes_back_and_counts(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.CONFIRM).number
    client = sign_in("rep", "en")
    back = "moves?move=return&to=propose&verdict=rejects"
    refused = step(client, number, "confirm", back)
    assert refused.status_code == 422
    assert "Fill this in" in refused.text
    assert step(client, number, "confirm", back, own_words="这不够").status_code == 303
    complaint = fresh(number)
    assert (complaint.step, complaint.attempt) == (Step.PROPOSE, 2)
    page = client.get(f"/complaints/{number}")
    assert "退还75元" in page.text
    assert "attempt 2" in page.text


def test_an_advance_is_undone_within_the_minute(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now).number
    client = sign_in("rep", "en")
    step(client, number, "soothe", "moves?move=advance", **TYPED[Step.SOOTHE])
    page = client.get(f"/complaints/{number}").text
    assert f"/complaints/{number}/undo?version={fresh(number).head_seq}" in page.replace("&amp;", "&")
    assert post(client, f"/complaints/{number}/undo?version={fresh(number).head_seq}", {}).status_code == 303
    assert fresh(number).step is Step.SOOTHE


def test_a_threat_does_not_leave_the_desk(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.PROPOSE).number
    client, threat = sign_in("rep", "en"), "撤诉才给您退。"
    stopped = send(client, number, "notes", kind="sms", text=threat)
    assert stopped.status_code == 422
    assert "must change" in stopped.text
    assert threat in stopped.text
    assert fresh(number).notes == []
    place = stopped.text.split('name="replace" value="')[1].split('"')[0]
    better = post(client, f"/complaints/{number}/lint", {"kind": "sms", "text": threat, "replace": place})
    assert better.status_code == 200
    assert threat not in better.text
    assert send(client, number, "notes", kind="internal", text="客户问进度").status_code == 303


def test_the_lint_answers_with_findings_alone(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now).number
    data = {"kind": "sms", "text": "撤诉才给您退。"}
    part = post(sign_in("rep", "en"), f"/complaints/{number}/lint", data, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "data-marks" in part.text
    assert "<html" not in part.text


@pytest.mark.parametrize(
    "name", ["escalate", "callback", "return", "withdraw", "override", "assign", "risk", "language"]
)
def test_every_action_form_opens(people: People, now: datetime, sign_in: Any, name: str) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.PROPOSE).number
    for language in ("zh", "en"):
        page = sign_in("manager", language).get(f"/complaints/{number}?open={name}")
        assert page.status_code == 200
        assert 'id="action"' in page.text


def test_action_forms_write(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.PROPOSE).number
    rep, manager = sign_in("rep"), sign_in("manager")
    brief = {"situation": "多扣", "complication": "两次未回", "resolution": "请定"}
    assert send(rep, number, "escalations", level="2", reason="要打12315", **brief).status_code == 303
    assert send(rep, number, "callbacks", promised_at="2099-01-01T10:00", reason="告知结果").status_code == 303
    assert send(rep, number, "language", language="en").status_code == 303
    assert send(manager, number, "risk", risk="high", reason="核过录音").status_code == 303
    assert send(manager, number, "owner", owner="").status_code == 303
    assert send(rep, number, "moves?move=return&panel=return", to="diagnose", reason="事实不全").status_code == 303
    complaint = fresh(number)
    assert len(complaint.escalations) >= 1
    assert complaint.language.value == "en"
    assert complaint.risk.value == "high"


def test_withdraw_and_reopen(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now).number
    rep, manager = sign_in("rep", "en"), sign_in("manager", "en")
    empty = send(rep, number, "moves?move=withdraw&panel=withdraw", own_words="")
    assert empty.status_code == 422
    assert "Fill this in" in empty.text
    assert send(rep, number, "moves?move=withdraw&panel=withdraw", own_words="算了").status_code == 303
    assert "Closed: Withdrawn" in rep.get(f"/complaints/{number}").text
    assert send(rep, number, "moves?move=reopen&panel=reopen", reason="又来").status_code == 403
    assert send(manager, number, "moves?move=reopen&panel=reopen", reason="又来").status_code == 303
    assert fresh(number).step is Step.DIAGNOSE


def test_a_manager_approves_money_of_a_rep(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, step=Step.PROPOSE).number
    rep, manager = sign_in("rep", "en"), sign_in("manager", "en")
    offer = TYPED[Step.PROPOSE] | {"proposals-0-amount": "500"}
    stopped = step(rep, number, "propose", "moves?move=advance", **offer)
    assert stopped.status_code == 422
    assert "waits for a manager" in stopped.text
    assert step(rep, number, "propose", **offer).status_code == 303
    money = fresh(number).redress[0]
    assert send(rep, number, f"redress/{money.id}", decision="approve").status_code == 403
    assert "Approve" in manager.get(f"/complaints/{number}").text
    assert send(manager, number, f"redress/{money.id}", decision="approve").status_code == 303
    assert send(rep, number, "moves?move=advance").status_code == 303


def test_a_manager_opens_the_gate_with_a_reason(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now).number
    manager = sign_in("manager", "en")
    assert send(manager, number, "moves?move=advance&panel=override", reason="").status_code == 422
    assert send(manager, number, "moves?move=advance&panel=override", reason="客户在飞机上").status_code == 303
    assert fresh(number).step is Step.DIAGNOSE


@pytest.mark.parametrize(
    ("username", "status"),
    [("rep", 200), ("specialist", 200), ("manager", 200), ("compliance", 200), ("admin", 200), ("rep2", None)],
)
def test_who_may_read(people: People, now: datetime, sign_in: Any, username: str, status: int | None) -> None:
    number = factories.make_complaint(people["rep"], now).number
    page = sign_in(username).get(f"/complaints/{number}")
    same_team = people[username].team_id == people["rep"].team_id
    expected = status or (200 if same_team else 403)
    assert page.status_code == expected
    if username == "admin":
        assert "周*琴" not in page.text
        assert "视频会员" not in page.text
        assert "2071" not in page.text


@pytest.mark.parametrize("username", ["compliance", "admin"])
def test_who_may_not_write(people: People, now: datetime, sign_in: Any, username: str) -> None:
    number = factories.make_complaint(people["rep"], now).number
    client = sign_in(username)
    for path in ("record", "moves?move=advance", "notes", "escalations", "owner", "risk", "language", "lint"):
        assert send(client, number, path, step="soothe", text="x").status_code == 403, path


def test_used_wording_is_kept(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now).number
    client, used = sign_in("rep"), next(iter(guidance.load().wordings))
    assert post(client, f"/complaints/{number}/wording-uses", {"used_wording": used}).status_code == 204
    assert send(client, number, "notes", kind="call", text="接通", used_wording=used, offered=used).status_code == 303


HOSTILE = [
    "",
    "<script>alert(1)</script>",
    "\x00\x07",
    "😀" * 30,
    "ｆｕｌｌ１２",
    "x" * 25_000,
    "nope",
    "-1",
    "９",
    "²",
]


@pytest.mark.parametrize("where", list(Step))
def test_hostile_input_is_never_a_crash(people: People, now: datetime, sign_in: Any, where: Step) -> None:
    number = factories.make_complaint(people["rep"], now, step=where).number
    client = sign_in("rep")
    names = [*steps.VISIT_FIELDS[where], "needs", "facts-0-text", "facts-²-text", "facts-0-kind", "proposals-0-text"]
    names += ["proposals-0-amount", "proposals-0-due_on", "proposals-0-kind", "proposals-99999999-text"]
    for value in HOSTILE:
        answer = step(client, number, where.value, **dict.fromkeys(names, value))
        assert answer.status_code in (303, 422), (value[:9], answer.status_code)
        assert "<script>alert" not in answer.text
        for path in ("moves", "moves?move=nope&to=nope", "notes", "escalations", "callbacks", "language"):
            given = dict.fromkeys(("kind", "text", "level", "reason", "promised_at", "language", "move"), value)
            assert send(client, number, path, **given).status_code in (303, 403, 422), (path, value[:9])


def test_strange_addresses_are_harmless(people: People, now: datetime, sign_in: Any) -> None:
    number, client = factories.make_complaint(people["rep"], now).number, sign_in("rep")
    for query in ("open=nope", "events=nope&before=99999999999999999999", "before=²", "kind=nope"):
        assert client.get(f"/complaints/{number}?{query}").status_code == 200
    assert client.get(f"/complaints/{number}?need=nope").status_code == 422
    assert client.get("/complaints/C20000101-0001").status_code == 404


def test_statements_do_not_grow_with_rows(app: Flask, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(person("rep"), now, step=Step.FOLLOW_UP).number
    client = sign_in("rep")
    brief = {"situation": "多扣", "complication": "两次未回", "resolution": "请定"}

    def add(count: int) -> None:
        for turn in range(count):
            complaint, rep = fresh(number), person("rep")
            with transaction():
                handling.note(complaint, {"text": f"再不退我就打12315，第{turn}次", "kind": "call"}, by=rep, at=now)
                callbacks.schedule(complaint, {"promised_at": now, "reason": "告知"}, by=rep, at=now)
                promises.make(complaint, {"text": "退款", "due_at": now}, by=rep, at=now)
                escalations.propose(complaint, {"level": 1, "reason": "急", "brief": brief}, by=rep, at=now)

    add(2)
    with statements(app) as few:
        client.get(f"/complaints/{number}")
    add(6)
    with statements(app) as many:
        client.get(f"/complaints/{number}")
    assert len(many) <= len(few)


def test_a_third_rejection_is_declined_in_writing_by_a_manager(people: People, now: datetime, sign_in: Any) -> None:
    complaint = factories.make_complaint(people["rep"], now, step=Step.CONFIRM)
    for turn in range(2):
        factories.reject(complaint, people["rep"], now + timedelta(minutes=turn))
        factories.advance(complaint, people["rep"], now + timedelta(minutes=turn))
    number, manager = complaint.number, sign_in("manager", "en")
    assert "The refusal as it goes to them in writing" in manager.get(f"/complaints/{number}").text
    no = {"verdict": "rejects", "own_words": "不行", "appeal_told": "y"}
    assert step(manager, number, "confirm", "moves?move=advance", **no).status_code == 422
    assert step(manager, number, "confirm", "moves?move=advance", reason="按合同第六条不退", **no).status_code == 303
    assert fresh(number).visit.disposition.value == "declined"


def test_what_is_solved_in_part_closes_with_a_reason_of_a_manager(people: People, now: datetime, sign_in: Any) -> None:
    complaint = factories.make_complaint(people["rep"], now, step=Step.FOLLOW_UP)
    factories.keep_promises(complaint, people["rep"], now)
    factories.call(complaint, people["rep"], now, result="partly", score=3)
    number, manager = complaint.number, sign_in("manager", "en")
    last = {"lesson": "二次确认", "disposition": "refunded", "root_cause": "短信链接", "appeal_told": "y"}
    asked = step(manager, number, "follow_up", "moves?move=close", **last)
    assert asked.status_code == 422
    assert "solved in part only" in asked.text
    assert "二次确认" in asked.text
    assert step(manager, number, "follow_up", "moves?move=close", reason="余下的下月退", **last).status_code == 303


def test_the_gravest_signal_stands_first(people: People, now: datetime, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], now, narrative="你们再逼我，我就从楼上跳下去，我不想活了。").number
    assert "notice-emergency" in sign_in("rep").get(f"/complaints/{number}").text
