"""`Idempotency-Key`: the answer to a POST is kept in the same transaction as its write, and given again to a repeat.

The kept answer is sealed, since it may hold what only this person may read.
"""

import base64
import hashlib
import json
import re

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.dialects import postgresql, sqlite

from ..codes import N_
from ..db import db, key_ring
from ..errors import Conflict
from ..fields import refuse
from ..models import IdempotencyKey
from .operations import Call, Operation

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_HEADERS = ("ETag", "Location")
KEY = re.compile(r"[\x20-\x7e]{1,120}")


def wanted(operation: Operation) -> bool:
    """Whether the client asked for its POST to be done once."""
    return operation.method == "POST" and HEADER in request.headers


def check_key(operation: Operation) -> None:
    """Raise Invalid for a key that is too long or not printable."""
    if wanted(operation) and not KEY.fullmatch(request.headers[HEADER]):
        raise refuse(HEADER, N_("Use 1 to 120 printable ASCII characters"))


def claim(call: Call, operation: Operation) -> Response | None:
    """Take the key for this request, or give the answer that is kept under it. Raises Conflict.

    A second request with the same key waits here for the first to end.
    """
    if not _usable(operation):
        return None
    digest, key = _digest(operation), request.headers[HEADER]
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = {"user_id": call.person.id, "key": key, "digest": digest, "created_at": call.at}
    claimed = insert(IdempotencyKey).values(status=0, body="", headers="{}", **row).on_conflict_do_nothing()
    if db.session.execute(claimed.returning(IdempotencyKey.key)).first() is not None:
        return None
    stored = db.session.get_one(IdempotencyKey, (call.person.id, key))
    if stored.digest != digest:
        raise Conflict()
    return _replay(stored)


def keep(call: Call, operation: Operation, made: Response) -> None:
    """Keep the answer under the key that was claimed."""
    if not _usable(operation):
        return
    key = request.headers[HEADER]
    headers = {name: made.headers[name] for name in KEPT_HEADERS if name in made.headers}
    sealed = key_ring().seal(made.get_data(as_text=True), _binding(call.person.id, key))
    db.session.execute(
        sa.update(IdempotencyKey)
        .where(IdempotencyKey.user_id == call.person.id, IdempotencyKey.key == key)
        .values(status=made.status_code, body=base64.b64encode(sealed).decode(), headers=json.dumps(headers))
    )


def _usable(operation: Operation) -> bool:
    return wanted(operation) and KEY.fullmatch(request.headers[HEADER]) is not None


def _replay(stored: IdempotencyKey) -> Response:
    body = key_ring().open(base64.b64decode(stored.body), _binding(stored.user_id, stored.key))
    headers = {**json.loads(stored.headers), REPLAYED: "true"}
    return Response(body, stored.status, mimetype="application/json", headers=headers)


def _digest(operation: Operation) -> bytes:
    """What makes two requests the same: method, address and what was sent, whatever the boundary of a form."""
    found = hashlib.sha256(_bytes(f"{request.method} {request.full_path}"))
    if not operation.upload:
        found.update(request.get_data())
        return found.digest()
    for name, value in sorted(request.form.items(multi=True)):
        found.update(_bytes(f"{name}={value}"))
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        content = hashlib.sha256(file.stream.read()).hexdigest()
        file.stream.seek(0)
        found.update(_bytes(f"{name} {file.filename} {file.mimetype} {content}"))
    return found.digest()


def _bytes(part: str) -> bytes:
    return f"{part}\0".encode("utf-8", "backslashreplace")


def _binding(user_id: int, key: str) -> str:
    return f"idempotency_keys:body:{user_id}:{key}"
