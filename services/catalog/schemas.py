"""REST shapes of the catalog: what may be asked, and the allow-list of what is answered."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from contracts.terms import AgencyKind, Channel, FeeKind, LimitUnit, OnlineLevel
from kit.schemas import Money, Schema, Words
from services.catalog.calendars import DayKind
from services.catalog.content import Applicant, FeeUnit, Level
from services.catalog.models import AreaLevel


def _iso(value: object) -> object:
    """Only `YYYY-MM-DD`: pydantic alone would also take seconds since 1970."""
    if isinstance(value, str):
        return date.fromisoformat(value) if len(value) == 10 else "malformed"
    return value


Day = Annotated[date, BeforeValidator(_iso), Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
"""A day, written `YYYY-MM-DD`."""

UnitCode = Annotated[str, Field(pattern=r"^[0-9]{2,5}$")]
"""Code of an administrative unit; its meaning depends on the day."""


class Asked(BaseModel):
    """Query keys of a request: nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Listed(Asked):
    """Query keys of a list."""

    q: Words | None = Field(
        default=None,
        description="Từ khóa, có dấu hoặc không / words, with or without diacritics",
        examples=["dang ky tam tru"],
    )
    limit: int = Field(default=20, ge=1, le=100, description="Số mục mỗi trang / items per page")
    cursor: str | None = Field(default=None, max_length=600, description="`next` của trang trước / of the page before")


class ProceduresAsked(Listed):
    """Query keys of the list of procedures."""

    field: Annotated[Words | None, Field(description="Lĩnh vực / field")] = None
    level: Level | None = None
    agency: Annotated[AgencyKind | None, Field(description="Loại cơ quan / kind of agency")] = None
    applicant: Applicant | None = None


class OnAsked(Asked):
    """The day a unit is asked for; today when absent."""

    on: Day | None = Field(default=None, examples=["2025-06-01"])


class AreasAsked(Listed, OnAsked):
    """Query keys of the list of administrative units."""

    level: AreaLevel | None = None
    parent: UnitCode | None = None


class DaysAsked(Asked):
    """The first and last day asked for, both included."""

    first: Day = Field(alias="from", examples=["2026-11-23"])
    last: Day = Field(alias="to", examples=["2026-11-30"])


class ProcedureSummary(Schema):
    """A procedure in a list."""

    code: str
    name: str
    field: str
    levels: list[Level]
    online_level: OnlineLevel
    agency_kinds: list[AgencyKind]
    applicants: list[Applicant]


class TimeLimitOut(Schema):
    """`value` of `unit`; `same_day` means by the end of the day, next working day when received after 15:00."""

    value: int
    unit: LimitUnit


class FeeOut(Schema):
    """One fee line, per `unit`. `amount` null: not laid down here, which is not the same as free."""

    code: str
    name: str
    kind: FeeKind
    amount: Money | None
    unit: FeeUnit
    note: str | None


class CaseOut(Schema):
    """Terms in one case of a channel. `time_limit` null: none is laid down."""

    time_limit: TimeLimitOut | None
    limit_basis: str | None
    fees: list[FeeOut]
    note: str | None


class ChannelOut(CaseOut):
    """A way to hand in the dossier."""

    channel: Channel
    cases: list[CaseOut]


class ComponentOut(Schema):
    """A paper of the dossier."""

    id: str
    name: str
    group: str | None
    is_mandatory: bool
    originals: int
    copies: int
    form_file: str | None
    note: str | None


class NoteOut(Schema):
    """A remark of the portal on the dossier's papers."""

    group: str | None
    text: str


class ResultOut(Schema):
    """A paper the procedure produces."""

    code: str
    name: str


class FormOut(Schema):
    """`answers` is JSON Schema 2020-12, `ui` a JSON Forms UI schema."""

    answers: dict[str, Any]
    ui: dict[str, Any]


class RevisionOut(Schema):
    """Which revision is in force, and since when."""

    id: UUID
    number: int
    effective_from: date


class ProcedureOut(Schema):
    """A procedure as it is in force today."""

    code: str
    name: str
    field: str
    levels: list[Level]
    revision: RevisionOut
    decision: str | None
    online_level: OnlineLevel
    online_basis: str | None
    applicants: list[Applicant]
    agency_kinds: list[AgencyKind]
    agency_text: str | None
    channels: list[ChannelOut]
    components: list[ComponentOut]
    notes: list[NoteOut]
    results: list[ResultOut]
    legal_bases: list[str]
    requirements: str | None
    steps: list[str]
    parts: list[str]
    form: FormOut
    payment_moment: str
    portal_url: str | None
    source: str


class AreaBrief(Schema):
    """An administrative unit, named by another. `valid_from` null: our source does not record it."""

    code: str
    full_name: str
    valid_from: date | None
    valid_to: date | None


class AreaOut(AreaBrief):
    """An administrative unit as it was on the day asked for."""

    level: AreaLevel
    type: str
    name: str
    name_en: str
    parent: AreaBrief | None
    predecessors: list[AreaBrief]
    successors: list[AreaBrief]


class SessionOut(Schema):
    """One stretch of office hours, local time."""

    starts: time
    ends: time


class DayOffOut(Schema):
    """A holiday; `basis` when it is known from elsewhere than the calendar's source."""

    day: date
    name: str
    basis: str | None


class MakeupDayOut(Schema):
    """A weekend day worked in exchange."""

    day: date
    basis: str | None


class CalendarOut(Schema):
    """A working calendar. `weekend` holds ISO weekdays (6 Saturday, 7 Sunday)."""

    code: str
    name: str
    version: int
    time_zone: Literal["Asia/Ho_Chi_Minh"] = "Asia/Ho_Chi_Minh"
    weekend: list[int]
    sessions: list[SessionOut]
    holidays: list[DayOffOut]
    makeup_days: list[MakeupDayOut]
    source: str
    published_at: datetime


class DayOut(Schema):
    """Whether offices open on a day, and why not."""

    day: date
    is_working: bool
    kind: DayKind
    name: str | None


class DaysOut(Schema):
    """Days of a calendar, in order."""

    code: str
    version: int
    items: list[DayOut]
