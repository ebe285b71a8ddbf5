"""Sealing of personal data: AES-GCM bound to table, column and row, and blind indexes to find it again.

Standard library and `cryptography` only; knows nothing of Flask or the database (decision 6).
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_ID_BYTES = 4


class Unreadable(ValueError):
    """The sealed bytes belong to another row or column, were changed, or their key is not in the ring."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by id. The first seals; every one opens; the last makes the blind indexes, so that rotation keeps them."""

    keys: tuple[tuple[str, bytes], ...]

    @staticmethod
    def generate() -> str:
        """One new ring entry, `id:base64`."""
        return f"{secrets.token_hex(KEY_ID_BYTES // 2)}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """Read `id:base64,id:base64,…`. Raises ValueError that names the entry."""
        entries = [part.strip() for part in text.split(",") if part.strip()]
        if not entries:
            raise ValueError("it is empty")
        return cls(tuple(_entry(entry) for entry in entries))

    def seal(self, plain: str, binding: str) -> bytes:
        """Encrypt `plain` for the place named by `binding` ("table:column:row")."""
        key_id, key = self.keys[0]
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(_derive(key, b"seal")).encrypt(nonce, plain.encode(), binding.encode())
        return key_id.encode() + nonce + sealed

    def open(self, sealed: bytes, binding: str) -> str:
        """Decrypt what was sealed for `binding`. Raises Unreadable."""
        key = dict(self.keys).get(sealed[:KEY_ID_BYTES].decode("ascii", "replace"))
        if key is None:
            raise Unreadable(f"no key in the ring for {binding}")
        nonce, body = sealed[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES], sealed[KEY_ID_BYTES + NONCE_BYTES :]
        try:
            return AESGCM(_derive(key, b"seal")).decrypt(nonce, body, binding.encode()).decode()
        except InvalidTag as error:
            raise Unreadable(f"{binding} was changed or belongs elsewhere") from error

    def blind(self, kind: str, value: str) -> bytes:
        """The index under which `value` of this kind is found; equal values meet, nothing else can be read from it."""
        return hmac.digest(_derive(self.keys[-1][1], b"blind"), f"{kind}\0{value}".encode(), "sha256")

    def sign(self, message: bytes) -> bytes:
        """A signature over a history checkpoint."""
        return hmac.digest(_derive(self.keys[-1][1], b"sign"), message, "sha256")


def _entry(text: str) -> tuple[str, bytes]:
    key_id, separator, encoded = text.partition(":")
    if not separator or len(key_id) != KEY_ID_BYTES or not key_id.isascii():
        raise ValueError(f"entry {key_id!r} must be {KEY_ID_BYTES} characters, a colon and 32 bytes in base64")
    try:
        key = base64.urlsafe_b64decode(encoded)
    except ValueError as error:
        raise ValueError(f"entry {key_id!r} is no base64") from error
    if len(key) != 32:
        raise ValueError(f"entry {key_id!r} must hold 32 bytes")
    return key_id, key


def _derive(key: bytes, purpose: bytes) -> bytes:
    return hashlib.blake2b(purpose, key=key, digest_size=32).digest()
