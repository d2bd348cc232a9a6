"""Several editors at once: one wins, nothing is doubled. Real commits; what was written is taken away again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import delete, select, text

from kit.clock import LOCAL
from kit.db import transaction
from kit.testing import client_of
from services.catalog.models import Procedure, Revision
from services.catalog.replicas import Agency
from services.catalog.tests.editing import CODE, add_agencies, ask, drafted, editor, good

TODAY = datetime.now(UTC).astimezone(LOCAL).date()


@pytest_asyncio.fixture
async def committing(seeded: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the seeded service with real commits."""
    async with transaction(seeded) as session:
        add_agencies(session)
    async with client_of(seeded) as client:
        yield client
    async with transaction(seeded) as session:
        ours = select(Procedure.id).where(Procedure.code == CODE).scalar_subquery()
        await session.execute(delete(Revision).where(Revision.procedure_id == ours))
        await session.execute(delete(Procedure).where(Procedure.code == CODE))
        await session.execute(delete(Agency))
        await session.execute(text("DELETE FROM outbox WHERE subject = :code"), {"code": CODE})


async def test_of_eight_publications_at_once_one_holds(committing: httpx.AsyncClient) -> None:
    draft = await drafted(committing, editor())
    path, body = f"/v1/revisions/{draft['id']}/publication", {"effective_from": str(TODAY)}
    answers = await asyncio.gather(*(ask(committing, "POST", path, editor(), seen=1, json=body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]


async def test_of_eight_edits_at_once_one_is_kept(committing: httpx.AsyncClient) -> None:
    path = f"/v1/revisions/{(await drafted(committing, editor()))['id']}"
    answers = await asyncio.gather(
        *(ask(committing, "PUT", path, editor(), seen=1, json=good(name=f"Tên {n}")) for n in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 7]


async def test_of_eight_drafts_at_once_one_begins(committing: httpx.AsyncClient) -> None:
    draft = await drafted(committing, editor())
    assert (await ask(committing, "DELETE", f"/v1/revisions/{draft['id']}", editor())).status_code == 204
    path = f"/v1/procedures/{CODE}/revisions"
    answers = await asyncio.gather(*(ask(committing, "POST", path, editor(), json={}) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]


async def test_of_eight_procedures_of_one_code_at_once_one_enters(committing: httpx.AsyncClient) -> None:
    body = {"code": CODE, "content": good()}
    answers = await asyncio.gather(*(ask(committing, "POST", "/v1/procedures", editor(), json=body) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
