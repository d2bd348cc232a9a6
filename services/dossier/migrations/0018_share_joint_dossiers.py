"""Parts of joint dossiers: they have the tracking code of the whole, and read those of its papers that are theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"
OF_WHOLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id AND d.parent_id = whole_id)"
SHARED = "EXISTS (SELECT FROM shared_papers s WHERE s.paper_id = papers.id)"

POLICIES = (
    f"CREATE POLICY read_of_visible ON shared_papers FOR SELECT USING ({OF_VISIBLE})",
    f"CREATE POLICY refuse_of_visible ON shared_papers FOR UPDATE USING ({OF_VISIBLE})",
    f"CREATE POLICY share_of_whole ON shared_papers FOR INSERT WITH CHECK ({OF_WHOLE})",
    f"CREATE POLICY read_shared ON papers FOR SELECT USING ({SHARED})",
)


def upgrade() -> None:
    """Create the table and who sees its rows; a tracking code is one whole's."""
    op.create_table(
        "shared_papers",
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("paper_id", sa.Uuid, nullable=False),
        sa.Column("whole_id", sa.Uuid, nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_shared_papers_dossier_id_dossiers"),
        sa.ForeignKeyConstraint(
            ["paper_id", "whole_id"], ["papers.id", "papers.dossier_id"], name="fk_shared_papers_paper_id_papers"
        ),
        sa.PrimaryKeyConstraint("dossier_id", "paper_id", name="pk_shared_papers"),
    )
    op.create_index("ix_shared_papers_paper_id", "shared_papers", ["paper_id"])
    op.execute("ALTER TABLE shared_papers ENABLE ROW LEVEL SECURITY")
    for policy in POLICIES:
        op.execute(policy)
    op.drop_constraint("uq_dossiers_tracking_code", "dossiers")
    op.create_index(
        "uq_dossiers_tracking_code",
        "dossiers",
        ["tracking_code"],
        unique=True,
        postgresql_where=sa.text("parent_id IS NULL"),
    )
    op.create_index(
        "uq_dossiers_part",
        "dossiers",
        ["parent_id", "part"],
        unique=True,
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.drop_index("ix_dossiers_parent_id", "dossiers")
