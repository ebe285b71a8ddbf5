"""Make the person in whose name rules and jobs act, so that two requests never race to make it."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

USERS = sa.table(
    "users",
    sa.column("username", sa.String),
    sa.column("display_name", sa.String),
    sa.column("role", sa.String),
    sa.column("lines", sa.Text),
    sa.column("language", sa.String),
    sa.column("active", sa.Boolean),
    sa.column("session_epoch", sa.Integer),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("head_seq", sa.Integer),
    sa.column("head_hash", sa.LargeBinary),
)
BORN = datetime(2026, 11, 1, tzinfo=UTC)


def upgrade() -> None:
    """Add the row, unless the desk had made it already."""
    found = sa.select(USERS.c.username).where(USERS.c.username == "rules")
    if op.get_bind().execute(found).first() is not None:
        return
    row = {
        "username": "rules",
        "display_name": "规则",
        "role": "system",
        "lines": "[]",
        "language": "zh",
        "active": True,
        "session_epoch": 0,
        "created_at": BORN,
        "head_seq": 0,
        "head_hash": bytes(32),
    }
    op.bulk_insert(USERS, [row])


def downgrade() -> None:
    """Leave the row: history may speak of it."""
