"""The one writer of events, and the reader of their timeline (decisions 4 and 5)."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from .db import db
from .models import Complaint, Event, EventText, Ledger, User

Parent = Complaint | User | Ledger

TEXTS = sa.select(EventText.seq, EventText.field, EventText.body).where(
    EventText.stream == sa.bindparam("of"), EventText.seq >= sa.bindparam("since")
)
"""The texts of the stream `of` from sequence `since` on."""


def record(
    parent: Parent,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    texts: Mapping[str, str | None] | None = None,
) -> Event:
    """Append one event to the stream of `parent` and move its head.

    `data` holds codes, ids, numbers and digests only; free text goes into `texts`, of which the event keeps salted
    digests. The caller flushes; nothing is committed here.
    """
    salted = {field: (secrets.token_bytes(16), body) for field, body in (texts or {}).items() if body is not None}
    body = canonical({**(data or {}), **_digests(salted)})
    actor = by.id if by else None
    seq = parent.head_seq + 1
    event = Event(stream=parent.stream, seq=seq, at=at, actor_id=actor, kind=kind, data=body)
    event.hash = link(parent.head_hash, parent.stream, seq, at, actor, kind, body)
    parent.head_seq, parent.head_hash = seq, event.hash
    if isinstance(parent, Complaint):
        parent.changed_at = at
    db.session.add(event)
    for field, (salt, text) in salted.items():
        db.session.add(EventText(stream=event.stream, seq=seq, field=field, salt=salt, body=text))
    return event


def ledger(name: str) -> Ledger:
    """The named stream, locked for writing; made on first use."""
    found = db.session.get(Ledger, name, with_for_update=True)
    if found is None:
        found = Ledger(name=name, head_seq=0, head_hash=bytes(32))
        db.session.add(found)
    return found


def digest(salt: bytes, text: str) -> str:
    """The salted digest of a text, hexadecimal."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def canonical(data: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: equal data, equal bytes."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def link(before: bytes, stream: str, seq: int, at: datetime, actor: int | None, kind: str, data: str) -> bytes:
    """The hash of an event, which carries the hash of the one before it. Times count in UTC microseconds."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    line = canonical({"stream": stream, "seq": seq, "at": moment, "actor": actor, "kind": kind, "data": data})
    return hashlib.sha256(before + line.encode()).digest()


def events_of(parent: Parent, *, before: int | None = None, limit: int = 200) -> list[Event]:
    """The newest events of a stream, newest first; `before` a sequence to page on."""
    query = sa.select(Event).where(Event.stream == parent.stream).order_by(Event.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(Event.seq < before)
    return list(db.session.scalars(query))


def texts_of(parent: Parent, *, since: int = 0) -> dict[int, dict[str, str | None]]:
    """The texts behind the events of a stream from sequence `since` on: {seq: {field: text or None if erased}}."""
    found: dict[int, dict[str, str | None]] = {}
    for seq, field, body in db.session.execute(TEXTS, {"of": parent.stream, "since": since}):
        found.setdefault(seq, {})[field] = body
    return found


def _digests(salted: Mapping[str, tuple[bytes, str]]) -> dict[str, Any]:
    return {"texts": {field: digest(salt, text) for field, (salt, text) in salted.items()}} if salted else {}
