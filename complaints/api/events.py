"""History of a complaint."""

import json
from typing import Any

from .. import fields
from ..history import events_of, texts_of
from ..models import Complaint
from .complaints import cursor, read_cursor
from .operations import Call, operation
from .reader import Reader
from .schemas import answers, asked

MOST = 200


@operation(
    "GET",
    "/complaints/<number>/events",
    "Read the history, newest first",
    rights=("read",),
    target=Complaint,
    args=asked.EventsQuery(),
    answer=answers.Events(),
)
def list_events(call: Call) -> dict[str, Any]:
    """One page of history; the texts only for those who may read the narrative."""
    size = fields.integer("limit", call.args.get("limit"), 1, MOST) or MOST
    rows = events_of(call.thing, before=read_cursor(call.args.get("cursor")), limit=size + 1)
    page = rows[:size]
    reader = Reader(call.person, call.thing, call.at, (row.actor_id for row in page))
    texts = texts_of(call.thing, since=page[-1].seq) if page and reader.sees_words else {}
    items = [
        {
            "seq": row.seq,
            "at": row.at,
            "kind": row.kind,
            "by": reader.name(row.actor_id),
            "data": json.loads(row.data),
            "texts": _said(texts.get(row.seq, {}), reader),
        }
        for row in page
    ]
    return {"items": items, "next_cursor": cursor(page[-1].seq) if len(rows) > size else None}


def _said(texts: dict[str, str | None], reader: Reader) -> dict[str, str | None] | None:
    return {field: reader.words(body) for field, body in texts.items()} if reader.sees_words else None
