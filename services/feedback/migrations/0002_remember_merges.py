"""People whose record became another's: what is said under the former id belongs to the present one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "merges",
        sa.Column("former_id", sa.Uuid, primary_key=True),
        sa.Column("present_id", sa.Uuid, nullable=False, index=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=False),
    )
