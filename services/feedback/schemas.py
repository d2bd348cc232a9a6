"""REST shapes of ratings: what a citizen sends, what they and the public see."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.feedback import Score
from kit.schemas import Schema
from services.feedback.models import PetitionStatus, Reason

Comment = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class RatingIn(Schema):
    """A rating: 5 rất hài lòng, 4 hài lòng, 3 bình thường, 2 không hài lòng, 1 rất không hài lòng."""

    dossier_id: UUID = Field(strict=False, examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"])  # JSON has no UUID
    score: Score = Field(examples=[5])
    comment: Comment | None = Field(default=None, examples=["Cán bộ hướng dẫn tận tình."])


class RatingOut(Schema):
    """A rating as kept."""

    id: UUID = Field(examples=["8a6c8f5e-0a83-4a3c-9c4b-3d1e2f4a5b6c"])
    dossier_id: UUID = Field(examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"])
    score: Score = Field(examples=[5])
    comment: str | None = Field(examples=["Cán bộ hướng dẫn tận tình."])
    rated_at: datetime = Field(examples=["2026-11-30T03:20:00Z"])


class InvitationOut(Schema):
    """A dossier its owner may rate until `closes_at`."""

    dossier_id: UUID = Field(examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"])
    tracking_code: str = Field(examples=["MC-7QK2-M9XA-4DTB"])
    procedure_code: str = Field(examples=["1.004194"])
    procedure_name: str = Field(examples=["Đăng ký tạm trú"])
    agency_code: str = Field(examples=["G01.24.91"])
    reason: Reason = Field(examples=["delivered"])
    opened_at: datetime = Field(examples=["2026-11-30T02:00:00Z"])
    closes_at: datetime = Field(examples=["2026-12-30T02:00:00Z"])


class SummaryOut(Schema):
    """How an agency's service was rated. `average` and `satisfied_share` are null, not 0, when nobody rated."""

    agency: str = Field(examples=["G01.24.91"])
    name: str = Field(examples=["Công an phường Tứ Minh"])
    first_on: date | None = Field(examples=["2026-11-01"])
    last_on: date | None = Field(examples=["2026-11-30"])
    count: int = Field(examples=[12])
    average: float | None = Field(examples=[4.58])
    by_score: dict[str, int] = Field(examples=[{"1": 0, "2": 0, "3": 1, "4": 3, "5": 8}])
    satisfied_share: float | None = Field(examples=[0.9167])


class PetitionOut(Schema):
    """A petition: what somebody asks an agency to answer; here, why a file was looked at."""

    id: UUID = Field(examples=["3a6d2f4e-2f0d-4d3b-8f2a-5b0d7c7e2f43"])
    agency_code: str = Field(examples=["G01.24.91"])
    dossier_id: UUID | None = Field(examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"])
    tracking_code: str | None = Field(examples=["MC-7QK2-M9XA-4DTB"])
    words: str = Field(examples=["Tôi không hiểu vì sao cơ quan này xem hồ sơ của tôi."])
    status: PetitionStatus = Field(examples=["received"])
    received_at: datetime = Field(examples=["2026-11-30T03:20:00Z"])
