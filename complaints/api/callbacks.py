"""Callbacks and their attempts."""

from typing import Any

from .. import callbacks, handling
from ..models import Callback, Complaint
from . import shapes
from .operations import Call, operation
from .reader import Reader
from .schemas import answers, asked


@operation(
    "POST",
    "/complaints/<number>/callbacks",
    "Promise a call back",
    rights=("work",),
    target=Complaint,
    body=asked.NewCallback(),
    answer=answers.Callback(),
    status=201,
)
def promise_callback(call: Call) -> dict[str, Any]:
    """Put it on the list of callbacks."""
    made = callbacks.schedule(call.thing, call.body, by=call.person, at=call.at)
    return shapes.callback(made, Reader(call.person, call.thing, call.at, ()))


@operation(
    "GET",
    "/callbacks/<int:id>",
    "Read a callback",
    rights=("read",),
    target=Callback,
    answer=answers.Callback(),
)
def read_callback(call: Call) -> dict[str, Any]:
    """The callback with its attempts."""
    return shapes.callback(call.thing, _reader(call))


@operation(
    "POST",
    "/callbacks/<int:id>/attempts",
    "Record what happened on a call",
    rights=("work",),
    target=Callback,
    body=asked.NewAttempt(),
    answer=answers.Tried(),
    status=201,
)
def record_attempt(call: Call) -> dict[str, Any]:
    """Never refused for lawfulness: a call outside the guard is marked. Not solved opens the complaint again."""
    tried = handling.record_attempt(call.thing, call.body, by=call.person, at=call.at)
    reader, complaint = _reader(call), call.thing.complaint
    return shapes.attempt(tried, reader) | {
        "callback": shapes.callback(call.thing, reader),
        "step": complaint.step,
        "owner": reader.name(complaint.owner_id),
    }


def _reader(call: Call) -> Reader:
    complaint = call.thing.complaint
    ids = [complaint.owner_id, *(row.by_id for row in call.thing.attempts)]
    return Reader(call.person, complaint, call.at, ids)
