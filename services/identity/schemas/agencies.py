"""Agencies and their offices: as the public sees them, and as administrators write them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from contracts.terms import AgencyKind
from kit.schemas import Day, Line, LongText, Schema
from services.identity.models import Agency, Office, Succession
from services.identity.organisations import Reorganisation, is_template

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(\.[A-Z0-9]+)*$", max_length=30)]
"""An agency's code, written as Quyết định 20/2020/QĐ-TTg writes them: `H24`, `G01.24.91`."""

Ward = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+() .-]{6,20}$")]


def _official(template: str) -> str:
    if not is_template(template):
        raise ValueError("not one of the official shapes")
    return template


Template = Annotated[str, StringConstraints(max_length=100), AfterValidator(_official)]
EARLIEST = date(1945, 9, 2)
"""The first day of the State: no reorganisation is older."""

NUMBER_TEMPLATE = "{agency}-{date:%Y%m%d}-{seq:07}"
_SHAPE = Field(
    default=NUMBER_TEMPLATE,
    description="`{agency}-{date:%y%m%d|%Y%m%d}-{seq:04|07}`",
    examples=[NUMBER_TEMPLATE],
)


class AgencyOut(Schema):
    """An agency as the public sees it. `ward_codes` empty: it serves the whole province."""

    code: str = Field(examples=["G01.24.91"])
    name: str = Field(examples=["Công an phường Tứ Minh"])
    kind: AgencyKind
    parent_code: str | None = None
    ward_codes: list[str] = Field(examples=[["10891"]])
    address: str
    phone: str | None = None
    number_template: str = Field(examples=[NUMBER_TEMPLATE])
    valid_from: date
    valid_to: date | None = None

    @classmethod
    def of(cls, agency: Agency) -> "AgencyOut":
        """The public part of an agency."""
        return cls(**public_part(agency))


def public_part(agency: Agency) -> dict[str, Any]:
    """What of an agency goes out, by name."""
    return {name: getattr(agency, name) for name in AgencyOut.model_fields}


class LinkOut(Schema):
    """An agency that came before or after, from which day, by which decision."""

    code: str = Field(examples=["H24.91"])
    on: date
    legal_basis: str = Field(examples=["Nghị quyết 1669/NQ-UBTVQH15"])


class AgencyWholeOut(AgencyOut):
    """An agency with what it came from and what became of it (empty: it was not merged or split)."""

    predecessors: list[LinkOut]
    successors: list[LinkOut]

    @classmethod
    def whole(cls, agency: Agency, links: Sequence[Succession]) -> "AgencyWholeOut":
        """The agency and its history."""
        before = [_link(one.predecessor_code, one) for one in links if one.successor_code == agency.code]
        after = [_link(one.successor_code, one) for one in links if one.predecessor_code == agency.code]
        return cls(**public_part(agency), predecessors=before, successors=after)


def _link(code: str, one: Succession) -> LinkOut:
    return LinkOut(code=code, on=one.happened_on, legal_basis=one.legal_basis)


class AgencyIn(Schema):
    """An agency to be. Its code may never have been another's."""

    code: Code = Field(examples=["H24.93"])
    name: Line = Field(examples=["Ủy ban nhân dân phường Hải Tân"])
    kind: AgencyKind = Field(strict=False, examples=["commune_committee"])
    parent_code: Code | None = Field(default=None, examples=["H24"])
    ward_codes: list[Ward] = Field(default_factory=list, max_length=200, examples=[["10537"]])
    address: Line = Field(examples=["Phường Hải Tân, thành phố Hải Phòng"])
    phone: Phone | None = Field(default=None, examples=["0225 3820 000"])
    number_template: Template = _SHAPE


class NewAgency(AgencyIn):
    """An agency to be, and its first day."""

    valid_from: Day = Field(examples=["2027-01-01"])
    valid_to: Day | None = None


class AgencyPatch(Schema):
    """What of an agency may change without making it another one; what is absent stays.

    Its code, kind, parent and days are its identity: for those see closure and reorganisations.
    """

    name: Line = Field(default="", examples=["Công an phường Tứ Minh"])
    address: Line = Field(default="", examples=["Số 1 đường Tứ Minh, phường Tứ Minh, thành phố Hải Phòng"])
    phone: Phone | None = Field(default=None, examples=["0220 3891 234"])
    number_template: Template = _SHAPE
    ward_codes: list[Ward] = Field(default_factory=list, max_length=200, examples=[["10891"]])


class Closure(Schema):
    """When something is there, or held, for the last time."""

    last_day: Day = Field(examples=["2027-06-30"])


_MERGED = {
    "code": "H24.94",
    "name": "Ủy ban nhân dân phường Thành Đông",
    "kind": "commune_committee",
    "parent_code": "H24",
    "ward_codes": ["10891", "10543"],
    "address": "Phường Thành Đông, thành phố Hải Phòng",
}


class ReorganisationIn(Schema):
    """Agencies end the day before `on`; others begin on it."""

    kind: Reorganisation = Field(strict=False, examples=["merger"])
    predecessors: list[Code] = Field(min_length=1, max_length=50, examples=[["H24.91", "H24.92"]])
    successors: list[AgencyIn] = Field(min_length=1, max_length=50, examples=[[_MERGED]])
    on: Day = Field(ge=EARLIEST, examples=["2027-07-01"])
    legal_basis: LongText = Field(examples=["Nghị quyết 1669/NQ-UBTVQH15"])


class ReorganisedOut(Schema):
    """What ended and what began."""

    predecessors: list[AgencyWholeOut]
    successors: list[AgencyWholeOut]


class OfficeOut(Schema):
    """A place where an agency works."""

    id: UUID
    name: str = Field(examples=["Bộ phận Một cửa"])
    address: str
    ward_code: str | None = None
    phone: str | None = None
    valid_from: date
    valid_to: date | None = None

    @classmethod
    def of(cls, office: Office) -> "OfficeOut":
        """The public part of an office."""
        return cls(**{name: getattr(office, name) for name in cls.model_fields})


class NewOffice(Schema):
    """An office to be."""

    name: Line = Field(examples=["Bộ phận Tiếp nhận và Trả kết quả"])
    address: Line = Field(examples=["Số 1 đường Tứ Minh, phường Tứ Minh"])
    ward_code: Ward | None = Field(default=None, examples=["10891"])
    phone: Phone | None = Field(default=None, examples=["0220 3891 235"])
    valid_from: Day = Field(examples=["2027-01-01"])


class OfficePatch(Schema):
    """What of an office changes; what is absent stays. `valid_to` is its last day."""

    name: Line = Field(default="", examples=["Bộ phận Một cửa"])
    address: Line = Field(default="", examples=["Số 3 đường Tứ Minh, phường Tứ Minh"])
    phone: Phone | None = Field(default=None, examples=["0220 3891 235"])
    valid_to: Day | None = Field(default=None, examples=["2027-12-31"])
