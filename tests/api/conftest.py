"""A client that speaks to the API as another program would, and complaints logged through it."""

import contextvars
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from mimetypes import guess_type
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

HOT = "再不解决我就打12315投诉，还要找记者曝光你们！"
"""Two signals of severity S2."""


class ApiClient(FlaskClient):
    """Sends each request in a context of its own, so that nothing of the test leaks into the desk."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send it."""
        return contextvars.Context().run(super().open, *args, **kwargs)


class Caller:
    """One colleague's program: keeps its token and, for each complaint, the newest version tag it has seen."""

    def __init__(self, client: ApiClient, token: dict[str, str]) -> None:
        self.client, self.headers, self.tag = client, token, ""

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self._send("GET", path, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Write on the newest version seen."""
        return self._send("POST", path, {"If-Match": self.tag} | headers, json=body)

    def patch(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Change on the newest version seen."""
        return self._send("PATCH", path, {"If-Match": self.tag} | headers, json=body)

    def upload(
        self, path: str, content: bytes, filename: str, media_type: str | None = None, **headers: str
    ) -> TestResponse:
        """Send a file in a form."""
        file = FileStorage(io.BytesIO(content), filename, content_type=media_type or guess_type(filename)[0])
        boundary, form = encode_multipart({"file": file})
        kind = f"multipart/form-data; boundary={boundary}"
        return self._send("POST", path, {"If-Match": self.tag} | headers, data=form, content_type=kind)

    def move(self, number: str, move: str, /, to: str | None = None, **fields: Any) -> TestResponse:
        """Make a move with fields; reads the version first."""
        self.get(f"/complaints/{number}")
        body = {"move": move, "fields": fields} | ({"to": to} if to else {})
        return self.post(f"/complaints/{number}/moves", body)

    def log(self, **given: Any) -> str:
        """Log a complaint; its number."""
        answer = self.post("/complaints", complaint_body(**given))
        assert answer.status_code == 201, answer.text
        return str(answer.json["number"])

    def _send(self, method: str, path: str, headers: dict[str, str], **sent: Any) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}
        answer = self.client.open(f"/api/v1{path}", method=method, headers=self.headers | named, **sent)
        self.tag = answer.headers.get("ETag", self.tag)
        return answer


def complaint_body(**given: Any) -> dict[str, Any]:
    """A complaint as a telephone system would send it."""
    return {
        "channel": "phone",
        "line": "telecom",
        "complainant": {"name": "周玉琴", "phone": "139 0086 2071", "form_of_address": "周女士"},
        "narrative": "七月开始每个月多扣15块，我从来没开过。",
        "emotion": 6,
        **given,
    }


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Iterator[None]:
    """The desk's clock stands at `at` and runs on."""
    with time_machine.travel(at, tick=True):
        yield


@pytest.fixture
def client(app: Flask) -> ApiClient:
    """A client with no sign-in of its own."""
    app.test_client_class = ApiClient
    client = app.test_client()
    assert isinstance(client, ApiClient)
    return client


@pytest.fixture
def caller(client: ApiClient, token: Callable[[str], dict[str, str]]) -> Callable[[str], Caller]:
    """A colleague's program by username: `caller("rep")`."""
    return lambda username: Caller(client, token(username))


@pytest.fixture
def rep(caller: Callable[[str], Caller]) -> Caller:
    """The rep's program."""
    return caller("rep")


@pytest.fixture
def manager(caller: Callable[[str], Caller]) -> Caller:
    """The program of the rep's manager."""
    return caller("manager")
