"""refresh_token: each is used once and replaced; the rules are in services.identity.refreshing.

The successor is derived from its predecessor with the service's secret. Whoever repeats a refresh in the grace
therefore gets the very same successor, without its being stored: however many replicas and retries, a family has one
line of heirs.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.identity import actions, opaque, scopes
from services.identity.grants import issuing
from services.identity.grants.request import TokenRequest
from services.identity.models import Family, RefreshToken
from services.identity.oauth2.errors import InvalidGrant, InvalidScope
from services.identity.refreshing import Presented, Verdict, judge

_REFUSED = "The refresh token is not valid."


async def refresh(session: AsyncSession, asked: TokenRequest) -> dict[str, Any]:
    """New tokens for a refresh token; InvalidGrant when it is dead, or reused, which also revokes its family."""
    token = asked.parameters.require("refresh_token")
    successor = asked.provider.sealer.mac("refresh successor", token)
    family_id = await _rotate(session, asked, opaque.digest(token), opaque.digest(successor))
    is_new = family_id is not None
    if family_id is None:
        family_id = await _repeat(session, asked, opaque.digest(token))
    family = await session.get_one(Family, family_id)
    if is_new:
        issuing.keep_refresh_token(session, successor, family, at=asked.at)
    return await issuing.answer(session, asked, family, scope=_scope(asked, family), nonce=None, refresh=successor)


def _scope(asked: TokenRequest, family: Family) -> str:
    if "scope" not in asked.parameters:
        return family.scope
    narrowed = scopes.narrowed(asked.parameters["scope"], family.scope)
    if narrowed is None:
        raise InvalidScope("The scope goes beyond what was granted.")
    return narrowed


async def _rotate(session: AsyncSession, asked: TokenRequest, digest: str, successor: str) -> UUID | None:
    """Use the token up, if it is still unused: of any number at once, one does. Returns its family."""
    return await session.scalar(
        update(RefreshToken)
        .where(
            RefreshToken.token_hash == digest,
            RefreshToken.used_at.is_(None),
            RefreshToken.expires_at > asked.at,
            RefreshToken.family_id.in_(issuing.live_families(asked.client.id, at=asked.at)),
        )
        .values(used_at=asked.at, successor_hash=successor)
        .returning(RefreshToken.family_id)
        .execution_options(synchronize_session=False)
    )


async def _repeat(session: AsyncSession, asked: TokenRequest, digest: str) -> UUID:
    """The family of a token that may be repeated; InvalidGrant otherwise, after revoking the family of a reused one."""
    heir = aliased(RefreshToken)
    found = (
        await session.execute(
            select(RefreshToken, heir.used_at, Family.id.in_(issuing.live_families(asked.client.id, at=asked.at)))
            .join(Family, Family.id == RefreshToken.family_id)
            .outerjoin(heir, heir.token_hash == RefreshToken.successor_hash)
            .where(RefreshToken.token_hash == digest, Family.client_id == asked.client.id)
        )
    ).one_or_none()
    if found is None:
        raise InvalidGrant(_REFUSED)
    token, heir_used_at, is_family_live = found
    presented = Presented(
        expires_at=token.expires_at,
        used_at=token.used_at,
        is_successor_used=heir_used_at is not None,
        is_family_live=is_family_live,
    )
    verdict = judge(presented, at=asked.at)
    if verdict is Verdict.REUSED:
        await actions.grants.revoke_family(session, token.family_id, at=asked.at)
    if verdict is not Verdict.REPEAT:
        raise InvalidGrant(_REFUSED)
    family_id: UUID = token.family_id
    return family_id
