"""Who was asked to take part, who looked, who works for an agency, and what became of agencies.

The policy of dossiers asks that of invitations, which therefore must not ask back.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)

IS_SYSTEM = "(SELECT current_setting('motcua.actor', true)) = 'system'"
PERSON = "(SELECT nullif(current_setting('motcua.person', true), '')::uuid)"
AGENCY = "(SELECT nullif(current_setting('motcua.agency', true), ''))"
POLICIES = {
    "invitations": f"{IS_SYSTEM} OR person_id = {PERSON} OR owner_id = {PERSON}",
    "usages": f"{IS_SYSTEM} OR owner_id = {PERSON} OR agency_code = {AGENCY}",
    "colleagues": f"{IS_SYSTEM} OR agency_code = {AGENCY}",
}
WITHIN_LIMITS = """
    (SELECT coalesce(current_setting('motcua.procedures', true), '')) = ''
    OR procedure_code = ANY ((SELECT string_to_array(current_setting('motcua.procedures', true), ','))::text[])
"""
VISIBLE = f"""
    (SELECT current_setting('motcua.actor', true)) = 'system'
    OR (
        ({WITHIN_LIMITS})
        AND (
            owner_id = {PERSON}
            OR id IN (SELECT i.dossier_id FROM invitations i WHERE i.person_id = {PERSON} AND i.ended_at IS NULL)
            OR (
                agency_code = (SELECT current_setting('motcua.agency', true))
                AND (status NOT IN ('draft', 'discarded') OR (status = 'draft' AND channel <> 'online'))
            )
        )
    )
"""  # noqa: S608 - our own words only


def upgrade() -> None:
    """Create the tables and who sees their rows."""
    _create_invitations()
    _create_usages()
    _create_colleagues()
    _create_successions()
    for table, visible in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY visible ON {table} USING ({visible})")
    op.execute(f"ALTER POLICY visible ON dossiers USING ({VISIBLE})")


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_invitations_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
    )
    op.create_index(
        "ix_invitations_person_id", "invitations", ["person_id"], postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_index(
        "uq_invitations_live",
        "invitations",
        ["dossier_id", "person_id", "kind"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_usages() -> None:
    op.create_table(
        "usages",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("looked_by", sa.Uuid, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("paper_id", sa.Uuid),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("objected_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_usages_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_usages"),
    )
    op.create_index("ix_usages_owner_id", "usages", ["owner_id", "looked_at", "id"])
    op.create_index("ix_usages_dossier_id", "usages", ["dossier_id", "looked_by", "looked_at"])


def _create_colleagues() -> None:
    op.create_table(
        "colleagues",
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("roles", JSONB, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("agency_code", "person_id", name="pk_colleagues"),
    )


def _create_successions() -> None:
    op.create_table(
        "successions",
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("successor_codes", JSONB, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("legal_basis", sa.Text, nullable=False),
        sa.Column("followed_at", MOMENT),
        sa.PrimaryKeyConstraint("agency_code", name="pk_successions"),
    )
