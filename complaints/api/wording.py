"""Wording: suggested for a complaint, used, checked."""

from dataclasses import asdict
from typing import Any

import guidance
from guidance.schema import CHANNELS

from .. import wording
from ..codes import N_, Line
from ..db import transaction
from ..fields import LIMITS, choice, refuse, text
from ..models import Complaint
from ..queries import complaint_numbered
from ..rights import allows, must_be_live
from ..steps import Step
from .operations import Call, operation
from .reader import Reader
from .schemas import answers, asked


@operation(
    "GET",
    "/complaints/<number>/guidance",
    "Ask for wording",
    rights=("see_guidance", "read", "read_narrative"),
    target=Complaint,
    args=asked.GuidanceQuery(),
    answer=answers.Suggestions(),
    tagged=False,
)
def suggest_wording(call: Call) -> dict[str, Any]:
    """What fits the step and the mood, why, and with the slots filled that the complaint can fill."""
    channel = call.args.get("channel")
    if channel is not None and channel not in CHANNELS:
        raise refuse("channel", N_("Use one of: %(allowed)s"), allowed=", ".join(CHANNELS))
    if call.thing.imported:
        must_be_live(call.thing)
    found = wording.suggestions(call.thing, **call.args)
    slots = wording.slots_of(call.thing, by=call.person)
    language, reader = call.thing.language.value, Reader(call.person, call.thing, call.at, ())
    filled = [wording.filled(row.text.in_(language), slots) for row in found]
    _keep_offered(call, [row.id for row in found])
    return {
        "suggestions": [
            {**asdict(row), "filled": reader.words(said.text), "unfilled": list(said.missing)}
            for row, said in zip(found, filled, strict=True)
        ]
    }


def _keep_offered(call: Call, ids: list[str]) -> None:
    """What was offered at the current step to somebody who may say it is kept, like on the page."""
    complaint = call.thing
    here = call.args.get("step") in (None, str(complaint.step))
    if not complaint.live or not here or not allows(call.person, "work", complaint):
        return
    with transaction():
        locked = complaint_numbered(complaint.number, person=call.person, lock=True)
        wording.offer(locked, ids, at=call.at)


@operation(
    "POST",
    "/complaints/<number>/wording-uses",
    "Say which wording was used",
    rights=("work",),
    target=Complaint,
    body=asked.UsedWording(),
    answer=answers.Use(),
    status=201,
)
def use_wording(call: Call) -> dict[str, Any]:
    """Ranking learns from it."""
    used = text("id", call.body.get("id"), required=True)
    row = wording.use(call.thing, str(used), by=call.person, at=call.at)
    return {"id": row.wording_id, "used_at": row.used_at}


@operation(
    "POST",
    "/lint",
    "Check a text before it leaves the desk",
    rights=("lint",),
    body=asked.TextToCheck(),
    answer=answers.Violations(),
    writes=False,
)
def lint_text(call: Call) -> dict[str, Any]:
    """Offsets count in the text exactly as it was sent."""
    given = call.body.get("text")
    if not isinstance(given, str):
        raise refuse("text", N_("Write text here"))
    if len(given) > LIMITS["text"]:
        advice = N_("Shorten it to %(limit)s characters; it has %(length)s")
        raise refuse("text", advice, limit=LIMITS["text"], length=len(given))
    line, step = choice("line", call.body.get("line"), Line), choice("step", call.body.get("step"), Step)
    found = guidance.lint(given, guidance.load(), line.value if line else None, step.value if step else None)
    return {"violations": [asdict(row) for row in found]}
