"""What a revision of a procedure says, typed: the shape of the `content` column.

It holds more than `ProcedurePublished` tells others: amounts nobody knows yet, cases of a channel, notes, steps, where
it was read. A value that a legal text leaves to somebody else is absent (`amount` None), never a zero.
"""

from enum import StrEnum
from typing import Any

from pydantic import Field, TypeAdapter

from contracts.catalog import Form, PaymentMoment
from contracts.terms import (
    AgencyKind,
    Channel,
    ChannelTerms,
    Component,
    Dong,
    FeeKind,
    FeeLine,
    OnlineLevel,
    ResultPaper,
    Term,
    TimeLimit,
)


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


class FeeUnit(StrEnum):
    """What one amount is counted by."""

    DOSSIER = "dossier"
    PAGE = "page"
    COPY = "copy"
    ITEM = "item"


class Fee(Term):
    """One fee line. `amount` in đồng per `unit`; None: the text leaves it open (it is not free)."""

    code: str
    name: str
    kind: FeeKind
    amount: Dong | None
    unit: FeeUnit = FeeUnit.DOSSIER
    note: str | None = None


class Case(Term):
    """Time limit and fees in one case of a channel.

    `time_limit` None: the text names none. `limit_basis` says what was assumed about it.
    """

    time_limit: TimeLimit | None
    limit_basis: str | None = None
    fees: list[Fee]
    note: str | None = None


class ChannelOffer(Case):
    """A way to hand in the dossier: its default terms, and those of its other cases."""

    channel: Channel
    cases: list[Case] = Field(default_factory=list)

    def terms(self) -> ChannelTerms:
        """What others are told: only fees certain for every dossier have a line; the rest is in the note."""
        certain = [fee for fee in self.fees if fee.amount and fee.unit is FeeUnit.DOSSIER]
        lines = [
            FeeLine(code=fee.code, name=fee.name, kind=fee.kind, amount=fee.amount, note=fee.note)
            for fee in certain
            if fee.amount is not None
        ]
        open_fees = [f"{fee.name}: {fee.note}" if fee.note else fee.name for fee in self.fees if fee not in certain]
        note = "\n".join(filter(None, [self.note, *open_fees])) or None
        return ChannelTerms(channel=self.channel, time_limit=self.time_limit, fees=lines, note=note)


class Paper(Component):
    """A component of the dossier with what an applicant should know about it."""

    note: str | None = None

    def component(self) -> Component:
        """The part others are told."""
        return Component.model_validate(self.model_dump(include=set(Component.model_fields)))


class Note(Term):
    """A remark that came among the components, under its heading."""

    group: str | None = None
    text: str


class Content(Term):
    """Everything one revision says about its procedure."""

    name: str
    field: str
    levels: list[Level]
    decision: str | None
    applicants: list[Applicant]
    agency_text: str | None
    agency_kinds: list[AgencyKind]
    online_level: OnlineLevel
    online_basis: str | None
    channels: list[ChannelOffer]
    papers: list[Paper]
    notes: list[Note]
    results: list[ResultPaper]
    legal_bases: list[str]
    requirements: str | None
    steps: list[str]
    parts: list[str] = Field(default_factory=list)
    form: Form
    payment_moment: PaymentMoment = PaymentMoment.SUBMISSION
    portal_url: str | None = None
    source: str

    def words(self) -> str:
        """The text a search looks through after the name."""
        results = (result.name for result in self.results)
        papers = (paper.name for paper in self.papers)
        return "\n".join([self.field, *results, self.agency_text or "", *self.legal_bases, *papers])


_CONTENT = TypeAdapter(Content)


def read(document: dict[str, Any]) -> Content:
    """The content of a revision from its stored document."""
    return _CONTENT.validate_python(document, strict=False)
