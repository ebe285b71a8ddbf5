"""A person at the desk, as a browser that keeps its connection and its cookies."""

import http.client
import re
from http.cookies import SimpleCookie
from typing import Protocol
from urllib.parse import urlencode

PASSWORD = "huiyin-demo"
BROWSER = {"Accept": "text/html", "Accept-Language": "zh-CN", "Accept-Encoding": "gzip, deflate, br, zstd"}
PLAIN = BROWSER | {"Accept-Encoding": "identity"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Person(Protocol):
    """Somebody who reads pages and sends forms."""

    def get(self, path: str) -> None:
        """Read a page."""

    def post(self, path: str, fields: dict[str, str]) -> None:
        """Send a form."""


class Unexpected(Exception):
    """An answer that a measurement must not count."""


class Browser:
    """One connection to one server."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = ""

    def sign_in(self, username: str) -> "Browser":
        """Sign in as one of the demo people and remember the token for forms."""
        page = self._ask("GET", "/sign-in", None, PLAIN, (200,)).decode()
        self._token = _token(page)
        self.post("/sign-in", {"username": username, "password": PASSWORD}, expect=(302,))
        self._token = _token(self._ask("GET", "/complaints/new", None, PLAIN, (200,)).decode())
        return self

    def get(self, path: str) -> None:
        """Read a page as a browser would."""
        self._ask("GET", path, None, BROWSER, (200,))

    def post(self, path: str, fields: dict[str, str], expect: tuple[int, ...] = (303,)) -> None:
        """Send a form."""
        body = urlencode({"csrf_token": self._token} | fields)
        self._ask("POST", path, body, BROWSER | FORM, expect)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str], expect: tuple[int, ...]) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, headers | ({"Cookie": cookies} if cookies else {}))
        answer = self._connection.getresponse()
        content = answer.read()
        for given in answer.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(given).items()}
        if answer.status not in expect:
            raise Unexpected(f"{method} {path}: {answer.status}")
        return content


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    if found is None:
        raise Unexpected("a page without a token for its forms")
    return found[1]
