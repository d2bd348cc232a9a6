"""What catalog has heard of others: agencies, and what accepted dossiers were reckoned by. Written by handlers only."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from contracts.terms import AgencyKind, Channel
from services.catalog.models.table import Table


class Agency(Table):
    """An agency as it is now. `ward_codes` empty: it serves the whole province."""

    __tablename__ = "agencies"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[AgencyKind]
    parent_code: Mapped[str | None]
    ward_codes: Mapped[list[str]]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    changed_at: Mapped[datetime]


class AcceptedDossier(Table):
    """A dossier as `DossierDescribed` told of it: nobody's name, only what a revision reckons by."""

    __tablename__ = "accepted_dossiers"
    __table_args__ = (Index("ix_accepted_dossiers_procedure_code", "procedure_code", "received_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    procedure_code: Mapped[str]
    revision: Mapped[int]
    case: Mapped[str | None]
    channel: Mapped[Channel]
    agency_code: Mapped[str]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    fee_due: Mapped[int]
    facts: Mapped[dict[str, Any]]
    answered: Mapped[list[str]]
    papers: Mapped[list[str]]
