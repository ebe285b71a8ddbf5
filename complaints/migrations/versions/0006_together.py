"""Keep who has a complaint open, when it last changed, and the lists people save."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and the column."""
    op.create_table(
        "presences",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("complaint_id", ID, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_presences_complaint_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_presences_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "complaint_id", name=op.f("pk_presences")),
    )
    op.create_index("ix_presences_complaint", "presences", ["complaint_id", "seen_at"])
    op.create_table(
        "saved_views",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_saved_views_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_saved_views_team_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("person_id", "name", name="uq_saved_views_name"),
    )
    op.create_index(op.f("ix_saved_views_team_id"), "saved_views", ["team_id"])
    op.add_column("complaints", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_complaints_changed_at"), "complaints", ["changed_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_complaints_changed_at"), "complaints")
    op.drop_column("complaints", "changed_at")
    op.drop_table("saved_views")
    op.drop_table("presences")
