"""Files that come with a complaint: which kinds are taken, kept sealed, given back to those who may read it."""

import base64
import re
import secrets
from collections.abc import Callable
from datetime import datetime

from .codes import N_
from .db import db
from .errors import TooLarge
from .fields import refuse, text
from .history import digest, record
from .models import Attachment, Complaint, User
from .rights import allow

MAX_BYTES = 3 * 1024 * 1024
_FOLDERS = re.compile(r"^.*[/\\]")


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


MEDIA_TYPES: dict[str, Callable[[bytes], bool]] = {
    "image/jpeg": _begins(b"\xff\xd8\xff"),
    "image/png": _begins(b"\x89PNG\r\n\x1a\n"),
    "application/pdf": _begins(b"%PDF-"),
    "text/plain": _is_text,
}
"""What is taken, each with a look at the content itself: what a client calls a file proves nothing."""


def attach(
    complaint: Complaint, filename: str | None, media_type: str | None, content: bytes, *, by: User, at: datetime
) -> Attachment:
    """Keep a file of a taken kind, up to `MAX_BYTES`. Raises Invalid, TooLarge, NotAllowed."""
    allow(by, "work", complaint)
    name = text("filename", _FOLDERS.sub("", filename or ""), required=True)
    if len(content) > MAX_BYTES:
        raise TooLarge(N_("A file holds at most %(limit)s MB"), limit=MAX_BYTES // 1024**2)
    if media_type not in MEDIA_TYPES or not MEDIA_TYPES[media_type](content) or not content:
        raise refuse("file", N_("Send one of: %(allowed)s"), allowed=", ".join(MEDIA_TYPES))
    attachment = Attachment(
        complaint=complaint, media_type=media_type, size=len(content), salt=secrets.token_bytes(16), at=at, by_id=by.id
    )
    attachment.filename, attachment.content = name, base64.b64encode(content).decode()
    db.session.add(attachment)
    db.session.flush()
    data = {
        "attachment": attachment.id,
        "media_type": media_type,
        "size": len(content),
        "content": digest(attachment.salt, attachment.content),
    }
    record(complaint, "attached", by=by, at=at, data=data)
    db.session.flush()
    return attachment


def content_of(attachment: Attachment, *, by: User) -> bytes:
    """The file. Raises NotAllowed for those who may not read the complaint's words."""
    allow(by, "read_narrative", attachment.complaint)
    return base64.b64decode(attachment.content)
