"""REST shapes of revisions: what editors write, and what they, and everybody, read."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from contracts.conditions import Condition
from kit.schemas import Day, LongText, Schema, clean
from services.catalog.checking.conditions import is_schema
from services.catalog.content import Content
from services.catalog.models import Origin, RevisionStatus
from services.catalog.schemas.faults import FaultOut

MOST = 900_000
"""Characters of a revision's content as JSON."""
MOST_ITEMS = 2000
"""Entries of one list in it."""
CODE = r"^[0-9A-Za-z][0-9A-Za-z.\-]{0,39}$"

Place = tuple[str | int, ...]
_NOT_A_TEST = PydanticCustomError("malformed", "not a JSON Schema")
_TOO_MANY = PydanticCustomError("too_long", "too many entries")


def _written(data: Any) -> Content:  # noqa: ANN401 - not validated yet
    """JSON from outside as content: clean text, nothing unknown at any depth. Raises ValidationError, ValueError."""
    whole = json.dumps(clean(data))
    if len(whole) > MOST:
        raise PydanticCustomError("string_too_long", "too long")
    content = Content.model_validate_json(whole)
    wrong = [InitErrorDetails(type="extra_forbidden", loc=at, input=None) for at in _strange(data, _kept(content), ())]
    wrong += [InitErrorDetails(type=_NOT_A_TEST, loc=at, input=None) for at in _untestable(content, ())]
    wrong += [InitErrorDetails(type=_TOO_MANY, loc=at, input=None) for at in _endless(data, ())]
    if wrong:
        raise ValidationError.from_exception_data("Content", wrong)
    return content


def _kept(content: Content) -> dict[str, Any]:
    return content.model_dump(mode="json")


def _untestable(value: Any, at: Place) -> Iterator[Place]:  # noqa: ANN401 - any part of the content
    """Places of conditions whose test is no JSON Schema: nobody could even read which facts they ask for."""
    if isinstance(value, Condition):
        if not is_schema(value.test):
            yield (*at, "test")
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _untestable(getattr(value, name), (*at, name))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _untestable(one, (*at, place))


def _endless(value: Any, at: Place) -> Iterator[Place]:  # noqa: ANN401 - any JSON value
    """Places of lists longer than anybody reads."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _endless(one, (*at, name))
    elif isinstance(value, list):
        if len(value) > MOST_ITEMS:
            yield at
        for place, one in enumerate(value):
            yield from _endless(one, (*at, place))


def _strange(given: Any, kept: Any, at: Place) -> Iterator[Place]:  # noqa: ANN401
    """Places of what was given and means nothing here."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for name, value in given.items():
            if name not in kept:
                yield (*at, name)
            else:
                yield from _strange(value, kept[name], (*at, name))
    elif isinstance(given, list) and isinstance(kept, list):
        for place, (value, other) in enumerate(zip(given, kept, strict=True)):
            yield from _strange(value, other, (*at, place))


CONTENT_EXAMPLE: dict[str, Any] = {
    "name": "Xác nhận thông tin hộ tịch theo yêu cầu",
    "fields": ["Hộ tịch"],
    "levels": ["commune"],
    "applicants": ["citizen"],
    "competences": [{"kind": "commune_committee"}],
    "online_level": "partial",
    "channels": [{"channel": "online", "time_limit": {"value": 3, "unit": "working_day"}}],
    "papers": [],
    "results": [{"code": "KQ.900001", "name": "Văn bản xác nhận"}],
    "legal_bases": [{"number": "60/2014/QH13"}],
    "forms": [
        {
            "definition": {
                "title": "Tờ khai đề nghị xác nhận",
                "title_en": "Request for confirmation",
                "basis": "Luật Hộ tịch 60/2014/QH13",
                "blocks": [{"title": "Người yêu cầu", "title_en": "Applicant", "use": "applicant"}],
            }
        }
    ],
    "source": "Sở Tư pháp",
}
"""Content that holds on the demonstration's data."""

ContentIn = Annotated[Content, BeforeValidator(_written), Field(examples=[CONTENT_EXAMPLE])]
"""Content in a body."""


class ProcedureIn(Schema):
    """A procedure that is not in the catalog yet."""

    code: str = Field(pattern=CODE, description="mã thủ tục / code", examples=["9.000101"])
    content: ContentIn
    note: LongText | None = Field(default=None, description="lý do / why", examples=["Thủ tục mới của thành phố"])


class DraftIn(Schema):
    """What a draft begins as: the procedure's newest published revision, or that of `template`."""

    template: str | None = Field(
        default=None, pattern=CODE, description="mã thủ tục lấy làm mẫu / code of a model", examples=["1.004194"]
    )
    note: LongText | None = Field(default=None, description="lý do / why", examples=["Lệ phí mới từ 01/01/2027"])


class PublicationIn(Schema):
    """From when a draft holds."""

    effective_from: Day = Field(description="từ ngày / first day in force", examples=["2027-01-01"])


class CheckIn(Schema):
    """The day a draft is checked for; today when left out."""

    effective_from: Day | None = Field(default=None, description="ngày dự kiến / day", examples=["2027-01-01"])


class ClosureIn(Schema):
    """From when a procedure is not offered any more."""

    closed_on: Day = Field(description="ngày đầu tiên không còn / first day it is not offered", examples=["2027-07-01"])
    replaced_by: str | None = Field(
        default=None, pattern=CODE, description="mã thủ tục thay thế / code of its successor", examples=["1.004222"]
    )


class ClosureOut(Schema):
    """A procedure that is closed, or will be."""

    code: str
    closed_on: date
    replaced_by: str | None


class RevisionLine(Schema):
    """A revision in its procedure's history. Who wrote it is told to editors only."""

    id: UUID
    procedure_code: str
    number: int
    status: RevisionStatus
    origin: Origin
    name: str
    note: str | None
    drafted_at: datetime | None
    drafted_by: UUID | None
    published_at: datetime | None
    published_by: UUID | None
    effective_from: date | None
    effective_to: date | None


class RevisionWhole(RevisionLine):
    """A revision with all it says. `version` is the ETag an edit needs."""

    version: int
    content: Content


class CheckOut(Schema):
    """Everything that keeps a draft from being published; nothing: it may be."""

    faults: list[FaultOut]
