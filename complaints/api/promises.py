"""Promises."""

from typing import Any

from .. import promises
from ..models import Complaint, Promise
from . import shapes
from .operations import Call, operation
from .reader import Reader
from .schemas import answers, asked


@operation(
    "POST",
    "/complaints/<number>/promises",
    "Note a promise given on the phone",
    rights=("work",),
    target=Complaint,
    body=asked.NewPromise(),
    answer=answers.Promise(),
    status=201,
)
def make_promise(call: Call) -> dict[str, Any]:
    """It must be kept or renegotiated before the complaint may close."""
    return _shown(promises.make(call.thing, call.body, by=call.person, at=call.at), call)


@operation(
    "PATCH",
    "/promises/<int:id>",
    "Say how a promise stands, with evidence",
    rights=("work",),
    target=Promise,
    body=asked.PromiseChange(),
    answer=answers.Promise(),
)
def settle_promise(call: Call) -> dict[str, Any]:
    """Kept, renegotiated or broken."""
    return _shown(promises.settle(call.thing, call.body, by=call.person, at=call.at), call)


def _shown(promise: Promise, call: Call) -> dict[str, Any]:
    return shapes.promise(promise, Reader(call.person, promise.complaint, call.at, [promise.owner_id]))
