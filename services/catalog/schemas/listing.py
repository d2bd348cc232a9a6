"""Query keys that lists share."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kit.schemas import Words


def _iso(value: object) -> object:
    """Only `YYYY-MM-DD`: pydantic alone would also take seconds since 1970."""
    if isinstance(value, str):
        return date.fromisoformat(value) if len(value) == 10 else "malformed"
    return value


Day = Annotated[date, BeforeValidator(_iso), Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
"""A day, written `YYYY-MM-DD`."""


class Asked(BaseModel):
    """Query keys of a request: nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Listed(Asked):
    """Query keys of a list."""

    q: Words | None = Field(
        default=None,
        description="Từ khóa, có dấu hoặc không / words, with or without diacritics",
        examples=["dang ky tam tru"],
    )
    limit: int = Field(default=20, ge=1, le=100, description="Số mục mỗi trang / items per page")
    cursor: str | None = Field(default=None, max_length=600, description="`next` của trang trước / of the page before")
