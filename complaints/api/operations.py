"""The register of operations: each names its path, the right it asks for and the shapes it takes and gives.

Routes, the order of checks, the OpenAPI document and the tests of every operation × role are drawn from it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import Schema

from ..models import Complaint, User

VERSION = "huiyin.version"
"""Where the version tag of an answer stands in the request's environment."""

Rights = Callable[[dict[str, Any]], tuple[str, ...]]


@dataclass
class Call:
    """One request as a view sees it. `thing` is the row that the path names, `complaint` the one it belongs to."""

    person: User
    at: datetime
    path: dict[str, Any]
    args: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    thing: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def complaint(self) -> Complaint | None:
        """The complaint whose version tag the answer carries."""
        return self.thing if isinstance(self.thing, Complaint) else getattr(self.thing, "complaint", None)


View = Callable[[Call], Any]


@dataclass(frozen=True)
class Operation:
    """One method on one path.

    `rights` are asked in order, first by role alone before anything is read; `more_rights` adds those that the body
    calls for. `target` is the kind of row that the path names. `writes` opens a transaction; `fresh` asks for
    `If-Match`; `tagged` gives the complaint's `ETag`; `upload` takes a form with a file in place of JSON; `tight` is
    a rate of its own.
    """

    name: str
    method: str
    path: str
    summary: str
    view: View
    rights: tuple[str, ...]
    more_rights: Rights | None = None
    target: type[Any] | None = None
    args: Schema | None = None
    body: Schema | None = None
    answer: Schema | None = None
    status: int = 200
    writes: bool = False
    fresh: bool = False
    tagged: bool = True
    upload: bool = False
    tight: str | None = None


REGISTER: list[Operation] = []


def operation(method: str, path: str, summary: str, **known: Any) -> Callable[[View], View]:
    """Register the decorated view; what is not given follows from method and target."""
    writes = known.pop("writes", method != "GET")
    fresh = known.pop("fresh", writes and known.get("target") is not None)

    def register(view: View) -> View:
        name = view.__name__
        REGISTER.append(Operation(name, method, path, summary, view, writes=writes, fresh=fresh, **known))
        return view

    return register
