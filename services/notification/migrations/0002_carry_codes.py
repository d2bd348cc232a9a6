"""One-time codes on their way, sealed and erased when done; and people whose record became another's."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables."""
    _create_codes()
    op.create_table(
        "merges",
        sa.Column("former_id", sa.Uuid, primary_key=True),
        sa.Column("present_id", sa.Uuid, nullable=False, index=True),
        _moment("succeeded_at"),
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _create_codes() -> None:
    op.create_table(
        "codes",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("language", sa.String(40), nullable=False),
        sa.Column("sealed", sa.Text),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("provider_code", sa.BigInteger),
        sa.Column("reason", sa.Text),
        _moment("asked_at"),
        _moment("expires_at"),
        _moment("due_at", nullable=True),
        _moment("sent_at", nullable=True),
        sa.CheckConstraint("(sealed IS NULL) = (due_at IS NULL)", name="erased_when_done"),
    )
    op.create_index("ix_codes_due_at", "codes", ["channel", "due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))
