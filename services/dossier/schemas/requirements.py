"""What goes out about what a dossier needs, and what need not be handed in again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from kit.schemas import Schema
from services.dossier.once_only import Kind, Means, Requirement
from services.dossier.schemas.whole import Words


class SatisfiedBy(Schema):
    """What satisfies a component. `paper_id` can be downloaded from this dossier once it was sent."""

    kind: Kind
    reference: str = Field(
        description="mã giấy tờ, kết quả, thuộc tính / paper, result, attribute", examples=["G01-CN"]
    )
    source: str | None = Field(description="nơi xác nhận thuộc tính / who vouches for the attribute")
    verified_at: datetime | None
    found_in: UUID | None = Field(description="hồ sơ trước của chính người nộp / the applicant's earlier dossier")
    paper_id: UUID | None
    uses: int = Field(description="số hồ sơ đã dùng lại giấy tờ này / dossiers it was used in again")

    @classmethod
    def of(cls, means: Means, *, uses: Mapping[UUID, int]) -> Self:
        """The means as people see it."""
        return cls(
            kind=means.kind,
            reference=means.reference,
            source=means.source,
            verified_at=datetime.fromisoformat(means.verified_at) if means.verified_at else None,
            found_in=means.dossier_id,
            paper_id=means.paper_id,
            uses=uses.get(means.paper_id, 0) if means.paper_id else 0,
        )


class RequirementOut(Schema):
    """A component in this dossier. `is_needed` null: it depends on answers not given yet.

    `is_upload_spared`: nothing has to be uploaded for it, because something else stands in.
    """

    component_id: str = Field(examples=["lawful-residence"])
    name: str
    paper_code: str | None
    is_needed: bool | None
    is_mandatory: bool
    is_upload_spared: bool
    satisfied_by: SatisfiedBy | None
    why: Words

    @classmethod
    def of(cls, one: Requirement, *, uses: Mapping[UUID, int]) -> Self:
        """The requirement as people see it."""
        return cls(
            component_id=one.component.id,
            name=one.component.name,
            paper_code=one.component.paper_code,
            is_needed=one.is_needed,
            is_mandatory=one.is_mandatory,
            is_upload_spared=one.is_spared,
            satisfied_by=SatisfiedBy.of(one.means, uses=uses) if one.means else None,
            why=Words(vi=one.why[0], en=one.why[1]),
        )


class Requirements(Schema):
    """Everything the dossier needs. `spared` counts the uploads that are needed no longer."""

    items: list[RequirementOut]
    spared: int
    lacking: int = Field(description="giấy tờ còn phải tải lên / papers still to be uploaded")
