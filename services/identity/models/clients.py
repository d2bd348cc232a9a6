"""The applications that may ask for tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models.table import Table


class Client(Table):
    """A frontend or partner system; `id` is the protocol's client_id.

    With `secret_hash` (SHA-256 of a random secret) it is confidential, without it public. `grants` are the grant types
    it may use, `agency_code` is who answers for a partner system.
    """

    __tablename__ = "clients"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    secret_hash: Mapped[str | None]
    redirect_uris: Mapped[list[str]]
    post_logout_redirect_uris: Mapped[list[str]]
    scopes: Mapped[list[str]]
    grants: Mapped[list[str]]
    agency_code: Mapped[str | None] = mapped_column(ForeignKey("agencies.code"))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
