"""Every operation × role, drawn from the register: who may not is told so, who may gets further."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from complaints.api import REGISTER
from complaints.api.operations import Operation
from complaints.db import db
from complaints.models import Complaint, User
from complaints.rights import allows
from complaints.roles import CASE_RIGHTS, DESK_RIGHTS, Role

from .conftest import HOT, ApiClient, Caller


@pytest.fixture
def places(rep: Caller) -> dict[str, Any]:
    """One of everything that a path can name, all of one hot complaint of the rep."""
    number = rep.log(narrative=HOT, emotion=9)
    url = f"/complaints/{number}"
    brief = {"situation": "多扣", "complication": "投诉", "resolution": "定方案"}
    made = {
        "callbacks": rep.post(f"{url}/callbacks", {"promised_at": "2026-11-25T10:00:00+08:00", "reason": "报结果"}),
        "promises": rep.post(f"{url}/promises", {"text": "今天回电", "due_at": "2026-11-24T20:00:00+08:00"}),
        "redress": rep.post(f"{url}/redress", {"amount": "900", "reason": "补偿", "kind": "goodwill"}),
        "escalations": rep.post(f"{url}/escalations", {"level": 2, "reason": "要找记者", "brief": brief}),
        "attachments": rep.upload(f"{url}/attachments", b"%PDF-1.7", "bill.pdf"),
    }
    return {name: answer.json["id"] for name, answer in made.items()} | {"complaints": number}


def path_of(operation: Operation, places: dict[str, Any]) -> str:
    place = str(places.get(operation.path.split("/")[1]))
    return operation.path.replace("<number>", place).replace("<int:id>", place)


def role_may(operation: Operation, role: Role) -> bool:
    return all(role in (DESK_RIGHTS.get(right) or CASE_RIGHTS[right]) for right in operation.rights)


def person_may(operation: Operation, person: User, complaint: Complaint) -> bool:
    return all(allows(person, right, complaint if right in CASE_RIGHTS else None) for right in operation.rights)


def test_the_register_names_every_operation_once() -> None:
    assert len({operation.name for operation in REGISTER}) == len(REGISTER)
    assert len({(operation.method, operation.path) for operation in REGISTER}) == len(REGISTER)


@pytest.mark.parametrize(
    "username", ["rep", "rep2", "rep3", "specialist", "manager", "manager2", "compliance", "admin"]
)
def test_every_operation_by_person(
    caller: Callable[[str], Caller], places: dict[str, Any], people: dict[str, User], username: str
) -> None:
    program, person = caller(username), people[username]
    complaint = db.session.scalars(sa.select(Complaint)).one()
    for operation in REGISTER:
        sent = {"json": {"nonsense": 1}} if operation.method != "GET" else {}

        def status(path: str, operation: Operation = operation, sent: dict[str, Any] = sent) -> int:
            url = f"/api/v1{path}"
            return program.client.open(url, method=operation.method, headers=program.headers, **sent).status_code

        unknown = operation.path.replace("<number>", "C20261124-9999").replace("<int:id>", "424242")
        if not role_may(operation, person.role):
            assert {status(unknown), status(path_of(operation, places))} == {403}, operation.name
        elif operation.target is None:
            assert status(unknown) == (200 if operation.method == "GET" else 422), operation.name
        else:
            allowed = {200} if operation.method == "GET" else {428, 422}
            expected = allowed if person_may(operation, person, complaint) else {403}
            assert status(unknown) == 404, operation.name
            assert status(path_of(operation, places)) in expected, operation.name


def test_nobody_gets_anywhere_without_a_token(client: ApiClient, places: dict[str, Any]) -> None:
    for operation in REGISTER:
        answer = client.open(f"/api/v1{path_of(operation, places)}", method=operation.method)
        assert answer.status_code == 401, operation.name


def test_a_rep_may_not_close_what_is_high(rep: Caller, manager: Caller) -> None:
    number = rep.log(narrative=HOT, emotion=9)
    assert rep.get(f"/complaints/{number}").json["risk"]["level"] in ("high", "critical")
    assert rep.post(f"/complaints/{number}/moves", {"move": "close"}).status_code == 403
    assert rep.post(f"/complaints/{number}/moves", {"move": "close"}, If_Match="").status_code == 403
    manager.get(f"/complaints/{number}")
    assert manager.post(f"/complaints/{number}/moves", {"move": "close"}).status_code == 422


def test_a_specialist_works_on_what_was_escalated_to_them(
    caller: Callable[[str], Caller], places: dict[str, Any]
) -> None:
    specialist, url = caller("specialist2"), f"/complaints/{places['complaints']}"
    specialist.get(url)
    assert specialist.post(f"{url}/notes", {"text": "看过了"}).status_code == 403
    assert specialist.post(f"/escalations/{places['escalations']}/accept").status_code == 200
    assert specialist.post(f"{url}/notes", {"text": "看过了"}).status_code == 201
    taken = specialist.post(f"/escalations/{places['escalations']}/take_over")
    assert (taken.json["state"], specialist.get(url).json["owner"]) == ("taken_over", "specialist2")


def test_money_above_the_limit_is_decided_by_somebody_else(
    caller: Callable[[str], Caller], rep: Caller, manager: Caller, places: dict[str, Any]
) -> None:
    manager.get(f"/complaints/{places['complaints']}")
    approved = manager.post(f"/redress/{places['redress']}/approve")
    assert (approved.json["state"], approved.json["decided_by"], approved.json["amount"]) == (
        "approved",
        "manager",
        "900.00",
    )
    own = manager.post(f"/complaints/{places['complaints']}/redress", {"amount": "9000", "reason": "补偿"})
    assert own.json["state"] == "waiting"
    assert manager.post(f"/redress/{own.json['id']}/refuse").status_code == 403


def test_a_manager_gives_it_to_a_colleague_by_username(manager: Caller, rep: Caller) -> None:
    url = f"/complaints/{rep.log()}"
    manager.get(url)
    assert manager.patch(url, {"owner": "rep2"}).json["owner"] == "rep2"
    assert manager.patch(url, {"owner": None}).json["owner"] is None
    for wrong in ("nobody-here", "rep3", "compliance", 3, ["rep2"]):
        answer = manager.patch(url, {"owner": wrong})
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["owner"])
