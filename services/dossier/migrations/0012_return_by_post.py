"""How results reach people by post: the owner's wish, and shipments, which only the agency and the platform make."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)
IS_SYSTEM = "(SELECT current_setting('motcua.actor', true)) = 'system'"
PERSON = "(SELECT nullif(current_setting('motcua.person', true), '')::uuid)"
AGENCY = "(SELECT nullif(current_setting('motcua.agency', true), ''))"
OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"
OF_OWNER = f"{IS_SYSTEM} OR EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id AND d.owner_id = {PERSON})"
OF_AGENCY = f"{IS_SYSTEM} OR EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id AND d.agency_code = {AGENCY})"

POLICIES = tuple(
    policy
    for table, writers in (("return_wishes", OF_OWNER), ("shipments", OF_AGENCY))
    for policy in (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY read_of_visible ON {table} FOR SELECT USING ({OF_VISIBLE})",
        f"CREATE POLICY add_own ON {table} FOR INSERT WITH CHECK ({writers})",
        f"CREATE POLICY change_own ON {table} FOR UPDATE USING ({writers})",
    )
)


def upgrade() -> None:
    """Create the tables and who sees and writes their rows."""
    op.create_table(
        "return_wishes",
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("address", JSONB),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_return_wishes_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("dossier_id", name="pk_return_wishes"),
    )
    op.create_table(
        "shipments",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("carrier", sa.Text, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("address", JSONB, nullable=False),
        sa.Column("tracking_number", sa.Text),
        sa.Column("fare", sa.BigInteger),
        sa.Column("wanted_at", MOMENT, nullable=False),
        sa.Column("dispatched_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("look_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_shipments_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_shipments"),
    )
    live = sa.text("status IN ('in_transit', 'ordered', 'wanted')")
    op.create_index("uq_shipments_live", "shipments", ["dossier_id"], unique=True, postgresql_where=live)
    op.create_index("ix_shipments_dossier_id", "shipments", ["dossier_id"])
    waiting = sa.text("look_at IS NOT NULL")
    op.create_index("ix_shipments_look_at", "shipments", ["look_at"], postgresql_where=waiting)
    for policy in POLICIES:
        op.execute(policy)
