"""What comes in, strictly."""

from typing import Annotated, Any, cast

from pydantic import ConfigDict, Field

from contracts.dossier import Outcome
from contracts.terms import Channel
from kit.schemas import Line, LongText, Schema
from services.dossier.models import Reason


def like(**example: object) -> ConfigDict:
    """A whole body that works on the demo data, as the documents show it."""
    return ConfigDict(json_schema_extra={"examples": [cast(dict[str, Any], example)]})


Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class NewDossier(Schema):
    """What a citizen opens. `case` is one of the procedure's component groups."""

    model_config = like(procedure_code="1.004194", agency_code="G01.24.91")

    procedure_code: Code = Field(examples=["1.004194"])
    agency_code: Code = Field(examples=["G01.24.91"])
    case: Line | None = None
    answers: dict[str, Any] = Field(default_factory=dict)


class AnswersPatch(Schema):
    """A JSON Merge Patch of the answers."""

    model_config = like(
        answers={
            "stay_line": "7 Hòa Bình",
            "stay_ward_code": "10891",
            "stay_from_on": "2026-12-01",
            "stay_to_on": "2027-11-30",
            "reason": "Thuê nhà để đi làm",
        }
    )

    answers: dict[str, Any] = Field(examples=[{"reason": "Thuê nhà để đi làm"}])


class SupplementAnswer(Schema):
    """The answer to a supplement request: fields asked for; papers are uploaded before."""

    model_config = like(answers={})

    answers: dict[str, Any] = Field(default_factory=dict)


class Repair(Schema):
    """What changes in a refused part: fields; papers are uploaded before."""

    model_config = like(answers={})

    answers: dict[str, Any] = Field(default_factory=dict)


class Refusal(Schema):
    """Why the desk does not receive the dossier."""

    reason: LongText = Field(examples=["Nơi đăng ký tạm trú không thuộc địa bàn phường Tứ Minh."])


class SupplementItemIn(Schema):
    """One thing to supplement: either a component or a field."""

    component_id: Line | None = None
    field: Line | None = None
    reason_code: Reason = Field(strict=False)
    what_to_do: LongText


class SupplementRequestIn(Schema):
    """Everything the agency still needs, asked once."""

    model_config = like(
        items=[
            {
                "component_id": "lawful-residence",
                "reason_code": "unreadable",
                "what_to_do": "Chụp lại hợp đồng thuê nhà cho rõ chữ.",
            }
        ],
        answer_within_days=5,
    )

    items: Annotated[list[SupplementItemIn], Field(min_length=1, max_length=100)]
    answer_within_days: Annotated[int, Field(ge=1, le=90)]


class Resolution(Schema):
    """The decision. A refusal needs its grounds in `note`; a part of a joint dossier gives in `outputs` what the parts
    after it take (field -> value).
    """

    model_config = like(outcome="granted")

    outcome: Outcome = Field(strict=False)
    note: LongText | None = None
    outputs: dict[str, Any] = Field(default={})


class Delivery(Schema):
    """How the result reached the applicant. `on_paper`: how it was signed for at the counter without a code."""

    model_config = like(channel="online")

    channel: Channel = Field(strict=False)
    on_paper: LongText | None = Field(default=None, examples=["Ký sổ trả kết quả số 12, đã xem căn cước"])
