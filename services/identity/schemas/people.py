"""A person's own record, as its owner sees it, and what they send to change it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from kit.schemas import Line, LongText, Schema
from services.identity.models import Attribute, Correction, Person, PersonKind, Position, Role
from services.identity.records import attributes, provenance
from services.identity.records.attributes import KNOWN, WRITABLE
from services.identity.records.corrections import Status
from services.identity.records.provenance import Source


class AttributeOut(Schema):
    """One attribute with where its value comes from; `verified_at` absent: only declared. `valid_until` is the last day
    it may be relied on. `is_correctable`: the owner may write another value, otherwise `way` says how it is put right.
    """

    label: str = Field(description="tên gọi / name in words", examples=["Họ và tên"])
    value: Any = Field(examples=["Nguyễn Thị Lan"])
    source: Source
    verified_at: datetime | None = None
    valid_until: date | None = None
    is_correctable: bool
    way: str = Field(
        description="declare, keep: the owner writes it; request: POST /v1/me/corrections; contact: as a contact, with "
        "a code; prove: by signing in with the electronic identity",
        examples=["request"],
    )
    scope: str | None = Field(default=None, description="phạm vi cho ứng dụng thấy / shown to applications by it")

    @classmethod
    def of(cls, one: Attribute, *, language: str, on: date) -> "AttributeOut":
        """The attribute as its owner sees it on a day."""
        known = KNOWN[one.name]
        is_writable = known.way in WRITABLE
        is_verified = provenance.is_verified(one, on=on)
        return cls(
            label=known.en if language == "en" else known.vi,
            value=one.value,
            source=one.source,
            verified_at=one.verified_at,
            valid_until=one.valid_until,
            is_correctable=is_writable and not is_verified,
            way="request" if is_writable and is_verified else known.way.value,
            scope=attributes.scope_of(one.name),
        )


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
    def of(cls, person: Person, held: list[Position], *, language: str, on: date) -> "PersonOut":
        """The record as its owner sees it on a day."""
        shown = {
            name: AttributeOut.of(one, language=language, on=on)
            for name, one in sorted(person.record(on=on).items())
            if name in KNOWN
        }
        roles = [
            PositionOut(agency=p.agency_code, role=p.role, valid_from=p.valid_from, valid_to=p.valid_to) for p in held
        ]
        return cls(id=person.id, kind=person.kind, language=person.language, attributes=shown, positions=roles)


class ValueIn(Schema):
    """A value the owner declares: text, a day, or a document, as the attribute has it."""

    value: Any = Field(examples=["Kinh"])


class CorrectionIn(Schema):
    """What the owner says is right of a value others vouch for."""

    attribute: str = Field(max_length=40, examples=["full_name"])
    value: Any = Field(description="giá trị đúng / the right value", examples=["Nguyễn Thị Lân"])
    reason: LongText = Field(examples=["Tên bị ghi thiếu dấu."])
    evidence: Line | None = Field(
        default=None, description="giấy tờ chứng minh / the paper that shows it", examples=["Giấy khai sinh số 12/2026"]
    )


class CorrectionOut(Schema):
    """A request for correction, as its owner sees it. `answer` is what the agency said."""

    id: UUID
    attribute: str = Field(examples=["full_name"])
    label: str = Field(examples=["Họ và tên"])
    agency: str = Field(description="cơ quan trả lời / who must answer", examples=["G01.24.91"])
    status: Status
    reason: str
    evidence: str | None = None
    received_at: datetime
    answered_at: datetime | None = None
    answer: str | None = None

    @classmethod
    def of(cls, asked: Correction, *, language: str) -> "CorrectionOut":
        """The request as its owner sees it."""
        known = KNOWN[asked.name]
        return cls(
            id=asked.id,
            attribute=asked.name,
            label=known.en if language == "en" else known.vi,
            agency=asked.agency_code,
            status=asked.status,
            reason=asked.reason,
            evidence=asked.evidence,
            received_at=asked.received_at,
            answered_at=asked.answered_at,
            answer=asked.answer,
        )


class DisclosureOut(Schema):
    """Somebody read the record: who, for which agency, why, which attributes, when."""

    id: UUID
    reader_kind: str = Field(examples=["officer"])
    reader: str = Field(description="tên người hoặc ứng dụng / name in words", examples=["Phạm Thị Hoa"])
    agency: str | None = Field(
        default=None, description="cơ quan / agency in words", examples=["Công an phường Tứ Minh"]
    )
    purpose: str = Field(examples=["Điền tờ khai cho công dân tại quầy"])
    attributes: list[str] = Field(description="tên gọi / names in words", examples=[["Họ và tên", "Ngày sinh"]])
    read_at: datetime


class ChangeOut(Schema):
    """A value of the record was written, replaced or taken out; None: there was, or is, none."""

    id: UUID
    attribute: str = Field(examples=["ethnicity"])
    label: str = Field(examples=["Dân tộc"])
    source: Source
    old: Any = None
    new: Any = None
    is_own: bool = Field(description="chính bạn sửa / whether the owner did it")
    changed_at: datetime
