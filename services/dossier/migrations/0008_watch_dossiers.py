"""What time will do to a dossier: looks to be taken at it, and new dates drafted for a leader."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)
OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"


def upgrade() -> None:
    """Create the tables; whoever sees the dossier sees their rows."""
    _create_watches()
    _create_extensions()
    for table in ("watches", "extensions"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY visible ON {table} USING ({OF_VISIBLE})")


def _create_watches() -> None:
    op.create_table(
        "watches",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("level", sa.BigInteger, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("handled_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_watches_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
    )
    op.create_index("ix_watches_dossier_id", "watches", ["dossier_id"])
    op.create_index("ix_watches_due_at", "watches", ["due_at"], postgresql_where=sa.text("handled_at IS NULL"))


def _create_extensions() -> None:
    op.create_table(
        "extensions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("was_due_at", MOMENT, nullable=False),
        sa.Column("new_due_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("drafted_by", sa.Uuid),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.Column("answered_by", sa.Uuid),
        sa.Column("answered_at", MOMENT),
        sa.Column("is_confirmed", sa.Boolean),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_extensions_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_extensions"),
    )
    op.create_index(
        "uq_extensions_open", "extensions", ["dossier_id"], unique=True, postgresql_where=sa.text("answered_at IS NULL")
    )
