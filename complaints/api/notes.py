"""Notes."""

from typing import Any

from .. import handling
from ..models import Complaint
from . import shapes
from .operations import Call, operation
from .reader import Reader
from .schemas import answers, asked


@operation(
    "POST",
    "/complaints/<number>/notes",
    "Write a note",
    rights=("work",),
    target=Complaint,
    body=asked.NewNote(),
    answer=answers.Note(),
    status=201,
)
def write_note(call: Call) -> dict[str, Any]:
    """Keep it; a call note is read for signals like the narrative."""
    written = handling.note(call.thing, call.body, by=call.person, at=call.at)
    return shapes.note(written, Reader(call.person, call.thing, call.at, [call.person.id]))
