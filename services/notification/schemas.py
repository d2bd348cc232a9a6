"""What a citizen sees of the web inbox."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from kit.schemas import Schema
from services.notification.kinds import Kind
from services.notification.wording import Language


class NoticeOut(Schema):
    """One notice. `link` is a path below the public URL; `read_at` null: not read yet."""

    id: UUID = Field(examples=["5c0b7e4e-3f0b-4a6e-9a53-0a3c3d1f2b10"])
    kind: Kind = Field(examples=["dossier_submitted"])
    title: str = Field(examples=["Hồ sơ 7QK2M9XA4D đã được nộp"])
    text: str = Field(examples=['Hồ sơ "Đăng ký tạm trú", mã tra cứu 7QK2M9XA4D, đã được nộp lúc 08:15 25/11/2026.'])
    link: str | None = Field(examples=["/v1/tracking/7QK2M9XA4D"])
    dossier_id: UUID | None = Field(examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"])
    language: Language = Field(examples=["vi"])
    created_at: datetime = Field(examples=["2026-11-25T01:15:00Z"])
    read_at: datetime | None = Field(examples=[None])
