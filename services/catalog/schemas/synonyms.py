"""REST shapes of synonyms."""

from typing import Annotated

from pydantic import Field

from kit.schemas import Schema, Words
from services.catalog.schemas.listing import Asked


class SynonymsAsked(Asked):
    """Query keys of the list of synonyms."""

    limit: int = Field(default=20, ge=1, le=100, description="Số mục mỗi trang / items per page")
    cursor: str | None = Field(default=None, max_length=600, description="`next` của trang trước / of the page before")


class SynonymIn(Schema):
    """What somebody means by it: phrases in the words of the catalogue."""

    meant: list[Annotated[Words, Field(min_length=1)]] = Field(
        min_length=1, max_length=10, examples=[["giấy phép lái xe"]]
    )


class SynonymOut(Schema):
    """`said` is folded: lower case, without diacritics."""

    said: str
    meant: list[str]
    version: int
