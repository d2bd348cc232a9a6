"""A person's own record, as its owner sees it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from kit.schemas import Schema
from services.identity.models import Person, PersonKind, Position, Role
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
