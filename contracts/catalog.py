"""What catalog says: procedures as published, and working calendars."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.terms import (
    AgencyKind,
    ChannelTerms,
    Component,
    Holiday,
    OnlineLevel,
    ResultPaper,
    Term,
    WorkSession,
)
from kit.events import Event


class PaymentMoment(StrEnum):
    """When the fee is collected."""

    SUBMISSION = "submission"


class Form(Term):
    """What the applicant answers: JSON Schema 2020-12 and its JSON Forms UI schema.

    A property with `x-source` (for example `person.full_name`) is filled from the person's record.
    """

    answers: dict[str, Any]
    ui: dict[str, Any]


class ProcedurePublished(Event, type="catalog.procedure_published.v1", about="procedure_code"):
    """A revision of a procedure is in force from `effective_from`; carries all a dossier needs of it."""

    procedure_code: str
    revision: int
    revision_id: UUID
    name: str
    field: str
    online_level: OnlineLevel
    agency_kinds: list[AgencyKind]
    applicants: list[str]
    channels: list[ChannelTerms]
    components: list[Component]
    form: Form
    results: list[ResultPaper]
    legal_bases: list[str]
    payment_moment: PaymentMoment
    effective_from: date


class CalendarPublished(Event, type="catalog.calendar_published.v1", about="calendar_code"):
    """A working calendar as it is now. `weekend` holds ISO weekdays (6 Saturday, 7 Sunday)."""

    calendar_code: str
    version: int
    weekend: list[int]
    sessions: list[WorkSession]
    holidays: list[Holiday]
    makeup_days: list[date]
