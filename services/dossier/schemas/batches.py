"""One act on many dossiers: what comes in, and what became of each."""

from typing import Self
from uuid import UUID

from pydantic import Field

from kit.faults import Fault
from kit.problems import Problem
from kit.schemas import Id, Line, LongText, Schema
from services.dossier.actions.batches import BatchAct, Done
from services.dossier.lifecycle import Status
from services.dossier.models import Dossier
from services.dossier.schemas.assigning import SOMEBODY
from services.dossier.schemas.requests import like
from services.dossier.schemas.whole import Words

MOST = 500
TO_SOMEBODY = frozenset({BatchAct.ASSIGN, BatchAct.HAND_OVER})
EXAMPLE = "0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"


class BatchItem(Schema):
    """A dossier, and the `version` it was seen at; without one, as it is now."""

    id: Id
    version: int | None = Field(default=None, ge=1)


class BatchArguments(Schema):
    """What the act is told of all: `to`, a colleague's `person_id` (assign, hand_over) or a step's id (forward)."""

    to: Line | None = None
    note: LongText | None = None


class BatchIn(Schema):
    """The act and the dossiers, each named once."""

    model_config = like(act="assign", items=[{"id": EXAMPLE}], arguments={"to": SOMEBODY})

    act: BatchAct = Field(strict=False)
    items: list[BatchItem] = Field(min_length=1, max_length=MOST)
    arguments: BatchArguments = BatchArguments()

    def faults(self) -> list[Fault]:
        """What the shape alone cannot say: ids named twice, what the act must be told."""
        seen = set[UUID]()
        found = []
        for at, item in enumerate(self.items):
            if item.id in seen:
                vi, en = "Hồ sơ này đã có trong danh sách.", "This dossier is in the list already."
                found.append(Fault(f"/items/{at}/id", "duplicate", vi, en))
            seen.add(item.id)
        needs_to = self.act in TO_SOMEBODY or self.act is BatchAct.FORWARD
        if needs_to and not self.arguments.to:
            vi, en = "Cần nói chuyển cho ai hoặc đến bước nào.", "Say to whom, or to which step."
            found.append(Fault("/arguments/to", "missing", vi, en))
        elif self.act in TO_SOMEBODY and not _is_id(self.arguments.to or ""):
            found.append(Fault("/arguments/to", "malformed", "Không phải một định danh.", "It is not an identifier."))
        return found


class Refused(Schema):
    """Why an act was not done, as the same act alone would have been answered."""

    code: str
    title: Words
    detail: Words | None

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """A problem in words."""
        detail = Words(vi=problem.detail, en=problem.detail_en or "") if problem.detail else None
        if detail is None and problem.errors:
            detail = Words(vi=problem.errors[0].vi, en=problem.errors[0].en)
        return cls(code=problem.code(), title=Words(vi=problem.title("vi"), en=problem.title("en")), detail=detail)


class After(Schema):
    """Where a dossier stands after the act."""

    status: Status
    number: str | None
    version: int
    step: str | None
    assigned_to: UUID | None

    @classmethod
    def of(cls, dossier: Dossier) -> Self:
        """A dossier, shortly."""
        return cls(**{name: getattr(dossier, name) for name in cls.model_fields})


class BatchResult(Schema):
    """What became of one: `status` as HTTP says it, 201 when it was done."""

    id: UUID
    status: int
    dossier: After | None
    problem: Refused | None

    @classmethod
    def of(cls, done: Done) -> Self:
        """The result of one."""
        return cls(
            id=done.id,
            status=done.problem.status if done.problem else 201,
            dossier=After.of(done.dossier) if done.dossier else None,
            problem=Refused.of(done.problem) if done.problem else None,
        )


class BatchOut(Schema):
    """What became of each, in the order asked, and how many were done."""

    done: int
    results: list[BatchResult]

    @classmethod
    def of(cls, results: list[Done]) -> Self:
        """The results of a batch."""
        told = [BatchResult.of(one) for one in results]
        return cls(done=sum(one.problem is None for one in told), results=told)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
