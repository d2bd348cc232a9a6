"""What identity says: who people are (restricted) and which agencies exist."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from contracts.terms import Address, AgencyKind, Term
from kit.events import Event


class Provenance(Term):
    """Where an attribute comes from: `declared`, `population_database`, `electronic_identity`, ..."""

    source: str
    verified_at: datetime | None = None


class PersonChanged(
    Event, type="identity.person_changed.v1", about="person_id", restricted_to=("dossier", "notification")
):
    """A person's record was created or corrected; carries the whole record as it is now.

    `sources` names, for each attribute present, where it comes from.
    """

    person_id: UUID
    kind: Literal["citizen", "business", "foreigner", "staff"]
    full_name: str
    personal_number: str | None = None
    birth_date: date | None = None
    sex: Literal["male", "female"] | None = None
    phone: str | None = None
    email: str | None = None
    residence: Address | None = None
    permanent_residence: Address | None = None
    place_of_origin: str | None = None
    nationality: str | None = None
    ethnicity: str | None = None
    tax_code: str | None = None
    business_name: str | None = None
    representative: str | None = None
    language: Literal["vi", "en"] = "vi"
    sources: dict[str, Provenance]


class AgencyChanged(Event, type="identity.agency_changed.v1", about="agency_code"):
    """An agency was created or changed; carries the whole record as it is now.

    `number_template` is the dossier number's shape (vietnam: `{agency}-{date:%Y%m%d}-{seq:07}`).
    `ward_codes` are the wards it serves; empty means the whole province.
    `valid_from` is its first day, `valid_to` its last one, inclusive (None: no end is known), by Vietnamese time.
    """

    agency_code: str
    name: str
    kind: AgencyKind
    parent_code: str | None = None
    ward_codes: list[str]
    number_template: str
    address: str
    phone: str | None = None
    valid_from: date
    valid_to: date | None = None


class AgencyReorganised(Event, type="identity.agency_reorganised.v1", about="agency_code"):
    """An agency ended the day before `happened_on`; `successor_codes` begin on it.

    After a merger there is one; after a split what it had goes by ward to whichever serves it.
    """

    agency_code: str
    successor_codes: list[str]
    happened_on: date
    legal_basis: str


class CodeRequested(Event, type="identity.code_requested.v1", about="message_id", restricted_to=("notification",)):
    """A one-time code must reach somebody now, on one channel, whether or not they have an account yet.

    `sealed` holds the address and the code, readable only with the secret identity and notification share
    (kit.sealing): neither the outbox nor the broker can show them. After `expires_at` sending is pointless.
    """

    message_id: UUID
    channel: Literal["email", "sms"]
    purpose: Literal["sign_in", "registration", "contact", "recovery", "step_up"]
    sealed: str
    language: Literal["vi", "en"] = "vi"
    expires_at: datetime


class SecurityNoted(Event, type="identity.security_noted.v1", about="person_id", restricted_to=("notification",)):
    """Something about a person's account that its owner should hear of at once.

    `note` is the activity's word (services.identity.activity): `new_device`, `password_changed`, `factor_added`, ...
    `place` is the device in words, never a full network address. `contacts` are told besides the person's present
    addresses: an address that was just replaced hears of its replacement.
    """

    person_id: UUID
    note: str
    noted_at: datetime
    place: str | None = None
    contacts: list[str] = Field(default=[])


class DelegationChanged(
    Event, type="identity.delegation_changed.v1", about="delegation_id", restricted_to=("dossier",)
):
    """A person or business lets another act for it; carries the whole delegation as it is now.

    `procedures` are the codes it is good for. Days are inclusive, by Vietnamese time. It can be used only while
    `status` is `accepted` and today is between the days.
    """

    delegation_id: UUID
    principal_id: UUID
    delegate_id: UUID
    procedures: list[str]
    valid_from: date
    valid_to: date
    status: Literal["offered", "accepted", "declined", "revoked"]


class PeopleMerged(Event, type="identity.people_merged.v1", about="kept_id"):
    """Two records were of one person: what belonged to `merged_id` belongs to `kept_id` from now on. Ids only."""

    kept_id: UUID
    merged_id: UUID
    merged_at: datetime
