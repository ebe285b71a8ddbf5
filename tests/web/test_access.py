"""Signing in: words, counted failures, the lock, safe ways on, remembering, signing out."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ..databases import PASSWORD
from .hostile import HOSTILE
from .posting import post


def sign_in_with(client: FlaskClient, username: str, password: str, path: str = "/sign-in", **more: str) -> Any:
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/sign-in").text)
    assert token
    return client.post(path, data={"csrf_token": token[1], "username": username, "password": password, **more})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page(client: FlaskClient, language: str) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in page.text


def test_a_right_pair_leads_to_the_desk(client: FlaskClient) -> None:
    answer = sign_in_with(client, " REP ", PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/").status_code == 200


def test_five_failures_lock_and_say_so(client: FlaskClient) -> None:
    client.get("/language/en")
    for left in (4, 3, 2, 1):
        page = sign_in_with(client, "rep", "wrong")
        assert page.status_code == 422
        assert f"Wrong username or password. {left} more and it locks for 15 minutes." in page.text
        assert 'value="rep"' in page.text
    assert "Locked for 15 minutes" in sign_in_with(client, "rep", "wrong").text
    locked = sign_in_with(client, "rep", PASSWORD)
    assert locked.status_code == 422
    assert "Too many wrong passwords. Try again after" in locked.text
    assert sign_in_with(client, "rep2", PASSWORD).status_code == 302


def test_an_unknown_name_answers_like_a_wrong_password(client: FlaskClient) -> None:
    client.get("/language/en")
    assert "4 more" in sign_in_with(client, "nobody", "wrong").text


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/complaints?risk=high", "/complaints?risk=high"),
        ("https://evil.example/complaints", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("///evil.example", "/evil.example"),
    ],
)
def test_only_places_on_the_desk_follow(client: FlaskClient, wanted: str, reached: str) -> None:
    answer = sign_in_with(client, "rep", PASSWORD, f"/sign-in?next={wanted}")
    assert answer.location == reached


def test_a_closed_page_asks_to_sign_in_and_leads_back(client: FlaskClient) -> None:
    answer = client.get("/complaints?risk=high")
    assert answer.location == "/sign-in?next=/complaints?risk%3Dhigh"


def test_remembering_lasts_eight_hours(client: FlaskClient, app: Flask) -> None:
    answer = sign_in_with(client, "rep", PASSWORD, remember="y")
    assert any(cookie.startswith("huiyin_remember=") for cookie in answer.headers.getlist("Set-Cookie"))
    assert app.config["REMEMBER_COOKIE_DURATION"] == timedelta(hours=8)
    plain = sign_in_with(app.test_client(), "rep", PASSWORD)
    assert not any(cookie.startswith("huiyin_remember=") for cookie in plain.headers.getlist("Set-Cookie"))


def test_signing_out(sign_in: Any) -> None:
    client = sign_in("rep")
    assert post(client, "/sign-out", {}).location == "/sign-in"
    assert client.get("/").status_code == 302


def test_signing_out_everywhere_ends_the_other_sign_ins(sign_in: Any) -> None:
    here, there = sign_in("rep"), sign_in("rep")
    post(here, "/sign-out-everywhere", {})
    assert there.get("/").status_code == 302


def test_the_language_is_kept_on_the_person(sign_in: Any) -> None:
    client = sign_in("rep")
    assert client.get("/language/en", headers={"Referer": "http://localhost/complaints"}).location == "/complaints"
    assert '<html lang="en"' in client.get("/").text
    assert client.get("/language/xx").status_code == 302


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_input(client: FlaskClient, typed: str) -> None:
    page = sign_in_with(client, typed, typed)
    assert page.status_code == 422
    assert "<script>alert" not in page.text


def test_without_the_token_nothing_is_done(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"username": "rep", "password": PASSWORD}).status_code == 400
