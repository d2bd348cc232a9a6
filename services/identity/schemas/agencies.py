"""Agencies as the public sees them."""

from datetime import date

from pydantic import Field

from contracts.terms import AgencyKind
from kit.schemas import Schema
from services.identity.models import Agency


class AgencyOut(Schema):
    """An agency as the public sees it. `ward_codes` empty: it serves the whole province."""

    code: str = Field(examples=["G01.24.91"])
    name: str = Field(examples=["Công an phường Tứ Minh"])
    kind: AgencyKind
    parent_code: str | None = None
    ward_codes: list[str] = Field(examples=[["10891"]])
    address: str
    phone: str | None = None
    valid_from: date
    valid_to: date | None = None

    @classmethod
    def of(cls, agency: Agency) -> "AgencyOut":
        """The public part of an agency."""
        return cls(
            code=agency.code,
            name=agency.name,
            kind=agency.kind,
            parent_code=agency.parent_code,
            ward_codes=agency.ward_codes,
            address=agency.address,
            phone=agency.phone,
            valid_from=agency.valid_from,
            valid_to=agency.valid_to,
        )
