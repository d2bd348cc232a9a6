"""Desks enter dossiers for citizens, who confirm by one-time codes. Only the desk's side sees the rows of codes."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)

OF_OWN_AGENCY = """
    EXISTS (
        SELECT FROM dossiers d
        WHERE d.id = dossier_id
        AND (
            (SELECT current_setting('motcua.actor', true)) = 'system'
            OR d.agency_code = (SELECT nullif(current_setting('motcua.agency', true), ''))
        )
    )
"""
PERSON = "(SELECT nullif(current_setting('motcua.person', true), '')::uuid)"
WITHIN_LIMITS = """
    (SELECT coalesce(current_setting('motcua.procedures', true), '')) = ''
    OR procedure_code = ANY ((SELECT string_to_array(current_setting('motcua.procedures', true), ','))::text[])
"""
JOINED = f"""
    SELECT i.dossier_id FROM invitations i
    WHERE i.person_id = {PERSON} AND i.ended_at IS NULL AND i.accepted_at IS NOT NULL
"""  # noqa: S608 - our own words only
VISIBLE = f"""
    (SELECT current_setting('motcua.actor', true)) = 'system'
    OR (
        ({WITHIN_LIMITS})
        AND (
            owner_id = {PERSON}
            OR id IN ({JOINED})
            OR (
                agency_code = (SELECT current_setting('motcua.agency', true))
                AND (status NOT IN ('draft', 'discarded') OR channel <> 'online')
            )
        )
    )
"""
"""As in 0015, but that a desk may also discard what it entered."""
POLICIES = (
    f"CREATE POLICY read_of_own_agency ON confirmations FOR SELECT USING ({OF_OWN_AGENCY})",
    f"CREATE POLICY ask_for_own_agency ON confirmations FOR INSERT WITH CHECK ({OF_OWN_AGENCY})",
    f"CREATE POLICY try_of_own_agency ON confirmations FOR UPDATE USING ({OF_OWN_AGENCY})",
)


def upgrade() -> None:
    """Create the table with its policies, and the index of what a desk is entering."""
    op.create_table(
        "confirmations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("purpose", WORD, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("asked_by", sa.Uuid, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_confirmations_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_confirmations"),
    )
    op.create_index("ix_confirmations_dossier_id", "confirmations", ["dossier_id", "purpose", "asked_at"])
    op.create_index("ix_confirmations_person_id", "confirmations", ["person_id", "asked_at"])
    op.execute("ALTER TABLE confirmations ENABLE ROW LEVEL SECURITY")
    for policy in POLICIES:
        op.execute(policy)
    op.execute(f"ALTER POLICY visible ON dossiers USING ({VISIBLE})")
    op.create_index(
        "ix_dossiers_entered",
        "dossiers",
        ["agency_code", "opened_at", "id"],
        postgresql_where=sa.text("status = 'draft' AND channel <> 'online'"),
    )
