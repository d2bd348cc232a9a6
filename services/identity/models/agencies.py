"""The agencies of the province, and who works in which of them as what, from when to when."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contracts.terms import AgencyKind
from services.identity.jurisdiction import Role
from services.identity.models.table import Table


class Agency(Table):
    """An agency; `valid_to` is its last day. `ward_codes` empty: it serves the whole province.

    A code means one agency for ever: what comes after it gets a code of its own (Succession). `version` counts every
    change and is what writers compare and set.
    """

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
    version: Mapped[int] = mapped_column(default=1)


class Succession(Table):
    """What became of an agency: a merger has several predecessors, a split several successors."""

    __tablename__ = "successions"

    predecessor_code: Mapped[str] = mapped_column(ForeignKey("agencies.code"), primary_key=True)
    successor_code: Mapped[str] = mapped_column(ForeignKey("agencies.code"), primary_key=True, index=True)
    happened_on: Mapped[date]
    legal_basis: Mapped[str]


class Office(Table):
    """A place where an agency works; `valid_to` is its last day, `version` as an agency's."""

    __tablename__ = "offices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_code: Mapped[str] = mapped_column(ForeignKey("agencies.code"), index=True)
    name: Mapped[str]
    address: Mapped[str]
    ward_code: Mapped[str | None]
    phone: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Position(Table):
    """One role of a member of staff in one agency; `valid_to` is its last day.

    `fields` are the codes of the fields of procedures it is limited to; empty: every field of the agency. Of several
    agencies their holder acts in the one chosen last (`chosen_at`), else in the one held longest.
    """

    __tablename__ = "positions_held"
    __table_args__ = (UniqueConstraint("person_id", "agency_code", "role", "valid_from"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agencies.code"))
    role: Mapped[Role]
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("offices.id"))
    fields: Mapped[list[str]]
    title: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    chosen_at: Mapped[datetime | None]
