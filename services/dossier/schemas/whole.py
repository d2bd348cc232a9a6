"""What goes out of a dossier itself, by allow-list."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from contracts.catalog import ProcedurePublished
from contracts.dossier import Outcome, StopReason, Timeliness
from contracts.offers import Component
from contracts.terms import Channel
from kit.schemas import Money, Schema
from services.dossier.completeness import needed
from services.dossier.lifecycle import STATES, Status
from services.dossier.models import Dossier, Hand, Paper, PaperKind, Reason, Reuse, Scan, SupplementRequest, Verdict
from services.dossier.once_only import Kind
from services.dossier.papers import is_usable
from services.dossier.queries.drafts import Linked
from services.dossier.schemas.linked import DossierLink


class Words(Schema):
    """A name in both languages."""

    vi: str
    en: str


class Fee(Schema):
    """What is due at submission. `paid_at` absent: not paid, or nothing due."""

    due: Money
    paid_at: datetime | None


class Standing(Schema):
    """Where a dossier stands. `national_code` is the National Portal's status code; none for a draft."""

    id: UUID
    tracking_code: str
    number: str | None
    status: Status
    national_code: int | None
    status_name: Words
    version: int
    submitted_at: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    paused_since: datetime | None
    fee: Fee
    outcome: Outcome | None
    timeliness: Timeliness | None
    resolved_at: datetime | None
    delivered_at: datetime | None
    delivered_by: Channel | None
    extended_at: datetime | None
    stop_reason: StopReason | None
    step: str | None
    step_due_at: datetime | None

    @classmethod
    def of(cls, dossier: Dossier) -> "Standing":
        """The standing of a dossier."""
        return Standing(**_standing(dossier))


class ProcedureRef(Schema):
    """A procedure as named on the day the dossier was opened."""

    code: str
    revision: int
    name: str


class AgencyRef(Schema):
    """An agency as named on the day the dossier was opened."""

    code: str
    name: str


class Prefilled(Schema):
    """Where an answer came from."""

    source: str
    verified_at: datetime | None = Field(strict=False)


class ComponentOut(Schema):
    """A paper the dossier must or may contain, and whether a usable file is there."""

    id: str
    name: str
    group: str | None
    is_mandatory: bool
    originals: int
    copies: int
    has_file: bool


class PaperOut(Schema):
    """A file of the dossier. `replaced_by`: a later version counts in its place. `scan`: what is quarantined or
    infected is given to nobody. `is_digitised`: staff scanned a paper brought to them. `uploaded_as`: in what quality
    somebody added it; null where that was not kept.
    """

    id: UUID
    kind: PaperKind
    component_id: str | None
    file_name: str
    content_type: str
    size: int
    sha256: str
    uploaded_at: datetime
    uploaded_as: Hand | None
    verdict: Verdict
    version: int
    replaced_by: UUID | None
    is_digitised: bool
    scan: Scan

    @classmethod
    def of(cls, paper: Paper) -> Self:
        """The paper as people see it."""
        return cls.model_validate({name: getattr(paper, name) for name in cls.model_fields})


class ReuseOut(Schema):
    """What stood in for an upload when the dossier was sent. `refused_at`: an officer asked for the paper itself."""

    component_id: str
    kind: Kind
    reference: str
    source: str | None
    verified_at: datetime | None
    found_in: UUID | None
    paper_id: UUID | None
    words: Words
    noted_at: datetime
    refused_at: datetime | None

    @classmethod
    def of(cls, reuse: Reuse) -> Self:
        """The reuse as people see it."""
        told = {name: getattr(reuse, name) for name in cls.model_fields if name != "words"}
        return cls(**told, words=Words(vi=reuse.vi, en=reuse.en))


class SupplementItemOut(Schema):
    """One thing to supplement."""

    component_id: str | None
    field: str | None
    reason_code: Reason
    what_to_do: str
    place: str | None = None


