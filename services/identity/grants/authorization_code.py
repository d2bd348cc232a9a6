"""authorization_code: a code becomes tokens once, for the client, redirect, verifier and key it was made for."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions, queries
from services.identity.credentials import opaque
from services.identity.grants import issuing
from services.identity.grants.request import TokenRequest
from services.identity.models import Authentication
from services.identity.oauth2 import pkce
from services.identity.oauth2.errors import InvalidGrant
from services.identity.oauth2.words import GrantType
from services.identity.queries.families import Held

_REFUSED = "The code is not valid."

_USE = text(
    "UPDATE codes SET used_at = :at WHERE code_hash = :digest AND used_at IS NULL AND expires_at > :at"  # noqa: S608
    " AND client_id = :client_id AND redirect_uri = :redirect_uri AND challenge = :challenge"
    " AND (proof_key IS NULL OR proof_key = :proof_key)"
    " AND family_id IN (SELECT f.id " + queries.families.LIVE + " AND f.client_id = :client_id)"
    " RETURNING family_id, nonce"
)
_SPENT = text("SELECT family_id FROM codes WHERE code_hash = :digest AND used_at IS NOT NULL")
_BIND = text("UPDATE families SET proof_key = :proof_key WHERE id = :id")
_KEEP = text(
    "INSERT INTO refresh_tokens (token_hash, family_id, issued_at, expires_at)"
    " VALUES (:digest, :family_id, :at, :expires_at)"
)


async def redeem(session: AsyncSession, asked: TokenRequest) -> dict[str, Any]:
    """Tokens for a code. One conditional UPDATE decides: of any number of redemptions at once, one wins.

    A code shown a second time was stolen by somebody: InvalidGrant, and what it gave is revoked (in this transaction,
    which the caller commits although the answer is an error).
    """
    digest = opaque.digest(asked.parameters.require("code"))
    shown = {
        "digest": digest,
        "challenge": pkce.challenge_of(asked.parameters.require("code_verifier")),
        "redirect_uri": asked.parameters.require("redirect_uri"),
        "client_id": asked.client.id,
        "proof_key": asked.proof_key,
        "at": asked.at,
    }
    won = (await session.execute(_USE, shown)).one_or_none()
    if won is None:
        await _revoke_if_used(session, digest, asked)
        raise InvalidGrant(_REFUSED)
    held = await _bound(session, asked, won.family_id)
    refresh = None
    if GrantType.REFRESH_TOKEN in asked.client.grants:
        refresh = opaque.new()
        kept = {"digest": opaque.digest(refresh), "family_id": held.family_id, "expires_at": held.expires_at}
        await session.execute(_KEEP, {**kept, "at": asked.at})
    return await issuing.answer(session, asked, held, scope=held.scope, nonce=won.nonce, refresh=refresh)


async def _bound(session: AsyncSession, asked: TokenRequest, family_id: UUID) -> Held:
    """The family; that of a public client from now on good only with the key it proved to hold, if it did.

    A confidential client's refresh tokens are bound to the client itself (RFC 9449 section 5).
    """
    if asked.proof_key is not None and asked.client.authentication is Authentication.NONE:
        await session.execute(_BIND, {"id": family_id, "proof_key": asked.proof_key})
    held = await queries.families.find_live(session, family_id, at=asked.at)
    if held is None:
        raise InvalidGrant(_REFUSED)
    return held


async def _revoke_if_used(session: AsyncSession, digest: str, asked: TokenRequest) -> None:
    family_id = await session.scalar(_SPENT, {"digest": digest})
    if family_id is not None:
        await actions.grants.revoke_family(session, family_id, at=asked.at)
