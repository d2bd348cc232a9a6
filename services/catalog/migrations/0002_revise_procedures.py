"""Revisions that are drafted, published and superseded; life events, synonyms, the catalog's edition; what others said.

The search over procedures leaves the database (ADR 0030). Stored revisions take the content's new shape here: nothing
a revision said is lost, and its digest is reckoned when the seeds are compared.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(40)
EMPTY = sa.text("'[]'")


def upgrade() -> None:
    """Add what is new, then reshape what is stored."""
    _create_own()
    _create_replicas()
    _extend_procedures()
    _extend_revisions()
    op.add_column("work_calendars", sa.Column("published_by", sa.Uuid, nullable=True))
    _reshape()


def _create_own() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("seeds", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
    )
    op.execute("INSERT INTO editions (id, number) VALUES (1, 1)")
    op.create_table(
        "life_events",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("aliases", JSONB, nullable=False),
        sa.Column("procedures", JSONB, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_life_events"),
    )
    op.create_table(
        "synonyms",
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("meant", JSONB, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("said", name="pk_synonyms"),
    )


def _create_replicas() -> None:
    op.create_table(
        "agencies",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("parent_code", sa.Text, nullable=True),
        sa.Column("ward_codes", JSONB, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_agencies"),
    )
    op.create_table(
        "accepted_dossiers",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("case", sa.Text, nullable=True),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("fee_due", sa.BigInteger, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("answered", JSONB, nullable=False),
        sa.Column("papers", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accepted_dossiers"),
    )
    op.create_index("ix_accepted_dossiers_procedure_code", "accepted_dossiers", ["procedure_code", "received_at"])


def _extend_procedures() -> None:
    for name in ("fields", "ward_codes", "aliases"):
        op.add_column("procedures", sa.Column(name, JSONB, nullable=False, server_default=EMPTY))
        op.alter_column("procedures", name, server_default=None)
    op.add_column("procedures", sa.Column("changed_in", sa.BigInteger, nullable=False, server_default="1"))
    op.alter_column("procedures", "changed_in", server_default=None)
    op.add_column("procedures", sa.Column("closed_on", sa.Date, nullable=True))
    op.add_column("procedures", sa.Column("replaced_by", sa.Text, nullable=True))
    op.execute("UPDATE procedures SET fields = jsonb_build_array(field)")
    op.drop_index("ix_procedures_search", table_name="procedures")
    op.drop_column("procedures", "folded")
    op.drop_column("procedures", "search")
    op.create_index("ix_procedures_changed_in", "procedures", ["changed_in"])
    op.create_index("ix_procedures_field", "procedures", ["field", "code"])


def _extend_revisions() -> None:
    for column, default in (
        (sa.Column("origin", WORD, nullable=False, server_default="seed"), "origin"),
        (sa.Column("version", sa.BigInteger, nullable=False, server_default="1"), "version"),
        (sa.Column("digest", sa.Text, nullable=False, server_default=""), "digest"),
        (sa.Column("drafted_at", MOMENT, nullable=False, server_default=sa.text("now()")), "drafted_at"),
    ):
        op.add_column("revisions", column)
        op.alter_column("revisions", default, server_default=None)
    op.execute("UPDATE revisions SET drafted_at = published_at")
    op.add_column("revisions", sa.Column("note", sa.Text, nullable=True))
    op.add_column("revisions", sa.Column("drafted_by", sa.Uuid, nullable=True))
    op.add_column("revisions", sa.Column("published_by", sa.Uuid, nullable=True))
    op.add_column("revisions", sa.Column("effective_to", sa.Date, nullable=True))
    op.alter_column("revisions", "published_at", existing_type=MOMENT, nullable=True)
    op.alter_column("revisions", "effective_from", existing_type=sa.Date(), nullable=True)
    op.create_index("ix_revisions_effective", "revisions", ["procedure_id", "effective_from"])
    op.create_index(
        "ix_revisions_ending", "revisions", ["effective_to"], postgresql_where=sa.text("status = 'published'")
    )
    op.create_index(
        "uq_revisions_draft", "revisions", ["procedure_id"], unique=True, postgresql_where=sa.text("status = 'draft'")
    )


def _reshape() -> None:
    revisions = sa.table("revisions", sa.column("id", sa.Uuid), sa.column("content", JSONB))
    connection = op.get_bind()
    for id_, content in connection.execute(sa.select(revisions.c.id, revisions.c.content)).all():
        reshaped = _reshaped(dict(content))
        connection.execute(revisions.update().where(revisions.c.id == id_).values(content=reshaped))


def _reshaped(content: dict[str, Any]) -> dict[str, Any]:
    """The first shape of a revision's content as the second."""
    content["fields"] = [content.pop("field")]
    content["competences"] = [{"kind": kind} for kind in content.pop("agency_kinds")]
    content["legal_bases"] = [{"number": number} for number in content.pop("legal_bases")]
    content["requirements_text"] = content.pop("requirements")
    content["forms"] = [{"ready": content.pop("form")}]
    for channel in content["channels"]:
        channel["variants"] = channel.pop("cases")
    groups = dict.fromkeys(paper["group"] for paper in content["papers"] if paper["group"])
    content["cases"] = [{"id": group, "name": group} for group in groups]
    return content
