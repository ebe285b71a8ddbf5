"""Complainants: one person or two, masked, shown in clear for a purpose, and never in clear in the file."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from complaints import complainants
from complaints.codes import RevealPurpose
from complaints.complainants import initials, masked_account, masked_name, masked_phone, masked_text, pinyin
from complaints.db import db, transaction
from complaints.errors import Invalid, NotAllowed
from complaints.history import events_of
from complaints.models import Complainant, Complaint
from complaints.queries import Filters, page
from complaints.sealing import Unreadable

from ..databases import on_both
from ..factories import make_complaint
from .checks import People, kinds, refused, writes

ZHOU = {"name": "周玉琴", "phone": "13900862071", "account": "6222021234567890", "form_of_address": "周女士"}


def person(at: datetime, **changed: Any) -> Complainant | None:
    known = dict.fromkeys(("name", "phone", "account", "form_of_address")) | {"name": "周玉琴"} | changed
    with transaction():
        found = complainants.find_or_make(**known, at=at)
        db.session.flush()
    return found


class TestOneOrTwo:
    """The same phone (or account) with the same name is the same person."""

    @on_both
    @pytest.mark.parametrize(
        ("second", "same"),
        [
            ({"phone": "13900862071"}, True),
            ({"phone": "+86 139-0086-2071"}, True),
            ({"phone": "13900862071", "name": " 周玉琴 "}, True),
            ({"phone": "13900862071", "name": "王芳"}, False),
            ({"phone": "13700001111"}, False),
            ({"phone": "13900862071", "name": None}, False),
            ({}, False),
        ],
        ids=str,
    )
    def test_by_phone(self, people: People, at: datetime, second: dict[str, Any], same: bool) -> None:
        first = person(at, phone="13900862071")
        assert (person(at, **second) is first) is same

    @pytest.mark.parametrize(
        ("account", "name", "same"),
        [
            ("6222021234567890", "周玉琴", True),
            ("6222 0212 3456 7890", "周玉琴", True),
            ("６２２２０２１２３４５６７８９０", "周玉琴", True),
            ("6222021234567890", "王芳", False),
            ("6222021234567891", "周玉琴", False),
        ],
    )
    def test_by_account(self, people: People, at: datetime, account: str, name: str, same: bool) -> None:
        first = person(at, account="6222021234567890")
        assert (person(at, account=account, name=name) is first) is same

    def test_width_and_case_of_a_latin_name_do_not_matter(self, people: People, at: datetime) -> None:
        first = person(at, name="John Smith", phone="13900862071")
        assert person(at, name="ＪＯＨＮ ｓｍｉｔｈ", phone="13900862071") is first

    def test_nothing_known_is_nobody(self, people: People, at: datetime) -> None:
        assert person(at, name=None) is None
        assert person(at, name="  ", phone="") is None

    def test_what_is_learnt_later_is_added(self, people: People, at: datetime) -> None:
        person(at, phone="13900862071")
        known = person(at, phone="13900862071", account="6222021234567890", form_of_address="周女士")
        assert known is not None
        assert (known.account, known.form_of_address) == ("6222021234567890", "周女士")
        assert known.account_index is not None

    def test_the_newest_form_of_address_is_kept(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        complainants.set_form_of_address(complaint.complainant, "周老师")
        assert complaint.complainant.form_of_address == "周老师"

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"phone": "12"}, "phone"),
            ({"phone": "电话"}, "phone"),
            ({"name": "长" * 61}, "name"),
            ({"name": "周\x00"}, "name"),
            ({"account": "1" * 61}, "account"),
            ({"form_of_address": "长" * 31}, "form_of_address"),
        ],
    )
    def test_a_wrong_field_is_named(self, people: People, at: datetime, changed: dict[str, Any], field: str) -> None:
        with refused(Invalid, field):
            complainants.find_or_make(**(ZHOU | changed), at=at)


class TestReveal:
    """In clear for a purpose, which stays in the history of the one who looked."""

    @pytest.fixture
    def complaint(self, people: People, at: datetime) -> Complaint:
        """A complaint of somebody of whom all is known."""
        return make_complaint(people["rep"], at, complainant=ZHOU)

    @on_both
    @pytest.mark.parametrize("field", complainants.REVEALABLE)
    def test_is_recorded_with_its_purpose(self, complaint: Complaint, people: People, at: datetime, field: str) -> None:
        version = complaint.etag
        with writes(people["rep2"], "revealed"):
            value = complainants.reveal(complaint, field, purpose=RevealPurpose.CALL, by=people["rep2"], at=at)
        assert value == ZHOU[field]
        data = json.loads(events_of(people["rep2"])[0].data)
        assert data == {"complaint": complaint.number, "field": field, "purpose": "call"}
        assert complaint.etag == version

    def test_is_for_those_who_may_read_the_complaint_and_never_for_an_administrator(
        self, complaint: Complaint, people: People, at: datetime
    ) -> None:
        for who in ("rep3", "specialist2", "manager2", "admin", "rules"):
            with refused(NotAllowed):
                complainants.reveal(complaint, "phone", purpose=RevealPurpose.CALL, by=people[who], at=at)
        for who in ("rep", "specialist", "manager", "compliance2"):
            with writes(people[who], "revealed"):
                complainants.reveal(complaint, "phone", purpose=RevealPurpose.REVIEW, by=people[who], at=at)

    @pytest.mark.parametrize("field", ["narrative", "phone_index", "", "uid"])
    def test_of_anything_else_is_refused(self, complaint: Complaint, people: People, at: datetime, field: str) -> None:
        with refused(Invalid, "field"):
            complainants.reveal(complaint, field, purpose=RevealPurpose.CALL, by=people["rep"], at=at)

    def test_of_somebody_unknown_shows_nothing_and_is_recorded(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, complainant={})
        with transaction():
            shown = complainants.reveal(complaint, "name", purpose=RevealPurpose.CALL, by=people["rep"], at=at)
        assert shown is None
        assert kinds(people["rep"])[-1] == "revealed"


class TestMasks:
    """What everybody sees."""

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("周玉琴", "周*琴"),
            ("邓超", "邓*"),
            ("欧阳娜娜", "欧**娜"),
            ("李", "李*"),
            ("John Smith", "J*** S****"),
            ("阿卜杜拉·买买提", "阿******提"),
            ("", ""),
            (None, ""),
        ],
    )
    def test_name(self, name: str | None, shown: str) -> None:
        assert masked_name(name) == shown

    @pytest.mark.parametrize(
        ("phone", "shown"),
        [
            ("13900862071", "139****2071"),
            ("02162123456", "021****3456"),
            ("442079460958", "442****0958"),
            ("95588", "****88"),
            (None, ""),
        ],
    )
    def test_phone(self, phone: str | None, shown: str) -> None:
        assert masked_phone(phone) == shown

    @pytest.mark.parametrize(
        ("account", "shown"), [("6222021234567890", "****7890"), ("12345", "****2345"), ("1234", "****"), (None, "")]
    )
    def test_account(self, account: str | None, shown: str) -> None:
        assert masked_account(account) == shown

    @pytest.mark.parametrize(
        ("narrative", "shown"),
        [
            ("打我13900862071吧", "打我*******2071吧"),
            ("卡号6222021234567890123", "卡号***************0123"),
            ("身份证11010519491231002X", "身份证**************002X"),
            ("多扣15元，打了3次10086", "多扣15元，打了3次10086"),
            ("编号C20261124-0001", "编号C20261124-0001"),
        ],
    )
    def test_narrative(self, narrative: str, shown: str) -> None:
        assert masked_text(narrative) == shown


class TestIndexes:
    """Found by name, pinyin, initials, phone, its tail and account; nothing can be read from them."""

    @pytest.mark.parametrize(
        ("name", "whole", "first"),
        [
            ("周玉琴", "zhouyuqin", "zyq"),
            ("欧阳娜娜", "ouyangnana", "oynn"),
            ("吕梁", "lvliang", "ll"),
            ("john", "john", "john"),
        ],
    )
    def test_pinyin(self, name: str, whole: str, first: str) -> None:
        assert (pinyin(name), initials(name)) == (whole, first)

    @on_both
    @pytest.mark.parametrize(
        "words",
        ["周玉琴", "zhouyuqin", "ZhouYuQin", "zhou yu qin", "zyq", "13900862071", "139 0086 2071", "2071"]
        + ["6222021234567890", "6222 0212 3456 7890"],
    )
    def test_find_the_complaint(self, people: People, at: datetime, words: str) -> None:
        complaint = make_complaint(people["rep"], at, complainant=ZHOU)
        make_complaint(people["rep"], at, complainant={"name": "王芳", "phone": "13700001111"})
        assert page(people["rep"], Filters(q=words))[0] == [complaint]

    @pytest.mark.parametrize("words", ["周玉", "玉琴", "zhouyu", "071", "1390086207", "7890"])
    def test_do_not_find_parts(self, people: People, at: datetime, words: str) -> None:
        make_complaint(people["rep"], at, complainant=ZHOU)
        assert page(people["rep"], Filters(q=words))[0] == []


def test_nothing_of_a_person_stands_in_clear_in_the_file(app: Flask, people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at, complainant=ZHOU)
    with transaction():
        complainants.reveal(complaint, "phone", purpose=RevealPurpose.CALL, by=people["rep"], at=at)
    db.session.remove()
    path = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert "视频会员".encode() in stored
    for value in (*ZHOU.values(), "zhouyuqin", "2071"):
        assert value.encode() not in stored
        assert value.encode("utf-16-le") not in stored


@on_both
def test_a_sealed_field_moved_to_another_row_does_not_open(people: People, at: datetime) -> None:
    first = person(at, phone="13900862071")
    second = person(at, name="王芳", phone="13700001111")
    assert first is not None
    assert second is not None
    with transaction():
        statement = sa.update(Complainant).where(Complainant.id == second.id).values(name_sealed=first.name_sealed)
        db.session.execute(statement)
        db.session.refresh(second)
    with pytest.raises(Unreadable):
        _ = second.name
