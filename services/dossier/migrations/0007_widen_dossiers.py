"""Dossiers learn of parts, of what was interrupted and of steps; entries of what else an act changed.

A dossier that waited for a supplement goes back to work when it is answered. The row-level policy learns of what the
desk enters, of who was invited (0009), and that nobody but the applicant sees a discarded draft.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)

FILLED = (("dossiers", "interrupted"), ("entries", "patch"))
IS_OPEN = (
    "status IN ('accepted', 'in_progress', 'payment_required', 'resolved', 'submitted', 'supplement_required',"
    " 'withdrawal_requested')"
)
WITHIN_LIMITS = """
    (SELECT coalesce(current_setting('motcua.procedures', true), '')) = ''
    OR procedure_code = ANY ((SELECT string_to_array(current_setting('motcua.procedures', true), ','))::text[])
"""
VISIBLE = f"""
    (SELECT current_setting('motcua.actor', true)) = 'system'
    OR (
        ({WITHIN_LIMITS})
        AND (
            owner_id = (SELECT nullif(current_setting('motcua.person', true), '')::uuid)
            OR (
                agency_code = (SELECT current_setting('motcua.agency', true))
                AND (status NOT IN ('draft', 'discarded') OR (status = 'draft' AND channel <> 'online'))
            )
        )
    )
"""


def upgrade() -> None:
    """Add the columns, fill them for what is under way, renew the indexes and the policy."""
    _widen_dossiers()
    _widen_others()
    op.execute("UPDATE dossiers SET interrupted = '[\"in_progress\"]' WHERE status = 'supplement_required'")
    for table, column in FILLED:
        op.alter_column(table, column, server_default=None)
    op.drop_index("ix_dossiers_worklist", "dossiers")
    op.create_index(
        "ix_dossiers_worklist", "dossiers", ["agency_code", "ranked_at", "id"], postgresql_where=sa.text(IS_OPEN)
    )
    op.execute(f"ALTER POLICY visible ON dossiers USING ({VISIBLE})")


def _widen_dossiers() -> None:
    op.add_column("dossiers", sa.Column("parent_id", sa.Uuid))
    op.add_column("dossiers", sa.Column("part", sa.Text))
    op.add_column("dossiers", sa.Column("interrupted", JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("dossiers", sa.Column("counted_since", MOMENT))
    op.add_column("dossiers", sa.Column("extended_at", MOMENT))
    op.add_column("dossiers", sa.Column("stop_reason", WORD))
    op.add_column("dossiers", sa.Column("step", sa.Text))
    op.add_column("dossiers", sa.Column("step_since", MOMENT))
    op.add_column("dossiers", sa.Column("step_due_at", MOMENT))
    op.create_index(
        "ix_dossiers_drafts", "dossiers", ["owner_id", "procedure_code"], postgresql_where=sa.text("status = 'draft'")
    )
    op.create_index(
        "ix_dossiers_parent_id", "dossiers", ["parent_id"], postgresql_where=sa.text("parent_id IS NOT NULL")
    )
    op.create_foreign_key("fk_dossiers_parent_id_dossiers", "dossiers", "dossiers", ["parent_id"], ["id"])


def _widen_others() -> None:
    op.add_column("entries", sa.Column("patch", JSONB, nullable=False, server_default=sa.text("'{}'")))
    op.add_column("entries", sa.Column("transaction_id", sa.Text))
    op.create_index(
        "uq_entries_transaction",
        "entries",
        ["dossier_id", "act", "transaction_id"],
        unique=True,
        postgresql_where=sa.text("transaction_id IS NOT NULL"),
    )
