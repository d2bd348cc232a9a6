"""What a person proves to be themselves with, beside the password."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models.table import Table


class OneTimeCode(Table):
    """A six-digit code on its way to an address: good once, for one interaction and purpose, for 10 min and 6 tries.

    `code_hash` is keyed with the interaction, `address` is sealed; `address_hash` is its keyed digest, by which the
    codes sent to one address are counted.
    """

    __tablename__ = "one_time_codes"
    __table_args__ = (Index("ix_one_time_codes_address_hash", "address_hash", "sent_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    interaction_id: Mapped[UUID] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    channel: Mapped[str]
    address: Mapped[str]
    address_hash: Mapped[str]
    code_hash: Mapped[str]
    tries: Mapped[int]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Authenticator(Table):
    """An application that shows codes by the time (RFC 6238); no time step up to `last_step` is good again."""

    __tablename__ = "authenticators"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    sealed_secret: Mapped[str]
    last_step: Mapped[int]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class CodeFactor(Table):
    """Codes to the account's confirmed address on a channel (`sms`, `email`), switched on as second factor."""

    __tablename__ = "code_factors"
    __table_args__ = (UniqueConstraint("account_id", "channel"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    channel: Mapped[str]
    created_at: Mapped[datetime]


class Passkey(Table):
    """A WebAuthn credential; `credential_id` and `public_key` in base64url."""

    __tablename__ = "passkeys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    public_key: Mapped[str]
    sign_count: Mapped[int]
    transports: Mapped[list[str]]
    is_backed_up: Mapped[bool]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Table):
    """One of ten codes on paper, by keyed digest; each good once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index("ix_recovery_codes_account_id", "account_id"),)

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
