"""What officials say of each paper and field, and what they ask for; what people see of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from kit.schemas import Line, Schema
from services.dossier.models import Assessment, Reason, SupplementRequest
from services.dossier.once_only import Requirement
from services.dossier.papers import Verdict
from services.dossier.schemas.requests import like
from services.dossier.schemas.whole import SupplementOut
from services.dossier.verdicts import Key, Place


class VerdictIn(Schema):
    """A verdict on either a component or a field: good, or wrong with a reason and, where it helps, a place in it."""

    component_id: Line | None = None
    field: Line | None = None
    verdict: Verdict = Field(strict=False)
    reason_code: Annotated[Reason | None, Field(strict=False)] = None
    place: Line | None = None


class AssessmentIn(Schema):
    """Verdicts; what is not named keeps the one it has."""

    model_config = like(
        items=[
            {"component_id": "ct01", "verdict": "good"},
            {
                "component_id": "lawful-residence",
                "verdict": "wrong",
                "reason_code": "unreadable",
                "place": "Trang 2, phần chữ ký",
            },
        ]
    )

    items: Annotated[list[VerdictIn], Field(min_length=1, max_length=200)]


class VerdictOut(Schema):
    """Where a component or field stands. `has_passed`: it was good when a request went out."""

    kind: Place
    item: str
    name: str
    verdict: Verdict
    reason_code: Reason | None
    place: str | None
    assessed_at: datetime | None
    has_passed: bool


class AssessmentOut(Schema):
    """Everything that needs a verdict. `unjudged`: how many have none yet; a request can be sent when there is none,
    and something is `wrong`.
    """

    items: list[VerdictOut]
    unjudged: int
    wrong: int

    @classmethod
    def of(cls, needed: Sequence[Key], given: Sequence[Assessment], *, requirements: Sequence[Requirement]) -> Self:
        """The assessment as it stands."""
        known = {(one.kind, one.item): one for one in given}
        names = {one.component.id: one.component.name for one in requirements}
        items = [_verdict(key, known.get(key), name=names.get(key[1], key[1])) for key in needed]
        return cls(
            items=items,
            unjudged=sum(one.verdict is Verdict.UNSEEN for one in items),
            wrong=sum(one.verdict is Verdict.WRONG for one in items),
        )


def _verdict(key: Key, one: Assessment | None, *, name: str) -> VerdictOut:
    return VerdictOut(
        kind=key[0],
        item=key[1],
        name=name,
        verdict=one.verdict if one else Verdict.UNSEEN,
        reason_code=one.reason_code if one else None,
        place=one.place if one else None,
        assessed_at=one.assessed_at if one else None,
        has_passed=one is not None and one.passed_at is not None,
    )


class RoundOut(SupplementOut):
    """A supplement that was asked for, answered or not. `repeated`: how many of its items had passed before."""

    id: UUID
    answered_at: datetime | None
    repeated: int

    @classmethod
    def round(cls, asked: SupplementRequest) -> Self:
        """The request as people see it."""
        told = SupplementOut.of(asked).model_dump()
        return cls(id=asked.id, answered_at=asked.answered_at, repeated=asked.repeated, **told)


class Rounds(Schema):
    """Every supplement asked for, the first first."""

    items: list[RoundOut]
