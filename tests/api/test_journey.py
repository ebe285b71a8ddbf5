"""A whole complaint as another program drives it: logged, escalated, rejected once, called back, reopened, closed."""

from collections.abc import Callable

from flask import Flask

from complaints import audit
from complaints.steps import Step

from ..databases import on_both
from ..factories import RECORDS
from .conftest import HOT, Caller


@on_both
def test_a_hot_complaint_goes_the_whole_way(app: Flask, caller: Callable[[str], Caller]) -> None:
    rep, rep2, specialist, manager = (caller(name) for name in ("rep", "rep2", "specialist", "manager"))

    logged = rep.post(
        "/complaints",
        {
            "channel": "phone",
            "line": "telecom",
            "complainant": {"name": "周玉琴", "phone": "+86 139-0086-2071", "form_of_address": "周女士"},
            "narrative": f"七月开始每个月多扣15块，没开过。{HOT}",
            "emotion": 8,
        },
    )
    assert logged.status_code == 201
    number, url = logged.json["number"], f"/complaints/{logged.json['number']}"
    assert logged.headers["Location"] == f"/api/v1{url}"
    assert logged.json["risk"]["level"] in ("high", "critical")
    narrative = f"七月开始每个月多扣15块，没开过。{HOT}"
    for signal in logged.json["risk"]["signals"]:
        assert narrative[signal["start"] : signal["end"]] == signal["text"]

    suggested = rep.get(f"{url}/guidance?step=soothe").json["suggestions"]
    assert suggested
    assert rep.post(f"{url}/wording-uses", {"id": suggested[0]["id"]}).status_code == 201

    closed = rep.post(f"{url}/moves", {"move": "advance"})
    assert (closed.status_code, closed.json["type"]) == (422, "/problems/gate")
    assert [row["field"] for row in closed.json["missing"]][0] == "emotion_now"

    assert rep.move(number, "advance", **RECORDS[Step.SOOTHE]).json["step"] == "diagnose"
    assert rep.move(number, "advance", **RECORDS[Step.DIAGNOSE]).json["step"] == "propose"
    assert rep.move(number, "advance", **RECORDS[Step.PROPOSE]).json["step"] == "confirm"

    back = rep.move(number, "return", "propose", verdict="rejects", own_words="这不够")
    assert (back.json["step"], back.json["attempt"]) == ("propose", 2)

    open_ones = [row for row in back.json["escalations"] if row["state"] == "proposed"]
    specialist.get(url)
    accepted = specialist.post(f"/escalations/{open_ones[0]['id']}/accept")
    assert (accepted.status_code, accepted.json["accepted_by"]) == (200, "specialist")
    handed = specialist.post(f"/escalations/{open_ones[0]['id']}/hand_back", {"advice": "先报总额再说退"})
    assert handed.json["state"] == "handed_back"

    better = {"proposals": [{"text": "退75元，补30元", "reason": "没有订购确认", "due_on": "2026-11-27"}]}
    rep.move(number, "advance", **better)
    assert rep.move(number, "advance", **RECORDS[Step.CONFIRM]).json["step"] == "follow_up"

    whole = manager.get(url).json
    promise, callback = whole["promises"][0], whole["callbacks"][0]
    assert promise["owner"] == "rep"
    kept = manager.patch(f"/promises/{promise['id']}", {"state": "kept", "evidence": "退款流水5501"})
    assert kept.json["state"] == "kept"

    tried = manager.post(f"/callbacks/{callback['id']}/attempts", {"outcome": "no_answer"})
    assert (tried.status_code, tried.json["callback"]["state"]) == (201, "trying")
    answered = {"outcome": "reached", "result": "not_solved", "words": "还在扣", "score": 1}
    again = manager.post(f"/callbacks/{callback['id']}/attempts", answered)
    assert (again.json["step"], again.json["owner"]) == ("diagnose", "rep2")

    for step in (Step.DIAGNOSE, Step.PROPOSE, Step.CONFIRM):
        assert rep2.move(number, "advance", **RECORDS[step]).status_code == 200
    whole = manager.get(url).json
    assert (whole["step"], whole["reopened"], whole["owner"]) == ("follow_up", 1, "rep2")
    promise = next(row for row in whole["promises"] if row["state"] == "open")
    manager.patch(f"/promises/{promise['id']}", {"state": "kept", "evidence": "退款流水5502"})
    callback = next(row for row in whole["callbacks"] if row["next_at"])
    assert manager.get(f"/callbacks/{callback['id']}").json["state"] == "due"
    manager.post(f"/callbacks/{callback['id']}/attempts", {"outcome": "reached", "result": "solved", "score": 5})

    refused = rep2.move(number, "close", **RECORDS[Step.FOLLOW_UP])
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/not_allowed")
    ended = manager.move(number, "close", **RECORDS[Step.FOLLOW_UP])
    assert (ended.status_code, ended.json["disposition"]) == (200, "refunded")
    assert all(row["state"] in ("met", "missed") for row in ended.json["clocks"])
    assert [row["step"] for row in ended.json["visits"]] == [
        "soothe",
        "diagnose",
        "propose",
        "confirm",
        "propose",
        "confirm",
        "follow_up",
        "diagnose",
        "propose",
        "confirm",
        "follow_up",
    ]

    history = manager.get(f"{url}/events").json["items"]
    assert [row["seq"] for row in history] == list(range(len(history), 0, -1))
    assert (history[0]["kind"], history[-1]["kind"]) == ("closed", "complaint_opened")
    with app.app_context():
        assert audit.verify() == []
