"""Sign-ins of browsers, the devices they came from, and the failures counted against guessers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models.table import Table


class BrowserSession(Table):
    """One sign-in, serving every client (single sign-on); `id` is the tokens' `sid`.

    The cookie is kept only as a digest. `answers_request` is the digest of the authorization request whose sign-in page
    was answered, until a code is granted for it.
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


class Device(Table):
    """A browser that has signed in to an account before: its failures are counted apart from strangers'."""

    __tablename__ = "devices"

    cookie_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime]


class SignInFailure(Table):
    """Failures in a row for one login from one place (services.identity.lockouts).

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
