"""Writing people's records."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PersonChanged, Provenance
from contracts.terms import Address
from kit.outbox import emit
from services.identity.models import Attribute, Person


async def record_person(session: AsyncSession, person: Person, attributes: list[Attribute], *, at: datetime) -> None:
    """Write attributes into a person's record and say the whole record as it is now.

    An attribute of the same name and source replaces the one before it.
    """
    kept = {(one.name, one.source): one for one in person.attributes}
    for one in attributes:
        if (old := kept.get((one.name, one.source))) is None:
            person.attributes.append(one)
        else:
            old.value, old.verified_at, old.recorded_at = one.value, one.verified_at, one.recorded_at
    person.changed_at = at
    session.add(person)
    await session.flush()
    await emit(session, person_changed(person))


def person_changed(person: Person) -> PersonChanged:
    """A person's record as an event."""
    record = person.record()
    said: dict[str, Any] = {name: one.value for name, one in record.items() if name in PersonChanged.model_fields}
    if "birth_date" in said:
        said["birth_date"] = date.fromisoformat(said["birth_date"])
    if "residence" in said:
        said["residence"] = Address(**said["residence"])
    sources = {n: Provenance(source=a.source.value, verified_at=a.verified_at) for n, a in record.items()}
    said |= {"person_id": person.id, "kind": person.kind.value, "language": person.language, "sources": sources}
    return PersonChanged(**said)
