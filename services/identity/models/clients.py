"""The applications that may ask for tokens, what they pushed, what people let them see, whom to tell of sign-outs."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models.table import Table


class Authentication(StrEnum):
    """How a client proves to be itself (the protocol's words)."""

    NONE = "none"
    SECRET = "client_secret_basic"  # noqa: S105 - the protocol's word
    KEY = "private_key_jwt"


class SubjectType(StrEnum):
    """Whether clients see the same subject for a person, or one of their own sector (OpenID Connect Core 8)."""

    PUBLIC = "public"
    PAIRWISE = "pairwise"


class Client(Table):
    """A frontend or partner system; `id` is the protocol's client_id.

    `secret_hash` is the SHA-256 of a random secret; the one before it is good until `older_secret_until`. `jwks` holds
    the public keys of a client that authenticates with one. `grants` are the grant types it may use (`introspection`:
    it may ask about every token made for the platform), `agency_code` is who answers for a partner system. `sector`
    groups clients that see the same pairwise subjects. `default_acr` is demanded when a request names none.
    `is_third_party`: people are asked before anything of theirs is shown to it.
    """

    __tablename__ = "clients"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    authentication: Mapped[Authentication]
    secret_hash: Mapped[str | None]
    older_secret_hash: Mapped[str | None]
    older_secret_until: Mapped[datetime | None]
    jwks: Mapped[dict[str, Any] | None]
    redirect_uris: Mapped[list[str]]
    post_logout_redirect_uris: Mapped[list[str]]
    backchannel_logout_uri: Mapped[str | None]
    scopes: Mapped[list[str]]
    grants: Mapped[list[str]]
    subject_type: Mapped[SubjectType]
    sector: Mapped[str | None]
    default_acr: Mapped[str | None]
    is_par_required: Mapped[bool]
    is_dpop_bound: Mapped[bool]
    is_third_party: Mapped[bool]
    agency_code: Mapped[str | None] = mapped_column(ForeignKey("agencies.code"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class PushedRequest(Table):
    """An authorization request sent beforehand by its client (RFC 9126): good for 90 s and one use."""

    __tablename__ = "pushed_requests"
    __table_args__ = (Index("ix_pushed_requests_expires_at", "expires_at"),)

    reference_hash: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    parameters: Mapped[dict[str, Any]]
    proof_key: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class UsedProof(Table):
    """A proof good for one use and used: DPoP or client assertion; `digest` covers its key or client and `jti`."""

    __tablename__ = "used_proofs"
    __table_args__ = (Index("ix_used_proofs_expires_at", "expires_at"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class Consent(Table):
    """What a person let a client see; good for a year, `scope` grows when more is agreed to."""

    __tablename__ = "consents"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    scope: Mapped[str]
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LogoutNotice(Table):
    """A client that must be told of a sign-out (OpenID Connect Back-Channel Logout); `due_at` None: nothing to do."""

    __tablename__ = "logout_notices"
    __table_args__ = (Index("ix_logout_notices_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    session_id: Mapped[UUID]
    subject: Mapped[str]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
