"""What a worklist is narrowed to, its rows and counts, searches, and the filters somebody keeps."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.terms import Channel
from kit.schemas import Schema, Words
from services.dossier.lifecycle import Status
from services.dossier.models import SavedFilter
from services.dossier.schemas.requests import Code, like
from services.dossier.worklists.narrowing import DeskRole, Due, OpenStatus

ASSIGNEE = r"^(me|nobody|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
Assignee = Annotated[str, StringConstraints(pattern=ASSIGNEE)]
StepId = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Filter(Schema):
    """Which open dossiers of the agency; what is not said does not narrow.

    `assignee`: `me`, `nobody`, or a colleague's `person_id` (GET /v1/colleagues). `field`: a field of procedures.
    """

    model_config = like(role="counter", due="today", assignee="nobody")

    role: DeskRole | None = Field(default=None, strict=False)
    status: OpenStatus | None = Field(default=None, strict=False)
    step: StepId | None = None
    due: Due | None = Field(default=None, strict=False)
    assignee: Assignee | None = None
    procedure: Code | None = None
    field: Code | None = None
    channel: Channel | None = Field(default=None, strict=False)


class WorklistRow(Schema):
    """A dossier in a worklist of its agency. Built by PostgreSQL; this shape is its promise (a test compares)."""

    id: UUID
    tracking_code: str
    number: str | None
    procedure_code: str
    procedure_name: str
    applicant_name: str
    status: Status
    national_code: int
    version: int
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    paused_since: datetime | None
    fee_due: int
    is_fee_paid: bool
    assigned_to: UUID | None
    step: str | None
    channel: Channel


class Counts(Schema):
    """How many open dossiers there are, and of each kind. A status or step that has none is not named.

    `due`: those whose clock runs; `this_week` counts from now to Sunday and holds `today`.
    """

    total: int
    status: dict[Status, int]
    step: dict[str, int]
    due: dict[Due, int]
    assignee: dict[Literal["me", "nobody", "others"], int]


class Search(Schema):
    """What is searched for: any of them, all that are given must fit.

    `number`: of the dossier, or how it begins, or its tracking code. `name`: words of the applicant's name, in any
    order, with or without diacritics, the last may be unfinished. `personal_number`, `phone`: whole.
    """

    model_config = like(name="nguyen lan")

    number: Words | None = Field(default=None, min_length=3, max_length=60)
    name: Words | None = Field(default=None, min_length=2, max_length=100)
    personal_number: Words | None = Field(default=None, min_length=1, max_length=20)
    phone: Words | None = Field(default=None, min_length=1, max_length=20)


class Found(Schema):
    """What was found, the latest sent first. `is_cut`: there is more; a search for more words finds it."""

    items: list[WorklistRow]
    is_cut: bool


class NewFilter(Schema):
    """A filter to keep, under a title of one's own."""

    model_config = like(title="Việc hôm nay chưa ai nhận", filter={"due": "today", "assignee": "nobody"})

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    filter: Filter


class FilterPatch(Schema):
    """What changes of a kept filter; its `filter` as a whole."""

    model_config = like(title="Việc cần làm ngay")

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] | None = None
    filter: Filter | None = None


class SavedFilterOut(Schema):
    """A filter somebody keeps. `version`: what a change names in If-Match."""

    id: UUID
    title: str
    filter: Filter
    version: int
    saved_at: datetime

    @classmethod
    def of(cls, kept: SavedFilter) -> Self:
        """A filter as it is kept."""
        return cls(
            id=kept.id,
            title=kept.title,
            filter=Filter.model_validate(kept.content),
            version=kept.version,
            saved_at=kept.saved_at,
        )
