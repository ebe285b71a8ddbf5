"""What a browser does wrong while a test drives it: errors, failed requests, strangers on the network."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

GIVEN_UP = "net::ERR_ABORTED"
"""The page took back its own request: somebody typed on, or left the page."""

ALREADY_SEEN = re.compile(r"Failed to load resource")
"""The console repeats a status that the answer itself has told."""

LOCAL_SCHEMES = {"data", "blob", "about"}


class Watch:
    """Follows one browser context; `faults` must stay empty."""

    def __init__(self, origin: str, context: BrowserContext) -> None:
        self.origin = origin
        self.faults: list[str] = []
        self._wanted: int | None = None
        self._refused = 0
        context.on("console", self._console)
        context.on("weberror", self._page_error)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    @contextmanager
    def refusal(self, status: int) -> Iterator[None]:
        """Inside, answers with this status are what the test provokes; at least one must come."""
        self._wanted, self._refused = status, 0
        yield
        assert self._refused, f"the server never answered {status}"
        self._wanted = None

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not ALREADY_SEEN.match(message.text):
            self.faults.append(f"console: {message.text}")

    def _page_error(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in LOCAL_SCHEMES and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.faults.append(f"request to a stranger: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != GIVEN_UP:
            self.faults.append(f"{request.method} {request.url} failed: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status == self._wanted:
            self._refused += 1
        elif response.status >= 400:
            self.faults.append(f"{response.request.method} {response.url} answered {response.status}")
