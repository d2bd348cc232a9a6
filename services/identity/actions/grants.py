"""Giving codes to clients, and taking back what was granted."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.credentials import opaque
from services.identity.models import BrowserSession, Client, Code, Family, SubjectType
from services.identity.oauth2 import subjects
from services.identity.oauth2.authorization import AuthorizationRequest
from services.identity.oauth2.words import CODE_LIFE


def known_as(client: Client, person_id: UUID, *, key: bytes) -> str:
    """The subject by which a client knows a person; `key` makes the pairwise ones (keyring.Opened.pairwise)."""
    if client.subject_type is SubjectType.PAIRWISE:
        sector = client.sector or subjects.sector_of(client.redirect_uris) or client.id
        return subjects.pairwise(key, sector=sector, person_id=person_id)
    return str(person_id)


async def grant_code(
    session: AsyncSession,
    sitting: BrowserSession,
    client: Client,
    *,
    asked: AuthorizationRequest,
    subject: str,
    proof_key: str | None,
    at: datetime,
) -> str:
    """The person's session answers a client: a new family, and the code that opens it. Returns the code.

    With a `proof_key` (thumbprint) the code is worth nothing without a proof by that key (RFC 9449 section 10).
    """
    family = _family(sitting, client, asked=asked, subject=subject, at=at)
    session.add(family)
    sitting.answers_request = None
    await session.flush()
    code = opaque.new()
    session.add(_code(code, family, asked=asked, proof_key=proof_key, at=at))
    await session.flush()
    return code


def _code(code: str, family: Family, *, asked: AuthorizationRequest, proof_key: str | None, at: datetime) -> Code:
    return Code(
        code_hash=opaque.digest(code),
        family_id=family.id,
        client_id=family.client_id,
        redirect_uri=asked.redirect_uri,
        challenge=asked.challenge,
        proof_key=proof_key,
        nonce=asked.nonce,
        expires_at=at + CODE_LIFE,
    )


def _family(
    sitting: BrowserSession, client: Client, *, asked: AuthorizationRequest, subject: str, at: datetime
) -> Family:
    return Family(
        id=uuid4(),
        session_id=sitting.id,
        client_id=client.id,
        person_id=sitting.person_id,
        subject=subject,
        scope=asked.scope,
        authenticated_at=sitting.authenticated_at,
        acr=sitting.acr,
        amr=sitting.amr,
        created_at=at,
        expires_at=sitting.expires_at,
    )


async def revoke_family(session: AsyncSession, family_id: UUID, *, at: datetime) -> None:
    """Everything one authorization led to is over."""
    await session.execute(
        update(Family).where(Family.id == family_id, Family.revoked_at.is_(None)).values(revoked_at=at)
    )
