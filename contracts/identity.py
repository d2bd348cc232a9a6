"""What identity says: who people are (restricted) and which agencies exist."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

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
