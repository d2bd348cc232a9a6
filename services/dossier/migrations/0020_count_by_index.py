"""The counts of a worklist are read from an index alone, its policy's columns included; revisions by their id."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

IS_OPEN = (
    "status IN ('accepted', 'in_progress', 'payment_required', 'resolved', 'submitted', 'supplement_required',"
    " 'withdrawal_requested')"
)
COUNTED = [
    *("status", "step", "assigned_to", "ranked_at", "due_at", "paused_since", "procedure_code", "channel"),
    *("owner_id", "id"),
]
VACUUM = "autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02"


def upgrade() -> None:
    """Create the index, let the table be vacuumed often enough that it suffices, and say revision ids aloud."""
    op.create_index(
        "ix_dossiers_counts",
        "dossiers",
        ["agency_code"],
        postgresql_include=COUNTED,
        postgresql_where=sa.text(IS_OPEN),
    )
    op.execute(f"ALTER TABLE dossiers SET ({VACUUM})")
    op.add_column(
        "procedures",
        sa.Column(
            "revision_id", sa.Uuid, sa.Computed("(content ->> 'revision_id')::uuid", persisted=True), nullable=False
        ),
    )
