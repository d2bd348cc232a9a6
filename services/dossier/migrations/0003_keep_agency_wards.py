"""The wards an agency serves, for forms whose answers decide which agency is competent.

An agency heard of before has none recorded, which means everywhere, until identity says it again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    op.add_column("agencies", sa.Column("ward_codes", JSONB, nullable=False, server_default="[]"))
    op.alter_column("agencies", "ward_codes", server_default=None)
