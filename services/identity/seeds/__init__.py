"""The invented world the platform starts with: agencies of Hải Phòng, people, positions, clients.

People, numbers and agency codes are made up; their formats are real. Seeding again changes nothing that is there.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import AgencyKind
from services.identity import actions
from services.identity.credentials import opaque
from services.identity.credentials.passwords import Passwords
from services.identity.models import (
    Account,
    Agency,
    Attribute,
    Client,
    Identifier,
    Person,
    PersonKind,
    Position,
    Role,
    SubjectType,
)
from services.identity.records.identifiers import read
from services.identity.records.provenance import Source

_HERE = Path(__file__).parent
FROM = date(2025, 7, 1)
"""The first day of the two-tier administration: every seeded agency and position is valid from it."""

VERIFIED_AT = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)
NUMBER_TEMPLATE = "{agency}-{date:%Y%m%d}-{seq:07}"


async def seed(
    session: AsyncSession, *, passwords: dict[str, str], client_secrets: dict[str, str], public_url: str
) -> None:
    """Write what is missing and say it. `passwords` by user name (`lan`, `hoa.counter`, ...), `client_secrets` by
    client id; KeyError when one is missing for somebody new.
    """
    at = datetime.now(UTC)
    await _seed_agencies(session, at=at)
    await _seed_clients(session, client_secrets, public_url=public_url.rstrip("/"), at=at)
    people = _read("people")
    hashing = Passwords(workers=1)
    try:
        for user, known in people["citizens"].items():
            await _seed_citizen(session, user, known, hashing=hashing, password=passwords.get(user), at=at)
        for user, known in people["staff"].items():
            await _seed_staff(session, user, known, hashing=hashing, password=passwords.get(user), at=at)
    finally:
        hashing.close()


def person_id(user: str) -> UUID:
    """The id of a seeded person, the same in every installation."""
    return uuid5(NAMESPACE_URL, f"urn:motcua:demo:{user}")


def _read(name: str) -> Any:  # noqa: ANN401 - a document
    return json.loads((_HERE / f"{name}.json").read_text("utf-8"))


async def _seed_agencies(session: AsyncSession, *, at: datetime) -> None:
    there = set(await session.scalars(select(Agency.code)))
    for row in _read("agencies"):
        if row["code"] in there:
            continue
        agency = Agency(
            id=uuid5(NAMESPACE_URL, f"urn:motcua:agency:{row['code']}"),
            **{"number_template": NUMBER_TEMPLATE, **row, "kind": AgencyKind(row["kind"])},
            valid_from=FROM,
            changed_at=at,
        )
        await actions.agencies.record_agency(session, agency)


async def _seed_clients(session: AsyncSession, secrets: dict[str, str], *, public_url: str, at: datetime) -> None:
    for row in _read("clients"):
        here = {
            name: [address.replace("{PUBLIC_URL}", public_url) for address in row.pop(name)]
            for name in ("redirect_uris", "post_logout_redirect_uris")
        }
        client = await session.get(Client, row["id"])
        if client is None:
            is_partner = "client_credentials" in row["grants"]
            secret_hash = opaque.digest(secrets[row["id"]]) if is_partner else None
            client = Client(**{**_client_defaults(at), **row, "secret_hash": secret_hash})
            session.add(client)
        # the installation may have moved to another address
        client.redirect_uris, client.post_logout_redirect_uris = (
            here["redirect_uris"],
            here["post_logout_redirect_uris"],
        )
    await session.flush()


def _client_defaults(at: datetime) -> dict[str, Any]:
    return {
        "subject_type": SubjectType.PUBLIC,
        "is_par_required": False,
        "is_dpop_bound": False,
        "is_third_party": False,
        "created_at": at,
        "changed_at": at,
    }


async def _seed_citizen(
    session: AsyncSession, user: str, known: dict[str, Any], *, hashing: Passwords, password: str | None, at: datetime
) -> None:
    verified, declared = known["verified"], known["declared"]
    attributes = _attributes(user, verified, Source.POPULATION_DATABASE, verified_at=VERIFIED_AT, at=at)
    attributes += _attributes(user, declared, Source.DECLARED, verified_at=None, at=at)
    person = await _seed_person(session, user, PersonKind.CITIZEN, attributes, at=at)
    if person is not None:
        names = [verified["personal_number"], declared["phone"], declared["email"]]
        await _seed_account(session, person, names, await hashing.hash(_given(user, password)), at=at)


async def _seed_staff(
    session: AsyncSession, user: str, known: dict[str, Any], *, hashing: Passwords, password: str | None, at: datetime
) -> None:
    email = f"{user}@motcua.example"
    values = {"full_name": known["full_name"], "email": email}
    attributes = _attributes(user, values, Source.AGENCY, verified_at=VERIFIED_AT, at=at)
    person = await _seed_person(session, user, PersonKind.STAFF, attributes, at=at)
    if person is None:
        return
    await _seed_account(session, person, [user, email], await hashing.hash(_given(user, password)), at=at)
    for role in known["roles"]:
        session.add(
            Position(
                id=uuid5(person.id, f"{known['agency']} {role}"),
                person_id=person.id,
                agency_code=known["agency"],
                role=Role(role),
                fields=[],
                valid_from=FROM,
            )
        )
    await session.flush()


def _given(user: str, password: str | None) -> str:
    if password is None:
        raise KeyError(user)
    return password


def _attributes(
    user: str, values: dict[str, Any], source: Source, *, verified_at: datetime | None, at: datetime
) -> list[Attribute]:
    return [
        Attribute(
            person_id=person_id(user),
            name=name,
            source=source,
            value=value,
            verified_at=verified_at,
            recorded_at=at,
        )
        for name, value in values.items()
    ]


async def _seed_person(
    session: AsyncSession, user: str, kind: PersonKind, attributes: list[Attribute], *, at: datetime
) -> Person | None:
    """The new person; None when they are there already."""
    if await session.get(Person, person_id(user)) is not None:
        return None
    person = Person(id=person_id(user), kind=kind, language="vi", created_at=at, changed_at=at, attributes=[])
    await actions.people.record_person(session, person, attributes, at=at)
    return person


async def _seed_account(
    session: AsyncSession, person: Person, names: list[str], password_hash: str, *, at: datetime
) -> None:
    account = Account(id=uuid5(person.id, "account"), person_id=person.id, password_hash=password_hash, created_at=at)
    session.add(account)
    await session.flush()
    for name in names:
        identifier = read(name)
        session.add(
            Identifier(kind=identifier.kind, value=identifier.value, account_id=account.id, confirmed_at=VERIFIED_AT)
        )
    await session.flush()
