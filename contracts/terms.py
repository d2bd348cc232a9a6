"""Words shared by several speakers: kinds of agency, channels, papers, fee lines, addresses.

Shapes only. A term here is part of every event that uses it, so it changes as events do: by addition.
"""

from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Dong = Annotated[int, Field(ge=0, le=9_007_199_254_740_991)]
"""An amount of money in whole Vietnamese đồng."""


class Term(BaseModel):
    """A value inside an event: frozen, strict, and tolerant of fields a newer speaker adds."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class AgencyKind(StrEnum):
    """What an agency is, which decides the procedures it is competent for."""

    PROVINCE_COMMITTEE = "province_committee"  # UBND cấp tỉnh
    SERVICE_CENTRE = "service_centre"  # Trung tâm Phục vụ hành chính công
    DEPARTMENT = "department"  # sở, ngành
    COMMUNE_COMMITTEE = "commune_committee"  # UBND cấp xã
    COMMUNE_POLICE = "commune_police"  # Công an cấp xã
    SOCIAL_INSURANCE = "social_insurance"  # Bảo hiểm xã hội


class Channel(StrEnum):
    """How a dossier reaches the agency (KenhThucHien 2, 1, 3 of the national portal)."""

    ONLINE = "online"
    DIRECT = "direct"
    POST = "post"


class OnlineLevel(StrEnum):
    """How far a procedure goes online (Nghị định 42/2022/NĐ-CP)."""

    INFORMATION = "information"
    PARTIAL = "partial"  # một phần, formerly level 3
    FULL = "full"  # toàn trình, formerly level 4


class LimitUnit(StrEnum):
    """Unit of a legal time limit."""

    WORKING_DAY = "working_day"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    SAME_DAY = "same_day"


class TimeLimit(Term):
    """How long the agency has: `value` > 0 of `unit`."""

    value: int = Field(gt=0)
    unit: LimitUnit


class FeeKind(StrEnum):
    """Phí is a price for a service, lệ phí a fixed charge (Luật 97/2015/QH13); the others are ordinary prices."""

    FEE = "fee"  # phí
    CHARGE = "charge"  # lệ phí
    COPY = "copy"  # bản sao
    POSTAL = "postal"  # bưu chính


class FeeLine(Term):
    """One amount due, in đồng, with the words that justify it."""

    code: str
    name: str
    kind: FeeKind
    amount: Dong
    note: str | None = None
    basis: str | None = None


class Address(Term):
    """A place by administrative unit (code valid on the day) and street line."""

    province_code: str
    ward_code: str
    ward_name: str
    line: str


class WorkSession(Term):
    """One stretch of office hours, local time, `starts` < `ends`; on the ISO weekdays named, or on every working day.

    A make-up day has the hours of every working day.
    """

    starts: time
    ends: time
    weekdays: list[int] = Field(default=[])


class Holiday(Term):
    """A day off and its name."""

    day: date
    name: str
