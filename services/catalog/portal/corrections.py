"""What a person decided about a portal page with the legal text at hand. Absent fields leave what the rules read."""

from pydantic import BaseModel, ConfigDict, Field

from contracts.catalog import PaymentMoment
from contracts.competence import Competence
from contracts.conditions import Condition
from contracts.fees import FeeRule
from contracts.offers import Requirement, Satisfier, WriteBack
from contracts.terms import Channel, OnlineLevel, TimeLimit
from contracts.workflow import Workflow
from services.catalog.content import Case, ReturnChannel, Variant


class Decided(BaseModel):
    """A decision, as it stands in a file: unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PaperCorrection(Decided):
    """What a person decided about one component, found by the id the rules give it.

    `group` "": it belongs to every case. `is_repeated`: another row already is this paper, so this one is left out.
    """

    id: str | None = None
    group: str | None = None
    is_repeated: bool = False
    is_mandatory: bool | None = None
    note: str | None = None
    paper_code: str | None = None
    when: Condition | None = None
    substitutes: list[str] = Field(default=[])
    satisfied_by: list[Satisfier] = Field(default=[])


class ChannelCorrection(Decided):
    """What a person decided about one channel."""

    time_limit: TimeLimit | None = None
    fees: list[FeeRule] | None = None
    variants: list[Variant] | None = None


class ResultCorrection(Decided):
    """What a person decided about one result paper, found by its code."""

    valid_months: int | None = None
    writes: list[WriteBack] = Field(default=[])


class Corrections(Decided):
    """What a person decided about one page, and `why`.

    `case_of`: heading of the page's papers -> id of one of `cases`, or "" for every case.
    """

    why: str
    name_en: str | None = None
    fields: list[str] | None = None
    competences: list[Competence] | None = None
    online_level: OnlineLevel | None = None
    cases: list[Case] | None = None
    case_of: dict[str, str] = Field(default={})
    channels: dict[Channel, ChannelCorrection] = Field(default={})
    papers: dict[str, PaperCorrection] = Field(default={})
    results: dict[str, ResultCorrection] = Field(default={})
    requirements: list[Requirement] = Field(default=[])
    return_channels: list[ReturnChannel] = Field(default=[])
    workflow: Workflow | None = None
    payment_moment: PaymentMoment = PaymentMoment.SUBMISSION
    aliases: list[str] = Field(default=[])


NO_CORRECTIONS = Corrections(why="nothing to correct")
