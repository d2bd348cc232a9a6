"""Who may act for whom, in which entries somebody did, and which procedures are of a field.

Entries written before say nothing of a delegation and their seals stay good. The codes of fields are made from what
catalog said of the procedures heard before. The row-level policy learns of people limited to procedures.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from kit.vietnamese import slug

revision = "0004"
down_revision = "0003"

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
            OR (agency_code = (SELECT current_setting('motcua.agency', true)) AND status <> 'draft')
        )
    )
"""


def upgrade() -> None:
    """Add the table, the columns and the wider policy."""
    op.create_table(
        "delegations",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("principal_id", sa.Uuid, nullable=False),
        sa.Column("delegate_id", sa.Uuid, nullable=False),
        sa.Column("procedures", JSONB, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("entries", sa.Column("delegation_id", sa.Uuid))
    op.add_column("procedures", sa.Column("field_code", sa.Text, nullable=False, server_default=""))
    _name_fields()
    op.alter_column("procedures", "field_code", server_default=None)
    op.create_index("ix_procedures_field_code", "procedures", ["field_code"])
    op.execute(f"ALTER POLICY visible ON dossiers USING ({VISIBLE})")


def _name_fields() -> None:
    connection = op.get_bind()
    for (name,) in connection.execute(sa.text("SELECT DISTINCT content ->> 'field' FROM procedures")).all():
        connection.execute(
            sa.text("UPDATE procedures SET field_code = :code WHERE content ->> 'field' = :name"),
            {"code": slug(name or ""), "name": name},
        )
