"""What each role sees of a complaint, of lists and of history; pages, filters and versions of reading."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from marshmallow import Schema, fields
from sqlalchemy.engine import Engine

from complaints.api.operations import REGISTER
from complaints.db import db
from complaints.history import events_of
from complaints.models import WordingOffer

from ..factories import RECORDS
from .conftest import HOT, Caller

SECRETS = ("周玉琴", "13900862071", "6222021234567890123")
WORDS = ("多扣15块", "还要找记者", "还在扣", "七月起每月多扣", "先报总额", "账单.txt", "周女士")


@pytest.fixture
def number(rep: Caller) -> str:
    """A complaint with words of every sort in it."""
    number = rep.log(narrative=f"七月起多扣15块，卡号6222021234567890123。{HOT}", emotion=9)
    url = f"/complaints/{number}"
    rep.move(number, "advance", **next(iter(RECORDS.values())))
    rep.post(f"{url}/notes", {"text": "他说还在扣，打13900862071找他", "kind": "call"})
    rep.post(f"{url}/callbacks", {"promised_at": "2026-11-25T10:00:00+08:00", "reason": "还在扣，报结果"})
    rep.post(f"{url}/promises", {"text": "先报总额", "due_at": "2026-11-24T20:00:00+08:00"})
    rep.post(f"{url}/redress", {"amount": "75", "reason": "多扣15块"})
    rep.upload(f"{url}/attachments", "账单".encode(), "账单.txt", "text/plain")
    return number


def test_everybody_sees_masked_people_only(caller: Callable[[str], Caller], number: str) -> None:
    for username in ("rep", "specialist", "manager", "compliance"):
        told = caller(username).get(f"/complaints/{number}").json
        assert told["complainant"] == {
            "name": "周*琴",
            "phone": "139****2071",
            "account": "",
            "form_of_address": "周女士",
        }


def test_compliance_reads_the_words_without_the_numbers_in_them(caller: Callable[[str], Caller], number: str) -> None:
    for path in (f"/complaints/{number}", f"/complaints/{number}/events", "/complaints"):
        told = caller("compliance").get(path).text
        assert not any(secret in told for secret in SECRETS)
    told = caller("compliance").get(f"/complaints/{number}").json
    assert "***************0123" in told["narrative"]
    for signal in told["risk"]["signals"]:
        assert signal["note"] or told["narrative"][signal["start"] : signal["end"]] == signal["text"]


def test_the_administrator_reads_no_word_and_no_person(caller: Callable[[str], Caller], number: str) -> None:
    for path in (f"/complaints/{number}", f"/complaints/{number}/events", "/complaints"):
        told = caller("admin").get(path).text
        assert not any(secret in told for secret in (*SECRETS, *WORDS, "周*琴", "139****")), path
    told = caller("admin").get(f"/complaints/{number}").json
    assert (told["narrative"], told["complainant"], told["suggested_causes"]) == (None, None, [])
    assert told["step"] == "diagnose"


def test_the_handler_reads_it_all_but_the_person(rep: Caller, number: str) -> None:
    told = rep.get(f"/complaints/{number}").text + rep.get(f"/complaints/{number}/events").text
    assert all(word in told for word in WORDS)
    assert "周玉琴" not in told


def test_a_look_behind_the_mask_stays_on_record(rep: Caller, number: str, people: dict[str, Any]) -> None:
    seen = rep.tag
    told = rep.post(f"/complaints/{number}/reveal", {"field": "name", "purpose": "verify"}, If_Match="")
    assert (told.status_code, told.json) == (200, {"field": "name", "value": "周玉琴"})
    assert told.headers["ETag"] == seen
    db.session.rollback()
    event = events_of(people["rep"])[0]
    assert event.kind == "revealed"
    assert number in event.data
    assert "周玉琴" not in event.data


def test_an_answer_is_as_it_is_declared(rep: Caller, number: str) -> None:
    shapes = {operation.name: operation.answer for operation in REGISTER}
    url = f"/complaints/{number}"
    answers = {
        "read_complaint": rep.get(url),
        "list_complaints": rep.get("/complaints"),
        "list_events": rep.get(f"{url}/events"),
        "suggest_wording": rep.get(f"{url}/guidance"),
        "lint_text": rep.post("/lint", {"text": "这不归我管"}),
        "write_note": rep.post(f"{url}/notes", {"text": "x"}),
    }
    for name, answer in answers.items():
        shape = shapes[name]
        assert shape is not None
        check(shape, answer.json, name)


def check(shape: Schema, told: dict[str, Any], place: str) -> None:
    """Every declared field is there and nothing else, all the way down."""
    assert set(told) == set(shape.fields), place
    for name, field in shape.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested) and told[name] is not None:
            for row in told[name] if isinstance(field, fields.List) else [told[name]]:
                check(inner.schema, row, f"{place}.{name}")


def test_what_is_known_already_is_not_sent_again(rep: Caller, number: str) -> None:
    url = f"/complaints/{number}"
    tag = rep.get(url).headers["ETag"]
    same = rep.get(url, If_None_Match=tag)
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    assert rep.get(url, If_None_Match=f"W/{tag}").status_code == 304
    assert rep.get(url, If_None_Match='"C20261124-0001.0"').status_code == 200
    rep.post(f"{url}/notes", {"text": "x"})
    assert rep.get(url, If_None_Match=tag).status_code == 200


def test_compression_changes_no_version(rep: Caller, number: str) -> None:
    plain = rep.get(f"/complaints/{number}")
    small = rep.get(f"/complaints/{number}", Accept_Encoding="gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert small.headers["ETag"] == plain.headers["ETag"]


def test_a_list_is_read_page_by_page(rep: Caller) -> None:
    numbers = [rep.log() for _ in range(5)]
    found, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page = rep.get(f"/complaints?limit=2&cursor={cursor}" if cursor else "/complaints?limit=2").json
        found += [row["number"] for row in page["items"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert found == numbers[::-1]
    assert pages == 3


def test_lists_are_narrowed(caller: Callable[[str], Caller], rep: Caller) -> None:
    calm, hot = rep.log(cause="TE1-03"), rep.log(narrative=HOT, line="banking", complainant={"name": "邓超"})

    def found(query: str, username: str = "rep") -> set[str]:
        return {row["number"] for row in caller(username).get(f"/complaints?{query}").json["items"]}

    assert found("cause=TE1-03") == found("line=telecom") == found("risk=low") == found("q=13900862071") == {calm}
    assert found("line=banking&step=soothe") == found("q=记者") == found("q=邓超") == {hot}
    assert found("owner=me") == found("owner=rep") == found("state=open") == found("q=") == {calm, hot}
    assert found("owner=nobody") == found("state=closed") == found("state=imported") == set()
    assert found("", "rep3") == set()
    assert found("", "specialist2") == {hot}
    assert found("", "admin") == {calm, hot}


def test_history_is_read_page_by_page(rep: Caller, number: str) -> None:
    whole = rep.get(f"/complaints/{number}/events").json["items"]
    first = rep.get(f"/complaints/{number}/events?limit=3").json
    then = rep.get(f"/complaints/{number}/events?limit=200&cursor={first['next_cursor']}").json
    assert first["items"] + then["items"] == whole
    assert then["next_cursor"] is None


def test_linked_complaints_name_each_other(rep: Caller) -> None:
    earlier = rep.log()
    later = rep.log(earlier=earlier)
    links = [rep.get(f"/complaints/{number}").json["links"][0] for number in (earlier, later)]
    assert [(row["number"], row["relation"]) for row in links] == [(later, "later"), (earlier, "earlier")]
    assert rep.post("/complaints", {"channel": "phone"}).status_code == 422


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that go to the database."""
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", see)
    yield seen
    sa.event.remove(Engine, "before_cursor_execute", see)


