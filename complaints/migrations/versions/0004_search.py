"""Make room for the tokens that complaints and notes are found by; `flask search rebuild` fills it."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = ("complaint_grams", "note_grams")
SQLITE = "CREATE VIRTUAL TABLE {table} USING fts5(grams, content='', tokenize='ascii')"
POSTGRES = (
    "CREATE TABLE {table} (id bigint NOT NULL, part integer NOT NULL, grams tsvector NOT NULL, PRIMARY KEY (id, part))",
    "CREATE INDEX ix_{table}_grams ON {table} USING gin (grams) WITH (fastupdate = off)",
)


def upgrade() -> None:
    """Make the two indexes, as each database can."""
    statements = POSTGRES if op.get_bind().dialect.name == "postgresql" else (SQLITE,)
    for table in TABLES:
        for statement in statements:
            op.execute(statement.format(table=table))


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
