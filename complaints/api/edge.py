"""The way of every request: 401, 403, 404, 428, 412, 422 in this order, one transaction, one answer."""

import re
from datetime import UTC, datetime
from typing import Any

from flask import Response, g, request

from .. import people
from ..codes import N_
from ..db import transaction
from ..errors import NotAllowed, NotFound, NotSignedIn, PreconditionRequired, Stale
from ..models import Complaint, User
from ..queries import complaint_numbered, part_of_complaint
from ..rights import allow
from ..roles import CASE_RIGHTS, DESK_RIGHTS
from . import asking, idempotency
from .operations import VERSION, Call, Operation
from .problems import dumps

NUMBER = re.compile(r"C\d{8}-\d{4,12}")
MOST_ID = 2**63 - 1
BEARER = re.compile(r"Bearer +([\x21-\x7e]{1,200})", re.IGNORECASE)


def utcnow() -> datetime:
    """The edge's clock."""
    return datetime.now(UTC)


def serve(operation: Operation, path: dict[str, Any]) -> Response:
    """Answer one request. A POST whose key was answered before gets the same answer again."""
    call = Call(person=signed_in(), at=utcnow(), path=path)
    rights = operation.rights + (operation.more_rights(asking.peek()) if operation.more_rights else ())
    for right in rights:
        _holds(call.person, right)
    if not operation.writes and not idempotency.wanted(operation):
        return _do(operation, call, rights)
    with transaction():
        stored = idempotency.claim(call, operation)
        if stored is not None:
            return stored
        made = _do(operation, call, rights)
        idempotency.keep(call, operation, made)
    return made


def signed_in() -> User:
    """Whose token the request carries; nothing else is a sign-in here. Raises NotSignedIn."""
    given = BEARER.fullmatch(request.headers.get("Authorization", ""))
    person = people.bearer(given[1], at=utcnow()) if given else None
    if person is None:
        raise NotSignedIn(N_("Send a valid token: Authorization: Bearer …"))
    g.person_id = person.id
    return person


def _do(operation: Operation, call: Call, rights: tuple[str, ...]) -> Response:
    call.thing = _find(operation, call, rights)
    if operation.fresh and call.complaint is not None:
        _fresh(call.complaint)
    idempotency.check_key(operation)
    call.args = asking.arguments(operation)
    call.body = asking.body(operation)
    given = operation.view(call)
    if call.complaint is not None and operation.tagged:
        call.headers["ETag"] = request.environ[VERSION] = call.complaint.etag
    return _answer(operation, given, call.headers)


def _holds(person: User, right: str) -> None:
    holders = DESK_RIGHTS[right] if right in DESK_RIGHTS else CASE_RIGHTS[right]
    if person.role not in holders:
        raise NotAllowed(right=right)


def _find(operation: Operation, call: Call, rights: tuple[str, ...]) -> Any:
    if operation.target is None:
        return None
    thing: Any
    if operation.target is Complaint:
        number = call.path["number"]
        if not NUMBER.fullmatch(number):
            raise NotFound(N_("There is no complaint %(number)s"), number=number[:24])
        thing = complaint = complaint_numbered(number, person=call.person, lock=operation.writes)
    else:
        if call.path["id"] > MOST_ID:
            raise NotFound()
        thing = part_of_complaint(operation.target, call.path["id"], person=call.person, lock=operation.writes)
        complaint = thing.complaint
    for right in rights:
        if right in CASE_RIGHTS:
            allow(call.person, right, complaint)
    return thing


def _fresh(complaint: Complaint) -> None:
    given = request.if_match
    if not given or given.star_tag:
        raise PreconditionRequired()
    if not given.is_strong(complaint.etag.strip('"')):
        raise Stale(etag=complaint.etag)


def _answer(operation: Operation, given: Any, headers: dict[str, str]) -> Response:
    if isinstance(given, Response):
        given.headers.extend(headers)
        return given
    tag = headers.get("ETag")
    if operation.method == "GET" and tag and request.if_none_match.contains_weak(tag.strip('"')):
        return Response(status=304, headers=headers)
    told = operation.answer.dump(given) if operation.answer else given
    return Response(dumps(told), operation.status, mimetype="application/json", headers=headers)
