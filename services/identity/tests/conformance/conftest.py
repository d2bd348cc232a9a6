"""The relying parties of the conformance tests, registered in the demo world."""

from collections.abc import AsyncIterator

import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.testing import client_of
from services.identity.credentials import opaque
from services.identity.models import Authentication
from services.identity.tests.conformance.parties import Bank, Party, registered
from services.identity.tests.factories import SECRET


@pytest_asyncio.fixture
async def party(world: FastAPI, session: AsyncSession) -> AsyncIterator[Party]:
    """A confidential client of the code flow, and a second one, `other`, with the same secret."""
    at = await now()
    digest = opaque.digest(SECRET)
    session.add_all([registered(name, secret_hash=digest, at=at) for name in ("party", "other")])
    await session.commit()
    async with client_of(world) as client:
        yield Party(client)


@pytest_asyncio.fixture
async def bank(world: FastAPI, session: AsyncSession) -> AsyncIterator[Bank]:
    """A client of the FAPI 2.0 profile, run by a third party."""
    async with client_of(world) as client:
        yield await _registered(session, Bank(client))


@pytest_asyncio.fixture
async def other_bank(bank: Bank, session: AsyncSession) -> Bank:
    """A second one in the same browser, with keys of its own."""
    return await _registered(session, Bank(bank.client, client_id="other-bank"))


async def _registered(session: AsyncSession, bank: Bank) -> Bank:
    fapi = {
        "authentication": Authentication.KEY,
        "jwks": bank.jwks,
        "is_par_required": True,
        "is_dpop_bound": True,
        "is_third_party": True,
    }
    session.add(registered(bank.client_id, at=await now(), **fapi))
    await session.commit()
    return bank
