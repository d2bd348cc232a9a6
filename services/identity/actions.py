"""What identity writes about people, agencies and grants: each action is one sentence."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import AgencyChanged, PersonChanged, Provenance
from contracts.terms import Address
from kit.outbox import emit
from services.identity import opaque
from services.identity.models import Agency, Attribute, BrowserSession, Client, Code, Family, Person
from services.identity.oauth2.authorization import AuthorizationRequest
from services.identity.oauth2.words import CODE_LIFE


async def grant_code(
    session: AsyncSession,
    sitting: BrowserSession,
    client: Client,
    *,
    asked: AuthorizationRequest,
    at: datetime,
) -> str:
    """The person's session answers a client: a new family, and the code that opens it. Returns the code."""
    family = Family(
        id=uuid4(),
        session_id=sitting.id,
        client_id=client.id,
        person_id=sitting.person_id,
        scope=asked.scope,
        authenticated_at=sitting.authenticated_at,
        acr=sitting.acr,
        amr=sitting.amr,
        created_at=at,
        expires_at=sitting.expires_at,
    )
    session.add(family)
    sitting.answers_request = None
    await session.flush()
    code = opaque.new()
    session.add(
        Code(
            code_hash=opaque.digest(code),
            family_id=family.id,
            client_id=client.id,
            redirect_uri=asked.redirect_uri,
            challenge=asked.challenge,
            nonce=asked.nonce,
            expires_at=at + CODE_LIFE,
        )
    )
    await session.flush()
    return code


async def revoke_family(session: AsyncSession, family_id: UUID, *, at: datetime) -> None:
    """Everything one authorization led to is over."""
    await session.execute(
        update(Family).where(Family.id == family_id, Family.revoked_at.is_(None)).values(revoked_at=at)
    )


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


async def record_agency(session: AsyncSession, agency: Agency) -> None:
    """Write an agency and say it as it is now."""
    session.add(agency)
    await session.flush()
    await emit(
        session,
        AgencyChanged(
            agency_code=agency.code,
            name=agency.name,
            kind=agency.kind,
            parent_code=agency.parent_code,
            ward_codes=agency.ward_codes,
            number_template=agency.number_template,
            address=agency.address,
            phone=agency.phone,
            valid_from=agency.valid_from,
            valid_to=agency.valid_to,
        ),
    )