def test_reading_takes_a_fixed_number_of_statements(rep: Caller, number: str, statements: list[str]) -> None:
    def count(path: str) -> int:
        statements.clear()
        assert rep.get(path).status_code == 200
        return len(statements)

    url = f"/complaints/{number}"
    before = count(url), count("/complaints"), count(f"{url}/events")
    for part in range(3):
        rep.post(f"{url}/notes", {"text": f"还在扣 {part}"})
        rep.post(f"{url}/callbacks", {"promised_at": "2026-11-26T10:00:00+08:00", "reason": "x"})
        callback = rep.get(url).json["callbacks"][-1]["id"]
        rep.post(f"/callbacks/{callback}/attempts", {"outcome": "no_answer", "words": "还在扣"})
        rep.log()
    assert (count(url), count("/complaints"), count(f"{url}/events")) == before
    assert before[0] <= 14
    assert before[1] <= 3


def test_offers_are_kept_for_those_who_may_say_them(
    caller: Callable[[str], Caller], rep: Caller, number: str, app: Flask
) -> None:
    def kept() -> int:
        db.session.rollback()
        return db.session.scalar(sa.select(sa.func.count()).select_from(WordingOffer))

    url, tag = f"/complaints/{number}/guidance", rep.tag
    for program, query in ((caller("compliance"), ""), (caller("rep2"), ""), (rep, "?step=confirm")):
        assert program.get(url + query).status_code == 200
        assert kept() == 0
    suggested = rep.get(url).json["suggestions"]
    assert kept() == len(suggested)
    assert rep.get(url).status_code == 200
    assert kept() == len(suggested)
    assert rep.get(f"/complaints/{number}").headers["ETag"] == tag


def test_a_suggestion_says_what_and_why(rep: Caller, number: str) -> None:
    for step, channel in itertools.product(("soothe", "confirm"), ("phone", "letter")):
        rows = rep.get(f"/complaints/{number}/guidance?step={step}&channel={channel}&need=respect").json["suggestions"]
        for row in rows:
            assert row["text"]["zh"]
            assert row["text"]["en"]
            assert row["reasons"]
            assert "{" not in row["filled"]
            assert bool(row["unfilled"]) == ("【待填：" in row["filled"])


def test_the_lint_counts_in_the_text_as_it_was_sent(rep: Caller) -> None:
    text = "  😡这个事不归我管，\r\n你打10010吧 "
    for row in rep.post("/lint", {"text": text, "line": "telecom", "step": "soothe"}).json["violations"]:
        assert text[row["start"] : row["end"]] == row["match"]
    assert rep.post("/lint", {"text": ""}).json == {"violations": []}
    for wrong in ({}, {"text": 1}, {"text": "x" * 20_001}, {"text": "x", "line": "mars"}, {"text": "x", "step": 3}):
        assert rep.post("/lint", wrong).status_code == 422
