"""What goes out about the parts of a joint dossier: to its owner and receiving agency, and to the partner of a part."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from contracts.dossier import Outcome, Timeliness
from contracts.workflow import JointPart
from kit.schemas import Money, Schema
from services.dossier.joint import Stage
from services.dossier.lifecycle import STATES, Status
from services.dossier.models import Dossier, Paper
from services.dossier.schemas.whole import AgencyRef, Fee, PaperOut, Standing, Words


class ResultLink(Schema):
    """A file of a result and where it is downloaded."""

    id: UUID
    file_name: str
    href: str


class PartOut(Schema):
    """One agency's share. `id` and all after it absent: not begun. `after`: the parts it waits for.

    `charged`: what of the bill of the whole is this part's; `fee`: what its agency required later.
    """

    part: str
    name: Words
    stage: Stage
    after: list[str]
    id: UUID | None
    agency: AgencyRef | None
    number: str | None
    status: Status | None
    status_name: Words | None
    opened_at: datetime | None
    due_at: datetime | None
    charged: Money
    fee: Fee | None
    outcome: Outcome | None
    timeliness: Timeliness | None
    resolved_at: datetime | None
    repair_until: datetime | None
    results: list[ResultLink]

    @classmethod
    def of(
        cls,
        share: JointPart,
        opened: Dossier | None,
        *,
        stage: Stage,
        charged: int,
        results: Sequence[Paper],
        repair_until: datetime | None,
    ) -> Self:
        """A part as it is now; `opened`: its dossier, once it has begun."""
        told = ("id", "number", "status", "opened_at", "due_at", "outcome", "timeliness", "resolved_at")
        standing = Standing.of(opened) if opened else None
        return cls(
            part=share.id,
            name=Words(vi=share.name, en=share.name_en),
            stage=stage,
            charged=Money(amount=charged),
            after=share.after,
            agency=AgencyRef(code=opened.agency_code, name=opened.agency_name) if opened else None,
            status_name=standing.status_name if standing else None,
            fee=standing.fee if standing else None,
            repair_until=repair_until,
            results=[
                ResultLink(id=one.id, file_name=one.file_name, href=f"/v1/dossiers/{one.dossier_id}/papers/{one.id}")
                for one in results
            ],
            **{name: getattr(opened, name, None) for name in told},
        )


class Parts(Schema):
    """The parts of a joint dossier in the order of the catalogue; none: it is not a joint one."""

    items: list[PartOut]


class PartnerPart(Schema):
    """A part in its partner's list: nothing of the citizen but the number the work goes by."""

    id: UUID
    part: str | None
    number: str | None
    procedure_code: str
    name: str
    status: Status
    status_name: Words
    opened_at: datetime
    due_at: datetime | None
    outcome: Outcome | None

    @classmethod
    def row(cls, part: Dossier) -> Self:
        """The part as a line of the list."""
        return cls(**_of(part))


class PartnerPartWhole(PartnerPart):
    """A part as its partner works on it: its own answers and papers, nothing else of the joint dossier."""

    applicant_name: str
    answers: dict[str, Any]
    papers: list[PaperOut]

    @classmethod
    def whole(cls, part: Dossier, *, papers: Sequence[Paper]) -> Self:
        """The part with its papers."""
        return cls(
            **_of(part),
            applicant_name=part.applicant_name,
            answers=part.answers,
            papers=[PaperOut.of(one) for one in papers],
        )


def _of(part: Dossier) -> Mapping[str, Any]:
    state = STATES[part.status]
    same = ("id", "part", "number", "procedure_code", "status", "opened_at", "due_at", "outcome")
    return {name: getattr(part, name) for name in same} | {
        "name": part.procedure_name,
        "status_name": Words(vi=state.vi, en=state.en),
    }
