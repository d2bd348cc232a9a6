"""What clients were granted: codes, and families of refresh tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models.table import Table


class Family(Table):
    """Everything one authorization of one client led to; revoking it kills its refresh tokens at once.

    Its access tokens carry its id in their `jti`, so identity's own endpoints refuse them at once too. `subject` is
    what the client knows the person by. `proof_key` is the thumbprint of the key that tokens are bound to (DPoP).
    """

    __tablename__ = "families"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("browser_sessions.id", ondelete="CASCADE"), index=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    subject: Mapped[str]
    proof_key: Mapped[str | None]
    scope: Mapped[str]
    authenticated_at: Mapped[datetime]
    acr: Mapped[str]
    amr: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Code(Table):
    """An authorization code, by digest: good once, for one client, redirect and verifier, for 60 s."""

    __tablename__ = "codes"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    family_id: Mapped[UUID] = mapped_column(ForeignKey("families.id", ondelete="CASCADE"), index=True)
    client_id: Mapped[str]
    redirect_uri: Mapped[str]
    challenge: Mapped[str]
    proof_key: Mapped[str | None]
    nonce: Mapped[str | None]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RefreshToken(Table):
    """A refresh token, by digest; `successor_hash` is what replaced it (services.identity.oauth2.refreshing)."""

    __tablename__ = "refresh_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    family_id: Mapped[UUID] = mapped_column(ForeignKey("families.id", ondelete="CASCADE"), index=True)
    successor_hash: Mapped[str | None]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
