"""Who was asked to take part, who wrote, looked and confirmed; what clerks keep for themselves.

The policy of dossiers asks that of invitations, which therefore must not ask back.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)

OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"
IS_SYSTEM = "(SELECT current_setting('motcua.actor', true)) = 'system'"
PERSON = "(SELECT nullif(current_setting('motcua.person', true), '')::uuid)"
AGENCY = "(SELECT nullif(current_setting('motcua.agency', true), ''))"
POLICIES = {
    "invitations": f"{IS_SYSTEM} OR person_id = {PERSON} OR owner_id = {PERSON}",
    "messages": OF_VISIBLE,
    "confirmations": OF_VISIBLE,
    "usages": f"{IS_SYSTEM} OR owner_id = {PERSON} OR agency_code = {AGENCY}",
    "colleagues": f"{IS_SYSTEM} OR agency_code = {AGENCY}",
    "saved_filters": f"{IS_SYSTEM} OR agency_code = {AGENCY}",
    "exports": f"{IS_SYSTEM} OR agency_code = {AGENCY}",
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
    _create_messages()
    _create_confirmations()
    _create_usages()
    _create_colleagues()
    _create_saved_filters()
    _create_exports()
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


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("is_from_agency", sa.Boolean, nullable=False),
        sa.Column("agency_code", sa.Text),
        sa.Column("is_internal", sa.Boolean, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_messages_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_dossier_id", "messages", ["dossier_id", "posted_at", "id"])


def _create_confirmations() -> None:
    op.create_table(
        "confirmations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("purpose", WORD, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("asked_by", sa.Uuid, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_confirmations_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_confirmations"),
    )
    op.create_index(
        "uq_confirmations_live",
        "confirmations",
        ["dossier_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("used_at IS NULL"),
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


def _create_saved_filters() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("filter", JSONB, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
        sa.UniqueConstraint("person_id", "agency_code", "name", name="uq_saved_filters_person_id_agency_code_name"),
    )


def _create_exports() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("procedures", JSONB),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("filter", JSONB, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("written", sa.BigInteger, nullable=False),
        sa.Column("file_key", sa.Text),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    op.create_index(
        "ix_exports_asked_at", "exports", ["asked_at"], postgresql_where=sa.text("status IN ('waiting', 'running')")
    )
    op.create_index("ix_exports_person_id", "exports", ["person_id", "asked_at"])


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
