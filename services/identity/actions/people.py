"""Writing people's records; every change of one is kept, and said to who holds a copy."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PersonChanged, Provenance
from contracts.terms import Address
from kit.clock import LOCAL
from kit.outbox import emit
from kit.sealing import Sealer
from services.identity.models import Attribute, AttributeChange, Person
from services.identity.records.provenance import Source

_ADDRESSES = ("residence", "permanent_residence")


@dataclass(frozen=True)
class Scribe:
    """Who changes a record (None: a registry's word came in), and what seals the values kept of it."""

    sealer: Sealer
    by: UUID | None


async def record_person(
    session: AsyncSession, person: Person, attributes: list[Attribute], *, at: datetime, scribe: Scribe | None = None
) -> None:
    """Write attributes into a person's record and say the whole record as it is now.

    An attribute of the same name and source replaces the one before it, and the change is kept. ValueError without a
    `scribe`, unless the record is made new.
    """
    kept = {(one.name, one.source): one for one in person.attributes}
    if kept and scribe is None:
        raise ValueError("a change of a record is kept: pass scribe=Scribe(here.sealer, by)")
    session.add(person)
    for one in attributes:
        old = kept.get((one.name, one.source))
        if scribe is not None and (old is None or old.value != one.value):
            _keep(session, person, scribe, one.name, one.source, old=old, new=one, at=at)
        if old is None:
            person.attributes.append(one)
        else:
            old.value, old.verified_at, old.recorded_at = one.value, one.verified_at, one.recorded_at
            old.valid_until = one.valid_until
    await _say(session, person, at=at)


async def remove_attributes(
    session: AsyncSession, person: Person, attributes: Iterable[Attribute], *, at: datetime, scribe: Scribe
) -> None:
    """Take attributes out of a person's record, keep that they were there, and say the whole record as it is now."""
    for one in attributes:
        _keep(session, person, scribe, one.name, one.source, old=one, new=None, at=at)
        person.attributes.remove(one)
    await _say(session, person, at=at)


def _keep(
    session: AsyncSession,
    person: Person,
    scribe: Scribe,
    name: str,
    source: Source,
    *,
    old: Attribute | None,
    new: Attribute | None,
    at: datetime,
) -> None:
    def sealed(one: Attribute | None) -> str | None:
        return None if one is None else scribe.sealer.seal(json.dumps(one.value, ensure_ascii=False).encode())

    session.add(
        AttributeChange(
            id=uuid4(),
            person_id=person.id,
            name=name,
            source=source,
            sealed_old=sealed(old),
            sealed_new=sealed(new),
            changed_at=at,
            changed_by=scribe.by,
        )
    )


async def _say(session: AsyncSession, person: Person, *, at: datetime) -> None:
    person.changed_at = at
    await session.flush()
    await emit(session, person_changed(person, on=at.astimezone(LOCAL).date()))


def person_changed(person: Person, *, on: date) -> PersonChanged:
    """A person's record as an event, by the values that count on a day; a business without a name of its own has its
    registered one.
    """
    record = person.record(on=on)
    said: dict[str, Any] = {name: one.value for name, one in record.items() if name in PersonChanged.model_fields}
    sources = {
        name: Provenance(source=record[name].source.value, verified_at=record[name].verified_at) for name in said
    }
    said.setdefault("full_name", said.get("business_name"))
    if "birth_date" in said:
        said["birth_date"] = date.fromisoformat(said["birth_date"])
    for name in said.keys() & set(_ADDRESSES):
        said[name] = Address(**said[name])
    said |= {"person_id": person.id, "kind": person.kind.value, "language": person.language, "sources": sources}
    return PersonChanged(**said)
