"""Whatever is sent, the answer says in the reader's language what is wrong with which field, and nothing is kept."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from complaints.db import db
from complaints.models import Complaint

from .conftest import Caller, complaint_body

WRONG: list[tuple[str, Any]] = [
    ("channel", "pigeon"),
    ("line", "mars"),
    ("line", ["telecom"]),
    ("line", None),
    ("language", {"zh": 1}),
    ("emotion", 11),
    ("emotion", 6.5),
    ("emotion", True),
    ("cause", "TE9-99"),
    ("needs", ["money"]),
    ("needs", "comfort"),
    ("narrative", ""),
    ("narrative", "   "),
    ("narrative", ["七月"]),
    ("narrative", "响\x07铃"),
    ("narrative", "\x00"),
    ("narrative", "\ud800"),
    ("narrative", "长" * 20_001),
    ("demand", "长" * 2_001),
    ("reference_number", "9" * 61),
    ("complainant", ["周玉琴"]),
    ("complainant.phone", "一三九"),
    ("complainant.phone", "1234"),
    ("complainant.name", "周" * 61),
    ("complainant.name", {"first": "玉琴"}),
    ("complainant.form_of_address", 7),
    ("complainant.nickname", "琴琴"),
    ("restatement_confirmed", "yes"),
    ("nonsense", 1),
    ("\ud800", 1),
]


def test_a_wrong_value_is_named(rep: Caller, subtests: pytest.Subtests) -> None:
    for field, value in WRONG:
        with subtests.test(field=ascii(field), value=ascii(value)[:30]):
            body = complaint_body()
            parent, _, child = field.rpartition(".")
            (body[parent] if parent else body)[child] = value
            answer = rep.post("/complaints", body)
            assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
            assert list(answer.json["errors"]) == [field]
            assert answer.json["errors"][field]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Complaint)) == 0


SAID = (
    "他说：“<script>alert(1)</script>”",
    "气死我了😡😡，全家👨‍👩‍👧都知道",
    "ＡＢＣ１２３ 全角",
    "'; DROP TABLE complaints; --",
    "{{7*7}} ${jndi:ldap://x}",
    "第一行\r\n第二行\u2028第三行",
)
PHONES = ("13900862071", "+86 139 0086 2071", "０１３９－００８６", "(010) 6620-5501", "86-13900862071")


def test_whatever_a_complainant_says_is_kept_as_said(rep: Caller, subtests: pytest.Subtests) -> None:
    for words in SAID:
        with subtests.test(words=words):
            kept = rep.get(f"/complaints/{rep.log(narrative=words)}").json["narrative"]
            assert kept == words.replace("\r\n", "\n").replace("\u2028", "\n")


def test_a_phone_comes_in_any_format(rep: Caller, subtests: pytest.Subtests) -> None:
    for phone in PHONES:
        with subtests.test(phone=phone):
            assert rep.log(complainant={"name": "周玉琴", "phone": phone})


def test_one_mistake_in_a_list_of_rows_is_named(rep: Caller) -> None:
    url = f"/complaints/{rep.log()}"
    rep.move(
        url[-14:],
        "advance",
        form_of_address="周女士",
        emotion_arrival=6,
        emotion_now=4,
        restatement="多扣",
        restatement_confirmed=True,
    )
    wrong = {
        "facts.kind": [{"kind": "rumour", "text": "x"}],
        "facts.text": [{"kind": "fact"}],
        "facts.who": [{"kind": "fact", "text": "x", "who": "y"}],
        "facts": "七月起每月扣15元",
    }
    for field, value in wrong.items():
        answer = rep.patch(url, {"facts": value})
        assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_a_field_of_another_step_is_refused(rep: Caller) -> None:
    url = f"/complaints/{rep.log()}"
    assert list(rep.patch(url, {"verdict": "accepts"}).json["errors"]) == ["verdict"]
    assert list(rep.patch(url, {"lessons": "x"}).json["errors"]) == ["lessons"]
    assert rep.patch(url, {"needs": ["respect"], "cause": "TE1-03", "emotion_now": 3}).json["needs"] == ["respect"]


MOVES: list[tuple[str, Any]] = [
    ("move", {}),
    ("move", {"move": "jump"}),
    ("move", {"move": ["advance"]}),
    ("move", {"move": "close"}),
    ("fields", {"move": "advance", "fields": [1]}),
    ("fields", {"move": "advance", "fields": "emotion_now=3"}),
    ("override", {"move": "advance", "override": "yes"}),
    ("emotion_now", {"move": "advance", "fields": {"emotion_now": "very"}}),
    ("own_words", {"move": "withdraw"}),
    ("step", {"move": "advance", "step": "propose"}),
]


def test_a_wrong_move_is_named(rep: Caller, subtests: pytest.Subtests) -> None:
    number = rep.log()
    for field, body in MOVES:
        with subtests.test(field=field, body=body):
            answer = rep.post(f"/complaints/{number}/moves", body)
            assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert rep.get(f"/complaints/{number}").json["visits"][0]["left_at"] is None


PARTS: list[tuple[str, str, dict[str, Any]]] = [
    ("callbacks", "promised_at", {"reason": "x"}),
    ("callbacks", "promised_at", {"promised_at": "tomorrow", "reason": "x"}),
    ("callbacks", "promised_at", {"promised_at": "2026-11-25T10:00:00", "reason": "x"}),
    ("callbacks", "promised_at", {"promised_at": "2026-11-20T10:00:00Z", "reason": "x"}),
    ("callbacks", "promised_at", {"promised_at": "9999-12-31T23:59:59Z", "reason": "x"}),
    ("callbacks", "window", {"promised_at": "2026-11-25T10:00:00Z", "reason": "x", "window": 2}),
    ("promises", "due_at", {"text": "x"}),
    ("promises", "text", {"text": "", "due_at": "2026-11-25T10:00:00Z"}),
    ("promises", "owner", {"text": "x", "due_at": "2026-11-25T10:00:00Z", "owner": "rep2"}),
    ("redress", "amount", {"amount": "NaN", "reason": "x"}),
    ("redress", "amount", {"amount": -1, "reason": "x"}),
    ("redress", "amount", {"amount": "75.001", "reason": "x"}),
    ("redress", "amount", {"amount": 1e300, "reason": "x"}),
    ("redress", "kind", {"amount": 1, "reason": "x", "kind": "gift"}),
    ("redress", "reason", {"amount": 1}),
    ("escalations", "level", {"level": 4, "reason": "x", "brief": {}}),
    ("escalations", "level", {"reason": "x"}),
    ("escalations", "brief.situation", {"level": 2, "reason": "x"}),
    ("escalations", "brief", {"level": 2, "reason": "x", "brief": "hot"}),
    ("escalations", "brief.mood", {"level": 2, "reason": "x", "brief": {"mood": "hot"}}),
    ("notes", "kind", {"text": "x", "kind": "tweet"}),
    ("notes", "text", {"kind": "call"}),
    ("reveal", "field", {"purpose": "call"}),
    ("reveal", "field", {"field": "narrative", "purpose": "call"}),
    ("reveal", "purpose", {"field": "phone"}),
    ("reveal", "purpose", {"field": "phone", "purpose": "curiosity"}),
    ("wording-uses", "id", {}),
]


def test_a_wrong_part_is_named(rep: Caller, subtests: pytest.Subtests) -> None:
    number = rep.log()
    for part, field, body in PARTS:
        with subtests.test(part=part, field=field, body=body):
            answer = rep.post(f"/complaints/{number}/{part}", body)
            assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_the_reader_chooses_the_language(rep: Caller) -> None:
    english = rep.post("/complaints", {}, Accept_Language="en-GB,en;q=0.9")
    assert english.json["title"] == "Some fields need attention"
    assert english.json["errors"] == {"channel": "Fill this in"}
    chinese = rep.post("/complaints", {}, Accept_Language="zh-CN")
    other = rep.post("/complaints", {}, Accept_Language="fr")
    assert chinese.json == other.json == rep.post("/complaints", {}).json


def test_values_stand_in_the_advice(rep: Caller) -> None:
    answer = rep.post("/complaints", complaint_body(emotion=11), Accept_Language="en")
    assert answer.json["errors"]["emotion"] == "Use a whole number from 0 to 10"


def test_what_is_no_json_is_refused(rep: Caller, subtests: pytest.Subtests) -> None:
    wrong = ("{", "nonsense", '{"a": 1,}', "[" * 200_000, '{"a":' * 50_000)
    chinese = json.dumps(complaint_body(), ensure_ascii=False).encode("gb18030")
    for raw in (*(text.encode() for text in wrong), chinese):
        with subtests.test(raw=raw[:20]):
            answer = send(rep, raw)
            assert (answer.status_code, answer.json["type"]) == (400, "/problems/malformed")
    for raw in (b"[]", b'"text"', b"1", b"null"):
        with subtests.test(raw=raw):
            assert send(rep, raw).status_code == 422


def test_only_json_is_taken(rep: Caller, subtests: pytest.Subtests) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        for headers in ({}, {"Idempotency-Key": "k"}):
            with subtests.test(kind=kind, headers=headers):
                answer = send(rep, json.dumps(complaint_body()).encode(), kind, headers)
                assert (answer.status_code, answer.json["type"]) == (415, "/problems/unsupported_media_type")


def test_ten_megabytes_are_too_many(rep: Caller) -> None:
    raw = json.dumps(complaint_body(narrative="长" * 3_500_000), ensure_ascii=False).encode()
    for more in ({}, {"Idempotency-Key": "k"}):
        answer = send(rep, raw, headers=more)
        assert (answer.status_code, answer.json["type"]) == (413, "/problems/too_large")


def send(rep: Caller, raw: bytes, kind: str = "application/json", headers: dict[str, str] | None = None) -> Any:
    sent = rep.headers | (headers or {})
    return rep.client.post("/api/v1/complaints", data=raw, content_type=kind, headers=sent)


NOWHERE = [
    ("GET", "/api", 404),
    ("GET", "/api/v1", 404),
    ("GET", "/api/v1/nothing", 404),
    ("GET", "/api/v1/complaints/", 404),
    ("GET", "/api//v1/complaints", 404),
    ("GET", "/api/v1/callbacks/x", 404),
    ("DELETE", "/api/v1/complaints", 405),
    ("PUT", "/api/v1/complaints/C20261124-0001", 405),
    ("OPTIONS", "/api/v1/complaints", 405),
]


def test_there_is_never_a_page(rep: Caller, subtests: pytest.Subtests) -> None:
    for method, path, status in NOWHERE:
        with subtests.test(method=method, path=path):
            answer = rep.client.open(path, method=method, headers=rep.headers | {"Accept": "text/html"})
            assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
            assert answer.json["status"] == status
            assert ("Allow" in answer.headers) == (status == 405)


def test_a_fault_of_ours_tells_nothing(rep: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_known: Any) -> None:
        raise RuntimeError("周玉琴 13900862071")

    monkeypatch.setattr("complaints.handling.open_complaint", broken)
    with structlog.testing.capture_logs() as logs:
        answer = rep.post("/complaints", complaint_body())
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "13900862071" not in f"{answer.text} {logs}"
    assert "RuntimeError" not in answer.text
    assert logs[0]["kind"] == "RuntimeError"


FILTERS = [
    ("step=jump", "step"),
    ("risk=huge", "risk"),
    ("line=mars", "line"),
    ("cause=XX", "cause"),
    ("state=asleep", "state"),
    ("owner=nobody-here", "owner"),
    ("limit=0", "limit"),
    ("limit=101", "limit"),
    ("limit=all", "limit"),
    ("cursor=AAAA", "cursor"),
    ("cursor=%E5%9B%9E", "cursor"),
    ("q=%00", "q"),
    ("q=" + "x" * 201, "q"),
    ("sort=age", "sort"),
]
GUIDANCE = ("step=jump", "need=money", "channel=fax", "temperament=wild", "emotion=3")


def test_a_wrong_question_is_named(rep: Caller, subtests: pytest.Subtests) -> None:
    asked = [(f"/complaints?{query}", field) for query, field in FILTERS]
    number = rep.log()
    asked += [(f"/complaints/{number}/guidance?{query}", query.split("=")[0]) for query in GUIDANCE]
    asked += [(f"/complaints/{number}/events?limit=201", "limit"), (f"/complaints/{number}?full=1", "full")]
    for path, field in asked:
        with subtests.test(path=path):
            answer = rep.get(path)
            assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