class SupplementOut(Schema):
    """The supplement request that waits for an answer."""

    asked_at: datetime
    answer_by: datetime
    items: list[SupplementItemOut]

    @classmethod
    def of(cls, asked: SupplementRequest) -> Self:
        """The request as people see it."""
        items = [
            SupplementItemOut(
                component_id=item.component_id,
                field=item.field,
                reason_code=item.reason_code,
                what_to_do=item.what_to_do,
                place=item.place,
            )
            for item in asked.items
        ]
        return cls(asked_at=asked.asked_at, answer_by=asked.answer_by, items=items)


class DossierOut(Standing):
    """A whole dossier, for its owner and its agency."""

    procedure: ProcedureRef
    agency: AgencyRef
    case: str | None
    channel: Channel
    applicant_name: str
    opened_at: datetime
    edited_at: datetime
    answers: dict[str, Any]
    prefilled: dict[str, Prefilled]
    components: list[ComponentOut]
    papers: list[PaperOut]
    reuses: list[ReuseOut] = Field(default=[])
    supplement: SupplementOut | None
    corrects: DossierLink | None = None
    corrected_by: list[DossierLink] = Field(default=[])

    @classmethod
    def whole(
        cls,
        dossier: Dossier,
        *,
        procedure: ProcedurePublished,
        papers: Sequence[Paper] = (),
        asked: SupplementRequest | None = None,
        reuses: Sequence[Reuse] = (),
        links: Sequence[Linked] = (),
    ) -> Self:
        """The dossier with its papers, what stood in for papers, its live supplement request and linked dossiers."""
        usable = {paper.component_id for paper in papers if is_usable(paper)}
        return cls(
            **_standing(dossier),
            procedure=ProcedureRef(code=dossier.procedure_code, revision=dossier.revision, name=dossier.procedure_name),
            agency=AgencyRef(code=dossier.agency_code, name=dossier.agency_name),
            case=dossier.case,
            channel=dossier.channel,
            applicant_name=dossier.applicant_name,
            opened_at=dossier.opened_at,
            edited_at=dossier.edited_at,
            answers=dossier.answers,
            prefilled={name: Prefilled.model_validate(one) for name, one in dossier.prefilled.items()},
            components=_components(procedure.components, case=dossier.case, usable=usable),
            papers=[PaperOut.of(paper) for paper in papers],
            reuses=[ReuseOut.of(reuse) for reuse in reuses],
            supplement=SupplementOut.of(asked) if asked else None,
            corrects=next((DossierLink.of(one) for one in links if one.id == dossier.corrects_id), None),
            corrected_by=[DossierLink.of(one) for one in links if one.corrects_id == dossier.id],
        )


class DossierRow(Standing):
    """A dossier in its owner's list."""

    procedure: ProcedureRef
    agency: AgencyRef
    opened_at: datetime

    @classmethod
    def row(cls, dossier: Dossier) -> Self:
        """The dossier as a line of a list."""
        return cls(
            **_standing(dossier),
            procedure=ProcedureRef(code=dossier.procedure_code, revision=dossier.revision, name=dossier.procedure_name),
            agency=AgencyRef(code=dossier.agency_code, name=dossier.agency_name),
            opened_at=dossier.opened_at,
        )


def _standing(dossier: Dossier) -> dict[str, Any]:
    state = STATES[dossier.status]
    told = ("status", "national_code", "status_name", "fee")
    return {name: getattr(dossier, name) for name in Standing.model_fields if name not in told} | {
        "status": dossier.status,
        "national_code": state.code,
        "status_name": Words(vi=state.vi, en=state.en),
        "fee": Fee(due=Money(amount=dossier.fee_due), paid_at=dossier.fee_paid_at),
    }


def _components(
    components: Sequence[Component], *, case: str | None, usable: Collection[str | None]
) -> list[ComponentOut]:
    return [
        ComponentOut(
            id=one.id,
            name=one.name,
            group=one.group,
            is_mandatory=one.is_mandatory,
            originals=one.originals,
            copies=one.copies,
            has_file=one.id in usable,
        )
        for one in needed(components, case=case)
    ]
