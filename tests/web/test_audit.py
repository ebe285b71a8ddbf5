"""The audit: verified on demand with the result in words, and who looked what up for which purpose."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from complaints import audit
from complaints import people as people_verbs
from complaints.db import db, transaction
from complaints.models import User

from .. import factories
from ..pages import text_of
from .posting import post

People = dict[str, User]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("username", "status"), [("compliance", 200), ("admin", 200), ("rep", 403), ("specialist", 403), ("manager", 403)]
)
def test_who_may_verify(sign_in: Any, username: str, status: int, language: str) -> None:
    client = sign_in(username, language)
    assert client.get("/audit").status_code == status
    assert post(client, "/audit/verify", {}).status_code == status


def test_it_adds_up_and_names_the_last_checkpoint(people: People, sign_in: Any) -> None:
    now = datetime.now(UTC)
    factories.make_complaint(people["rep"], now - timedelta(minutes=30))
    with transaction():
        audit.checkpoint(at=now)
    page = text_of(post(sign_in("compliance", "en"), "/audit/verify", {}).text)
    assert "Everything adds up" in page
    assert "Last signed checkpoint: Today" in page


def test_what_does_not_add_up_is_named(people: People, sign_in: Any) -> None:
    complaint = factories.make_complaint(people["rep"], datetime.now(UTC) - timedelta(minutes=30))
    with transaction():
        db.session.execute(sa.text("UPDATE complaints SET narrative = 'something else'"))
    page = text_of(post(sign_in("compliance", "en"), "/audit/verify", {}).text)
    assert "1 thing does not add up" in page
    assert f"complaint/{complaint.id} event 1" in page


def test_who_looked_up_what_for_which_purpose(people: People, sign_in: Any) -> None:
    number = factories.make_complaint(people["rep"], datetime.now(UTC) - timedelta(minutes=30)).number
    post(sign_in("rep"), f"/complaints/{number}/reveal?field=phone", {"purpose": "verify"})
    page = text_of(sign_in("compliance", "en").get("/audit?kind=revealed").text)
    assert f"looked at Phone of {number}: To verify identity" in page
    assert "陈晓岚" in page
    assert "13900862071" not in page


def test_pages_go_on(people: People, sign_in: Any) -> None:
    at = datetime.now(UTC)
    with transaction():
        for number in range(60):
            people_verbs.sign_out_everywhere(people["rep3"], by=people["rep3"], at=at + timedelta(seconds=number // 3))
    client = sign_in("compliance", "en")
    first = client.get("/audit")
    following = client.get(first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&"))
    assert (first.text.count("was signed out"), following.text.count("was signed out")) == (50, 10)
    assert "was added as" in following.text


@pytest.mark.parametrize("before", ["nonsense", "1-1-1", "99999999999999999-1-1", "<script>"])
def test_odd_cursors(sign_in: Any, before: str) -> None:
    assert sign_in("compliance").get("/audit", query_string={"before": before}).status_code == 200


def test_nothing_looked_up_yet(sign_in: Any) -> None:
    assert "Nobody has looked anything up" in sign_in("admin", "en").get("/audit?kind=revealed").text
