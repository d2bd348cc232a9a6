"""People, accounts, agencies, clients, sign-ins, grants, signing keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from kit.migrate import create_mechanisms

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(40)


def upgrade() -> None:
    """Create identity's tables."""
    create_mechanisms()
    _create_agencies()
    _create_people()
    _create_accounts()
    _create_positions()
    _create_clients()
    _create_keys()
    _create_sessions()
    _create_devices()
    _create_families()
    _create_tokens()


def _create_agencies() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("parent_code", sa.Text),
        sa.Column("ward_codes", JSONB, nullable=False),
        sa.Column("number_template", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["agencies.code"], name="fk_agencies_parent_code_agencies"),
        sa.PrimaryKeyConstraint("id", name="pk_agencies"),
        sa.UniqueConstraint("code", name="uq_agencies_code"),
    )


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "attributes",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("value", JSONB, nullable=False),
        sa.Column("verified_at", MOMENT),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_attributes_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "name", "source", name="pk_attributes"),
    )


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_accounts_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("person_id", name="uq_accounts_person_id"),
    )
    op.create_table(
        "identifiers",
        sa.Column("kind", WORD, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_identifiers_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "value", name="pk_identifiers"),
    )
    op.create_index("ix_identifiers_account_id", "identifiers", ["account_id"])


def _create_positions() -> None:
    op.create_table(
        "positions_held",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.ForeignKeyConstraint(["agency_code"], ["agencies.code"], name="fk_positions_held_agency_code_agencies"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_positions_held_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_positions_held"),
        sa.UniqueConstraint(
            "person_id",
            "agency_code",
            "role",
            "valid_from",
            name="uq_positions_held_person_id_agency_code_role_valid_from",
        ),
    )


def _create_clients() -> None:
    op.create_table(
        "clients",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.Text),
        sa.Column("redirect_uris", JSONB, nullable=False),
        sa.Column("post_logout_redirect_uris", JSONB, nullable=False),
        sa.Column("scopes", JSONB, nullable=False),
        sa.Column("grants", JSONB, nullable=False),
        sa.Column("agency_code", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT),
        sa.ForeignKeyConstraint(["agency_code"], ["agencies.code"], name="fk_clients_agency_code_agencies"),
        sa.PrimaryKeyConstraint("id", name="pk_clients"),
    )


def _create_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kid", sa.Text, nullable=False),
        sa.Column("phase", WORD, nullable=False),
        sa.Column("public_jwk", JSONB, nullable=False),
        sa.Column("sealed_private", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("activated_at", MOMENT),
        sa.Column("retired_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_signing_keys"),
        sa.UniqueConstraint("kid", name="uq_signing_keys_kid"),
    )
    op.create_index(
        "uq_signing_keys_phase", "signing_keys", ["phase"], unique=True, postgresql_where=sa.text("phase <> 'retired'")
    )


def _create_sessions() -> None:
    op.create_table(
        "browser_sessions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("cookie_hash", sa.Text, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("authenticated_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("acr", sa.Text, nullable=False),
        sa.Column("amr", JSONB, nullable=False),
        sa.Column("answers_request", sa.Text),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_browser_sessions_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_browser_sessions"),
        sa.UniqueConstraint("cookie_hash", name="uq_browser_sessions_cookie_hash"),
    )
    op.create_index("ix_browser_sessions_expires_at", "browser_sessions", ["expires_at"])
    op.create_index("ix_browser_sessions_person_id", "browser_sessions", ["person_id"])


def _create_devices() -> None:
    op.create_table(
        "devices",
        sa.Column("cookie_hash", sa.Text, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_devices_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cookie_hash", "account_id", name="pk_devices"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("failures", sa.BigInteger, nullable=False),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.Column("blocked_until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("login", "device", name="pk_sign_in_failures"),
    )
    op.create_index("ix_sign_in_failures_failed_at", "sign_in_failures", ["failed_at"])


def _create_families() -> None:
    op.create_table(
        "families",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("authenticated_at", MOMENT, nullable=False),
        sa.Column("acr", sa.Text, nullable=False),
        sa.Column("amr", JSONB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_families_client_id_clients"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_families_person_id_people", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["browser_sessions.id"], name="fk_families_session_id_browser_sessions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_families"),
    )
    op.create_index("ix_families_session_id", "families", ["session_id"])


def _create_tokens() -> None:
    op.create_table(
        "codes",
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("family_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("redirect_uri", sa.Text, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("nonce", sa.Text),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["family_id"], ["families.id"], name="fk_codes_family_id_families", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_codes"),
    )
    op.create_index("ix_codes_family_id", "codes", ["family_id"])
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("family_id", sa.Uuid, nullable=False),
        sa.Column("successor_hash", sa.Text),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["family_id"], ["families.id"], name="fk_refresh_tokens_family_id_families", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_refresh_tokens"),
    )
    op.create_index("ix_refresh_tokens_family_id", "refresh_tokens", ["family_id"])
