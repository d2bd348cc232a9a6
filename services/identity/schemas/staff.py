"""Members of staff and their positions, as administrators and auditors see and write them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from kit.schemas import Day, Id, Line, Schema
from kit.vietnamese import slug
from services.identity.jurisdiction import Role
from services.identity.models import Position
from services.identity.queries.staff import Member
from services.identity.schemas.agencies import Code

UserName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([._-][a-z0-9]+)*$", min_length=3, max_length=40)]
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$"
    ),
]


def _coded(name: str) -> str:
    if not (code := slug(name)):
        raise ValueError("no letter in it")
    return code


FieldCode = Annotated[str, StringConstraints(max_length=200), AfterValidator(_coded)]
"""A field of procedures, by its name in the catalog or the code made of it: `ho-tich`."""


class NewPosition(Schema):
    """A role in an agency. `fields` of procedures it is limited to; empty: all."""

    agency: Code = Field(examples=["G01.24.91"])
    role: Role = Field(strict=False, examples=["officer"])
    title: Line | None = Field(default=None, examples=["Cán bộ quản lý cư trú"])
    office_id: Id | None = None
    fields: list[FieldCode] = Field(default_factory=list, max_length=50, examples=[["dang-ky-quan-ly-cu-tru"]])
    valid_from: Day = Field(examples=["2027-01-01"])
    valid_to: Day | None = Field(default=None, examples=["2027-12-31"])


class NewMember(Schema):
    """Somebody who joins the staff, with their first position."""

    user_name: UserName = Field(examples=["thao.officer"])
    full_name: Line = Field(examples=["Hoàng Thị Thảo"])
    email: Email = Field(examples=["thao.officer@motcua.example"])
    position: NewPosition = Field(examples=[{"agency": "G01.24.91", "role": "officer", "valid_from": "2027-01-01"}])


class PlaceIn(Schema):
    """The agency somebody with positions in several wants to act in."""

    agency: Code = Field(examples=["G01.24.92"])


class PlaceOut(Schema):
    """As what somebody acts from their next token on."""

    agency: str = Field(examples=["G01.24.92"])
    roles: list[str] = Field(examples=[["counter", "officer"]])
    fields: list[str]


class MemberPatch(Schema):
    """What of a member's official record changes; what is absent stays."""

    full_name: Line = Field(default="", examples=["Hoàng Thị Phương Thảo"])
    email: Email = Field(default="", examples=["thao.hoang@motcua.example"])


class HeldOut(Schema):
    """A position; `valid_to` is its last day."""

    id: UUID
    agency: str = Field(examples=["G01.24.91"])
    role: Role
    title: str | None = None
    office_id: UUID | None = None
    fields: list[str]
    valid_from: date
    valid_to: date | None = None

    @classmethod
    def of(cls, one: Position) -> "HeldOut":
        """The position as administrators see it."""
        return cls(
            id=one.id,
            agency=one.agency_code,
            role=one.role,
            title=one.title,
            office_id=one.office_id,
            fields=one.fields,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
        )


class MemberOut(Schema):
    """A member of staff. `is_disabled`: the account is closed; `has_signed_up`: they have set a password."""

    id: UUID
    user_name: str = Field(examples=["dung.officer"])
    full_name: str = Field(examples=["Lê Quang Dũng"])
    email: str | None = None
    is_disabled: bool
    has_signed_up: bool
    positions: list[HeldOut]

    @classmethod
    def of(cls, member: Member, *, on: date) -> "MemberOut":
        """The member as administrators see them on a day."""
        record = member.person.record(on=on)
        email = record.get("email")
        return cls(
            id=member.person.id,
            user_name=member.user_name,
            full_name=record["full_name"].value,
            email=email.value if email else None,
            is_disabled=member.account.disabled_at is not None,
            has_signed_up=member.account.password_hash is not None,
            positions=[HeldOut.of(one) for one in member.positions],
        )
