"""authorization_code: a code becomes tokens once, for the client, redirect and verifier it was made for."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions, opaque, pkce
from services.identity.grants import issuing
from services.identity.grants.request import TokenRequest
from services.identity.models import Code, Family
from services.identity.oauth2.errors import InvalidGrant
from services.identity.oauth2.words import GrantType

_REFUSED = "The code is not valid."


async def redeem(session: AsyncSession, asked: TokenRequest) -> dict[str, Any]:
    """Tokens for a code. One conditional UPDATE decides: of any number of redemptions at once, one wins.

    A code shown a second time was stolen by somebody: InvalidGrant, and what it gave is revoked (in this transaction,
    which the caller commits although the answer is an error).
    """
    digest = opaque.digest(asked.parameters.require("code"))
    challenge = pkce.challenge_of(asked.parameters.require("code_verifier"))
    won = (
        await session.execute(
            update(Code)
            .where(
                Code.code_hash == digest,
                Code.used_at.is_(None),
                Code.expires_at > asked.at,
                Code.client_id == asked.client.id,
                Code.redirect_uri == asked.parameters.require("redirect_uri"),
                Code.challenge == challenge,
                Code.family_id.in_(issuing.live_families(asked.client.id, at=asked.at)),
            )
            .values(used_at=asked.at)
            .returning(Code.family_id, Code.nonce)
            .execution_options(synchronize_session=False)
        )
    ).one_or_none()
    if won is None:
        await _revoke_if_used(session, digest, asked)
        raise InvalidGrant(_REFUSED)
    family = await session.get_one(Family, won.family_id)
    refresh = None
    if GrantType.REFRESH_TOKEN in asked.client.grants:
        refresh = opaque.new()
        issuing.keep_refresh_token(session, refresh, family, at=asked.at)
    return await issuing.answer(session, asked, family, scope=family.scope, nonce=won.nonce, refresh=refresh)


async def _revoke_if_used(session: AsyncSession, digest: str, asked: TokenRequest) -> None:
    family_id = await session.scalar(select(Code.family_id).where(Code.code_hash == digest, Code.used_at.is_not(None)))
    if family_id is not None:
        await actions.grants.revoke_family(session, family_id, at=asked.at)
