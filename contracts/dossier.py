"""What dossier says: each act in a dossier's life that others need to know. Personal data in one restricted class."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from contracts.terms import Channel, FeeLine
from kit.events import Event


class Outcome(StrEnum):
    """What the agency decided; of a joint dossier, what its agencies decided together."""

    GRANTED = "granted"
    REFUSED = "refused"
    PARTLY_GRANTED = "partly_granted"


class Timeliness(StrEnum):
    """Finished before the due day, by the due time, or after it (index 766)."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


class DossierEvent(Event):
    """What every event about a dossier carries.

    `parent_id`: this is one agency's share, `part`, of that joint dossier, which has the tracking code.
    """

    dossier_id: UUID
    tracking_code: str
    owner_id: UUID
    procedure_code: str
    procedure_name: str
    agency_code: str
    parent_id: UUID | None = None
    part: str | None = None


class DossierSubmitted(DossierEvent, type="dossier.submitted.v1", about="dossier_id"):
    """The applicant sent the dossier to the agency (national status 1).

    `fees` is what it owes under that revision; None: said before fees were reckoned here.
    """

    revision: int
    channel: Channel
    submitted_at: datetime
    fees: list[FeeLine] | None = None


class DossierWithdrawn(DossierEvent, type="dossier.withdrawn.v1", about="dossier_id"):
    """The applicant took it back before the desk received it: a draft again, nobody else's business."""

    withdrawn_at: datetime


class DossierAccepted(DossierEvent, type="dossier.accepted.v1", about="dossier_id"):
    """The one-stop desk accepted it and issued form 01 (2). `due_at` None: no legal limit."""

    number: str
    received_at: datetime
    due_at: datetime | None


class DossierDeclined(DossierEvent, type="dossier.declined.v1", about="dossier_id"):
    """The desk refused to receive it, form 03 (3)."""

    declined_at: datetime


class DossierStarted(DossierEvent, type="dossier.started.v1", about="dossier_id"):
    """An officer took it up (4)."""

    started_at: datetime


class SupplementRequested(DossierEvent, type="dossier.supplement_requested.v1", about="dossier_id"):
    """The agency asked for more papers or corrections, form 02 (5): the clock stops."""

    items: int
    answer_by: datetime


class SupplementAnswered(DossierEvent, type="dossier.supplement_answered.v1", about="dossier_id"):
    """The applicant answered the supplement request (4): the clock runs again."""

    answered_at: datetime
    due_at: datetime | None


class DossierResolved(DossierEvent, type="dossier.resolved.v1", about="dossier_id"):
    """The agency finished it (9). `timeliness` None: it had no legal limit."""

    number: str
    outcome: Outcome
    resolved_at: datetime
    timeliness: Timeliness | None


class DossierDelivered(DossierEvent, type="dossier.delivered.v1", about="dossier_id"):
    """The result reached the applicant (10)."""

    number: str
    channel: Channel
    delivered_at: datetime


class PaymentRequired(DossierEvent, type="dossier.payment_required.v1", about="dossier_id"):
    """The agency needs `fees` paid before it goes on (6); they replace what an unpaid bill asked for.

    After `pay_by` the dossier may be stopped.
    """

    fees: list[FeeLine]
    pay_by: datetime


class WithdrawalRequested(DossierEvent, type="dossier.withdrawal_requested.v1", about="dossier_id"):
    """The applicant asks to withdraw the dossier (7): the clock stops until the agency answers."""

    requested_at: datetime


class WithdrawalAnswered(DossierEvent, type="dossier.withdrawal_answered.v1", about="dossier_id"):
    """The agency let the dossier go (`is_granted`, then it is stopped: 8), or goes on with it."""

    is_granted: bool
    answered_at: datetime
    due_at: datetime | None


class StopReason(StrEnum):
    """Why a dossier was stopped."""

    WITHDRAWN = "withdrawn"
    NOT_SUPPLEMENTED = "not_supplemented"
    NOT_PAID = "not_paid"
    AGENCY = "agency"


class DossierStopped(DossierEvent, type="dossier.stopped.v1", about="dossier_id"):
    """The agency, or time, ended it without a result, form 05 (8)."""

    cause: StopReason
    stopped_at: datetime


class DossierReopened(DossierEvent, type="dossier.reopened.v1", about="dossier_id"):
    """What was stopped or resolved goes on (4), or a refused part was repaired and begins anew (2)."""

    reopened_at: datetime
    due_at: datetime | None


