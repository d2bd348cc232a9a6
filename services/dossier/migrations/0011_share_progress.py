"""Links by which an owner lets somebody follow a dossier: of their own dossiers only, never removed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

MOMENT = sa.DateTime(timezone=True)
IS_SYSTEM = "(SELECT current_setting('motcua.actor', true)) = 'system'"
PERSON = "(SELECT nullif(current_setting('motcua.person', true), '')::uuid)"
OWN = f"{IS_SYSTEM} OR EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id AND d.owner_id = {PERSON})"


def upgrade() -> None:
    """Create the table and who sees its rows."""
    op.create_table(
        "tracking_links",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_tracking_links_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_tracking_links"),
    )
    op.create_index("ix_tracking_links_dossier_id", "tracking_links", ["dossier_id"])
    op.execute("ALTER TABLE tracking_links ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY read_own ON tracking_links FOR SELECT USING ({OWN})")
    op.execute(f"CREATE POLICY make_own ON tracking_links FOR INSERT WITH CHECK ({OWN})")
    op.execute(f"CREATE POLICY end_own ON tracking_links FOR UPDATE USING ({OWN})")
