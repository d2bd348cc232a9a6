"""The parts of a joint dossier, as everybody who may see the whole sees them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from contracts.dossier import Outcome
from services.dossier.lifecycle import Status
from services.dossier.models.table import Table


class Part(Table):
    """One agency's share of a joint dossier, kept in step with the dossier `child_id` that carries it out.

    A part that waits for others has none yet. `status` None: it waits. The child's answers and papers are not here.
    """

    __tablename__ = "parts"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    child_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossiers.id"), unique=True)
    agency_code: Mapped[str]
    agency_name: Mapped[str]
    status: Mapped[Status | None]
    number: Mapped[str | None]
    opened_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    resolved_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
