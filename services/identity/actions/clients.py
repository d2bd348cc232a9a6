"""Registering clients, changing them, giving them secrets, and stopping them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kit.faults import Fault
from kit.problems import ChangedMeanwhile, Conflict, Invalid
from services.identity import activity
from services.identity.activity import Kind
from services.identity.credentials import opaque
from services.identity.models import Authentication, Client, Family, SubjectType
from services.identity.oauth2 import registering
from services.identity.oauth2.registering import OLDER_SECRET_LIFE, Registration

_KEY_MEMBERS = ("kty", "crv", "x", "y", "kid", "use", "alg")


class ClientTaken(Conflict):
    """Mã ứng dụng này đã được đăng ký."""

    english = "A client of this id is registered already."


class NoSecret(Conflict):
    """Ứng dụng này không dùng mật khẩu để chứng thực."""

    english = "This client does not authenticate with a secret."


async def register(session: AsyncSession, client_id: str, wanted: Registration, *, by: UUID, at: datetime) -> Client:
    """A new client; Invalid with every fault, ClientTaken when the id is taken. A secret is given by `give_secret`."""
    await _check(session, wanted)
    row = {**_columns(wanted), "id": client_id, "created_at": at, "changed_at": at}
    made = await session.scalar(insert(Client).values(row).on_conflict_do_nothing().returning(Client.id))
    if made is None:
        raise ClientTaken
    await activity.record(session, by, Kind.CLIENT_REGISTERED, at=at, facts={"client": client_id})
    return await session.get_one(Client, client_id)


async def change(
    session: AsyncSession, client: Client, wanted: Registration, *, seen_at: datetime, by: UUID, at: datetime
) -> None:
    """The client as it shall be from now on; ChangedMeanwhile when it is not as it was `seen_at`.

    What proves a client is forgotten when it proves itself in another way from now on.
    """
    await _check(session, wanted)
    row = _columns(wanted)
    if wanted.authentication != Authentication.SECRET:
        row |= {"secret_hash": None, "older_secret_hash": None, "older_secret_until": None}
    changed = await session.scalar(
        update(Client)
        .where(Client.id == client.id, Client.changed_at == seen_at)
        .values(**row, changed_at=at)
        .returning(Client.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise ChangedMeanwhile
    await activity.record(session, by, Kind.CLIENT_CHANGED, at=at, facts={"client": client.id})
    await session.refresh(client)


async def give_secret(session: AsyncSession, client: Client, *, by: UUID, at: datetime) -> str:
    """A new secret, told once. The one in use is good for another day: also when the answer was lost and another is
    asked for, it is that one and not the lost one which stays."""
    if client.authentication is not Authentication.SECRET:
        raise NoSecret
    secret = opaque.new()
    is_replaced = client.older_secret_until is not None and at < client.older_secret_until
    if client.secret_hash is not None and not is_replaced:
        client.older_secret_hash, client.older_secret_until = client.secret_hash, at + OLDER_SECRET_LIFE
    client.secret_hash, client.changed_at = opaque.digest(secret), at
    await activity.record(session, by, Kind.CLIENT_SECRET_GIVEN, at=at, facts={"client": client.id})
    return secret


async def disable(session: AsyncSession, client: Client, *, by: UUID, at: datetime) -> None:
    """From now on the client gets nothing, and what it was granted is over. Once disabled it stays so."""
    if client.disabled_at is not None:
        return
    client.disabled_at = client.changed_at = at
    await session.execute(
        update(Family).where(Family.client_id == client.id, Family.revoked_at.is_(None)).values(revoked_at=at)
    )
    await activity.record(session, by, Kind.CLIENT_DISABLED, at=at, facts={"client": client.id})


async def enable(session: AsyncSession, client: Client, *, by: UUID, at: datetime) -> None:
    """The client may ask for tokens again; what was revoked stays so."""
    if client.disabled_at is None:
        return
    client.disabled_at, client.changed_at = None, at
    await activity.record(session, by, Kind.CLIENT_ENABLED, at=at, facts={"client": client.id})


async def _check(session: AsyncSession, wanted: Registration) -> None:
    found = registering.faults(wanted)
    if wanted.agency_code is not None and not await _is_agency(session, wanted.agency_code):
        found.append(Fault("/agency_code", "unknown", "Không có cơ quan này.", "There is no such agency."))
    if found:
        raise Invalid(errors=found)


async def _is_agency(session: AsyncSession, code: str) -> bool:
    return await session.scalar(text("SELECT 1 FROM agencies WHERE code = :code"), {"code": code}) is not None


def _columns(wanted: Registration) -> dict[str, Any]:
    jwks = wanted.jwks and {
        "keys": [{name: key[name] for name in _KEY_MEMBERS if name in key} for key in wanted.jwks["keys"]]
    }
    return {
        "name": wanted.name,
        "authentication": Authentication(wanted.authentication),
        "jwks": jwks,
        "redirect_uris": list(wanted.redirect_uris),
        "post_logout_redirect_uris": list(wanted.post_logout_redirect_uris),
        "backchannel_logout_uri": wanted.backchannel_logout_uri,
        "scopes": list(wanted.scopes),
        "grants": list(wanted.grants),
        "subject_type": SubjectType(wanted.subject_type),
        "sector": wanted.sector,
        "default_acr": wanted.default_acr,
        "is_par_required": wanted.is_par_required,
        "is_dpop_bound": wanted.is_dpop_bound,
        "is_third_party": wanted.is_third_party,
        "agency_code": wanted.agency_code,
    }
