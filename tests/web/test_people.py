"""People: a manager the own team, an administrator everybody; passwords, sign-ins, and what is refused."""

from typing import Any

import pytest
from flask import Flask

from complaints import people as people_verbs
from complaints.db import db
from complaints.models import User
from complaints.roles import Role

from ..databases import PASSWORD
from ..pages import text_of
from .hostile import HOSTILE
from .posting import post

People = dict[str, User]


def found(username: str) -> User | None:
    db.session.rollback()
    return db.session.scalars(
        db.select(User).where(User.username == username).execution_options(populate_existing=True)
    ).first()


@pytest.fixture
def typed(people: People) -> dict[str, Any]:
    return {
        "username": "newcomer",
        "display_name": "新同事",
        "role": "rep",
        "team": str(people["rep"].team_id),
        "password": "a long password",
        "lines": ["telecom", "banking"],
    }


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("username", "others"), [("manager", False), ("admin", True)])
def test_the_list(people: People, sign_in: Any, username: str, others: bool, language: str) -> None:
    page = sign_in(username, language).get("/people")
    assert page.status_code == 200
    assert "陈晓岚" in page.text
    assert ("赵敏怡" in page.text) is others
    assert ("吴静" in page.text) is others


@pytest.mark.parametrize("path", ["/people", "/people/new", "/people/1"])
@pytest.mark.parametrize("username", ["rep", "specialist", "compliance"])
def test_who_looks_after_nobody(sign_in: Any, username: str, path: str) -> None:
    client = sign_in(username)
    assert client.get(path).status_code == 403
    assert post(client, "/people/1/password", {"password": "a long password"}).status_code == 403


@pytest.mark.parametrize("by", ["manager", "admin"])
def test_adding(typed: dict[str, Any], sign_in: Any, by: str) -> None:
    assert post(sign_in(by), "/people/new", typed).status_code == 303
    newcomer = found("newcomer")
    assert newcomer
    assert newcomer.role is Role.REP
    assert newcomer.lines == ["telecom", "banking"]


@pytest.mark.parametrize(
    ("field", "value", "advice"),
    [
        ("username", "rep", "This username is taken"),
        ("username", "9", "Use 2 to 40 small letters"),
        ("username", "", "Fill this in"),
        ("password", "short", "Use at least 10 characters"),
        ("display_name", "", "Fill this in"),
        ("display_name", "名" * 61, "Shorten it to 60"),
    ],
)
def test_refusals_beside_the_field(typed: dict[str, Any], sign_in: Any, field: str, value: str, advice: str) -> None:
    page = post(sign_in("admin", "en"), "/people/new", {**typed, field: value})
    assert page.status_code == 422
    assert advice in text_of(page.text)
    assert "a long password" not in page.text
    assert found("newcomer") is None


def test_a_rep_without_team_is_refused(typed: dict[str, Any], sign_in: Any) -> None:
    page = post(sign_in("admin", "en"), "/people/new", {**typed, "team": ""})
    assert page.status_code == 422
    assert "Choose a team" in page.text


@pytest.mark.parametrize("role", ["admin", "compliance", "system", "emperor"])
def test_a_manager_gives_no_higher_role(typed: dict[str, Any], sign_in: Any, role: str) -> None:
    assert post(sign_in("manager"), "/people/new", {**typed, "role": role}).status_code == 422
    assert found("newcomer") is None


def test_a_manager_reaches_no_other_team(people: People, typed: dict[str, Any], sign_in: Any) -> None:
    client, theirs = sign_in("manager"), people["rep3"]
    assert client.get(f"/people/{theirs.id}").status_code == 404
    assert post(client, f"/people/{theirs.id}/password", {"password": "a long password"}).status_code == 404
    assert post(client, f"/people/{theirs.id}/sign-out", {}).status_code == 404
    assert post(client, "/people/new", {**typed, "team": str(theirs.team_id)}).status_code == 422


def test_changing(people: People, sign_in: Any) -> None:
    person = people["rep2"]
    client, there = sign_in("manager"), sign_in("rep2")
    assert "邵伟" in client.get(f"/people/{person.id}").text
    given = {"display_name": "邵大伟", "role": "specialist", "team": str(person.team_id), "lines": ["telecom"]}
    assert post(client, f"/people/{person.id}", given).status_code == 303
    changed = found("rep2")
    assert changed
    assert (changed.display_name, changed.role, changed.active) == ("邵大伟", Role.SPECIALIST, False)
    assert there.get("/").status_code == 302


def test_resetting_a_password_ends_the_sign_ins(app: Flask, people: People, sign_in: Any) -> None:
    there, client = sign_in("rep2"), sign_in("manager", "en")
    path = f"/people/{people['rep2'].id}/password"
    assert "Use at least 10 characters" in post(client, path, {"password": "short"}).text
    assert there.get("/").status_code == 200
    assert post(client, path, {"password": "a whole new one"}).status_code == 303
    assert there.get("/").status_code == 302


def test_signing_somebody_out(people: People, sign_in: Any) -> None:
    there = sign_in("rep2")
    assert post(sign_in("manager"), f"/people/{people['rep2'].id}/sign-out", {}).status_code == 303
    assert there.get("/").status_code == 302


@pytest.mark.parametrize("username", ["rep", "compliance", "admin"])
def test_my_own_password(sign_in: Any, username: str, at: Any) -> None:
    here, there = sign_in(username), sign_in(username)
    given = {"present": PASSWORD, "password": "another long one", "again": "another long one"}
    assert here.get("/people/me").status_code == 200
    assert post(here, "/people/me", given).status_code == 303
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    person = found(username)
    assert person
    assert people_verbs.hasher().verify(person.password_hash or "", "another long one")


@pytest.mark.parametrize(
    ("changed", "advice"),
    [
        ({"present": "wrong password"}, "This is not your current password"),
        ({"again": "something else"}, "The two new passwords differ"),
        ({"password": "short", "again": "short"}, "Use at least 10 characters"),
        ({"present": ""}, "Fill this in"),
    ],
)
def test_my_own_password_refused(sign_in: Any, changed: dict[str, str], advice: str) -> None:
    given = {"present": PASSWORD, "password": "another long one", "again": "another long one"} | changed
    page = post(sign_in("rep", "en"), "/people/me", given)
    assert page.status_code == 422
    assert advice in text_of(page.text)


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_input(people: People, typed: dict[str, Any], sign_in: Any, value: str) -> None:
    client = sign_in("admin")
    for field in ("username", "display_name", "role", "team", "lines"):
        assert post(client, "/people/new", {**typed, field: value}).status_code in (303, 422)
        assert post(client, f"/people/{people['rep2'].id}", {**typed, field: value}).status_code in (303, 422)
    assert "<script>alert" not in client.get("/people").text
