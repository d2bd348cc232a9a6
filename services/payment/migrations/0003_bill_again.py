"""A dossier may owe more than once: what is due when it is sent, and what the agency requires later."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Number the bills of a dossier."""
    op.add_column("bills", sa.Column("sequence", sa.BigInteger, nullable=False, server_default=sa.text("1")))
    op.alter_column("bills", "sequence", server_default=None)
    op.create_unique_constraint("uq_bills_dossier_id_sequence", "bills", ["dossier_id", "sequence"])
    op.drop_constraint("uq_bills_dossier_id", "bills")
