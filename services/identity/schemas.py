"""What identity's own API answers: allow-lists, nothing more than they name."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from contracts.terms import AgencyKind
from kit.schemas import Schema
from services.identity.models import Agency, Person, PersonKind, Position, Role
from services.identity.provenance import Source


class AttributeOut(Schema):
    """One attribute with where its value comes from; `verified_at` absent: only declared."""

    value: Any = Field(examples=["Nguyễn Thị Lan"])
    source: Source
    verified_at: datetime | None = None


class PositionOut(Schema):
    """One role in one agency; `valid_to` is its last day."""

    agency: str = Field(examples=["G01.24.91"])
    role: Role
    valid_from: date
    valid_to: date | None = None


class PersonOut(Schema):
    """A person's own record: each attribute, each position held today."""

    id: UUID
    kind: PersonKind
    language: str = Field(examples=["vi"])
    attributes: dict[str, AttributeOut]
    positions: list[PositionOut]

    @classmethod
    def of(cls, person: Person, held: list[Position]) -> "PersonOut":
        """The record as its owner sees it."""
        shown = {
            name: AttributeOut(value=one.value, source=one.source, verified_at=one.verified_at)
            for name, one in sorted(person.record().items())
        }
        roles = [
            PositionOut(agency=p.agency_code, role=p.role, valid_from=p.valid_from, valid_to=p.valid_to) for p in held
        ]
        return cls(id=person.id, kind=person.kind, language=person.language, attributes=shown, positions=roles)


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


class TokensOut(Schema):
    """What the token endpoint gives (RFC 6749 section 5.1, OpenID Connect Core 3.1.3.3)."""

    access_token: str = Field(description="JWT for the API, sent as `Authorization: Bearer`")
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="seconds the access token lives", examples=[600])
    scope: str = Field(description="what was granted", examples=["openid profile"])
    refresh_token: str | None = Field(default=None, description="absent for client_credentials; good for one use")
    id_token: str | None = Field(default=None, description="JWT about the sign-in, when `openid` was granted")
