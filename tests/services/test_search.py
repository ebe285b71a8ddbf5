"""The search index: kept by the verbs, alike on both databases, and equal to a plain look through every text."""

import random
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from flask import Flask

from complaints import handling, search
from complaints.db import db, transaction
from complaints.models import User
from complaints.steps import Step

from ..databases import on_both
from ..factories import make_complaint

People = dict[str, User]

COMMON = "的我了不是在有人这来他上个们到说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
RARE = "信卡费银套餐宽带断网电表水账单退款投诉客服骚扰短流量携转违约金征贷"
EDGE = "(?<![0-9a-z])"
ENDS = "，。！？、 \n"
WORDS = ["wifi", "12315", "App", "VIP88", "iPhone", "ok", "😡", "银监会", "銀行"]


def invented(source: random.Random) -> str:
    """A text as full of surprises as real ones: mixed scripts, signs, line breaks."""
    pieces = []
    for _ in range(source.randint(3, 40)):
        run = "".join(source.choice(COMMON if source.random() < 0.6 else RARE) for _ in range(source.randint(1, 9)))
        pieces += [
            run,
            source.choice(ENDS) if source.random() < 0.6 else "",
            source.choice(WORDS) * (source.random() < 0.2),
        ]
    return "".join(pieces)


def asked(source: random.Random, texts: Sequence[str]) -> str:
    """A query: a piece of some text, a few characters at random, or two of them."""
    if source.random() < 0.2:
        return f"{asked(source, texts)} {asked(source, texts)}"
    if source.random() < 0.3:
        return "".join(source.choice(RARE) for _ in range(source.randint(1, 2)))
    text = source.choice(texts)
    start = source.randrange(len(text))
    return text[start : start + source.randint(1, 5)]


def ids(words: str) -> set[int]:
    query = search.complaint_ids(words)
    return set() if query is None else set(db.session.scalars(query))


@on_both
def test_two_thousand_texts_answer_a_thousand_queries_as_a_plain_look_does(app: Flask) -> None:
    source = random.Random(20261124)
    texts = dict(enumerate((invented(source) for _ in range(2_000)), 1))
    queries = [asked(source, list(texts.values())) for _ in range(1_000)]
    with transaction():
        search.add_all(search.COMPLAINTS, list(texts.items()))
    plain = {number: plainly(text) for number, text in texts.items()}
    for words in queries:
        assert ids(words) == {number for number, text in plain.items() if stands_in(text, words)}, words


def plainly(text: str) -> str:
    """The spelling that the texts above are compared in."""
    return unicodedata.normalize("NFKC", text).lower().replace("銀", "银").replace("監", "监")


def stands_in(text: str, words: str) -> bool:
    """Whether all words of a query stand in a text, each Latin word at the beginning of one."""
    groups = re.findall(r"[\w😡]+", plainly(words))
    return bool(groups) and all(re.search(EDGE * group[0].isascii() + re.escape(group), text) for group in groups)


class TestTheVerbs:
    """Whatever writes a text keeps it findable."""

    @on_both
    def test_a_complaint_is_found_by_what_was_told_and_by_what_is_asked_for(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, narrative="楼道里水管漏了三天", demand="尽快修好")
        assert ids("水管") == ids("修好") == {complaint.id}
        assert ids("电表") == set()

    @on_both
    def test_another_demand_takes_the_place_of_the_first(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, demand="尽快修好", step=Step.DIAGNOSE)
        with transaction():
            handling.edit(complaint, {"demand": "赔我地板"}, by=people["rep"], at=at)
        assert (ids("修好"), ids("地板")) == (set(), {complaint.id})

    @on_both
    def test_a_note_leads_to_its_complaint(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        with transaction():
            handling.note(complaint, {"text": "师傅周五上门换水表", "kind": "internal"}, by=people["rep"], at=at)
        assert ids("水表 周五") == {complaint.id}

    @on_both
    def test_a_text_of_any_length_is_found_to_its_end(self, people: People, at: datetime) -> None:
        long = "".join(chr(0x4E00 + place % 7_001) for place in range(19_900))
        complaint = make_complaint(people["rep"], at, narrative=f"开头的电表{long}末尾的水管")
        for words in ("末尾的水管", "电表 水管", f"{long[3_990:4_010]}", f"{long[-2:]}末尾"):
            assert ids(words) == {complaint.id}


@on_both
def test_the_index_is_made_anew_by_command(people: People, at: datetime, app: Flask) -> None:
    complaint = make_complaint(people["rep"], at, narrative="楼道里水管漏了三天")
    with transaction():
        for table in (search.COMPLAINTS, search.NOTES):
            search.clear(table)
    assert search.empty()
    call = app.test_cli_runner().invoke
    assert call(args=["search", "rebuild", "--if-empty"]).output.endswith("1 texts are indexed.\n")
    assert ids("水管") == {complaint.id}
    assert call(args=["search", "rebuild", "--if-empty"]).output == ""
    assert call(args=["search", "rebuild"]).output.endswith("1 texts are indexed.\n")
    assert ids("水管") == {complaint.id}
