"""What is measured: the rows of the table of bars, each as requests of a representative."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask

from complaints.db import db
from complaints.models import Complaint, User
from complaints.steps import Step

from .client import Person

USERNAME = "rep"
CALM = "我上个月办的套餐，账单和办理时说的不一样，请查一下多扣的部分，尽快给我答复。"
HEATED = "套餐说好129元，结果扣了我三百多，再不退我就打12315投诉，还要找媒体曝光你们。"
NOTE = "客户说明天上午方便接电话，先把账单发给他。"
COMMON, RARE = "套餐", "宽带拆机"
"""A word of two and one of four characters."""

PHONES = itertools.count(13_800_000_000)
"""Everybody who complains is somebody new."""

Act = Callable[[Person], None]


@dataclass(frozen=True)
class Bar:
    """The most a page may use, in times the floor, at 20,000 and at 200,000 complaints; None where no bar is set."""

    at_20_000: float | None
    at_200_000: float | None

    def of(self, count: int) -> float | None:
        """The bar that holds for so many complaints."""
        return self.at_20_000 if count <= 20_000 else self.at_200_000


@dataclass(frozen=True)
class Page:
    """One row of the table."""

    name: str
    act: Act
    bar: Bar
    statements: int | None
    writes: bool = False


LIST, WHOLE, SEARCH = Bar(6, 7), Bar(9, 10), Bar(6, 12)
CREATE, WRITE = Bar(6, 7), Bar(6, 7)


def pages(app: Flask) -> list[Page]:
    """Every row, on the complaints that the database of this app holds."""
    with app.app_context():
        cause, (number, _version) = _commonest_cause(), _owned(Step.FOLLOW_UP)[0]
        notes, moves = iter(_owned(Step.SOOTHE, Step.CONFIRM)), iter(_owned(Step.DIAGNOSE, Step.PROPOSE))
        db.session.remove()
    return [
        Page("desk", _reading("/"), Bar(None, None), 8),
        Page("list, open", _reading("/complaints?state=open"), LIST, 8),
        Page("list, by state and cause", _reading(f"/complaints?state=open&cause={cause}"), LIST, 8),
        Page("complaint page", _reading(f"/complaints/{number}"), WHOLE, 14),
        Page("search, 2 characters", _reading(f"/complaints?q={quote(COMMON)}"), SEARCH, 8),
        Page("search, 4 characters", _reading(f"/complaints?q={quote(RARE)}"), SEARCH, 8),
        Page("create", logging(CALM), CREATE, 12, writes=True),
        Page("create, with an escalation", logging(HEATED), CREATE, 12, writes=True),
        Page("note", _noting(notes), WRITE, None, writes=True),
        Page("move", _moving(moves), WRITE, None, writes=True),
    ]


def _reading(path: str) -> Act:
    return lambda person: person.get(path)


def logging(narrative: str) -> Act:
    """Logs one complaint after another, each of somebody new."""

    def log(person: Person) -> None:
        caller = {"name": "周玉琴", "phone": str(next(PHONES)), "form_of_address": "周女士"}
        told = {"channel": "phone", "line": "telecom", "language": "zh", "emotion": "5", "narrative": narrative}
        person.post("/complaints/new", caller | told)

    return log


def _noting(complaints: Iterator[tuple[str, int]]) -> Act:
    def note(person: Person) -> None:
        number, version = next(complaints)
        person.post(f"/complaints/{number}/notes", {"version": str(version), "kind": "call", "text": NOTE})

    return note


def _moving(complaints: Iterator[tuple[str, int]]) -> Act:
    def move(person: Person) -> None:
        number, version = next(complaints)
        fields = {"version": str(version), "to": Step.SOOTHE.value, "reason": "情绪又上来了，先听他说完"}
        person.post(f"/complaints/{number}/moves?panel=return&move=return", fields)

    return move


def _owned(*steps: Step) -> list[tuple[str, int]]:
    """Number and version of the open complaints of the representative at these steps, newest first."""
    query = (
        sa.select(Complaint.number, Complaint.head_seq)
        .join(User, Complaint.owner_id == User.id)
        .where(User.username == USERNAME, Complaint.closed_at.is_(None), Complaint.step.in_(steps))
        .order_by(Complaint.id.desc())
    )
    return [(number, version) for number, version in db.session.execute(query)]


def _commonest_cause() -> str:
    query = sa.select(Complaint.cause).where(Complaint.closed_at.is_(None), Complaint.cause.is_not(None))
    return str(db.session.scalar(query.group_by(Complaint.cause).order_by(sa.func.count().desc()).limit(1)))
