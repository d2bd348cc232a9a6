"""Procedures and their revisions, administrative units and their successors, working calendars."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from kit.migrate import create_mechanisms

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)

# No extension and no locale is needed: marks go first, then đ, then plain ASCII lower case.
FOLD = r"""
    CREATE FUNCTION fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace(
        lower(translate(regexp_replace(normalize(value, NFD), '[\u0300-\u036F]', '', 'g'), 'đĐ', 'dD') COLLATE "C"),
        '[^a-z0-9]+', ' ', 'g'))
"""
PROCEDURE_SEARCH = (
    "setweight(to_tsvector('simple', fold(code || ' ' || name)), 'A')"
    " || setweight(to_tsvector('simple', fold(words)), 'C')"
)
AREA_SEARCH = "to_tsvector('simple', fold(code || ' ' || full_name))"


def upgrade() -> None:
    create_mechanisms()
    op.execute(FOLD)
    _create_procedures()
    _create_areas()
    _create_calendars()


def _create_procedures() -> None:
    op.create_table(
        "procedures",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("levels", JSONB, nullable=False),
        sa.Column("online_level", sa.String(40), nullable=False),
        sa.Column("agency_kinds", JSONB, nullable=False),
        sa.Column("applicants", JSONB, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("search", TSVECTOR, sa.Computed(PROCEDURE_SEARCH, persisted=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procedures"),
        sa.UniqueConstraint("code", name="uq_procedures_code"),
    )
    op.create_index("ix_procedures_search", "procedures", ["search"], postgresql_using="gin")
    op.create_table(
        "revisions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("procedure_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("procedure_id", "number", name="uq_revisions_procedure_id_number"),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedures.id"], name="fk_revisions_procedure_id_procedures"),
    )


def _create_areas() -> None:
    op.create_table(
        "areas",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("parent_code", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("folded", sa.Text, sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("search", TSVECTOR, sa.Computed(AREA_SEARCH, persisted=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_areas"),
        sa.UniqueConstraint("code", "valid_from", name="uq_areas_code_valid_from"),
    )
    op.create_index("ix_areas_parent_code", "areas", ["parent_code"])
    op.create_index("ix_areas_search", "areas", ["search"], postgresql_using="gin")
    op.create_table(
        "area_successions",
        sa.Column("predecessor_id", sa.Uuid, nullable=False),
        sa.Column("successor_id", sa.Uuid, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("predecessor_id", "successor_id", name="pk_area_successions"),
        sa.ForeignKeyConstraint(["predecessor_id"], ["areas.id"], name="fk_area_successions_predecessor_id_areas"),
        sa.ForeignKeyConstraint(["successor_id"], ["areas.id"], name="fk_area_successions_successor_id_areas"),
    )
    op.create_index("ix_area_successions_successor_id", "area_successions", ["successor_id"])


def _create_calendars() -> None:
    op.create_table(
        "work_calendars",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_work_calendars"),
        sa.UniqueConstraint("code", "version", name="uq_work_calendars_code_version"),
    )
