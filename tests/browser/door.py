"""The way into a server that goes with its test: once shut, nobody comes in and nobody is left inside."""

from collections.abc import Iterable
from threading import Condition
from typing import TYPE_CHECKING

from werkzeug.exceptions import ServiceUnavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Door:
    """Stands before a WSGI application and counts the requests that are inside.

    A browser sends what it owes when it closes, and each connection has a thread that outlives the loop of the server.
    What a request does with the database is over when the application has answered, before the answer is read.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._change = Condition()
        self._inside = 0
        self._is_open = True

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with self._change:
            if not self._is_open:
                return ServiceUnavailable()(environ, start_response)
            self._inside += 1
        try:
            return self._application(environ, start_response)
        finally:
            self._leave()

    def shut(self, patience: float) -> None:
        """Let nobody in any more and wait until the last has left, at most this many seconds."""
        with self._change:
            self._is_open = False
            assert self._change.wait_for(lambda: self._inside == 0, patience), f"{self._inside} requests never end"

    def _leave(self) -> None:
        with self._change:
            self._inside -= 1
            self._change.notify_all()
