"""What comes in, strictly."""

from typing import Annotated, Any

from pydantic import Field

from contracts.dossier import Outcome
from contracts.terms import Channel
from kit.schemas import Line, LongText, Schema
from services.dossier.models import Reason

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class NewDossier(Schema):
    """What a citizen opens. `case` is one of the procedure's component groups."""

    procedure_code: Code = Field(examples=["1.004194"])
    agency_code: Code = Field(examples=["G01.24.91"])
    case: Line | None = None
    answers: dict[str, Any] = Field(default_factory=dict)


class AnswersPatch(Schema):
    """A JSON Merge Patch of the answers."""

    answers: dict[str, Any] = Field(examples=[{"reason": "Thuê nhà để đi làm"}])


class SupplementAnswer(Schema):
    """The answer to a supplement request: fields asked for; papers are uploaded before."""

    answers: dict[str, Any] = Field(default_factory=dict)


class Refusal(Schema):
    """Why the desk does not receive the dossier."""

    reason: LongText


class SupplementItemIn(Schema):
    """One thing to supplement: either a component or a field."""

    component_id: Line | None = None
    field: Line | None = None
    reason_code: Reason = Field(strict=False)
    what_to_do: LongText


class SupplementRequestIn(Schema):
    """Everything the agency still needs, asked once."""

    items: Annotated[list[SupplementItemIn], Field(min_length=1, max_length=100)]
    answer_within_days: Annotated[int, Field(ge=1, le=90)]


class Resolution(Schema):
    """The decision. A refusal needs its grounds in `note`."""

    outcome: Outcome = Field(strict=False)
    note: LongText | None = None


class Delivery(Schema):
    """How the result reached the applicant."""

    channel: Channel = Field(strict=False)
