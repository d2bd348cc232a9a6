"""Who may act for whom."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.identity.models.table import Table


class Delegation(Table):
    """A person or business (`principal_id`) lets another act for it, for the procedures named and the days between.

    Bộ luật Dân sự 91/2015/QH13, art. 562-569 (hợp đồng ủy quyền). It holds once accepted and until revoked.
    `delegate_name` and `delegate_hint` (the last digits of the number) are what the principal addressed it to, for the
    principal to recognise it. `delegate_id` None: nobody answers to both, which the principal is not told.
    """

    __tablename__ = "delegations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    delegate_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    delegate_name: Mapped[str]
    delegate_hint: Mapped[str]
    procedures: Mapped[list[str]]
    note: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    offered_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]
