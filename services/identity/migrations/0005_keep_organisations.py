"""What became of agencies, their offices, positions with limits; who acts for whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(40)


def upgrade() -> None:
    """What became of agencies, their offices, positions with limits; who acts for whom."""
    _create_successions()
    _create_offices()
    _extend_positions_held()
    _create_delegations()
    _extend_agencies()


def _create_successions() -> None:
    op.create_table(
        "successions",
        sa.Column("predecessor_code", sa.Text, nullable=False),
        sa.Column("successor_code", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("legal_basis", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["predecessor_code"], ["agencies.code"], name="fk_successions_predecessor_code_agencies"
        ),
        sa.ForeignKeyConstraint(["successor_code"], ["agencies.code"], name="fk_successions_successor_code_agencies"),
        sa.PrimaryKeyConstraint("predecessor_code", "successor_code", name="pk_successions"),
    )
    op.create_index("ix_successions_successor_code", "successions", ["successor_code"], unique=False)


def _create_offices() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("ward_code", sa.Text, nullable=True),
        sa.Column("phone", sa.Text, nullable=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["agency_code"], ["agencies.code"], name="fk_offices_agency_code_agencies"),
        sa.PrimaryKeyConstraint("id", name="pk_offices"),
    )
    op.create_index("ix_offices_agency_code", "offices", ["agency_code"], unique=False)


def _extend_positions_held() -> None:
    op.add_column("positions_held", sa.Column("office_id", sa.Uuid, nullable=True))
    op.add_column("positions_held", sa.Column("fields", JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("positions_held", sa.Column("title", sa.Text, nullable=True))
    op.add_column("positions_held", sa.Column("chosen_at", MOMENT, nullable=True))
    op.create_foreign_key("fk_positions_held_office_id_offices", "positions_held", "offices", ["office_id"], ["id"])
    op.alter_column("positions_held", "fields", server_default=None)


def _create_delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("principal_id", sa.Uuid, nullable=False),
        sa.Column("delegate_id", sa.Uuid, nullable=True),
        sa.Column("delegate_name", sa.Text, nullable=False),
        sa.Column("delegate_hint", sa.Text, nullable=False),
        sa.Column("procedures", JSONB, nullable=False),
        sa.Column("note", sa.Text, nullable=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by", sa.Uuid, nullable=True),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["people.id"], name="fk_delegations_delegate_id_people", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["people.id"], name="fk_delegations_principal_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delegations"),
    )
    op.create_index("ix_delegations_delegate_id", "delegations", ["delegate_id"], unique=False)
    op.create_index("ix_delegations_principal_id", "delegations", ["principal_id"], unique=False)


def _extend_agencies() -> None:
    op.add_column("agencies", sa.Column("version", sa.BigInteger, nullable=False, server_default=sa.text("0")))
    op.alter_column("agencies", "version", server_default=None)
