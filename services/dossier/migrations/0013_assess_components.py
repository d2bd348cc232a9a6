"""What the agency found of each component and flagged field, and how often it asks again for what had passed.

Verdicts are the agency's to write; the owner sees them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)
OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"


def upgrade() -> None:
    """Create the table, add the columns."""
    op.create_table(
        "assessments",
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("verdict", WORD, nullable=False),
        sa.Column("reason_code", WORD),
        sa.Column("place", sa.Text),
        sa.Column("assessed_by", sa.Uuid, nullable=False),
        sa.Column("assessed_at", MOMENT, nullable=False),
        sa.Column("passed_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_assessments_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("dossier_id", "kind", "item", name="pk_assessments"),
    )
    op.add_column("supplement_requests", sa.Column("repeated", sa.BigInteger, nullable=False, server_default="0"))
    op.alter_column("supplement_requests", "repeated", server_default=None)
    op.add_column("supplement_items", sa.Column("place", sa.Text))
    op.execute("ALTER TABLE assessments ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY read_of_visible ON assessments FOR SELECT USING ({OF_VISIBLE})")
    op.execute(f"CREATE POLICY add_of_visible ON assessments FOR INSERT WITH CHECK ({OF_VISIBLE})")
    op.execute(f"CREATE POLICY change_of_visible ON assessments FOR UPDATE USING ({OF_VISIBLE})")
