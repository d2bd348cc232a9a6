"""What a revision of a procedure says, typed: the shape of the `content` column, and of the national catalogue's page.

It holds more than `ProcedurePublished` tells others: amounts nobody knows yet, notes, steps in words, where it was
read. A value that a legal text leaves to somebody else is absent (`amount` None), never a zero.
"""

from enum import StrEnum
from typing import Any

from pydantic import Field, TypeAdapter

from contracts.catalog import PaymentMoment
from contracts.competence import Competence, Part
from contracts.conditions import Condition
from contracts.fees import FeeRule
from contracts.offers import Component, Form, Requirement, ResultPaper
from contracts.terms import AgencyKind, Channel, OnlineLevel, Term, TimeLimit
from contracts.workflow import Workflow
from services.catalog.forms.definition import FormDefinition


class Level(StrEnum):
    """Level of government that carries the procedure out."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    COMMUNE = "commune"
    OTHER = "other"


class Applicant(StrEnum):
    """Who may apply (Đối tượng thực hiện)."""

    CITIZEN = "citizen"
    OVERSEAS_VIETNAMESE = "overseas_vietnamese"
    FOREIGNER = "foreigner"
    OFFICIAL = "official"
    ENTERPRISE = "enterprise"
    FOREIGN_ENTERPRISE = "foreign_enterprise"
    COOPERATIVE = "cooperative"
    ORGANISATION = "organisation"
    FOREIGN_ORGANISATION = "foreign_organisation"


class ReturnChannel(StrEnum):
    """How the result reaches the applicant (HinhThuc)."""

    ONLINE = "online"
    DIRECT = "direct"
    POST = "post"


class Case(Term):
    """A case the procedure tells apart (TRUONGHOP). `id` is stable across revisions; papers name it as their group."""

    id: str
    name: str


class Variant(Term):
    """Other terms on a channel: of `case`, or `when` a condition holds; neither: only words (`note`) tell when.

    `time_limit` None: the text names none. `limit_basis` says what was assumed about it.
    """

    time_limit: TimeLimit | None
    limit_basis: str | None = None
    fees: list[FeeRule] = Field(default=[])
    note: str | None = None
    case: str | None = None
    when: Condition | None = None


class ChannelOffer(Variant):
    """A way to hand in the dossier: its default terms, and the others."""

    channel: Channel
    variants: list[Variant] = Field(default=[])


class Paper(Component):
    """A component of the dossier with what an applicant should know about it. `form_url`: where its form is found."""

    note: str | None = None
    form_url: str | None = None


class Note(Term):
    """A remark that came among the components, under its heading."""

    group: str | None = None
    text: str


class LegalBasis(Term):
    """A document (CANCUPHAPLY): its number (SOVANBAN), and its title where known (TENVANBAN)."""

    number: str
    title: str | None = None


class FormOffer(Term):
    """The form of every case, or of `case`: our definition, or one ready-made elsewhere. One of the two."""

    case: str | None = None
    definition: FormDefinition | None = None
    ready: Form | None = None


class Content(Term):
    """Everything one revision says about its procedure. The first of `fields` is its main one."""

    name: str
    name_en: str | None = None
    fields: list[str] = Field(min_length=1)
    levels: list[Level]
    decision: str | None = None
    applicants: list[Applicant]
    agency_text: str | None = None
    competences: list[Competence]
    online_level: OnlineLevel
    online_basis: str | None = None
    cases: list[Case] = Field(default=[])
    channels: list[ChannelOffer]
    papers: list[Paper]
    notes: list[Note] = Field(default=[])
    results: list[ResultPaper]
    return_channels: list[ReturnChannel] = Field(default=[])
    legal_bases: list[LegalBasis]
    requirements_text: str | None = None
    requirements: list[Requirement] = Field(default=[])
    steps: list[str] = Field(default=[])
    parts: list[str] = Field(default=[])
    forms: list[FormOffer]
    workflow: Workflow | None = None
    payment_moment: PaymentMoment = PaymentMoment.SUBMISSION
    aliases: list[str] = Field(default=[])
    portal_url: str | None = None
    source: str

    def agency_kinds(self) -> list[AgencyKind]:
        """The kinds of agency that decide, in the order of `AgencyKind`."""
        deciding = {one.kind for one in self.competences if one.part is Part.DECIDES}
        return [kind for kind in AgencyKind if kind in deciding]


_CONTENT = TypeAdapter(Content)


def read(document: dict[str, Any]) -> Content:
    """The content of a revision from its stored document."""
    return _CONTENT.validate_python(document, strict=False)
