"""Petitions: what people ask an agency to answer, first of all about looks at their files."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "petitions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("dossier_id", sa.Uuid),
        sa.Column("tracking_code", sa.Text),
        sa.Column("usage_id", sa.Uuid, unique=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_petitions_person_id", "petitions", ["person_id", "received_at", "id"])
    op.create_index("ix_petitions_agency_code", "petitions", ["agency_code", "received_at", "id"])
