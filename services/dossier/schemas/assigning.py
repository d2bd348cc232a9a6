"""What comes in when work on a dossier is given, handed on, moved to a step or reported on; and who can be given it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from kit.schemas import Line, LongText, Schema
from services.dossier.lifecycle import Role
from services.dossier.schemas.requests import like

SOMEBODY = "b7a4d6f0-0e6c-4f2a-9a5c-3d2f1e0b9c8d"


class Assignment(Schema):
    """To whom the work goes: the `person_id` of a colleague (GET /v1/colleagues)."""

    model_config = like(to=SOMEBODY, note="Nhờ anh xử lý giúp trong tuần này.")

    to: UUID = Field(strict=False)
    note: LongText | None = None


class StepWanted(Schema):
    """To which step of the workflow: one that a way leads to from the present one."""

    model_config = like(to="signature", note="Trình lãnh đạo ký.")

    to: Line
    note: LongText | None = None


class Progress(Schema):
    """How far the work is; the applicant reads it."""

    model_config = like(note="Đã xác minh nơi ở, đang trình lãnh đạo.")

    note: LongText


class ColleagueOut(Schema):
    """A member of the agency's staff who works on dossiers, as they signed in last."""

    person_id: UUID
    roles: list[Role]
    seen_at: datetime
