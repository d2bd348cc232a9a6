"""Dossiers, papers, history, supplement requests, number sequences, and the copies of others' facts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from kit.migrate import create_mechanisms

revision = "0001"
down_revision = None

WORD = sa.String(40)
RANK = sa.Computed("coalesce(due_at, submitted_at)", persisted=True)
IS_OPEN = "status IN ('accepted', 'in_progress', 'resolved', 'submitted', 'supplement_required')"


def upgrade() -> None:
    """Create the tables."""
    create_mechanisms()
    _create_dossiers()
    _create_papers_and_entries()
    _create_supplements()
    _create_replicas()


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _decided() -> list[sa.Column[object]]:
    """The columns that acts decide."""
    return [
        sa.Column("status", WORD, nullable=False),
        sa.Column("number", sa.Text, unique=True),
        _moment("submitted_at", nullable=True),
        _moment("received_at", nullable=True),
        _moment("due_at", nullable=True),
        _moment("paused_since", nullable=True),
        sa.Column("fee_due", sa.BigInteger, nullable=False),
        sa.Column("bill_id", sa.Uuid),
        _moment("fee_paid_at", nullable=True),
        sa.Column("assigned_to", sa.Uuid),
        sa.Column("outcome", WORD),
        sa.Column("timeliness", WORD),
        _moment("resolved_at", nullable=True),
        _moment("delivered_at", nullable=True),
        sa.Column("delivered_by", WORD),
        sa.Column(
            "ranked_at", sa.DateTime(timezone=True), sa.Computed("coalesce(due_at, submitted_at)", persisted=True)
        ),
    ]


def _create_dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("tracking_code", sa.Text, nullable=False, unique=True),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("procedure_name", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("case", sa.Text),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("agency_name", sa.Text, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("applicant_name", sa.Text, nullable=False),
        sa.Column("applicant_name_folded", sa.Text, nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("prefilled", JSONB, nullable=False),
        _moment("opened_at"),
        _moment("edited_at"),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("acts", sa.BigInteger, nullable=False),
        *_decided(),
    )
    op.create_index(
        "ix_dossiers_worklist",
        "dossiers",
        ["agency_code", "ranked_at", "id"],
        postgresql_where=sa.text(IS_OPEN),
    )
    op.create_index("ix_dossiers_owner_id", "dossiers", ["owner_id", "opened_at", "id"])
    op.create_table(
        "number_sequences",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )


def _create_papers_and_entries() -> None:
    op.create_table(
        "papers",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("dossier_id", sa.Uuid, sa.ForeignKey("dossiers.id"), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("component_id", sa.Text),
        sa.Column("file_key", sa.Text, nullable=False, unique=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("uploaded_by", sa.Uuid, nullable=False),
        _moment("uploaded_at"),
        sa.Column("verdict", WORD, nullable=False),
    )
    op.create_index("ix_papers_dossier_id", "papers", ["dossier_id"])
    op.create_table(
        "entries",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("dossier_id", sa.Uuid, sa.ForeignKey("dossiers.id"), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("act", WORD, nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("role", WORD, nullable=False),
        sa.Column("agency_code", sa.Text),
        sa.Column("client_id", sa.Text),
        sa.Column("before", WORD),
        sa.Column("after", WORD, nullable=False),
        _moment("at"),
        sa.Column("note", sa.Text),
        sa.Column("decided", JSONB, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.UniqueConstraint("dossier_id", "sequence"),
    )


def _create_supplements() -> None:
    op.create_table(
        "supplement_requests",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("dossier_id", sa.Uuid, sa.ForeignKey("dossiers.id"), nullable=False),
        sa.Column("asked_by", sa.Uuid, nullable=False),
        _moment("asked_at"),
        _moment("answer_by"),
        _moment("answered_at", nullable=True),
    )
    op.create_index(
        "uq_supplement_requests_live",
        "supplement_requests",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_table(
        "supplement_items",
        sa.Column("request_id", sa.Uuid, sa.ForeignKey("supplement_requests.id"), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("component_id", sa.Text),
        sa.Column("field", sa.Text),
        sa.Column("reason_code", WORD, nullable=False),
        sa.Column("what_to_do", sa.Text, nullable=False),
    )


def _create_replicas() -> None:
    op.create_table(
        "procedures",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("content", JSONB, nullable=False),
    )
    op.create_table(
        "agencies",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("number_template", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        _moment("changed_at"),
    )
    op.create_table(
        "work_calendars",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("content", JSONB, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("record", JSONB, nullable=False),
        _moment("changed_at"),
    )
