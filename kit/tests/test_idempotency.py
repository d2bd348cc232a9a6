"""A retried request has one effect and one answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, Depends, FastAPI, File, Form, Response, UploadFile
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kit import idempotency
from kit.db import Session, transaction
from kit.idempotency import Once, forget_answers, keep_forgetting
from kit.people import Citizen, require
from kit.problems import Conflict
from kit.schemas import Schema
from kit.testing import citizen, client_of, headers
from kit.testing.people import PUBLISHED_KEYS
from kit.tests.conftest import Running

router = APIRouter(dependencies=[Depends(require(Citizen))])


class Made(Schema):
    id: UUID


async def effect(session: AsyncSession, note: str) -> Made:
    made = Made(id=uuid4())
    await session.execute(
        text("INSERT INTO effects (event_id, note) VALUES (:id, :note)"), {"id": made.id, "note": note}
    )
    return made


class Asked(Schema):
    note: str
    seconds: float = 0.0


@router.post("/things")
async def create_thing(asked: Asked, session: Session, once: Once) -> Response:
    made = await effect(session, asked.note)
    await asyncio.sleep(asked.seconds)
    if asked.note == "refused":
        raise Conflict
    return await once.keep(session, 201, made, headers={"Location": f"/things/{made.id}"})


@router.post("/others")
async def create_other(asked: Asked, session: Session, once: Once) -> Response:
    return await once.keep(session, 201, await effect(session, asked.note))


@router.delete("/things")
async def delete_things(session: Session, once: Once) -> Response:
    await effect(session, "deleted")
    return await once.keep(session, 204, None)


@router.post("/files")
async def create_file(
    file: Annotated[UploadFile, File()], kind: Annotated[str, Form()], session: Session, once: Once
) -> Response:
    return await once.keep(session, 201, await effect(session, f"{kind} {len(await file.read())}"))


@pytest_asyncio.fixture
async def app(sample: Running) -> AsyncIterator[FastAPI]:
    async with sample(routers=[router]) as running:
        running.state.verifier._keys = dict(PUBLISHED_KEYS)
        yield running


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as opened:
        yield opened


async def count(app: FastAPI, table: str = "effects") -> int:
    async with app.state.engine.connect() as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {table}")))  # noqa: S608


@pytest.mark.parametrize("key", [None, "", "a\x80b", "x" * 201])
async def test_the_key_is_required_and_must_be_plain(client: httpx.AsyncClient, app: FastAPI, key: str | None) -> None:
    told = headers(citizen())
    del told["Idempotency-Key"]
    sent = [*told.items(), *([("Idempotency-Key", key.encode("latin-1"))] if key is not None else [])]
    refused = await client.post("/things", json={"note": "a"}, headers=sent)  # type: ignore[arg-type]
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/header/Idempotency-Key"
    assert await count(app) == 0


async def test_a_retry_gets_the_same_answer_and_no_second_effect(client: httpx.AsyncClient, app: FastAPI) -> None:
    told = headers(citizen())
    first = await client.post("/things", json={"note": "a"}, headers=told)
    again = await client.post("/things", json={"note": "a"}, headers=told)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    for name in ("Location", "Content-Type", "Content-Length"):
        assert first.headers[name] == again.headers[name]
    assert await count(app) == 1


async def test_an_answer_without_body_is_replayed_too(client: httpx.AsyncClient, app: FastAPI) -> None:
    told = headers(citizen())
    answers = [await client.delete("/things", headers=told) for _ in range(2)]
    assert [one.status_code for one in answers] == [204, 204]
    assert await count(app) == 1


async def test_the_key_cannot_carry_another_request(client: httpx.AsyncClient, app: FastAPI) -> None:
    told = headers(citizen())
    await client.post("/things", json={"note": "a"}, headers=told)
    refused = await client.post("/things", json={"note": "b"}, headers=told)
    assert (refused.status_code, refused.json()["code"]) == (422, "key-reused")
    assert (await client.post("/things?x=1", json={"note": "a"}, headers=told)).status_code == 422
    assert await count(app) == 1


async def test_while_the_first_is_at_work_the_second_waits_outside(client: httpx.AsyncClient, app: FastAPI) -> None:
    told, slow = headers(citizen()), {"note": "a", "seconds": 0.4}
    answers = await asyncio.gather(*[client.post("/things", json=slow, headers=told) for _ in range(6)])
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409, 409, 409]
    refused = next(one for one in answers if one.status_code == 409)
    assert (refused.json()["code"], refused.headers["Retry-After"]) == ("in-flight", "1")
    assert await count(app) == 1


async def test_a_key_belongs_to_one_person_and_one_route(client: httpx.AsyncClient, app: FastAPI) -> None:
    key, lan = "the same key", citizen()
    for person, path in ((lan, "/things"), (citizen(), "/things"), (lan, "/others")):
        answer = await client.post(path, json={"note": "a"}, headers=headers(person) | {"Idempotency-Key": key})
        assert answer.status_code == 201
        assert "Idempotent-Replayed" not in answer.headers
    assert await count(app) == 3


async def test_nothing_is_kept_of_an_effect_that_was_rolled_back(client: httpx.AsyncClient, app: FastAPI) -> None:
    told = headers(citizen())
    refused = [await client.post("/things", json={"note": "refused"}, headers=told) for _ in range(2)]
    assert [one.status_code for one in refused] == [409, 409]
    assert await count(app) == await count(app, "answers") == 0
    assert (await client.post("/things", json={"note": "a"}, headers=told)).status_code == 201


async def test_an_upload_counts_by_content_not_by_boundary(client: httpx.AsyncClient, app: FastAPI) -> None:
    told = headers(citizen())
    part = {"file": ("a.pdf", b"content" * 1000)}
    first = await client.post("/files", files=part, data={"kind": "a"}, headers=told)
    again = await client.post("/files", files=part, data={"kind": "a"}, headers=told)
    assert first.status_code == 201
    assert first.request.headers["Content-Type"] != again.request.headers["Content-Type"], "the boundary is random"
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    for changed in ({"kind": "b"}, {"kind": "a\0"}, {"kind": "a", "more": ""}):
        assert (await client.post("/files", files=part, data=changed, headers=told)).status_code == 422
    other = {"file": ("a.pdf", b"content" * 999)}
    assert (await client.post("/files", files=other, data={"kind": "a"}, headers=told)).status_code == 422
    for named in (("b.pdf", *part["file"][1:]), (*part["file"][:2], "image/png")):
        assert (await client.post("/files", files={"file": named}, data={"kind": "a"}, headers=told)).status_code == 422
    assert await count(app) == 1


async def test_an_upload_that_is_only_announced_counts_by_what_it_announces(client: httpx.AsyncClient) -> None:
    """A resumable upload is begun without a body (tus 1.0.0): its length and metadata are the request."""
    told = headers(citizen()) | {"Upload-Length": "5", "Upload-Metadata": "filename YS5wZGY="}
    first = await client.delete("/things", headers=told)
    again = await client.delete("/things", headers=told)
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replayed"]) == (204, 204, "true")
    for changed in ({"Upload-Length": "6"}, {"Upload-Metadata": "filename Yi5wZGY="}):
        assert (await client.delete("/things", headers=told | changed)).status_code == 422


async def test_answers_are_kept_72_hours(
    client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = headers(citizen())
    await client.post("/things", json={"note": "a"}, headers=told)
    async with transaction(app) as session:
        assert await forget_answers(session) == 0
        await session.execute(text("UPDATE answers SET created_at = now() - interval '73 hours'"))
    assert (await client.post("/things", json={"note": "b"}, headers=told)).status_code == 201
    assert await count(app) == 2
    async with transaction(app) as session:
        await session.execute(text("UPDATE answers SET created_at = now() - interval '73 hours'"))
    monkeypatch.setattr(idempotency, "FORGET_EVERY", 0.01)
    forgetting = asyncio.create_task(keep_forgetting(app))
    async with asyncio.timeout(5):
        while await count(app, "answers"):  # noqa: ASYNC110 - another task deletes them
            await asyncio.sleep(0.02)
    forgetting.cancel()
    await asyncio.wait({forgetting})
