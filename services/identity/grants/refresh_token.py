"""refresh_token: each is used once and replaced; the rules are in services.identity.oauth2.refreshing.

The successor is derived from its predecessor with the service's secret. Whoever repeats a refresh in the grace
therefore gets the very same successor, without its being stored: however many replicas and retries, a family has one
line of heirs.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions
from services.identity.credentials import opaque
from services.identity.grants import issuing
from services.identity.grants.request import TokenRequest
from services.identity.oauth2 import scopes
from services.identity.oauth2.errors import InvalidGrant, InvalidScope
from services.identity.oauth2.refreshing import Presented, Verdict, judge
from services.identity.queries.families import COLUMNS, LIVE, Held

_REFUSED = "The refresh token is not valid."

_OWN = (
    f"SELECT {COLUMNS} {LIVE} AND f.client_id = :client_id"  # noqa: S608 - our own words
    " AND f.id = (SELECT family_id FROM refresh_tokens WHERE token_hash = :digest)"
)
_ROTATE = text(
    f"WITH live AS ({_OWN} AND (f.proof_key IS NULL OR f.proof_key = :proof_key)),"  # noqa: S608 - our own words
    " used AS (UPDATE refresh_tokens t SET used_at = :at, successor_hash = :successor FROM live"
    " WHERE t.token_hash = :digest AND t.used_at IS NULL AND t.expires_at > :at RETURNING t.family_id),"
    " heir AS (INSERT INTO refresh_tokens (token_hash, family_id, issued_at, expires_at)"
    " SELECT :successor, live.family_id, :at, live.expires_at FROM live JOIN used USING (family_id))"
    " SELECT live.* FROM live JOIN used USING (family_id)"
).columns(amr=JSONB)
"""Use the token up, if it is still unused, and write its heir: of any number at once, one does."""

_LOOK = text(
    f"WITH live AS ({_OWN}) SELECT live.*, t.family_id AS token_family_id,"  # noqa: S608 - our own words
    " t.expires_at AS token_expires_at, t.used_at, heir.used_at AS heir_used_at,"
    " live.family_id IS NOT NULL AS is_family_live FROM refresh_tokens t JOIN families own ON own.id = t.family_id"
    " LEFT JOIN live ON live.family_id = own.id LEFT JOIN refresh_tokens heir ON heir.token_hash = t.successor_hash"
    " WHERE t.token_hash = :digest AND own.client_id = :client_id"
).columns(amr=JSONB)
"""The token, its heir, and its family if that is live."""


async def refresh(session: AsyncSession, asked: TokenRequest) -> dict[str, Any]:
    """New tokens for a refresh token; InvalidGrant when it is dead, or reused, which also revokes its family."""
    token = asked.parameters.require("refresh_token")
    successor = asked.provider.sealer.mac("refresh successor", token)
    shown = {"digest": opaque.digest(token), "client_id": asked.client.id, "at": asked.at}
    own = {"successor": opaque.digest(successor), "proof_key": asked.proof_key}
    rotated = (await session.execute(_ROTATE, {**shown, **own})).one_or_none()
    held = Held.of(rotated) if rotated is not None else await _repeat(session, asked, shown)
    return await issuing.answer(session, asked, held, scope=_scope(asked, held), nonce=None, refresh=successor)


def _scope(asked: TokenRequest, held: Held) -> str:
    """What is asked of the scope granted, at most what the client is registered for today."""
    narrowed = scopes.narrowed(asked.parameters["scope"], held.scope) if "scope" in asked.parameters else held.scope
    if narrowed is None:
        raise InvalidScope("The scope goes beyond what was granted.")
    return scopes.granted(narrowed, asked.client.scopes)


async def _repeat(session: AsyncSession, asked: TokenRequest, shown: dict[str, Any]) -> Held:
    """The family of a token that may be repeated; InvalidGrant otherwise, after revoking the family of a reused one."""
    found = (await session.execute(_LOOK, shown)).one_or_none()
    if found is None:
        raise InvalidGrant(_REFUSED)
    presented = Presented(
        expires_at=found.token_expires_at,
        used_at=found.used_at,
        is_successor_used=found.heir_used_at is not None,
        is_family_live=found.is_family_live,
    )
    verdict = judge(presented, at=asked.at)
    if verdict is Verdict.REUSED:
        family_id: UUID = found.token_family_id
        await actions.grants.revoke_family(session, family_id, at=asked.at)
    # a token bound to a key, shown without it, changes nothing: whoever shows it cannot use it
    if verdict is not Verdict.REPEAT or found.proof_key not in (None, asked.proof_key):
        raise InvalidGrant(_REFUSED)
    return Held.of(found)
