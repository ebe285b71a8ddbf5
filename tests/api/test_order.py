"""One order of checks for every write: 401, 403, 404, 428, 412, 422."""

from collections.abc import Callable

import pytest

from .conftest import ApiClient, Caller

NOTE = {"text": "他说八月也扣了", "kind": "call"}


@pytest.fixture
def url(rep: Caller) -> str:
    """The notes of a complaint of the rep, whose newest version the rep knows."""
    return f"/complaints/{rep.log()}/notes"


def test_without_a_token_nothing_else_is_told(client: ApiClient, url: str) -> None:
    answer = client.post(f"/api/v1{url}", json={"nonsense": 1})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "given",
    ["Bearer", "Bearer ", "Bearer nonsense", "Basic cmVwOmh1aXlpbi1kZW1v", "Bearer a b", "huiyin_x", "Bearer 回音"],
)
def test_a_forged_token_is_no_token(client: ApiClient, given: str) -> None:
    answer = client.get("/api/v1/complaints", headers={"Authorization": given.encode().decode("latin-1")})
    assert answer.status_code == 401


def test_a_sign_in_of_the_pages_is_none_here(app, sign_in) -> None:
    assert sign_in("rep").get("/api/v1/complaints").status_code == 401


def test_a_role_without_the_right_is_told_so_before_anything_is_looked_up(
    caller: Callable[[str], Caller], url: str
) -> None:
    for role in ("compliance", "admin"):
        for path in (url, "/complaints/C20261124-9999/notes", "/complaints/nonsense/notes"):
            assert caller(role).post(path, {"nonsense": 1}).status_code == 403


def test_what_does_not_exist_is_not_found_whatever_else_is_wrong(rep: Caller, url: str) -> None:
    for number in ("C20261124-9999", "nonsense", "C20261124-0001%00", "C20261124-0001' OR 1=1"):
        assert rep.post(f"/complaints/{number}/notes", {"nonsense": 1}, If_Match="").status_code == 404
    for path in ("/callbacks/999/attempts", f"/escalations/{10**30}/accept", f"/redress/{2**63}/approve"):
        assert rep.post(path).status_code in (403, 404)
    assert rep.post(f"/callbacks/{10**30}/attempts").status_code == 404


def test_a_complaint_of_another_team_may_not_be_worked_on(caller: Callable[[str], Caller], url: str) -> None:
    assert caller("rep3").post(url, NOTE).status_code == 403
    assert caller("rep3").get(url.removesuffix("/notes")).status_code == 403


def test_a_complaint_of_a_colleague_may_be_read_but_not_worked_on(caller: Callable[[str], Caller], url: str) -> None:
    assert caller("rep2").get(url.removesuffix("/notes")).status_code == 200
    assert caller("rep2").post(url, {"nonsense": 1}).status_code == 403


@pytest.mark.parametrize("given", [{}, {"If-Match": "*"}, {"If-Match": ""}])
def test_a_write_names_the_version_it_saw(client: ApiClient, rep: Caller, url: str, given: dict[str, str]) -> None:
    answer = client.post(f"/api/v1{url}", json={"nonsense": 1}, headers=rep.headers | given)
    assert (answer.status_code, answer.json["type"]) == (428, "/problems/precondition_required")


@pytest.mark.parametrize("given", ['"C20261124-0001.0"', 'W/"{tag}"', '"*"'])
def test_an_old_version_is_refused_and_the_newest_named(rep: Caller, url: str, given: str) -> None:
    newest = rep.tag
    answer = rep.post(url, {"nonsense": 1}, If_Match=given.format(tag=newest.strip('"')))
    assert (answer.status_code, answer.headers["ETag"]) == (412, newest)


def test_only_then_the_body_is_judged(rep: Caller, url: str) -> None:
    answer = rep.post(url, {"nonsense": 1})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["nonsense"])
    answer = rep.post(url, {})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["text"])
    assert rep.post(url, NOTE).status_code == 201


def test_each_write_gives_the_version_for_the_next(rep: Caller, url: str) -> None:
    tags = [rep.post(url, NOTE).headers["ETag"] for _ in range(3)]
    assert len(set(tags)) == 3
    assert rep.get(url.removesuffix("/notes")).headers["ETag"] == tags[-1]
    assert rep.post(url, NOTE, If_Match=f'"other", {tags[-1]}').status_code == 201


def test_a_suspended_colleague_has_no_token_any_more(app, rep: Caller, url: str, people) -> None:
    from complaints import people as verbs
    from complaints.db import transaction

    with transaction():
        verbs.change(people["rep"], {"active": False}, by=people["admin"], at=people["rep"].created_at)
    assert rep.get("/complaints").status_code == 401


def test_the_right_that_the_body_calls_for_is_asked_first(rep: Caller, url: str) -> None:
    number = url.removesuffix("/notes")
    assert rep.post(f"{number}/moves", {"move": "reopen", "reason": "x"}, If_Match="").status_code == 403
    assert rep.post("/complaints/C20261124-9999/moves", {"move": "reopen"}).status_code == 403
    assert rep.post(f"{number}/moves", {"move": "advance", "override": True}, If_Match="").status_code == 403
    assert rep.patch(number, {"owner": "rep2"}, If_Match="").status_code == 403
