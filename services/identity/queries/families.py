"""What clients were granted and still hold; each question is one statement, these are asked most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.models import PersonKind
from services.identity.oauth2.subjects import session_name
from services.identity.tokens import Authentication

COLUMNS = (
    "f.id AS family_id, f.session_id, f.client_id, f.person_id, p.kind, f.subject, f.proof_key, f.scope,"
    " f.authenticated_at, f.acr, f.amr, f.expires_at"
)
LIVE = (
    "FROM families f JOIN browser_sessions s ON s.id = f.session_id JOIN accounts a ON a.person_id = f.person_id"
    " JOIN people p ON p.id = f.person_id JOIN clients c ON c.id = f.client_id"
    " WHERE f.revoked_at IS NULL AND f.expires_at > :at AND s.ended_at IS NULL AND a.disabled_at IS NULL"
    " AND p.merged_into_id IS NULL AND c.disabled_at IS NULL"
)
"""Families that still give tokens: nothing revoked them, session not ended, account open, client enabled."""

_LIVE = text(f"SELECT {COLUMNS} {LIVE} AND f.id = :family_id").columns(amr=JSONB)
_OF_REFRESH_TOKEN = text(
    f"SELECT {COLUMNS} {LIVE} AND f.id = (SELECT t.family_id FROM refresh_tokens t"  # noqa: S608 - our own words
    " WHERE t.token_hash = :digest AND t.used_at IS NULL AND t.expires_at > :at)"
).columns(amr=JSONB)


_ATTRIBUTES = text(
    "SELECT name, source, value, verified_at, valid_until FROM attributes WHERE person_id = :person_id"
).columns(value=JSONB)


@dataclass(frozen=True)
class Held:
    """A family that still gives tokens. `subject` is what its client knows the person by."""

    family_id: UUID
    session_id: UUID
    client_id: str
    person_id: UUID
    kind: PersonKind
    subject: str
    proof_key: str | None
    scope: str
    authenticated_at: datetime
    acr: str
    amr: Sequence[str]
    expires_at: datetime

    @classmethod
    def of(cls, row: Row[tuple[object, ...]]) -> "Held":
        """From a row with `COLUMNS`."""
        found = {name: row._mapping[name] for name in cls.__dataclass_fields__}
        return cls(**{**found, "kind": PersonKind(found["kind"])})

    def authentication(self, key: bytes) -> Authentication:
        """How and when the person proved to be themselves; `key` makes a pairwise client's name of the sign-in."""
        sid = session_name(key, self.session_id, subject=self.subject)
        return Authentication(sid, self.authenticated_at, self.acr, self.amr)


async def find_live(session: AsyncSession, family_id: UUID, *, at: datetime) -> Held | None:
    """A family, if it still gives tokens."""
    row = (await session.execute(_LIVE, {"family_id": family_id, "at": at})).one_or_none()
    return None if row is None else Held.of(row)


async def find_of_refresh_token(session: AsyncSession, digest: str, *, at: datetime) -> Held | None:
    """The live family of a refresh token that was not used yet, by its digest."""
    row = (await session.execute(_OF_REFRESH_TOKEN, {"digest": digest, "at": at})).one_or_none()
    return None if row is None else Held.of(row)


async def find_attributes(session: AsyncSession, person_id: UUID) -> Sequence[Row[tuple[Any, ...]]]:
    """The attributes of whoever granted a family: all that records.provenance weighs, and their values."""
    return (await session.execute(_ATTRIBUTES, {"person_id": person_id})).all()
