"""How often one token may ask."""

from collections.abc import Callable
from pathlib import Path

from .. import databases
from .conftest import Caller


def test_every_answer_says_how_many_are_left(rep: Caller) -> None:
    answer = rep.get("/complaints")
    assert (answer.headers["RateLimit-Limit"], answer.headers["RateLimit-Remaining"]) == ("6000", "5999")
    assert "Retry-After" not in answer.headers


def test_personal_data_is_shown_thirty_times_a_minute(rep: Caller, caller: Callable[[str], Caller]) -> None:
    url = f"/complaints/{rep.log()}"
    for _ in range(30):
        assert rep.post(f"{url}/reveal", {"field": "phone", "purpose": "call"}).status_code == 200
    answer = rep.post(f"{url}/reveal", {"field": "phone", "purpose": "call"})
    assert (answer.status_code, answer.mimetype) == (429, "application/problem+json")
    assert answer.json["type"] == "/problems/too_many"
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    assert rep.get(url).status_code == 200
    assert caller("rep2").post(f"{url}/reveal", {"field": "phone", "purpose": "call"}).status_code == 200


def test_the_rate_is_a_setting(database: str, tmp_path: Path) -> None:
    app = databases.make_app(database, tmp_path / "instance", API_RATE="2 per minute")
    client = app.test_client()
    told = [client.get("/api/v1/complaints", headers={"Authorization": "Bearer x"}).status_code for _ in range(3)]
    assert told == [401, 401, 429]
    assert client.get("/healthz").status_code == 200
