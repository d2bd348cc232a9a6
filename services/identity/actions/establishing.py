"""A granted dossier changes what is true of a person: written as an agency's word, kept, told to owner and hearers."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.identity import activity
from services.identity.actions.people import Scribe, record_person
from services.identity.activity import Kind
from services.identity.models import Attribute, Person, PersonKind
from services.identity.records import attributes, establishing, provenance
from services.identity.records.provenance import Source


async def establish(
    session: AsyncSession,
    person: Person,
    said: Mapping[str, Any],
    *,
    number: str,
    established_at: datetime,
    at: datetime,
    scribe: Scribe,
) -> None:
    """Record what the dossier `number` settled, except where somebody vouched for another value since.

    What was vouched for before is relied on no longer. ValueError, and nothing is recorded, when any of it cannot be
    (`establishing.read`): people must look at it.
    """
    on = at.astimezone(LOCAL).date()
    record = {name: one.value for name, one in person.record(on=on).items()}
    is_business = person.kind is PersonKind.BUSINESS
    stored = establishing.read(said, is_business=is_business, record=record, on=on)
    fresh = [
        name for name in stored if not establishing.is_overtaken(person.attributes, name, established_at=established_at)
    ]
    if not fresh:
        return
    for name in fresh:
        _rely_no_longer(person, name, on=on)
    settled = [_attribute(person, name, stored[name], established_at=established_at, at=at) for name in fresh]
    await record_person(session, person, settled, at=at, scribe=scribe)
    for name in fresh:
        facts = {"attribute": name, "number": number}
        await activity.record(session, person.id, Kind.RECORD_ESTABLISHED, at=at, facts=facts)


def _rely_no_longer(person: Person, name: str, *, on: date) -> None:
    """What would outrank the dossier's word was vouched for before it."""
    yesterday = on - timedelta(days=1)
    for one in person.attributes:
        if one.name == name and provenance.is_outranked_by(Source.DOSSIER, one.source):
            one.valid_until = min(yesterday, one.valid_until or yesterday)


def _attribute(person: Person, name: str, value: Any, *, established_at: datetime, at: datetime) -> Attribute:  # noqa: ANN401 - as stored
    return Attribute(
        person_id=person.id,
        name=name,
        source=Source.DOSSIER,
        value=value,
        verified_at=established_at,
        valid_until=attributes.last_day(name, value),
        recorded_at=at,
    )
