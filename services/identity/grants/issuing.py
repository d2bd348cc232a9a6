"""The tokens a family gives at one moment: the person's standing is read anew each time."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.identity import opaque, queries, scopes, tokens
from services.identity.grants.request import TokenRequest
from services.identity.models import Account, BrowserSession, Family, RefreshToken
from services.identity.oauth2.errors import InvalidGrant
from services.identity.oauth2.words import TOKEN_LIFE


def live_families(client_id: str, *, at: datetime) -> Select[Any]:
    """Ids of a client's families that still give tokens: not revoked or too old, session not ended, account open."""
    return (
        select(Family.id)
        .join(BrowserSession, BrowserSession.id == Family.session_id)
        .join(Account, Account.person_id == Family.person_id)
        .where(
            Family.client_id == client_id,
            Family.revoked_at.is_(None),
            Family.expires_at > at,
            BrowserSession.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )


async def answer(
    session: AsyncSession, asked: TokenRequest, family: Family, *, scope: str, nonce: str | None, refresh: str | None
) -> dict[str, Any]:
    """The answer on the wire: access token, ID token when `openid` was granted, refresh token when given."""
    person = await queries.people.find_person(session, family.person_id)
    if person is None:
        raise InvalidGrant("The grant is not valid.")
    opened = await asked.provider.ring.open(session, at=asked.at)
    authentication = tokens.Authentication(family.session_id, family.authenticated_at, family.acr, family.amr)
    access = tokens.access_token(
        issuer=asked.provider.issuer,
        subject=str(person.id),
        client_id=family.client_id,
        scope=scope,
        standing=await queries.agencies.standing(session, person, on=asked.at.astimezone(LOCAL).date()),
        authentication=authentication,
        family_id=family.id,
        at=asked.at,
        by=opened.current,
    )
    wire = {
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": int(TOKEN_LIFE.total_seconds()),
        "scope": scope,
    }
    if refresh is not None:
        wire["refresh_token"] = refresh
    if scopes.OPENID in scopes.words(scope):
        wire["id_token"] = tokens.id_token(
            issuer=asked.provider.issuer,
            subject=str(person.id),
            client_id=family.client_id,
            nonce=nonce,
            access=access,
            authentication=authentication,
            at=asked.at,
            by=opened.current,
        )
    return wire


def keep_refresh_token(session: AsyncSession, token: str, family: Family, *, at: datetime) -> None:
    """Store a refresh token of a family, by digest."""
    session.add(
        RefreshToken(token_hash=opaque.digest(token), family_id=family.id, issued_at=at, expires_at=family.expires_at)
    )
