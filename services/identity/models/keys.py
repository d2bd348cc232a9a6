"""The keys tokens are signed with, and secrets that are made once and never exchanged."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.keys import Phase
from services.identity.models.table import Table


class SigningKey(Table):
    """An ES256 key pair, its private half sealed (kit.sealing); one CURRENT and one NEXT at a time."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        Index("uq_signing_keys_phase", "phase", unique=True, postgresql_where=text("phase <> 'retired'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kid: Mapped[str] = mapped_column(unique=True)
    phase: Mapped[Phase]
    public_jwk: Mapped[dict[str, Any]]
    sealed_private: Mapped[str]
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class KeptSecret(Table):
    """A secret drawn once, sealed anew at each start so that the secret that seals it can be exchanged."""

    __tablename__ = "kept_secrets"

    name: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str]
    created_at: Mapped[datetime]
