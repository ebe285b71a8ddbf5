"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "checkpoints",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "complainants",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("form_of_address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("pinyin_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("initials_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("tail_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("account_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uid", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complainants")),
        sa.UniqueConstraint("uid", name=op.f("uq_complainants_uid")),
    )
    op.create_index(op.f("ix_complainants_account_index"), "complainants", ["account_index"], unique=False)
    op.create_index(op.f("ix_complainants_initials_index"), "complainants", ["initials_index"], unique=False)
    op.create_index(op.f("ix_complainants_name_index"), "complainants", ["name_index"], unique=False)
    op.create_index(op.f("ix_complainants_phone_index"), "complainants", ["phone_index"], unique=False)
    op.create_index(op.f("ix_complainants_pinyin_index"), "complainants", ["pinyin_index"], unique=False)
    op.create_index(op.f("ix_complainants_tail_index"), "complainants", ["tail_index"], unique=False)

    op.create_table(
        "day_counters",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_counters")),
    )
    op.create_table(
        "job_runs",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_job_runs_failures")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_runs")),
    )
    op.create_table(
        "ledgers",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ledgers")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", "address", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "checkpoint_heads",
        sa.Column("checkpoint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stream", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["checkpoint_id"], ["checkpoints.id"], name=op.f("fk_checkpoint_heads_checkpoint_id")),
        sa.PrimaryKeyConstraint("checkpoint_id", "stream", name=op.f("pk_checkpoint_heads")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("display_name", sa.String(length=40), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "rep",
                "specialist",
                "manager",
                "compliance",
                "admin",
                "system",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("zh", "en", name="language", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("(role = 'system') = (password_hash IS NULL)", name=op.f("ck_users_system_has_no_password")),
        sa.CheckConstraint(
            "role NOT IN ('rep','specialist','manager') OR team_id IS NOT NULL", name=op.f("ck_users_team_needed")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_users_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "complaints",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column(
            "line",
            sa.Enum(
                "telecom",
                "banking",
                "auto_finance",
                "utilities",
                "general",
                name="line",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "branch",
                "web",
                "app",
                "letter",
                "email",
                "social",
                "transfer",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "language",
            sa.Enum("zh", "en", name="language", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "step",
            sa.Enum(
                "soothe",
                "diagnose",
                "propose",
                "confirm",
                "follow_up",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("narrative_salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("emotion", sa.Integer(), nullable=True),
        sa.Column(
            "risk",
            sa.Enum(
                "low", "medium", "high", "critical", name="risk", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "first_risk",
            sa.Enum(
                "low",
                "medium",
                "high",
                "critical",
                name="first_risk",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("risk_score", sa.Integer(), nullable=False),
        sa.Column("escalation_level", sa.Integer(), nullable=False),
        sa.Column("reference_number", sa.String(length=60), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("complainant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "disposition",
            sa.Enum(
                "explained",
                "corrected",
                "refunded",
                "compensated",
                "repaired",
                "apologised",
                "stopped",
                "instalment_plan",
                "transferred",
                "declined",
                "withdrawn",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("external_ref", sa.String(length=80), nullable=True),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (disposition IS NULL) OR imported", name=op.f("ck_complaints_closed_has_disposition")
        ),
        sa.CheckConstraint("(step IS NULL) = imported", name=op.f("ck_complaints_imported_has_no_step")),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_complaints_attempt")),
        sa.CheckConstraint("emotion BETWEEN 0 AND 10", name=op.f("ck_complaints_emotion")),
        sa.CheckConstraint("escalation_level BETWEEN 0 AND 3", name=op.f("ck_complaints_escalation_level")),
        sa.CheckConstraint("risk_score BETWEEN 0 AND 100", name=op.f("ck_complaints_risk_score")),
        sa.ForeignKeyConstraint(["complainant_id"], ["complainants.id"], name=op.f("fk_complaints_complainant_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_complaints_opened_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_complaints_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_complaints_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("number", name=op.f("uq_complaints_number")),
        sa.UniqueConstraint("source", "external_ref", name="uq_complaints_source_external_ref"),
    )
    op.create_index("ix_complaints_cause", "complaints", ["cause", "opened_at"], unique=False)
    op.create_index(op.f("ix_complaints_complainant_id"), "complaints", ["complainant_id"], unique=False)
    op.create_index("ix_complaints_open", "complaints", ["team_id", "closed_at", "due_at"], unique=False)
    op.create_index("ix_complaints_opened", "complaints", ["opened_at"], unique=False)
    op.create_index("ix_complaints_owner", "complaints", ["owner_id", "closed_at", "due_at"], unique=False)

    op.create_table(
        "events",
        sa.Column("stream", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_events_actor_id")),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_events")),
    )
    op.create_index("ix_events_at", "events", ["at"], unique=False)

    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_idempotency_keys_user_id")),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
    )
    op.create_index(op.f("ix_tokens_user_id"), "tokens", ["user_id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("filename_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=16), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachments_size")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_attachments_by_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_attachments_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("uid", name=op.f("uq_attachments_uid")),
    )
    op.create_index(op.f("ix_attachments_complaint_id"), "attachments", ["complaint_id"], unique=False)

    op.create_table(
        "callbacks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_callbacks_complaint_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_callbacks_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    op.create_index(op.f("ix_callbacks_complaint_id"), "callbacks", ["complaint_id"], unique=False)
    op.create_index("ix_callbacks_due", "callbacks", ["settled_at", "promised_at"], unique=False)

    op.create_table(
        "clocks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("policy", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('regulatory','service')", name=op.f("ck_clocks_kind")),
        sa.CheckConstraint("due_at > started_at", name=op.f("ck_clocks_due")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_clocks_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
    )
    op.create_index(op.f("ix_clocks_complaint_id"), "clocks", ["complaint_id"], unique=False)

    op.create_table(
        "escalations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=True),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("complication", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_over_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_before_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handed_back_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handed_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raised_from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name=op.f("ck_escalations_accepted")),
        sa.CheckConstraint(
            "(handed_back_at IS NULL) = (handed_back_by_id IS NULL)", name=op.f("ck_escalations_handed_back")
        ),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_escalations_settled")),
        sa.CheckConstraint(
            "(taken_over_at IS NULL) = (taken_over_by_id IS NULL)", name=op.f("ck_escalations_taken_over")
        ),
        sa.CheckConstraint("handed_back_at IS NULL OR advice IS NOT NULL", name=op.f("ck_escalations_advice_needed")),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_escalations_level")),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["users.id"], name=op.f("fk_escalations_accepted_by_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_escalations_complaint_id")),
        sa.ForeignKeyConstraint(["handed_back_by_id"], ["users.id"], name=op.f("fk_escalations_handed_back_by_id")),
        sa.ForeignKeyConstraint(["owner_before_id"], ["users.id"], name=op.f("fk_escalations_owner_before_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_escalations_proposed_by_id")),
        sa.ForeignKeyConstraint(["raised_from_id"], ["escalations.id"], name=op.f("fk_escalations_raised_from_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f("fk_escalations_settled_by_id")),
        sa.ForeignKeyConstraint(["taken_over_by_id"], ["users.id"], name=op.f("fk_escalations_taken_over_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    op.create_index(op.f("ix_escalations_complaint_id"), "escalations", ["complaint_id"], unique=False)
    op.create_index(
        "ix_escalations_open", "escalations", ["settled_at", "handed_back_at", "level", "due_at"], unique=False
    )

    op.create_table(
        "event_texts",
        sa.Column("stream", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["stream", "seq"], ["events.stream", "events.seq"], name="fk_event_texts_event"),
        sa.PrimaryKeyConstraint("stream", "seq", "field", name=op.f("pk_event_texts")),
    )
    op.create_table(
        "links",
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("earlier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("complaint_id <> earlier_id", name=op.f("ck_links_not_itself")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_links_complaint_id")),
        sa.ForeignKeyConstraint(["earlier_id"], ["complaints.id"], name=op.f("fk_links_earlier_id")),
        sa.PrimaryKeyConstraint("complaint_id", "earlier_id", name=op.f("pk_links")),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "call",
                "internal",
                "sms",
                "letter",
                name="notekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_notes_by_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_notes_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_complaint_id"), "notes", ["complaint_id"], unique=False)

    op.create_table(
        "redress",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("refund", "goodwill", name="redresskind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("within_limit", sa.Boolean(), nullable=False),
        sa.Column("requested_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.CheckConstraint("(approved IS NULL) = (decided_at IS NULL)", name=op.f("ck_redress_decided")),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_redress_decided_by")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_redress_amount")),
        sa.CheckConstraint(
            "within_limit OR decided_by_id IS NULL OR decided_by_id <> requested_by_id",
            name=op.f("ck_redress_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_redress_complaint_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_redress_decided_by_id")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name=op.f("fk_redress_requested_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redress")),
    )
    op.create_index(op.f("ix_redress_complaint_id"), "redress", ["complaint_id"], unique=False)

    op.create_table(
        "rule_firings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "risk",
            sa.Enum(
                "low", "medium", "high", "critical", name="risk", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_rule_firings_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_firings")),
        sa.UniqueConstraint("complaint_id", "rule", "version", name="uq_rule_firings_once"),
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "soothe",
                "diagnose",
                "propose",
                "confirm",
                "follow_up",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("left_by_move", sa.String(length=16), nullable=True),
        sa.Column("left_reason", sa.Text(), nullable=True),
        sa.Column("skipped", sa.Text(), nullable=False),
        sa.Column("form_of_address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("emotion_arrival", sa.Integer(), nullable=True),
        sa.Column("emotion_now", sa.Integer(), nullable=True),
        sa.Column("restatement", sa.Text(), nullable=True),
        sa.Column("restatement_confirmed", sa.Boolean(), nullable=True),
        sa.Column("demand", sa.Text(), nullable=True),
        sa.Column("cause", sa.String(length=16), nullable=True),
        sa.Column("summary_read_back", sa.Boolean(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "accepts",
                "accepts_with_conditions",
                "needs_time",
                "rejects",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("needs_time_until", sa.Date(), nullable=True),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("appeal_told", sa.Boolean(), nullable=True),
        sa.Column("accepted_proposals", sa.Text(), nullable=True),
        sa.Column("lesson", sa.Text(), nullable=True),
        sa.Column("root_cause", sa.Text(), nullable=True),
        sa.Column("root_cause_code", sa.String(length=16), nullable=True),
        sa.Column(
            "disposition",
            sa.Enum(
                "explained",
                "corrected",
                "refunded",
                "compensated",
                "repaired",
                "apologised",
                "stopped",
                "instalment_plan",
                "transferred",
                "declined",
                "withdrawn",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("uid", sa.String(length=16), nullable=False),
        sa.CheckConstraint("(left_at IS NULL) = (left_by_move IS NULL)", name=op.f("ck_visits_left")),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_visits_attempt")),
        sa.CheckConstraint("emotion_arrival BETWEEN 0 AND 10", name=op.f("ck_visits_emotion_arrival")),
        sa.CheckConstraint("emotion_now BETWEEN 0 AND 10", name=op.f("ck_visits_emotion_now")),
        sa.CheckConstraint("left_at IS NULL OR left_at >= entered_at", name=op.f("ck_visits_left_after_entered")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_visits_complaint_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_visits_entered_by_id")),
        sa.ForeignKeyConstraint(["left_by_id"], ["users.id"], name=op.f("fk_visits_left_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("complaint_id", "position", name="uq_visits_position"),
        sa.UniqueConstraint("uid", name=op.f("uq_visits_uid")),
    )
    op.create_index(
        "uq_visits_open",
        "visits",
        ["complaint_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )

    op.create_table(
        "attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("callback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "reached",
                "no_answer",
                "busy",
                "wrong_number",
                "refused",
                "asked_other_time",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "solved", "partly", "not_solved", name="result", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("asked_for_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("guard_breach", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'asked_other_time') = (asked_for_at IS NOT NULL)", name=op.f("ck_attempts_asked_for")
        ),
        sa.CheckConstraint("result IS NULL OR outcome = 'reached'", name=op.f("ck_attempts_result_needs_reached")),
        sa.CheckConstraint(
            "score IS NULL OR (score BETWEEN 1 AND 5 AND outcome = 'reached')", name=op.f("ck_attempts_score")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_attempts_by_id")),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_attempts_callback_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_attempts_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_callback_id"), "attempts", ["callback_id"], unique=False)
    op.create_index(op.f("ix_attempts_visit_id"), "attempts", ["visit_id"], unique=False)

    op.create_table(
        "facts",
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("fact", "view", "promise", name="factkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_facts_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "position", name=op.f("pk_facts")),
    )
    op.create_table(
        "promises",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "kept",
                "renegotiated",
                "broken",
                name="promisestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f("ck_promises_settled")),
        sa.CheckConstraint(
            "state NOT IN ('kept','renegotiated') OR evidence IS NOT NULL", name=op.f("ck_promises_evidence")
        ),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_promises_complaint_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_promises_owner_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_promises_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_complaint_id"), "promises", ["complaint_id"], unique=False)
    op.create_index("ix_promises_due", "promises", ["owner_id", "state", "due_at"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("refund", "goodwill", name="redresskind", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.CheckConstraint("(amount IS NULL) = (kind IS NULL)", name=op.f("ck_proposals_amount_has_kind")),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_proposals_amount")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_proposals_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "position", name=op.f("pk_proposals")),
    )
    op.create_table(
        "wording_offers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wording_id", sa.String(length=80), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_wording_offers_complaint_id")),
        sa.ForeignKeyConstraint(["used_by_id"], ["users.id"], name=op.f("fk_wording_offers_used_by_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_wording_offers_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_offers")),
        sa.UniqueConstraint("visit_id", "wording_id", name="uq_wording_offers_once"),
    )
    op.create_index(op.f("ix_wording_offers_complaint_id"), "wording_offers", ["complaint_id"], unique=False)

    op.create_table(
        "signals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("severity", sa.String(length=4), nullable=False),
        sa.Column("polarity", sa.String(length=16), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "polarity IN ('asserted','denied','quoted','hypothetical','third_party')", name=op.f("ck_signals_polarity")
        ),
        sa.CheckConstraint("note_id IS NULL OR attempt_id IS NULL", name=op.f("ck_signals_one_source")),
        sa.CheckConstraint("start_at < end_at", name=op.f("ck_signals_span")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_signals_attempt_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_signals_complaint_id")),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name=op.f("fk_signals_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    op.create_index(op.f("ix_signals_complaint_id"), "signals", ["complaint_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("signals")
    op.drop_table("wording_offers")
    op.drop_table("proposals")
    op.drop_table("promises")
    op.drop_table("facts")
    op.drop_table("attempts")
    op.drop_table("visits")
    op.drop_table("rule_firings")
    op.drop_table("redress")
    op.drop_table("notes")
    op.drop_table("links")
    op.drop_table("event_texts")
    op.drop_table("escalations")
    op.drop_table("clocks")
    op.drop_table("callbacks")
    op.drop_table("attachments")
    op.drop_table("tokens")
    op.drop_table("idempotency_keys")
    op.drop_table("events")
    op.drop_table("complaints")
    op.drop_table("users")
    op.drop_table("checkpoint_heads")
    op.drop_table("teams")
    op.drop_table("sign_in_failures")
    op.drop_table("ledgers")
    op.drop_table("job_runs")
    op.drop_table("day_counters")
    op.drop_table("complainants")
    op.drop_table("checkpoints")
