"""What dossier says: each act in a dossier's life that others need to know. Personal data in one restricted class."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from contracts.terms import Channel, FeeLine
from kit.events import Event


class Outcome(StrEnum):
    """What the agency decided."""

    GRANTED = "granted"
    REFUSED = "refused"


class Timeliness(StrEnum):
    """Finished before the due day, by the due time, or after it (index 766)."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


class DossierEvent(Event):
    """What every event about a dossier carries."""

    dossier_id: UUID
    tracking_code: str
    owner_id: UUID
    procedure_code: str
    procedure_name: str
    agency_code: str


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
