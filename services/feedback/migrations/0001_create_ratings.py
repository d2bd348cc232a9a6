"""Invitations, ratings, tallies, and the replica of agencies."""

import sqlalchemy as sa
from alembic import op

from kit.migrate import create_mechanisms

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create feedback's tables."""
    create_mechanisms()
    op.create_table(
        "agencies",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        _moment("changed_at"),
    )
    _create_invitations()
    _create_ratings()
    _create_tallies()


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("dossier_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("tracking_code", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("procedure_name", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        _moment("opened_at"),
        _moment("closes_at"),
        _moment("rated_at", nullable=True),
    )
    op.create_index(
        "ix_invitations_open",
        "invitations",
        ["owner_id", sa.text("opened_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("rated_at IS NULL"),
    )


def _create_ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("invitation_id", sa.Uuid, sa.ForeignKey("invitations.id"), nullable=False, unique=True),
        sa.Column("score", sa.SmallInteger, nullable=False),
        sa.Column("comment", sa.Text),
        _moment("rated_at"),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="score_on_scale"),
    )


def _create_tallies() -> None:
    op.create_table(
        "tallies",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("score", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("times", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "day_tallies",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("rated_on", sa.Date, primary_key=True),
        sa.Column("score", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("times", sa.BigInteger, nullable=False),
    )
