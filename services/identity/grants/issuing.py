"""The tokens a family gives at one moment: the person's standing is read anew each time."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.identity import queries, tokens
from services.identity.grants.request import TokenRequest
from services.identity.keyring import Opened
from services.identity.models import Client, Person, PersonKind, SubjectType
from services.identity.oauth2 import scopes
from services.identity.oauth2.words import AUDIENCE, TOKEN_LIFE, USERINFO
from services.identity.queries.families import Held
from services.identity.tokens import Limits, Standing


async def answer(
    session: AsyncSession, asked: TokenRequest, held: Held, *, scope: str, nonce: str | None, refresh: str | None
) -> dict[str, Any]:
    """The answer on the wire: access token, ID token when `openid` was granted, refresh token when given."""
    opened = await asked.provider.ring.open(session, at=asked.at)
    access = tokens.access_token(
        issuer=asked.provider.issuer,
        subject=held.subject,
        client_id=held.client_id,
        scope=scope,
        standing=await _standing(session, asked, held),
        authentication=held.authentication(opened.pairwise),
        family_id=held.family_id,
        at=asked.at,
        by=opened.current,
        limits=Limits(audience=audience(asked.client, issuer=asked.provider.issuer), proof_key=asked.proof_key),
    )
    wire = wire_of(access, asked, scope=scope)
    if refresh is not None:
        wire["refresh_token"] = refresh
    if scopes.OPENID in scopes.words(scope):
        wire["id_token"] = _id_token(opened, asked, held, access=access, nonce=nonce)
    return wire


def wire_of(access: str, asked: TokenRequest, *, scope: str) -> dict[str, Any]:
    """What every answer with an access token has."""
    return {
        "access_token": access,
        "token_type": "Bearer" if asked.proof_key is None else "DPoP",
        "expires_in": int(TOKEN_LIFE.total_seconds()),
        "scope": scope,
    }


def audience(client: Client, *, issuer: str) -> str:
    """For whom a client's access tokens are made: a partner's for userinfo alone (ADR 0020)."""
    return issuer + USERINFO if _is_partner(client) else AUDIENCE


def _is_partner(client: Client) -> bool:
    """Whether it is another's application: people agree to show it claims, never to let it act in their name."""
    return client.is_third_party or client.subject_type is SubjectType.PAIRWISE


async def _standing(session: AsyncSession, asked: TokenRequest, held: Held) -> Standing:
    """What services must know of the person today; a partner's token goes to none of them."""
    if held.kind is not PersonKind.STAFF or _is_partner(asked.client):
        return Standing(kind="citizen")
    person = await session.get_one(Person, held.person_id)
    return await queries.agencies.standing(session, person, on=asked.at.astimezone(LOCAL).date())


def _id_token(opened: Opened, asked: TokenRequest, held: Held, *, access: str, nonce: str | None) -> str:
    return tokens.id_token(
        issuer=asked.provider.issuer,
        subject=held.subject,
        client_id=held.client_id,
        nonce=nonce,
        access=access,
        authentication=held.authentication(opened.pairwise),
        at=asked.at,
        by=opened.current,
    )
