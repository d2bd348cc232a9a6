"""Second factors, interactions, trusted devices, recoveries, and a log of what happened."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(40)


def upgrade() -> None:
    """Second factors, interactions, trusted devices, recoveries, and a log of what happened."""
    _create_interactions()
    _create_one_time_codes()
    _create_code_factors()
    _create_authenticators()
    _create_passkeys()
    _create_recovery_codes()
    _extend_devices()
    _extend_browser_sessions()
    _extend_accounts()
    _extend_identifiers()
    _create_recoveries()
    _create_activities()


def _create_interactions() -> None:
    op.create_table(
        "interactions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("cookie_hash", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=True),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("amr", JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_interactions_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interactions"),
    )
    op.create_index("ix_interactions_cookie_hash", "interactions", ["cookie_hash"], unique=False)
    op.create_index("ix_interactions_expires_at", "interactions", ["expires_at"], unique=False)


def _create_one_time_codes() -> None:
    op.create_table(
        "one_time_codes",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("interaction_id", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_hash", sa.Text, nullable=False),
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name="fk_one_time_codes_interaction_id_interactions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_codes"),
    )
    op.create_index("ix_one_time_codes_address_hash", "one_time_codes", ["address_hash", "sent_at"], unique=False)
    op.create_index("ix_one_time_codes_interaction_id", "one_time_codes", ["interaction_id"], unique=False)


def _create_code_factors() -> None:
    op.create_table(
        "code_factors",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_code_factors_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_code_factors"),
        sa.UniqueConstraint("account_id", "channel", name="uq_code_factors_account_id_channel"),
    )


def _create_authenticators() -> None:
    op.create_table(
        "authenticators",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sealed_secret", sa.Text, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_authenticators_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_authenticators"),
    )
    op.create_index("ix_authenticators_account_id", "authenticators", ["account_id"], unique=False)


def _create_passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("credential_id", sa.Text, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("transports", JSONB, nullable=False),
        sa.Column("is_backed_up", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_passkeys_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
    )
    op.create_index("ix_passkeys_account_id", "passkeys", ["account_id"], unique=False)


def _create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_recovery_codes_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_account_id", "recovery_codes", ["account_id"], unique=False)


def _extend_devices() -> None:
    op.add_column("devices", sa.Column("id", sa.Uuid, nullable=False, server_default=sa.text("gen_random_uuid()")))
    op.add_column("devices", sa.Column("name", sa.Text, nullable=True))
    op.add_column("devices", sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")))
    op.add_column("devices", sa.Column("trusted_until", MOMENT, nullable=True))
    op.create_unique_constraint("uq_devices_id", "devices", ["id"])
    op.alter_column("devices", "id", server_default=None)
    op.alter_column("devices", "created_at", server_default=None)


def _extend_browser_sessions() -> None:
    op.add_column("browser_sessions", sa.Column("device_name", sa.Text, nullable=True))
    op.add_column("browser_sessions", sa.Column("network", sa.Text, nullable=True))
    op.add_column("browser_sessions", sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")))
    op.alter_column("browser_sessions", "created_at", server_default=None)


def _extend_accounts() -> None:
    op.add_column("accounts", sa.Column("password_changed_at", MOMENT, nullable=True))
    op.alter_column("accounts", "password_hash", existing_type=sa.TEXT(), nullable=True)


def _extend_identifiers() -> None:
    op.add_column("identifiers", sa.Column("confirmed_at", MOMENT, nullable=False, server_default=sa.text("now()")))
    op.alter_column("identifiers", "confirmed_at", server_default=None)


def _create_recoveries() -> None:
    op.create_table(
        "recoveries",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("effective_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_recoveries_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recoveries"),
    )
    op.create_index("ix_recoveries_account_id", "recoveries", ["account_id"], unique=False)


def _create_activities() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=True),
        sa.Column("client_id", sa.Text, nullable=True),
        sa.Column("device_name", sa.Text, nullable=True),
        sa.Column("network", sa.Text, nullable=True),
        sa.Column("facts", JSONB, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_activities_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activities"),
    )
    op.create_index(
        "ix_activities_person_id",
        "activities",
        ["person_id", sa.literal_column("happened_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
