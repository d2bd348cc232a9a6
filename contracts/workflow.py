"""How a procedure is worked on, as data: steps, who does them, how long, what happens when it takes longer."""

from enum import StrEnum

from pydantic import Field

from contracts.conditions import Condition
from contracts.terms import AgencyKind, Term, TimeLimit


class Worker(StrEnum):
    """Who does a step: the roles of staff, the applicant, another system, or the platform itself."""

    APPLICANT = "applicant"
    COUNTER = "counter"
    OFFICER = "officer"
    LEADER = "leader"
    PARTNER = "partner"
    SYSTEM = "system"


class DossierStatus(StrEnum):
    """Where a dossier is while a step is under way, in the words of dossier's lifecycle (national codes 1 to 10)."""

    SUBMITTED = "submitted"  # 1
    ACCEPTED = "accepted"  # 2
    DECLINED = "declined"  # 3
    IN_PROGRESS = "in_progress"  # 4
    SUPPLEMENT_REQUIRED = "supplement_required"  # 5
    PAYMENT_REQUIRED = "payment_required"  # 6
    WITHDRAWAL_REQUESTED = "withdrawal_requested"  # 7
    STOPPED = "stopped"  # 8
    RESOLVED = "resolved"  # 9
    DELIVERED = "delivered"  # 10


class SupplementPolicy(StrEnum):
    """What a request for supplement does to the limit: it pauses, or starts anew once complete (NĐ 61/2018 art. 19)."""

    PAUSE = "pause"
    RESTART = "restart"


class Alarm(StrEnum):
    """What happens when a step takes too long."""

    NOTIFY = "notify"
    APOLOGISE = "apologise"
    REASSIGN = "reassign"


class Move(Term):
    """A way on from a step. `when` None: always open."""

    to: str
    name: str
    name_en: str
    when: Condition | None = None


class Step(Term):
    """One step. `unit` None: the agency that received it. No `moves`: the end.

    `status` is the dossier's state meanwhile; `part` the joint part the step belongs to.
    """

    id: str
    name: str
    name_en: str
    worker: Worker
    status: DossierStatus
    unit: AgencyKind | None = None
    limit: TimeLimit | None = None
    moves: list[Move] = Field(default=[])
    part: str | None = None


class Escalation(Term):
    """When `step` lasts `exceeded_by` longer than its limit, `tell` is told and `alarm` done; `level` orders them."""

    step: str
    exceeded_by: TimeLimit
    tell: Worker
    alarm: Alarm = Alarm.NOTIFY
    level: int = Field(default=1, ge=1, le=9)


class Flow(Term):
    """What a part takes from another: result or field `output` of `part` fills the field `into`."""

    part: str
    output: str
    into: str


class JointPart(Term):
    """One agency's share of a joint procedure (một cửa liên thông), begun once all parts of `after` are done.

    `fields`, `components`, `fees`: the answers, papers and fee lines of the whole that are this agency's business.
    `when` None: every dossier has it. `area`: the answer (a ward or an address) whose agency does it; None: the
    whole's.
    """

    id: str
    name: str
    name_en: str
    procedure_code: str | None
    agency_kind: AgencyKind
    after: list[str] = Field(default=[])
    limit: TimeLimit | None = None
    results: list[str] = Field(default=[])
    inputs: list[Flow] = Field(default=[])
    fields: list[str] = Field(default=[])
    components: list[str] = Field(default=[])
    fees: list[str] = Field(default=[])
    when: Condition | None = None
    area: str | None = None


class Workflow(Term):
    """The whole. `supplement_days`: how long the applicant has to answer."""

    start: str
    steps: list[Step]
    supplement: SupplementPolicy = SupplementPolicy.PAUSE
    supplement_days: int = Field(default=30, ge=1, le=365)
    parts: list[JointPart] = Field(default=[])
    escalations: list[Escalation] = Field(default=[])
