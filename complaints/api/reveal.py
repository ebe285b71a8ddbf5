"""A masked field in clear, for a purpose that stays on record."""

from typing import Any

from ..codes import RevealPurpose
from ..complainants import reveal
from ..db import db
from ..fields import choice, text
from ..models import Complaint
from .operations import Call, operation
from .schemas import answers, asked


@operation(
    "POST",
    "/complaints/<number>/reveal",
    "See a masked field in clear",
    rights=("reveal",),
    target=Complaint,
    body=asked.Reveal(),
    answer=answers.Revealed(),
    fresh=False,
    tight="30 per minute",
)
def reveal_field(call: Call) -> dict[str, Any]:
    """It changes nothing of the complaint: the event stands in the history of the one who looked."""
    field = text("field", call.body.get("field"), required=True)
    purpose = choice("purpose", call.body.get("purpose"), RevealPurpose, required=True)
    assert purpose is not None
    # Two looks at once by one person would write the same place of their history.
    db.session.refresh(call.person, with_for_update=True)
    value = reveal(call.thing, str(field), purpose=purpose, by=call.person, at=call.at)
    return {"field": field, "value": value}
