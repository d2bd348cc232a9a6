"""Papers learn of versions, of scans of paper originals and of the virus scanner; files may come in pieces.

What is in a dossier that was sent only grows: papers are removed from drafts alone. Papers handed in before this were
never replaced and never scanned.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)

FILLED = (("papers", "version"), ("papers", "is_digitised"), ("papers", "scan"), ("reuses", "is_named"))
OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"
OF_UNSENT = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id AND d.status IN ('draft', 'discarded'))"


def upgrade() -> None:
    """Add the columns and the table, and who sees and removes what."""
    _widen_papers()
    op.add_column("reuses", sa.Column("is_named", sa.Boolean, nullable=False, server_default=sa.false()))
    for table, column in FILLED:
        op.alter_column(table, column, server_default=None)
    _create_uploads()
    op.execute("ALTER TABLE uploads ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY of_visible ON uploads USING ({OF_VISIBLE})")
    op.execute(f"CREATE POLICY remove_of_unsent ON papers AS RESTRICTIVE FOR DELETE USING ({OF_UNSENT})")


def _widen_papers() -> None:
    op.add_column("papers", sa.Column("version", sa.BigInteger, nullable=False, server_default="1"))
    op.add_column("papers", sa.Column("replaced_by", sa.Uuid))
    op.add_column("papers", sa.Column("is_digitised", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("papers", sa.Column("scan", WORD, nullable=False, server_default="not_scanned"))
    op.add_column("papers", sa.Column("scanned_at", MOMENT))
    op.add_column("papers", sa.Column("scan_due_at", MOMENT))
    op.create_foreign_key(
        "fk_papers_replaced_by_papers", "papers", "papers", ["replaced_by", "dossier_id"], ["id", "dossier_id"]
    )
    op.create_index(
        "ix_papers_scan_due_at", "papers", ["scan_due_at"], postgresql_where=sa.text("scan = 'quarantined'")
    )


def _create_uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("component_id", sa.Text, nullable=False),
        sa.Column("is_additional", sa.Boolean, nullable=False),
        sa.Column("is_digitised", sa.Boolean, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("last_offset", sa.BigInteger, nullable=False),
        sa.Column("keys", JSONB, nullable=False),
        sa.Column("started_by", sa.Uuid, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("paper_id", sa.Uuid),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_uploads_dossier_id_dossiers"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_uploads_paper_id_papers"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_dossier_id", "uploads", ["dossier_id"])
    op.create_index("ix_uploads_expires_at", "uploads", ["expires_at"])
