"""What catalog says: procedures as published and closed, and working calendars."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from contracts.competence import Competence
from contracts.offers import CaseTerms, ChannelTerms, Component, Form, Requirement, ResultPaper
from contracts.terms import AgencyKind, Holiday, OnlineLevel, WorkSession
from contracts.workflow import Workflow
from kit.events import Event


class PaymentMoment(StrEnum):
    """When the fee is collected (HinhThucThu 1 at reception, 2 at supplement, 4 at return)."""

    SUBMISSION = "submission"
    RECEPTION = "reception"
    RETURN = "return"


class ProcedurePublished(Event, type="catalog.procedure_published.v1", about="procedure_code"):
    """A revision of a procedure is in force from `effective_from`; carries all a dossier needs of it.

    It ends the revision before: `effective_from` is that one's first day out of force.
    """

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
    cases: list[CaseTerms] = Field(default=[])
    competences: list[Competence] = Field(default=[])
    requirements: list[Requirement] = Field(default=[])
    workflow: Workflow | None = None


class ProcedureClosed(Event, type="catalog.procedure_closed.v1", about="procedure_code"):
    """The procedure is no longer offered from `closed_on` on; `replaced_by` is the code of what takes its place."""

    procedure_code: str
    closed_on: date
    replaced_by: str | None = None


class CalendarPublished(Event, type="catalog.calendar_published.v1", about="calendar_code"):
    """A working calendar as it is now. `weekend` holds ISO weekdays (6 Saturday, 7 Sunday).

    `agency_codes` keep it; empty: every agency without a calendar of its own.
    """

    calendar_code: str
    version: int
    weekend: list[int]
    sessions: list[WorkSession]
    holidays: list[Holiday]
    makeup_days: list[date]
    agency_codes: list[str] = Field(default=[])
