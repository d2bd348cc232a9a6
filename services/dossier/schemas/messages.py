"""What is written in a dossier's thread, and how it is read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from kit.schemas import Schema, clean
from services.dossier.lifecycle import Role
from services.dossier.models import Message
from services.dossier.schemas.requests import like

MessageText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), BeforeValidator(clean)
]


class NewMessage(Schema):
    """What the caller writes; plain text."""

    model_config = like(words="Tôi có phải mang bản chính hợp đồng thuê nhà đến không?")

    words: MessageText


class MessageOut(Schema):
    """A message. Staff write in their agency's name: `author` is the agency's; else the name of who wrote."""

    id: UUID
    is_own: bool = Field(description="bạn viết / the caller wrote it")
    role: Role
    agency_code: str | None
    author: str | None = Field(description="tên cơ quan hoặc người viết / the agency's or the writer's name")
    is_on_behalf: bool = Field(description="viết thay theo ủy quyền / written by a delegate")
    words: str
    posted_at: datetime

    @classmethod
    def of(cls, message: Message, *, reader: UUID, names: Mapping[str | UUID, str]) -> Self:
        """The message as `reader` sees it; `names` by code of agency and id of person."""
        return cls(
            id=message.id,
            is_own=message.author_id == reader,
            role=message.role,
            agency_code=message.agency_code,
            author=names.get(message.agency_code or message.author_id),
            is_on_behalf=message.delegation_id is not None,
            words=message.words,
            posted_at=message.posted_at,
        )
