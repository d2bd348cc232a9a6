"""What time will do to a dossier: warnings to come, and new dates drafted for a leader to confirm."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.models.table import Table
from services.dossier.watching import WatchKind


class Watch(Table):
    """A due row: at `due_at` the dossier is looked at. `level` tells escalations of one step apart.

    Planned anew whenever an act moves the clock; what was handled stays (`handled_at`) as the record of warnings.
    """

    __tablename__ = "watches"
    __table_args__ = (
        Index("ix_watches_due_at", "due_at", postgresql_where=text("handled_at IS NULL")),
        Index("ix_watches_dossier_id", "dossier_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    kind: Mapped[WatchKind]
    level: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]


class Extension(Table):
    """Form 04: an apology and a new date. Drafted by an officer or by time, good only when a leader confirms it."""

    __tablename__ = "extensions"
    __table_args__ = (
        Index("uq_extensions_open", "dossier_id", unique=True, postgresql_where=text("answered_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    was_due_at: Mapped[datetime]
    new_due_at: Mapped[datetime]
    reason: Mapped[str]
    drafted_by: Mapped[UUID | None]
    drafted_at: Mapped[datetime]
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    is_confirmed: Mapped[bool | None]
