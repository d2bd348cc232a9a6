"""Telling clients that a sign-in is over (OpenID Connect Back-Channel Logout 1.0).

The notices are rows, written in the transaction that ends the session; each is sent by whichever replica finds it due.
A client that does not answer is tried again, later each time, and then given up: it also learns from its next refresh.
"""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.db import transaction
from kit.http import Refused
from kit.logs import log
from kit.schedule import mark_due
from services.identity import tokens
from services.identity.keyring import Opened
from services.identity.models import Client, LogoutNotice
from services.identity.oauth2.subjects import session_name
from services.identity.provider import Provider

PAUSES = (
    *(timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10)),
    *(timedelta(hours=1), timedelta(hours=6)),
)
"""How long after each failed try the next is made; after the last the client is given up."""

AT_ONCE = 20
"""Notices sent in one run, all at once: no client waits for another."""

PATIENCE = timedelta(seconds=10)
"""How long a client may take; much less than its token lives."""

_NOTIFY = text(
    "INSERT INTO logout_notices (id, client_id, session_id, subject, attempts, created_at, due_at)"
    " SELECT gen_random_uuid(), f.client_id, f.session_id, min(f.subject), 0, :at, :at"
    " FROM families f JOIN clients c ON c.id = f.client_id WHERE f.session_id = :session_id"
    " AND c.backchannel_logout_uri IS NOT NULL AND c.disabled_at IS NULL AND NOT EXISTS"
    " (SELECT FROM logout_notices n WHERE n.session_id = f.session_id AND n.client_id = f.client_id)"
    " GROUP BY f.client_id, f.session_id RETURNING 1"
)


async def notify(session: AsyncSession, session_id: UUID, *, at: datetime) -> None:
    """The session ends: every client that was granted something in it, and wants to know, will be told. Once each."""
    if (await session.execute(_NOTIFY, {"session_id": session_id, "at": at})).all():
        mark_due(session)


async def deliver(app: FastAPI) -> int:
    """Send what is due; how much that was.

    A notice is claimed by putting its next try into the future, which is committed before anything is sent: a replica
    that dies in between leaves it for then, and a client may hear of one sign-out twice (`jti` differs).
    """
    provider: Provider = app.state.provider
    at = await now()
    async with transaction(app) as session:
        claimed = await _claim(session, at=at)
        opened = await provider.ring.open(session, at=at)
    sent = await asyncio.gather(
        *(_send(provider.outward, address, _token(provider, opened, notice, at=at)) for notice, address in claimed)
    )
    told = [notice.id for (notice, _), is_told in zip(claimed, sent, strict=True) if is_told]
    if told:
        async with transaction(app) as session:
            done = update(LogoutNotice).where(LogoutNotice.id.in_(told))
            await session.execute(done.values(delivered_at=await now(), due_at=None))
    for notice, _ in claimed:
        if notice.id not in told and notice.due_at is None:
            log.warning("a client was not told of a sign-out", client_id=notice.client_id, attempts=notice.attempts)
    return len(claimed)


def _token(provider: Provider, opened: Opened, notice: LogoutNotice, *, at: datetime) -> str:
    return tokens.logout_token(
        issuer=provider.issuer,
        subject=notice.subject,
        client_id=notice.client_id,
        sid=session_name(opened.pairwise, notice.session_id, subject=notice.subject),
        at=at,
        by=opened.current,
    )


async def _claim(session: AsyncSession, *, at: datetime) -> list[tuple[LogoutNotice, str]]:
    """Due notices with the address to send to, already counted as tried."""
    due = (
        select(LogoutNotice, Client.backchannel_logout_uri, Client.disabled_at)
        .join(Client, Client.id == LogoutNotice.client_id)
        .where(LogoutNotice.due_at <= at)
        .order_by(LogoutNotice.due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=LogoutNotice)
    )
    claimed: list[tuple[LogoutNotice, str]] = []
    for notice, address, disabled_at in (await session.execute(due)).all():
        notice.attempts += 1
        notice.due_at = at + PAUSES[notice.attempts - 1] if notice.attempts <= len(PAUSES) else None
        if address is None or disabled_at is not None:
            notice.due_at = None
        else:
            claimed.append((notice, address))
    await session.flush()
    return claimed


async def _send(client: httpx.AsyncClient, address: str, token: str) -> bool:
    """Whether the client took it. What it says besides is not read, and however slowly it speaks, nobody waits."""
    try:
        async with (
            asyncio.timeout(PATIENCE.total_seconds()),
            client.stream("POST", address, data={"logout_token": token}) as answer,
        ):
            return answer.status_code in (200, 204)
    except (httpx.HTTPError, httpx.InvalidURL, Refused, TimeoutError, ValueError) as error:
        # ValueError: a host that is no name (idna); it must not keep the others from being told
        log.info("a client could not be told of a sign-out", error=repr(error))
        return False
