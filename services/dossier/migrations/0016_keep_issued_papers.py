"""Papers that were issued: kept with their code and digest, seen by whoever sees the dossier; and what the register
of an agency is read by.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)

OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"
OF_OWN_AGENCY = """
    EXISTS (
        SELECT FROM dossiers d
        WHERE d.id = dossier_id
        AND (
            (SELECT current_setting('motcua.actor', true)) = 'system'
            OR d.agency_code = (SELECT nullif(current_setting('motcua.agency', true), ''))
        )
    )
"""
POLICIES = (
    f"CREATE POLICY read_of_visible ON issued FOR SELECT USING ({OF_VISIBLE})",
    f"CREATE POLICY add_to_visible ON issued FOR INSERT WITH CHECK ({OF_VISIBLE})",
    f"CREATE POLICY void_of_own_agency ON issued FOR UPDATE USING ({OF_OWN_AGENCY})",
)
"""A citizen's first look at a slip issues it; only the agency declares one void; none is ever removed."""


def upgrade() -> None:
    """Create the table, its policies, and the index of the register."""
    _create_issued()
    op.execute("ALTER TABLE issued ENABLE ROW LEVEL SECURITY")
    for policy in POLICIES:
        op.execute(policy)
    op.create_index(
        "ix_dossiers_register",
        "dossiers",
        ["agency_code", "received_at"],
        postgresql_where=sa.text("received_at IS NOT NULL"),
    )


def _create_issued() -> None:
    op.create_table(
        "issued",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("paper_id", sa.Uuid),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("file_key", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("agency_name", sa.Text, nullable=False),
        sa.Column("signed_by", sa.Uuid),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("superseded_by", sa.Uuid),
        sa.Column("superseded_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_issued_dossier_id_dossiers"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_issued_paper_id_papers"),
        sa.ForeignKeyConstraint(["superseded_by"], ["issued.id"], name="fk_issued_superseded_by_issued"),
        sa.PrimaryKeyConstraint("id", name="pk_issued"),
        sa.UniqueConstraint("code", name="uq_issued_code"),
    )
    op.create_index("ix_issued_dossier_id", "issued", ["dossier_id"])
    op.create_index("ix_issued_file_key", "issued", ["file_key"])
    op.create_index(
        "uq_issued_slips",
        "issued",
        ["dossier_id", "kind", "sequence"],
        unique=True,
        postgresql_where=sa.text("paper_id IS NULL"),
    )
