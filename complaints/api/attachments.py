"""Attachments: a file in a form, given back as it came."""

from typing import Any
from urllib.parse import quote

from flask import Response, request

from .. import attachments
from ..codes import N_
from ..fields import only, refuse
from ..models import Attachment, Complaint
from . import shapes
from .operations import Call, operation
from .reader import Reader
from .schemas import answers, asked


@operation(
    "POST",
    "/complaints/<number>/attachments",
    "Attach a file",
    rights=("work",),
    target=Complaint,
    body=asked.NewAttachment(),
    answer=answers.Attachment(),
    status=201,
    upload=True,
)
def attach_file(call: Call) -> dict[str, Any]:
    """One file in the field `file`, kept sealed."""
    only({**call.body, **request.files}, ("file",))
    file = request.files.get("file")
    if file is None:
        raise refuse("file", N_("Send a file"))
    content = file.stream.read()
    kept = attachments.attach(call.thing, file.filename, file.mimetype, content, by=call.person, at=call.at)
    return shapes.attachment(kept, Reader(call.person, call.thing, call.at, [kept.by_id]))


@operation(
    "GET",
    "/attachments/<int:id>",
    "Download a file",
    rights=("read", "read_narrative"),
    target=Attachment,
    tagged=False,
)
def download_file(call: Call) -> Response:
    """The content, always to be saved, never to be shown in a page of ours."""
    content = attachments.content_of(call.thing, by=call.person)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(call.thing.filename, safe='')}"}
    return Response(content, mimetype=call.thing.media_type, headers=headers)
