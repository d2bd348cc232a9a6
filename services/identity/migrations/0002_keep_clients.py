"""Clients say how they authenticate, push requests, are told of sign-outs; people consent to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(40)


def upgrade() -> None:
    """Clients say how they authenticate, push requests, are told of sign-outs; people consent to them."""
    _extend_clients()
    _create_pushed_requests()
    _create_used_proofs()
    _create_consents()
    _create_logout_notices()
    _extend_codes()
    _extend_families()
    _create_kept_secrets()


def _extend_clients() -> None:
    op.add_column("clients", sa.Column("authentication", WORD, nullable=False, server_default="none"))
    op.add_column("clients", sa.Column("older_secret_hash", sa.Text, nullable=True))
    op.add_column("clients", sa.Column("older_secret_until", MOMENT, nullable=True))
    op.add_column("clients", sa.Column("jwks", JSONB, nullable=True))
    op.add_column("clients", sa.Column("backchannel_logout_uri", sa.Text, nullable=True))
    op.add_column("clients", sa.Column("subject_type", WORD, nullable=False, server_default="public"))
    op.add_column("clients", sa.Column("sector", sa.Text, nullable=True))
    op.add_column("clients", sa.Column("default_acr", sa.Text, nullable=True))
    op.add_column("clients", sa.Column("is_par_required", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.add_column("clients", sa.Column("is_dpop_bound", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.add_column("clients", sa.Column("is_third_party", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.add_column("clients", sa.Column("changed_at", MOMENT, nullable=False, server_default=sa.text("now()")))
    op.execute("UPDATE clients SET authentication = 'client_secret_basic' WHERE secret_hash IS NOT NULL")
    op.alter_column("clients", "authentication", server_default=None)
    op.alter_column("clients", "subject_type", server_default=None)
    op.alter_column("clients", "is_par_required", server_default=None)
    op.alter_column("clients", "is_dpop_bound", server_default=None)
    op.alter_column("clients", "is_third_party", server_default=None)
    op.alter_column("clients", "changed_at", server_default=None)


def _create_pushed_requests() -> None:
    op.create_table(
        "pushed_requests",
        sa.Column("reference_hash", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("parameters", JSONB, nullable=False),
        sa.Column("proof_key", sa.Text, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name="fk_pushed_requests_client_id_clients", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reference_hash", name="pk_pushed_requests"),
    )
    op.create_index("ix_pushed_requests_expires_at", "pushed_requests", ["expires_at"], unique=False)


def _create_used_proofs() -> None:
    op.create_table(
        "used_proofs",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_used_proofs"),
    )
    op.create_index("ix_used_proofs_expires_at", "used_proofs", ["expires_at"], unique=False)


def _create_consents() -> None:
    op.create_table(
        "consents",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name="fk_consents_client_id_clients", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_consents_person_id_people", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "client_id", name="pk_consents"),
    )


def _create_logout_notices() -> None:
    op.create_table(
        "logout_notices",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name="fk_logout_notices_client_id_clients", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_logout_notices"),
    )
    op.create_index(
        "ix_logout_notices_due_at",
        "logout_notices",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def _extend_codes() -> None:
    op.add_column("codes", sa.Column("proof_key", sa.Text, nullable=True))


def _extend_families() -> None:
    op.add_column("families", sa.Column("subject", sa.Text, nullable=False, server_default=""))
    op.add_column("families", sa.Column("proof_key", sa.Text, nullable=True))
    op.execute("UPDATE families SET subject = person_id::text")
    op.alter_column("families", "subject", server_default=None)


def _create_kept_secrets() -> None:
    op.create_table(
        "kept_secrets",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_kept_secrets"),
    )
