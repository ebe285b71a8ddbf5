"""Let the counts of a desk and the badge of the callbacks be read from an index alone."""

from alembic import op

revision = "0007"
down_revision = "0006"

INDEXES = (
    ("ix_complaints_team_facets", "complaints", "team_id imported closed_at step risk line owner_id"),
    ("ix_complaints_owner_facets", "complaints", "owner_id imported closed_at team_id step risk line"),
    ("ix_callbacks_next", "callbacks", "settled_at next_at complaint_id"),
)


def upgrade() -> None:
    """Make the indexes."""
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns.split())


def downgrade() -> None:
    """Drop them."""
    for name, table, _columns in reversed(INDEXES):
        op.drop_index(name, table)
