"""Until when a value holds, every change of it, who read it, what is to be put right; records found to be one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(40)


APPEND_ONLY = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- merging two records of one person moves the lines to the one that stays
        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END $$
    """,
    """
    CREATE TRIGGER changes_are_append_only BEFORE UPDATE OR DELETE ON attribute_changes
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    """Until when a value holds, every change of it, who read it, what is to be put right; records found to be one."""
    _extend_people()
    _extend_attributes()
    _create_disclosures()
    _create_attribute_changes()
    _create_corrections()
    _create_linked_identities()
    _create_merges()
    _create_lookups()
    for statement in APPEND_ONLY:
        op.execute(statement)


def _extend_people() -> None:
    op.add_column("people", sa.Column("merged_into_id", sa.Uuid, nullable=True))
    op.add_column("people", sa.Column("doubted_at", MOMENT, nullable=True))
    op.create_foreign_key("fk_people_merged_into_id_people", "people", "people", ["merged_into_id"], ["id"])


def _extend_attributes() -> None:
    op.add_column("attributes", sa.Column("valid_until", sa.Date, nullable=True))
    op.create_index(
        "ix_attributes_identity_card",
        "attributes",
        ["value"],
        unique=False,
        postgresql_where=sa.text("name = 'identity_card'"),
    )
    op.create_index(
        "ix_attributes_personal_number",
        "attributes",
        ["value"],
        unique=False,
        postgresql_where=sa.text("name = 'personal_number'"),
    )
    op.create_index(
        "ix_attributes_tax_code", "attributes", ["value"], unique=False, postgresql_where=sa.text("name = 'tax_code'")
    )


def _create_disclosures() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("reader_kind", sa.Text, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("reader_name", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("attributes", JSONB, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_disclosures_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_disclosures"),
    )
    op.create_index(
        "ix_disclosures_person_id",
        "disclosures",
        ["person_id", sa.literal_column("read_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )


def _create_attribute_changes() -> None:
    op.create_table(
        "attribute_changes",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("sealed_old", sa.Text, nullable=True),
        sa.Column("sealed_new", sa.Text, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Uuid, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_attribute_changes_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_attribute_changes"),
    )
    op.create_index(
        "ix_attribute_changes_person_id",
        "attribute_changes",
        ["person_id", sa.literal_column("changed_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )


def _create_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sealed_claim", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.Uuid, nullable=True),
        sa.Column("answer", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(["agency_code"], ["agencies.code"], name="fk_corrections_agency_code_agencies"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_corrections_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index(
        "ix_corrections_agency_code", "corrections", ["agency_code", "status", "received_at", "id"], unique=False
    )
    op.create_index(
        "ix_corrections_person_id",
        "corrections",
        ["person_id", sa.literal_column("received_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "uq_corrections_open",
        "corrections",
        ["person_id", "name"],
        unique=True,
        postgresql_where=sa.text("status = 'received'"),
    )


def _create_linked_identities() -> None:
    op.create_table(
        "linked_identities",
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_linked_identities_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("provider", "subject", name="pk_linked_identities"),
    )
    op.create_index("ix_linked_identities_person_id", "linked_identities", ["person_id"], unique=False)


def _create_merges() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kept_id", sa.Uuid, nullable=False),
        sa.Column("merged_id", sa.Uuid, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["people.id"], name="fk_merges_kept_id_people"),
        sa.ForeignKeyConstraint(["merged_id"], ["people.id"], name="fk_merges_merged_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
        sa.UniqueConstraint("merged_id", name="uq_merges_merged_id"),
    )
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"], unique=False)


def _create_lookups() -> None:
    op.create_table(
        "lookups",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("officer_id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("dossier_code", sa.Text, nullable=True),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lookups"),
    )
    op.create_index(
        "ix_lookups_officer_id", "lookups", ["officer_id", sa.literal_column("looked_at DESC")], unique=False
    )
