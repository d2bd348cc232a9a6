"""What agencies find of components and fields, files on their way, what time will do, parts, and what was issued."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)

OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"
POLICIES = {
    "assessments": OF_VISIBLE,
    "uploads": OF_VISIBLE,
    "watches": OF_VISIBLE,
    "extensions": OF_VISIBLE,
    "parts": OF_VISIBLE,
    "shipments": OF_VISIBLE,
    "issued": OF_VISIBLE,
}


def upgrade() -> None:
    """Create the tables and who sees their rows."""
    _create_assessments()
    _create_uploads()
    _create_watches()
    _create_extensions()
    _create_parts()
    _create_shipments()
    _create_issued()
    for table, visible in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY visible ON {table} USING ({visible})")


def _create_assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("is_field", sa.Boolean, nullable=False),
        sa.Column("verdict", WORD, nullable=False),
        sa.Column("reason_code", WORD),
        sa.Column("place", sa.Text),
        sa.Column("what_to_do", sa.Text),
        sa.Column("assessed_by", sa.Uuid, nullable=False),
        sa.Column("assessed_at", MOMENT, nullable=False),
        sa.Column("passed_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_assessments_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("dossier_id", "item", "is_field", name="pk_assessments"),
    )


def _create_uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("component_id", sa.Text),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("keys", JSONB, nullable=False),
        sa.Column("uploaded_by", sa.Uuid, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_uploads_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_dossier_id", "uploads", ["dossier_id"])
    op.create_index("ix_uploads_expires_at", "uploads", ["expires_at"])


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


def _create_parts() -> None:
    op.create_table(
        "parts",
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("child_id", sa.Uuid),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("agency_name", sa.Text, nullable=False),
        sa.Column("status", WORD),
        sa.Column("number", sa.Text),
        sa.Column("opened_at", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("outcome", WORD),
        sa.Column("resolved_at", MOMENT),
        sa.Column("cancelled_at", MOMENT),
        sa.ForeignKeyConstraint(["child_id"], ["dossiers.id"], name="fk_parts_child_id_dossiers"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_parts_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("dossier_id", "part", name="pk_parts"),
        sa.UniqueConstraint("child_id", name="uq_parts_child_id"),
    )


def _create_shipments() -> None:
    op.create_table(
        "shipments",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("carrier", sa.Text, nullable=False),
        sa.Column("tracking_number", sa.Text),
        sa.Column("status", WORD, nullable=False),
        sa.Column("address", JSONB, nullable=False),
        sa.Column("fare", sa.BigInteger, nullable=False),
        sa.Column("ordered_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_shipments_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_shipments"),
        sa.UniqueConstraint("tracking_number", name="uq_shipments_tracking_number"),
    )
    op.create_index(
        "ix_shipments_asked_at",
        "shipments",
        ["asked_at"],
        postgresql_where=sa.text("status IN ('ordered', 'in_transit')"),
    )
    op.create_index("ix_shipments_dossier_id", "shipments", ["dossier_id"])


def _create_issued() -> None:
    op.create_table(
        "issued",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("paper_id", sa.Uuid),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("file_key", sa.Text),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("agency_name", sa.Text, nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_issued_dossier_id_dossiers"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_issued_paper_id_papers"),
        sa.PrimaryKeyConstraint("id", name="pk_issued"),
        sa.UniqueConstraint("code", name="uq_issued_code"),
    )
    op.create_index("ix_issued_dossier_id", "issued", ["dossier_id"])
