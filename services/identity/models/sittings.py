"""Sign-ins of browsers, what they are in the middle of, their devices, and the failures counted against guessers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models.table import Table


class BrowserSession(Table):
    """One sign-in, serving every client (single sign-on); `id` is the tokens' `sid`.

    The cookie is kept only as a digest. `answers_request` is the digest of the authorization request whose sign-in page
    was answered, until a code is granted for it. `device_name` is what the browser said it is, in words; `network`
    where it came from (lockouts.network).
    """

    __tablename__ = "browser_sessions"
    __table_args__ = (Index("ix_browser_sessions_expires_at", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cookie_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    authenticated_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    acr: Mapped[str]
    amr: Mapped[list[str]]
    answers_request: Mapped[str | None]
    device_name: Mapped[str | None]
    network: Mapped[str | None]
    created_at: Mapped[datetime]


class Device(Table):
    """A browser that has signed in to an account before: its failures are counted apart from strangers'.

    Until `trusted_until` it is not asked for the second factor at an ordinary sign-in.
    """

    __tablename__ = "devices"

    id: Mapped[UUID] = mapped_column(unique=True)
    cookie_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    trusted_until: Mapped[datetime | None]


class Interaction(Table):
    """Something a browser is in the middle of: a sign-in that wants a second factor, a registration, a recovery.

    Bound to the browser by its form cookie (digest). `request` is the authorization request to go on with (a query
    string), `state` what was gathered so far (whatever is secret in it sealed), `amr` what was proven in it. It is
    used up once (`ended_at`).
    """

    __tablename__ = "interactions"
    __table_args__ = (Index("ix_interactions_expires_at", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cookie_hash: Mapped[str] = mapped_column(index=True)
    purpose: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    request: Mapped[str]
    state: Mapped[dict[str, Any]]
    amr: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInFailure(Table):
    """Failures in a row for one login from one place (services.identity.credentials.lockouts).

    `login` is the keyed digest of what was typed; `device` is the digest of a device known to the account, or the keyed
    digest of a network, or `strangers` for every device unknown to it.
    """

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_failed_at", "failed_at"),)

    login: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime]
    blocked_until: Mapped[datetime]
