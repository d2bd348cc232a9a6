"""A dossier is written along, taken over, corrected and talked about.

Messages are read and added, never changed or removed: there is no policy for it. Whoever was only asked to take part
sees their invitation and not the dossier; what they may know of it stands in the invitation.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)

OF_VISIBLE = "EXISTS (SELECT FROM dossiers d WHERE d.id = dossier_id)"
POLICIES = (
    f"CREATE POLICY read_of_visible ON messages FOR SELECT USING ({OF_VISIBLE})",
    f"CREATE POLICY add_to_visible ON messages FOR INSERT WITH CHECK ({OF_VISIBLE})",
)
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
                AND (status NOT IN ('draft', 'discarded') OR (status = 'draft' AND channel <> 'online'))
            )
        )
    )
"""
UPLOADED_AS = """
    UPDATE papers p SET uploaded_as = CASE
        WHEN p.kind = 'result' THEN 'agency' WHEN p.uploaded_by = d.owner_id THEN 'applicant' ELSE 'delegate' END
    FROM dossiers d WHERE d.id = p.dossier_id
"""


def upgrade() -> None:
    """Create the thread, widen dossiers, papers and invitations, narrow who sees a dossier."""
    _create_messages()
    op.add_column("dossiers", sa.Column("corrects_id", sa.Uuid))
    op.create_foreign_key("fk_dossiers_corrects_id_dossiers", "dossiers", "dossiers", ["corrects_id"], ["id"])
    op.create_index(
        "ix_dossiers_corrects_id", "dossiers", ["corrects_id"], postgresql_where=sa.text("corrects_id IS NOT NULL")
    )
    op.add_column("papers", sa.Column("uploaded_as", WORD))
    op.execute(UPLOADED_AS)
    _widen_invitations()
    op.execute(f"ALTER POLICY visible ON dossiers USING ({VISIBLE})")


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("dossier_id", sa.Uuid, nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("agency_code", sa.Text),
        sa.Column("delegation_id", sa.Uuid),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("transaction_id", sa.Text),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_messages_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_dossier_id", "messages", ["dossier_id", "posted_at", "id"])
    op.create_index(
        "uq_messages_transaction",
        "messages",
        ["dossier_id", "transaction_id"],
        unique=True,
        postgresql_where=sa.text("transaction_id IS NOT NULL"),
    )
    op.execute("ALTER TABLE messages ENABLE ROW LEVEL SECURITY")
    for policy in POLICIES:
        op.execute(policy)


def _widen_invitations() -> None:
    op.alter_column("invitations", "person_id", nullable=True)
    for name in ("invited_name", "number_ends", "owner_name", "procedure_name"):
        op.add_column("invitations", sa.Column(name, sa.Text, nullable=False, server_default=""))
        op.alter_column("invitations", name, server_default=None)
    op.create_index("ix_invitations_owner_id", "invitations", ["owner_id", "made_at"])
    number = sa.text("(record ->> 'personal_number')")
    op.create_index("ix_people_personal_number", "people", [number])
