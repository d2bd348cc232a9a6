"""Worklists are narrowed, searched, saved and exported.

The words of names are searched by a function of the owner's: the operators of full-text search may not be asked of an
index below a row-level policy, whose rows they could tell by their errors. It looks only at the agency the transaction
reads for; the policy decides again on what it finds. People's macs are filled by `schedule.index_people`.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"

WORD, MOMENT = sa.String(40), sa.DateTime(timezone=True)

IS_OPEN = (
    "status IN ('accepted', 'in_progress', 'payment_required', 'resolved', 'submitted', 'supplement_required',"
    " 'withdrawal_requested')"
)
IS_SENT = "status NOT IN ('draft', 'discarded')"
WORDS = "array_to_tsvector(array_append(string_to_array(applicant_name_folded, ' '), '@' || agency_code))"
AGENCY = "(SELECT nullif(current_setting('motcua.agency', true), ''))"
OWN = f"""
    (SELECT current_setting('motcua.actor', true)) = 'system'
    OR (
        agency_code = {AGENCY}
        AND person_id = (SELECT nullif(current_setting('motcua.staff', true), '')::uuid)
    )
"""
NAMED = f"""
    CREATE FUNCTION dossiers_named(words text, most integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    BEGIN ATOMIC
        SELECT id FROM dossiers
        WHERE {IS_SENT} AND {WORDS} @@ (words || ' & ' || quote_literal('@' || {AGENCY}))::tsquery
        LIMIT most;
    END
"""  # noqa: S608 - our own words only


def upgrade() -> None:
    """Create indexes, tables, the function and who sees whose rows."""
    _index_dossiers()
    _index_people()
    _create_saved_filters()
    _create_exports()
    op.execute(NAMED)
    for table in ("saved_filters", "exports"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} USING ({OWN})")


def _index_dossiers() -> None:
    for column in ("status", "assigned_to", "procedure_code", "step"):
        op.create_index(
            f"ix_dossiers_worklist_{column}",
            "dossiers",
            ["agency_code", column, "ranked_at", "id"],
            postgresql_where=sa.text(IS_OPEN),
        )
    op.create_index(
        "ix_dossiers_worklist_channel",
        "dossiers",
        ["agency_code", "channel", "ranked_at", "id"],
        postgresql_where=sa.text(f"{IS_OPEN} AND channel <> 'online'"),
    )
    op.create_index(
        "ix_dossiers_number",
        "dossiers",
        ["agency_code", "number"],
        postgresql_ops={"number": "text_pattern_ops"},
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        "ix_dossiers_words", "dossiers", [sa.text(WORDS)], postgresql_using="gin", postgresql_where=sa.text(IS_SENT)
    )


def _index_people() -> None:
    for column in ("personal_number_mac", "phone_mac", "macs_of"):
        op.add_column("people", sa.Column(column, sa.Text))
        op.create_index(f"ix_people_{column}", "people", [column])


def _create_saved_filters() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
    )
    op.create_index("uq_saved_filters_title", "saved_filters", ["person_id", "agency_code", "title"], unique=True)


def _create_exports() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("format", WORD, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("procedures", JSONB),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("lease_id", sa.Uuid),
        sa.Column("leased_until", MOMENT),
        sa.Column("rows_done", sa.BigInteger, nullable=False),
        sa.Column("rows_total", sa.BigInteger),
        sa.Column("finished_at", MOMENT),
        sa.Column("file_key", sa.Text),
        sa.Column("size", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    op.create_index("ix_exports_waiting", "exports", ["asked_at"], postgresql_where=sa.text("finished_at IS NULL"))
    op.create_index("ix_exports_person_id", "exports", ["person_id", "agency_code", "asked_at"])
    op.create_index("ix_exports_expires_at", "exports", ["expires_at"])
    op.create_index("ix_exports_file_key", "exports", ["file_key"])