class DossierExtended(DossierEvent, type="dossier.extended.v1", about="dossier_id"):
    """A leader confirmed the apology and the new date, form 04. A dossier is extended once."""

    was_due_at: datetime
    due_at: datetime
    extended_at: datetime


class RiskStage(StrEnum):
    """How near a dossier is to being late."""

    TWO_DAYS = "two_days"
    ONE_DAY = "one_day"
    UNCONFIRMED = "unconfirmed"  # the drafted apology was not confirmed in time
    OVERDUE = "overdue"
    STEP = "step"  # a step took longer than its own limit


class DossierAtRisk(DossierEvent, type="dossier.at_risk.v1", about="dossier_id"):
    """A dossier may become late, or is. `tell`: the role of staff that must hear of it; `step`: where it stays."""

    stage: RiskStage
    due_at: datetime | None
    assigned_to: UUID | None
    tell: str
    step: str | None = None


class DossierProgressed(DossierEvent, type="dossier.progressed.v1", about="dossier_id"):
    """Who works on it told how far it is; the words are in the timeline."""

    progressed_at: datetime


class DossierMoved(DossierEvent, type="dossier.moved.v1", about="dossier_id"):
    """The agency was succeeded: `agency_code` has the dossier now. Names on the dossier stay those of its day."""

    former_agency_code: str
    moved_at: datetime


class DossierTransferred(DossierEvent, type="dossier.transferred.v1", about="dossier_id"):
    """Another person took the dossier over and is `owner_id` now."""

    former_owner_id: UUID
    transferred_at: datetime


class ResultDispatched(DossierEvent, type="dossier.result_dispatched.v1", about="dossier_id"):
    """The result was given to the post; `tracking_number` is the carrier's."""

    number: str
    carrier: str
    tracking_number: str
    dispatched_at: datetime


class ResultRevoked(DossierEvent, type="dossier.result_revoked.v1", about="dossier_id"):
    """A leader declared an issued result void; `paper_code` is printed on it."""

    paper_code: str
    revoked_at: datetime


class MessagePosted(DossierEvent, type="dossier.message_posted.v1", about="dossier_id"):
    """Somebody wrote in the dossier's thread. `is_from_agency`: its owner should look; else the agency should."""

    message_id: UUID
    is_from_agency: bool
    posted_at: datetime


class InvitationMade(DossierEvent, type="dossier.invitation_made.v1", about="dossier_id"):
    """Its owner asks `person_id` to write along (`co_author`) or to take it over (`transfer`)."""

    invitation_id: UUID
    person_id: UUID
    kind: str
    made_at: datetime


class PaperFoundHarmful(DossierEvent, type="dossier.paper_found_harmful.v1", about="dossier_id"):
    """A virus scanner found something in a file the applicant uploaded: it counts no more, another one is needed."""

    paper_id: UUID
    component_id: str
    found_at: datetime


class UsageObjected(Event, type="dossier.usage_objected.v1", about="usage_id", restricted_to=("feedback",)):
    """A citizen objects to a look somebody of an agency took at their dossier: a petition to that agency."""

    usage_id: UUID
    person_id: UUID
    dossier_id: UUID
    tracking_code: str
    agency_code: str
    looked_at: datetime
    objected_at: datetime
    words: str


class DossierDescribed(Event, type="dossier.described.v1", about="dossier_id"):
    """What a dossier was reckoned by when the desk accepted it, without personal data: a revision can be tried on it.

    `facts` holds the facts of `contracts.conditions` and those answers that name nobody (choices, yes or no, numbers
    of fields without sensitivity). `answered`: the fields with an answer; `papers`: the components that were given.
    """

    dossier_id: UUID
    procedure_code: str
    revision: int
    case: str | None
    channel: Channel
    agency_code: str
    received_at: datetime
    due_at: datetime | None
    fee_due: int = Field(ge=0)
    facts: dict[str, Any]
    answered: list[str]
    papers: list[str]


class AttributesEstablished(
    Event, type="dossier.attributes_established.v1", about="person_id", restricted_to=("identity",)
):
    """A granted dossier changed what is true of a person (a new residence after 1.004222).

    `attributes`: the person's attribute -> its new value, in the shapes of `contracts.identity.PersonChanged`.
    """

    person_id: UUID
    dossier_id: UUID
    number: str
    procedure_code: str
    attributes: dict[str, Any]
    established_at: datetime
