"""Bills, attempts, callbacks, the ledger and the copy of fee terms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from kit.migrate import create_mechanisms

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)

# The ledger is append-only and balanced even for somebody with a database prompt: rows cannot be changed, and a
# transaction whose postings do not sum to zero cannot commit.
GUARDS = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the ledger is append-only';
    END $$
    """,
    """
    CREATE TRIGGER entries_are_append_only BEFORE UPDATE OR DELETE ON entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE FUNCTION refuse_imbalance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT sum(amount) FROM entries WHERE transaction_id = NEW.transaction_id) <> 0 THEN
            RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER entries_are_balanced AFTER INSERT ON entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_imbalance()
    """,
)


# Whoever is not the owner may add callbacks and read them, and nothing else; their name is the installation's to give.
KEEP_EVIDENCE = """
    DO $$ DECLARE other text; BEGIN
        FOR other IN
            SELECT DISTINCT grantee::regrole::text FROM pg_class, aclexplode(relacl)
            WHERE oid = 'callbacks'::regclass AND grantee NOT IN (0, relowner)
        LOOP
            EXECUTE 'REVOKE UPDATE, DELETE, TRUNCATE ON callbacks FROM ' || other;
        END LOOP;
    END $$
"""


def upgrade() -> None:
    create_mechanisms()
    _create_procedures()
    _create_bills()
    _create_attempts()
    _create_callbacks()
    _create_unsigned()
    _create_entries()
    for guard in GUARDS:
        op.execute(guard)


def _create_procedures() -> None:
    op.create_table(
        "procedures",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("channels", JSONB, nullable=False),
    )


def _create_bills() -> None:
    op.create_table(
        "bills",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("dossier_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("tracking_code", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, sa.CheckConstraint("amount > 0", "amount_is_positive"), nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
    )
    op.create_index("ix_bills_owner_id_issued_at_id", "bills", ["owner_id", "issued_at", "id"])
    op.create_index("ix_bills_agency_code_issued_at_id", "bills", ["agency_code", "issued_at", "id"])


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("bill_id", sa.Uuid, sa.ForeignKey("bills.id"), nullable=False),
        sa.Column("gateway", sa.Text, nullable=False),
        sa.Column("txn_ref", sa.Text, nullable=False, unique=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("gateway_number", sa.Text),
        sa.Column("payer_address", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_index("ix_attempts_bill_id", "attempts", ["bill_id"])
    waiting = sa.text("status = 'started'")
    op.create_index("ix_attempts_expires_at", "attempts", ["expires_at"], postgresql_where=waiting)


def _create_callbacks() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("gateway", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("attempt_id", sa.Uuid, sa.ForeignKey("attempts.id")),
    )
    op.create_index("ix_callbacks_attempt_id", "callbacks", ["attempt_id"])
    op.execute(KEEP_EVIDENCE)


def _create_unsigned() -> None:
    op.create_table(
        "unsigned_counts",
        sa.Column("gateway", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "unsigned_samples",
        sa.Column("gateway", sa.Text, primary_key=True),
        sa.Column("slot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
    )


def _create_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("transaction_id", sa.Uuid, nullable=False),
        sa.Column("attempt_id", sa.Uuid, sa.ForeignKey("attempts.id"), nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, sa.CheckConstraint("amount <> 0", "amount_is_not_zero"), nullable=False),
        sa.Column("booked_at", MOMENT, nullable=False),
        sa.UniqueConstraint("attempt_id", "account"),
    )
    op.create_index("ix_entries_transaction_id", "entries", ["transaction_id"])
    op.create_index("ix_entries_account", "entries", ["account"])
