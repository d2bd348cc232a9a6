"""The agencies of the province, and who works in which of them as what, from when to when."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contracts.terms import AgencyKind
from services.identity.models.table import Table


class Role(StrEnum):
    """What a member of staff does; a token carries the roles of the day it was issued."""

    COUNTER = "counter"
    OFFICER = "officer"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Agency(Table):
    """An agency; `valid_to` is its last day. `ward_codes` empty: it serves the whole province."""

    __tablename__ = "agencies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[AgencyKind]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("agencies.code"))
    ward_codes: Mapped[list[str]]
    number_template: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    changed_at: Mapped[datetime]


class Position(Table):
    """One role of a member of staff in one agency; `valid_to` is its last day."""

    __tablename__ = "positions_held"
    __table_args__ = (UniqueConstraint("person_id", "agency_code", "role", "valid_from"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agencies.code"))
    role: Mapped[Role]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
