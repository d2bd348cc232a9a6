"""Notices, messages, attempts, and the replica of recipients."""

import sqlalchemy as sa
from alembic import op

from kit.migrate import create_mechanisms

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create notification's tables."""
    create_mechanisms()
    _create_recipients()
    _create_notices()
    _create_messages()


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _create_recipients() -> None:
    op.create_table(
        "recipients",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("language", sa.String(40), nullable=False),
        _moment("changed_at"),
    )


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("dossier_id", sa.Uuid),
        sa.Column("language", sa.String(40), nullable=False),
        _moment("created_at"),
        _moment("read_at", nullable=True),
    )
    newest_first: list[str | sa.TextClause] = ["owner_id", sa.text("created_at DESC"), sa.text("id DESC")]
    op.create_index("ix_notices_inbox", "notices", newest_first)
    op.create_index("ix_notices_unread", "notices", newest_first, postgresql_where=sa.text("read_at IS NULL"))


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notices.id"), nullable=False, index=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        _moment("created_at"),
        _moment("due_at", nullable=True),
        _moment("sent_at", nullable=True),
    )
    op.create_index("ix_messages_due_at", "messages", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))
    op.create_table(
        "attempts",
        sa.Column("message_id", sa.Uuid, sa.ForeignKey("messages.id"), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("code", sa.BigInteger),
        sa.Column("reason", sa.Text),
        _moment("ended_at"),
    )
