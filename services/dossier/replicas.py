"""What dossier has heard of others' facts and keeps for itself: procedures, agencies, calendars, people, delegations.
Written by handlers only; an act of an applicant at most locks their row.

`people` is restricted data: names and contacts, for prefilling forms and printing slips.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from contracts.catalog import CalendarPublished
from contracts.limits import office
from contracts.terms import AgencyKind
from kit.workdays import Calendar
from services.dossier.models import Table


class Procedure(Table):
    """A published revision; `content` is the event as catalog said it, which is read once (queries/revisions.py).

    `field_code`: its field as a code. `revision_id`: what was published under it never changes.
    """

    __tablename__ = "procedures"

    code: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    effective_from: Mapped[date]
    field_code: Mapped[str] = mapped_column(index=True)
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    revision_id: Mapped[UUID] = mapped_column(Computed("(content ->> 'revision_id')::uuid", persisted=True))


class Closure(Table):
    """A procedure is offered no longer from `closed_on` on, unless a later revision of it is in force."""

    __tablename__ = "closures"

    code: Mapped[str] = mapped_column(primary_key=True)
    closed_on: Mapped[date]
    replaced_by: Mapped[str | None]
    changed_at: Mapped[datetime]


class Agency(Table):
    """An agency as it is now. `ward_codes` empty: it serves the whole province."""

    __tablename__ = "agencies"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[AgencyKind]
    address: Mapped[str]
    number_template: Mapped[str]
    ward_codes: Mapped[list[str]]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    changed_at: Mapped[datetime]


class Succession(Table):
    """An agency ended the day before `happened_on`. `followed_at`: when its last dossier had gone to a successor."""

    __tablename__ = "successions"

    agency_code: Mapped[str] = mapped_column(primary_key=True)
    successor_codes: Mapped[list[str]]
    happened_on: Mapped[date]
    legal_basis: Mapped[str]
    followed_at: Mapped[datetime | None]


class WorkCalendar(Table):
    """A working calendar as it is now. `agency_codes` keep it."""

    __tablename__ = "work_calendars"

    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    agency_codes: Mapped[list[str]]
    content: Mapped[dict[str, Any]]

    def hours(self) -> Calendar:
        """The calendar, ready to reckon with."""
        said = CalendarPublished.model_validate(self.content, strict=False)
        return office(
            said.sessions,
            weekend=said.weekend,
            holidays=(one.day for one in said.holidays),
            makeup_days=said.makeup_days,
        )

    def names(self) -> dict[date, str]:
        """What its days off are called."""
        said = CalendarPublished.model_validate(self.content, strict=False)
        return {one.day: one.name for one in said.holidays}


class Person(Table):
    """Somebody who may apply; `record` is identity's event without what a form never asks.

    `personal_number_mac`, `phone_mac`: by which they are found (blind.py), good when `macs_of` names the present key.
    """

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_personal_number", text("(record ->> 'personal_number')")),
        Index("ix_people_macs_of", "macs_of"),
        Index("ix_people_personal_number_mac", "personal_number_mac"),
        Index("ix_people_phone_mac", "phone_mac"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    record: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    personal_number_mac: Mapped[str | None]
    phone_mac: Mapped[str | None]
    macs_of: Mapped[str | None]


class Delegation(Table):
    """Who may act for whom, as it is now; `status` in identity's words."""

    __tablename__ = "delegations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID]
    delegate_id: Mapped[UUID]
    procedures: Mapped[list[str]]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    status: Mapped[str]
    changed_at: Mapped[datetime]
