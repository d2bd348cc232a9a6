"""REST shapes of procedures: what may be asked, and the allow-list of what is answered."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from contracts.competence import Part
from contracts.fees import FeeUnit
from contracts.offers import Satisfaction
from contracts.terms import AgencyKind, Channel, FeeKind, LimitUnit, OnlineLevel
from contracts.workflow import Workflow
from kit.pages import Page
from kit.schemas import Money, Schema, Words
from services.catalog.content import Applicant, Level, ReturnChannel
from services.catalog.schemas.listing import Listed


class ProceduresAsked(Listed):
    """Query keys of the list of procedures."""

    field: Annotated[Words | None, Field(description="Lĩnh vực / field")] = None
    level: Annotated[Level | None, Field(description="Cấp thực hiện / level", examples=["commune"])] = None
    agency: Annotated[AgencyKind | None, Field(description="Loại cơ quan / kind of agency")] = None
    applicant: Annotated[Applicant | None, Field(description="Đối tượng / who applies", examples=["citizen"])] = None
    online: Annotated[OnlineLevel | None, Field(description="Mức độ trực tuyến / online level")] = None
    ward: Annotated[
        str | None, Field(pattern=r"^[0-9]{5}$", description="Mã xã, phường / code of the ward", examples=["10891"])
    ] = None


class ProcedureSummary(Schema):
    """A procedure in a list."""

    code: str
    name: str
    field: str
    levels: list[Level]
    online_level: OnlineLevel
    agency_kinds: list[AgencyKind]
    applicants: list[Applicant]


class ProceduresFound(Page[ProcedureSummary]):
    """A page of procedures. `suggestion`: what was probably meant, with diacritics; null when nothing was misspelt."""

    suggestion: str | None = None


class ConditionOut(Schema):
    """When something applies, in words, and as a JSON Schema over the facts of the dossier."""

    vi: str
    en: str
    test: dict[str, Any]


class TimeLimitOut(Schema):
    """`value` of `unit`; `same_day` means by the end of the day, next working day when received after 15:00."""

    value: int
    unit: LimitUnit


class PriceStepOut(Schema):
    """From the unit after `beyond` on, each costs `amount`."""

    beyond: int
    amount: Money


class ReliefOut(Schema):
    """Less to pay, by `percent`; 100 is an exemption."""

    code: str
    vi: str
    en: str
    percent: int
    when: ConditionOut | None
    basis: str | None


class FeeOut(Schema):
    """One fee line, per `unit`, of each copy where `is_per_copy`. `amount` null: not laid down, which is not free."""

    code: str
    name: str
    name_en: str | None
    kind: FeeKind
    amount: Money | None
    unit: FeeUnit
    steps: list[PriceStepOut]
    most: Money | None
    is_per_copy: bool
    reliefs: list[ReliefOut]
    when: ConditionOut | None
    valid_from: date | None
    valid_to: date | None
    province_codes: list[str]
    basis: str | None
    note: str | None


class VariantOut(Schema):
    """Terms of a channel, of `case` alone or `when` something holds. `time_limit` null: none is laid down."""

    time_limit: TimeLimitOut | None
    limit_basis: str | None
    fees: list[FeeOut]
    note: str | None
    case: str | None
    when: ConditionOut | None


class ChannelOut(VariantOut):
    """A way to hand in the dossier. `cases` are its other terms."""

    channel: Channel
    cases: list[VariantOut]


class SatisfierOut(Schema):
    """What can stand in for an upload, and why."""

    kind: Satisfaction
    reference: str
    within_months: int | None
    vi: str
    en: str
    basis: str | None


class ComponentOut(Schema):
    """A paper of the dossier; `group` is the id of its case, null: every case."""

    id: str
    name: str
    group: str | None
    is_mandatory: bool
    originals: int
    copies: int
    form_file: str | None
    form_url: str | None
    note: str | None
    paper_code: str | None
    when: ConditionOut | None
    substitutes: list[str]
    satisfied_by: list[SatisfierOut]


class CaseOut(Schema):
    """A case the procedure tells apart. `form` null: the procedure's own."""

    id: str
    name: str
    form: "FormOut | None"


class NoteOut(Schema):
    """A remark of the portal on the dossier's papers."""

    group: str | None
    text: str


class WriteBackOut(Schema):
    """The attribute of the person's record a granted result changes."""

    attribute: str
    fields: dict[str, str]


class ResultOut(Schema):
    """A paper the procedure produces. `valid_months` null: it does not expire."""

    code: str
    name: str
    valid_months: int | None
    writes: list[WriteBackOut]


class RequirementOut(Schema):
    """What an applicant must fulfil; `test` null: a person judges it."""

    id: str
    vi: str
    en: str
    test: ConditionOut | None
    basis: str | None


class CompetenceOut(Schema):
    """Who carries the procedure out, where and when. `online_level` null: the procedure's own."""

    kind: AgencyKind
    part: Part
    agency_code: str | None
    ward_codes: list[str]
    valid_from: date | None
    valid_to: date | None
    online_level: OnlineLevel | None


class LegalBasisOut(Schema):
    """A document: its number, and its title where it is known."""

    number: str
    title: str | None


class FormOut(Schema):
    """`answers` is JSON Schema 2020-12, `ui` a JSON Forms UI schema."""

    answers: dict[str, Any]
    ui: dict[str, Any]


class RevisionOut(Schema):
    """Which revision this is, and its days in force (inclusive)."""

    id: UUID
    number: int
    effective_from: date
    effective_to: date | None


class ProcedureOut(Schema):
    """A procedure as it is in force on the day asked for. `form` null: nobody can apply here, it is information."""

    code: str
    name: str
    name_en: str | None
    field: str
    fields: list[str]
    levels: list[Level]
    revision: RevisionOut
    decision: str | None
    online_level: OnlineLevel
    online_basis: str | None
    applicants: list[Applicant]
    agency_kinds: list[AgencyKind]
    agency_text: str | None
    competences: list[CompetenceOut]
    cases: list[CaseOut]
    channels: list[ChannelOut]
    components: list[ComponentOut]
    notes: list[NoteOut]
    results: list[ResultOut]
    return_channels: list[ReturnChannel]
    legal_bases: list[str]
    legal_documents: list[LegalBasisOut]
    requirements: str | None
    eligibility: list[RequirementOut]
    steps: list[str]
    parts: list[str]
    form: FormOut
    workflow: Workflow | None
    payment_moment: str
    portal_url: str | None
    source: str
    closed_on: date | None
    replaced_by: str | None
