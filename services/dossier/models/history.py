"""What happened to a dossier, and who looked at it: two tables that are only added to, and objections to looks."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dossier.lifecycle import Act, Role, Status
from services.dossier.models.table import Table


class Entry(Table):
    """One act in a dossier's history; never changed, never removed (the application role may only insert).

    `delegation_id`: by which delegation `actor_id` acted for the applicant. `transaction_id`: the client's own id of
    the act, unique with it. `patch`: what it changed in content, as ids, names of fields and digests, never values.
    """

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("dossier_id", "sequence"),
        Index(
            "uq_entries_transaction",
            "dossier_id",
            "act",
            "transaction_id",
            unique=True,
            postgresql_where=text("transaction_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    sequence: Mapped[int]
    act: Mapped[Act]
    actor_id: Mapped[UUID | None]
    role: Mapped[Role]
    agency_code: Mapped[str | None]
    client_id: Mapped[str | None]
    before: Mapped[Status | None]
    after: Mapped[Status]
    at: Mapped[datetime]
    note: Mapped[str | None]
    delegation_id: Mapped[UUID | None]
    decided: Mapped[dict[str, Any]]
    patch: Mapped[dict[str, Any]] = mapped_column(default=dict)
    transaction_id: Mapped[str | None]
    previous: Mapped[str]
    hash: Mapped[str]


class Usage(Table):
    """A look an official or partner took at a citizen's dossier; kept for the citizen to see.

    `what`: the part that was read (`dossier`, `paper`, `timeline`, ...). `objected_at`: its owner objected.
    """

    __tablename__ = "usages"
    __table_args__ = (
        Index("ix_usages_owner_id", "owner_id", "looked_at", "id"),
        Index("ix_usages_dossier_id", "dossier_id", "looked_by", "looked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    owner_id: Mapped[UUID]
    looked_by: Mapped[UUID]
    role: Mapped[Role]
    agency_code: Mapped[str]
    client_id: Mapped[str]
    what: Mapped[str]
    paper_id: Mapped[UUID | None]
    purpose: Mapped[str]
    looked_at: Mapped[datetime]
    objected_at: Mapped[datetime | None]
