"""Writing down who read what of a person's record, in the transaction of the reading: no reading without its line."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.identity import activity
from services.identity.activity import Kind
from services.identity.models import Disclosure, Person

SIGN_IN: Final = "sign_in"
"""The purpose of a client's reading: to know who signed in to it."""

_IN_WORDS: Final = {SIGN_IN: ("Đăng nhập vào ứng dụng", "Sign-in to the application")}

_ONCE_A_DAY: Final = UUID("8b0a3d0e-2f0b-5d0c-9a53-6d1f9f3a7c11")


_OF_CLIENT: Final = text(
    "INSERT INTO disclosures (id, person_id, reader_kind, reader, reader_name, agency_code, purpose, attributes,"  # noqa: S608
    f" read_at) SELECT :id, :person_id, 'client', id, name, agency_code, '{SIGN_IN}', CAST(:attributes AS jsonb), :at"
    " FROM clients WHERE id = :client_id ON CONFLICT (id) DO NOTHING"
)


class ReaderKind(StrEnum):
    """What a reader is."""

    CLIENT = "client"
    OFFICER = "officer"
    PARTNER = "partner"


@dataclass(frozen=True)
class Reader:
    """Who reads: `id` is a client id or a person's id, `name` is in words, `agency_code` whom they read for."""

    kind: ReaderKind
    id: str
    name: str
    agency_code: str | None = None


async def disclose(
    session: AsyncSession, person_id: UUID, *, reader: Reader, purpose: str, attributes: Iterable[str], at: datetime
) -> None:
    """Somebody is shown these attributes of a person, for this purpose: the person can see it."""
    session.add(
        Disclosure(
            id=uuid4(),
            person_id=person_id,
            reader_kind=reader.kind.value,
            reader=reader.id,
            reader_name=reader.name,
            agency_code=reader.agency_code,
            purpose=purpose,
            attributes=sorted(attributes),
            read_at=at,
        )
    )
    await session.flush()


async def of_client(
    session: AsyncSession, person_id: UUID, *, client_id: str, scope: str, attributes: Iterable[str], at: datetime
) -> None:
    """A client is shown these attributes of who signed in to it: one line a day for one client and scope.

    One statement by primary key, which writes only the first time.
    """
    shown = sorted(attributes)
    if not shown:
        return
    words = " ".join(sorted(scope.split()))
    row_id = uuid5(_ONCE_A_DAY, f"{person_id} {client_id} {words} {at.astimezone(LOCAL).date()}")
    row = {"id": row_id, "person_id": person_id, "client_id": client_id, "attributes": json.dumps(shown), "at": at}
    await session.execute(_OF_CLIENT, row)


async def of_officer(
    session: AsyncSession, person: Person, *, reader: Reader, purpose: str, attributes: Iterable[str], at: datetime
) -> None:
    """A member of staff is shown these attributes; the person is told at once, at most once a day for one agency."""
    # one at a time for one person, so that two readers at once do not both find themselves the first
    await session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    midnight = at.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    is_known = await session.scalar(
        select(
            exists().where(
                Disclosure.person_id == person.id,
                Disclosure.reader_kind == ReaderKind.OFFICER,
                Disclosure.agency_code == reader.agency_code,
                Disclosure.read_at >= midnight,
            )
        )
    )
    await disclose(session, person.id, reader=reader, purpose=purpose, attributes=attributes, at=at)
    if not is_known:
        facts = {"agency": reader.agency_code}
        await activity.record(session, person.id, Kind.RECORD_READ, at=at, facts=facts)


def purpose_in_words(purpose: str, *, language: str) -> str:
    """A stored purpose as the person reads it; one a member of staff wrote is their own words."""
    vi, en = _IN_WORDS.get(purpose, (purpose, purpose))
    return en if language == "en" else vi
