"""Generated while the issue is built; split by aggregate before it lands."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(40)


def upgrade() -> None:
    """Make identity one account for everybody."""
    op.create_table(
        "kept_secrets",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_kept_secrets"),
    )
    op.create_table(
        "lookups",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("officer_id", sa.Uuid, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("dossier_code", sa.Text, nullable=True),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lookups"),
    )
    op.create_index(
        "ix_lookups_officer_id", "lookups", ["officer_id", sa.literal_column("looked_at DESC")], unique=False
    )
    op.create_table(
        "used_proofs",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_used_proofs"),
    )
    op.create_index("ix_used_proofs_expires_at", "used_proofs", ["expires_at"], unique=False)
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
    op.create_table(
        "attribute_changes",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("sealed_old", sa.Text, nullable=True),
        sa.Column("sealed_new", sa.Text, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Uuid, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_attribute_changes_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_attribute_changes"),
    )
    op.create_index(
        "ix_attribute_changes_person_id",
        "attribute_changes",
        ["person_id", sa.literal_column("changed_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sealed_claim", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.Uuid, nullable=True),
        sa.Column("answer", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(["agency_code"], ["agencies.code"], name="fk_corrections_agency_code_agencies"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_corrections_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index(
        "ix_corrections_agency_code", "corrections", ["agency_code", "status", "received_at", "id"], unique=False
    )
    op.create_index(
        "ix_corrections_person_id",
        "corrections",
        ["person_id", sa.literal_column("received_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "uq_corrections_open",
        "corrections",
        ["person_id", "name"],
        unique=True,
        postgresql_where=sa.text("status = 'received'"),
    )
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
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("reader_kind", sa.Text, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("reader_name", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("attributes", JSONB, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_disclosures_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_disclosures"),
    )
    op.create_index(
        "ix_disclosures_person_id",
        "disclosures",
        ["person_id", sa.literal_column("read_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "linked_identities",
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_linked_identities_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("provider", "subject", name="pk_linked_identities"),
    )
    op.create_index("ix_linked_identities_person_id", "linked_identities", ["person_id"], unique=False)
    op.create_table(
        "merges",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kept_id", sa.Uuid, nullable=False),
        sa.Column("merged_id", sa.Uuid, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["people.id"], name="fk_merges_kept_id_people"),
        sa.ForeignKeyConstraint(["merged_id"], ["people.id"], name="fk_merges_merged_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
        sa.UniqueConstraint("merged_id", name="uq_merges_merged_id"),
    )
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"], unique=False)
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
    op.add_column("accounts", sa.Column("password_changed_at", MOMENT, nullable=True))
    op.alter_column("accounts", "password_hash", existing_type=sa.TEXT(), nullable=True)
    op.add_column("agencies", sa.Column("version", sa.BigInteger, nullable=False, server_default=sa.text("0")))
    op.add_column("attributes", sa.Column("valid_until", sa.Date, nullable=True))
    op.create_index(
        "ix_attributes_identity_card",
        "attributes",
        ["value"],
        unique=False,
        postgresql_where=sa.text("name = 'identity_card'"),
    )
    op.create_index(
        "ix_attributes_personal_number",
        "attributes",
        ["value"],
        unique=False,
        postgresql_where=sa.text("name = 'personal_number'"),
    )
    op.create_index(
        "ix_attributes_tax_code", "attributes", ["value"], unique=False, postgresql_where=sa.text("name = 'tax_code'")
    )
    op.add_column("browser_sessions", sa.Column("device_name", sa.Text, nullable=True))
    op.add_column("browser_sessions", sa.Column("network", sa.Text, nullable=True))
    op.add_column("browser_sessions", sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")))
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
    op.add_column("codes", sa.Column("proof_key", sa.Text, nullable=True))
    op.add_column("devices", sa.Column("id", sa.Uuid, nullable=False, server_default=sa.text("gen_random_uuid()")))
    op.add_column("devices", sa.Column("name", sa.Text, nullable=True))
    op.add_column("devices", sa.Column("created_at", MOMENT, nullable=False, server_default=sa.text("now()")))
    op.add_column("devices", sa.Column("trusted_until", MOMENT, nullable=True))
    op.create_unique_constraint("uq_devices_id", "devices", ["id"])
    op.add_column("families", sa.Column("subject", sa.Text, nullable=False, server_default=""))
    op.add_column("families", sa.Column("proof_key", sa.Text, nullable=True))
    op.add_column("identifiers", sa.Column("confirmed_at", MOMENT, nullable=False, server_default=sa.text("now()")))
    op.add_column("people", sa.Column("merged_into_id", sa.Uuid, nullable=True))
    op.add_column("people", sa.Column("doubted_at", MOMENT, nullable=True))
    op.create_foreign_key("fk_people_merged_into_id_people", "people", "people", ["merged_into_id"], ["id"])
    op.add_column("positions_held", sa.Column("office_id", sa.Uuid, nullable=True))
    op.add_column("positions_held", sa.Column("fields", JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("positions_held", sa.Column("title", sa.Text, nullable=True))
    op.add_column("positions_held", sa.Column("chosen_at", MOMENT, nullable=True))
    op.create_foreign_key("fk_positions_held_office_id_offices", "positions_held", "offices", ["office_id"], ["id"])
    op.execute("UPDATE clients SET authentication = 'client_secret_basic' WHERE secret_hash IS NOT NULL")
    op.execute("UPDATE families SET subject = person_id::text")
    op.alter_column("agencies", "version", server_default=None)
    op.alter_column("browser_sessions", "created_at", server_default=None)
    op.alter_column("clients", "authentication", server_default=None)
    op.alter_column("clients", "subject_type", server_default=None)
    op.alter_column("clients", "is_par_required", server_default=None)
    op.alter_column("clients", "is_dpop_bound", server_default=None)
    op.alter_column("clients", "is_third_party", server_default=None)
    op.alter_column("clients", "changed_at", server_default=None)
    op.alter_column("devices", "id", server_default=None)
    op.alter_column("devices", "created_at", server_default=None)
    op.alter_column("families", "subject", server_default=None)
    op.alter_column("identifiers", "confirmed_at", server_default=None)
    op.alter_column("positions_held", "fields", server_default=None)
