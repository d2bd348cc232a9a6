"""What moves from one installation to another: format `mot-cua-catalog`, version 1. Pure.

A bundle holds what everybody may read: the revisions in force, life events, synonyms, calendars. Ids, histories and
drafts stay where they are.
"""

from datetime import date
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from kit.faults import from_validation
from kit.problems import Invalid
from kit.schemas import Day, Line, Schema
from services.catalog.content import read as read_content

FORMAT: Final = "mot-cua-catalog"
MOST: Final = 500
"""Procedures of one bundle."""


class BundledProcedure(Schema):
    """A procedure in force. `content` has the shape of `services.catalog.content.Content`."""

    code: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.\-]{0,39}$")
    effective_from: Day
    content: dict[str, Any]


class BundledStep(Schema):
    """What a procedure is for in a life event."""

    code: str
    vi: Line
    en: Line


class BundledLifeEvent(Schema):
    """A life event; `position` orders them."""

    code: str = Field(pattern=r"^[a-z][a-z0-9\-]{1,39}$")
    name: Line
    name_en: Line
    position: int = Field(ge=0, le=10_000)
    aliases: list[Line] = Field(max_length=200)
    procedures: list[BundledStep] = Field(max_length=200)


class BundledSynonym(Schema):
    """Words people say, folded, and the catalog's words for them."""

    said: Line
    meant: list[Line] = Field(min_length=1, max_length=50)


class BundledCalendar(Schema):
    """A working calendar. `content` has the shape of `services.catalog.calendars.CalendarContent`."""

    code: str = Field(pattern=r"^[A-Z0-9\-]{2,20}$")
    name: Line
    content: dict[str, Any]


class Bundle(Schema):
    """A bundle, or a page of one: `next` is the cursor of the following page."""

    format: Literal["mot-cua-catalog"] = FORMAT
    version: Literal[1] = 1
    procedures: list[BundledProcedure] = Field(max_length=MOST)
    life_events: list[BundledLifeEvent] = Field(default=[], max_length=500)
    synonyms: list[BundledSynonym] = Field(default=[], max_length=5000)
    calendars: list[BundledCalendar] = Field(default=[], max_length=200)
    next: str | None = None


def opened(document: Any) -> Bundle:  # noqa: ANN401 - not validated yet
    """The bundle in a document. Raises Invalid with every fault of its frame."""
    try:
        return Bundle.model_validate(document)
    except ValidationError as error:
        raise Invalid(errors=from_validation(error.errors())) from None


def bundled(code: str, document: dict[str, Any], *, effective_from: date) -> BundledProcedure:
    """A revision as it goes into a bundle."""
    whole = read_content(document).model_dump(mode="json")
    return BundledProcedure(code=code, effective_from=effective_from, content=whole)
