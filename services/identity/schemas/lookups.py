"""What staff send to look somebody up, and to answer a request for correction; what they are shown then."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field, model_validator

from kit.schemas import Line, LongText, Schema
from services.identity.models import Attribute, Correction, Person
from services.identity.records.attributes import KNOWN
from services.identity.records.corrections import Status, Verdict
from services.identity.records.provenance import Source


class LookupIn(Schema):
    """Whom to look up, by exactly one number, and what for: the person will read it."""

    personal_number: str | None = Field(default=None, pattern=r"^[0-9]{12}$", examples=["030194001234"])
    phone: str | None = Field(default=None, pattern=r"^(0|\+84)[1-9][0-9]{8}$", examples=[None])
    purpose: Line = Field(examples=["Điền tờ khai đăng ký tạm trú tại quầy"])
    dossier_code: str | None = Field(
        default=None, pattern=r"^[A-Z0-9.-]{1,60}$", examples=["G01.24.91-20261123-0000001"]
    )

    @model_validator(mode="after")
    def _one(self) -> "LookupIn":
        if (self.personal_number is None) == (self.phone is None):
            raise ValueError("exactly one number")
        return self


class SeenOut(Schema):
    """One attribute as staff are shown it; `verified_at` absent: only declared."""

    label: str = Field(examples=["Họ và tên"])
    value: Any = Field(examples=["Nguyễn Thị Lan"])
    source: Source
    verified_at: datetime | None = None

    @classmethod
    def of(cls, one: Attribute, *, language: str) -> "SeenOut":
        """The attribute in words."""
        known = KNOWN[one.name]
        label = known.en if language == "en" else known.vi
        return cls(label=label, value=one.value, source=one.source, verified_at=one.verified_at)


class KnownOut(Schema):
    """Somebody looked up: what a form at a counter is filled in with."""

    id: UUID
    attributes: dict[str, SeenOut]

    @classmethod
    def of(cls, person: Person, record: dict[str, Attribute], *, language: str) -> "KnownOut":
        """What was shown."""
        return cls(id=person.id, attributes={n: SeenOut.of(one, language=language) for n, one in record.items()})


class AskedOut(Schema):
    """A request for correction in an agency's list: nothing of the person in it."""

    id: UUID
    attribute: str = Field(examples=["full_name"])
    status: Status
    received_at: datetime
    answered_at: datetime | None = None

    @classmethod
    def of(cls, asked: Correction) -> "AskedOut":
        """The request without what it says."""
        return cls(
            id=asked.id,
            attribute=asked.name,
            status=asked.status,
            received_at=asked.received_at,
            answered_at=asked.answered_at,
        )


class AskedWholeOut(AskedOut):
    """A request for correction with what it says, and who asks; reading it is written down for them."""

    claimed: Any = Field(examples=["Nguyễn Thị Lân"])
    reason: str
    evidence: str | None = None
    present: dict[str, SeenOut]


class AnswerIn(Schema):
    """The agency's answer, which the person reads."""

    verdict: Verdict = Field(strict=False, examples=["accept"])
    words: LongText = Field(examples=["Đã đối chiếu với giấy khai sinh."])
