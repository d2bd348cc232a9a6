"""Procedures that are offered no longer, and which agencies keep a calendar of their own.

A calendar heard of before names no agency until catalog says it again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table and the column."""
    op.create_table(
        "closures",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("closed_on", sa.Date, nullable=False),
        sa.Column("replaced_by", sa.Text),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("work_calendars", sa.Column("agency_codes", JSONB, nullable=False, server_default="[]"))
    op.alter_column("work_calendars", "agency_codes", server_default=None)
