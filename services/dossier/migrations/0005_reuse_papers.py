"""What stands in for an upload: once recorded, whoever may see the dossier may read the paper it names.

The second net under once_only.py: a reuse can only be written for a dossier that is in sight, and what it was found in
must be the same owner's; the paper must be of that dossier.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WORD = sa.String(40)

OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"
OF_SAME_OWNER = """
    (found_in IS NULL AND paper_id IS NULL) OR EXISTS (
        SELECT FROM dossiers d JOIN dossiers f ON f.owner_id = d.owner_id WHERE d.id = dossier_id AND f.id = found_in
    )
"""
REUSED = "EXISTS (SELECT FROM reuses r WHERE r.paper_id = papers.id)"

POLICIES = (
    f"CREATE POLICY read_of_visible ON reuses FOR SELECT USING ({OF_VISIBLE})",
    f"CREATE POLICY refuse_of_visible ON reuses FOR UPDATE USING ({OF_VISIBLE})",
    f"CREATE POLICY forget_of_visible ON reuses FOR DELETE USING ({OF_VISIBLE})",
    f"CREATE POLICY note_of_same_owner ON reuses FOR INSERT WITH CHECK ({OF_VISIBLE} AND ({OF_SAME_OWNER}))",
    f"CREATE POLICY read_reused ON papers FOR SELECT USING ({REUSED})",
)


def upgrade() -> None:
    """Create the table and the policies."""
    op.create_unique_constraint("uq_papers_id_dossier_id", "papers", ["id", "dossier_id"])
    op.create_table(
        "reuses",
        sa.Column("dossier_id", sa.Uuid, sa.ForeignKey("dossiers.id"), primary_key=True),
        sa.Column("component_id", sa.Text, primary_key=True),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("verified_at", sa.DateTime(timezone=True)),
        sa.Column("found_in", sa.Uuid, sa.ForeignKey("dossiers.id")),
        sa.Column("paper_id", sa.Uuid),
        sa.Column("vi", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["paper_id", "found_in"], ["papers.id", "papers.dossier_id"]),
    )
    op.create_index("ix_reuses_paper_id", "reuses", ["paper_id"])
    op.execute("ALTER TABLE reuses ENABLE ROW LEVEL SECURITY")
    for policy in POLICIES:
        op.execute(policy)
