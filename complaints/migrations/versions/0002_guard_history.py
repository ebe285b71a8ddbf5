"""Guard history: events and checkpoints are neither changed nor removed, salts and digests of texts stay."""

from alembic import op

revision = "0002"
down_revision = "0001"

SQLITE = """
CREATE TRIGGER {table}_no_{action} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, 'history is never changed'); END
"""
SQLITE_TEXTS = """
CREATE TRIGGER event_texts_erase_only BEFORE UPDATE ON event_texts
WHEN NEW.body IS NOT NULL OR NEW.salt <> OLD.salt OR NEW.stream <> OLD.stream OR NEW.seq <> OLD.seq
BEGIN SELECT RAISE(ABORT, 'a text of history can only be erased'); END
"""
POSTGRES_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'history is never changed'; END $$
"""
POSTGRES_TEXTS_RULE = """
CREATE FUNCTION erase_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF NEW.body IS NOT NULL OR NEW.salt <> OLD.salt OR NEW.stream <> OLD.stream OR NEW.seq <> OLD.seq THEN
RAISE EXCEPTION 'a text of history can only be erased'; END IF;
RETURN NEW; END $$
"""
POSTGRES = "CREATE TRIGGER {table}_no_{action} BEFORE {action} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
POSTGRES_TEXTS = (
    "CREATE TRIGGER event_texts_erase_only BEFORE UPDATE ON event_texts FOR EACH ROW EXECUTE FUNCTION erase_only()"
)
GUARDED = (
    ("events", "UPDATE"),
    ("events", "DELETE"),
    ("event_texts", "DELETE"),
    ("checkpoints", "UPDATE"),
    ("checkpoints", "DELETE"),
    ("checkpoint_heads", "UPDATE"),
    ("checkpoint_heads", "DELETE"),
)


def upgrade() -> None:
    """Set the triggers."""
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(POSTGRES_REFUSE)
        op.execute(POSTGRES_TEXTS_RULE)
    for table, action in GUARDED:
        op.execute((POSTGRES if postgres else SQLITE).format(table=table, action=action))
    op.execute(POSTGRES_TEXTS if postgres else SQLITE_TEXTS)


def downgrade() -> None:
    """Take the triggers away."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for table, action in (*GUARDED, ("event_texts", "erase_only")):
        name = f"{table}_{action}" if action == "erase_only" else f"{table}_no_{action}"
        op.execute(f"DROP TRIGGER {name} ON {table}" if postgres else f"DROP TRIGGER {name}")
    if postgres:
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP FUNCTION erase_only()")
