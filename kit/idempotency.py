"""A retried request has one effect and one answer.

`Idempotency-Key` is required on creates and payments: 400 when missing, 422 when reused with another body, 409 while
the first is still at work, else the stored answer is replayed (72 hours). The key is scoped by person and route, and
the answer is stored in the transaction of the effect, so there is never one without the other.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile

from kit.db import Session, transaction
from kit.faults import Fault
from kit.logs import log
from kit.people import Citizen, Person, current
from kit.problems import Conflict, Invalid, KeyReused

KEPT_HOURS = 72
FORGET_EVERY = 3600.0
"""Seconds."""
ANNOUNCED = ("upload-length", "upload-metadata")
"""Headers in which a resumable upload (tus 1.0) says what is to come: such a request has no body."""

_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
# not one statement with the lock: its snapshot would be older than the lock and miss an answer just committed
_FIND = text(
    "SELECT body_hash, status, headers, body FROM answers WHERE subject = :subject AND route = :route AND key = :key"
    " AND created_at > now() - make_interval(hours => :kept)"
)
_KEEP = text(
    "INSERT INTO answers (subject, route, key, body_hash, status, headers, body)"
    " VALUES (:subject, :route, :key, :body_hash, :status, :headers, :body)"
    " ON CONFLICT (subject, route, key) DO UPDATE SET body_hash = excluded.body_hash,"  # an expired one
    " status = excluded.status, headers = excluded.headers, body = excluded.body, created_at = now()"
)


class InFlight(Conflict):
    """Yêu cầu này đang được xử lý."""

    english = "This request is still being handled."


class Replayed(Exception):  # noqa: N818 - not a fault: the route need not run
    """An earlier try had its effect; `answer` is what it was answered."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True)
class Idempotent:
    """The key of a request that is tried for the first time."""

    subject: str
    route: str
    key: str
    body_hash: bytes

    async def keep(
        self, session: AsyncSession, status: int, content: BaseModel | None, *, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Store the answer beside its effect and return it."""
        body = content.model_dump_json().encode() if content is not None else b""
        told = {"Content-Type": "application/json", **(headers or {})} if body else dict(headers or {})
        await session.execute(
            _KEEP,
            {
                "subject": self.subject,
                "route": self.route,
                "key": self.key,
                "body_hash": self.body_hash,
                "status": status,
                "headers": json.dumps(told),
                "body": body,
            },
        )
        return Response(body, status, told)


async def once(
    request: Request,
    session: Session,
    person: Annotated[Person, Depends(current)],
    key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)] = None,
) -> Idempotent:
    """The request's key, looked up. Raises Replayed, InFlight, KeyReused: the route runs for a first try only."""
    if not key or not key.isprintable():
        raise Invalid(
            errors=[
                Fault("/header/Idempotency-Key", "missing", "Thiếu tiêu đề Idempotency-Key.", "The header is missing.")
            ]
        )
    digest = hashlib.sha256(request.url.query.encode() + b"\0" + await _content(request)).digest()
    found = Idempotent(_subject(person), f"{request.method} {request.url.path}", key, digest)
    session.info["request_key"] = f"{found.subject} {key}"
    free = await session.scalar(_LOCK, {"name": f"{found.subject} {found.route} {found.key}"})
    if not free:
        raise InFlight(headers={"Retry-After": "1"})
    row = (
        await session.execute(
            _FIND,
            {"subject": found.subject, "route": found.route, "key": found.key, "kept": KEPT_HOURS},
        )
    ).one_or_none()
    if row is not None:
        if row.body_hash != digest:
            raise KeyReused
        raise Replayed(Response(row.body, row.status, {**json.loads(row.headers), "Idempotent-Replayed": "true"}))
    return found


def _subject(person: Person) -> str:
    """Whose key it is: one who acts for another and the other one each have their own."""
    actor_id = person.actor_id if isinstance(person, Citizen) else None
    return str(person.id) if actor_id is None else f"{person.id} by {actor_id}"


async def _on_replay(_: Request, replayed: Exception) -> Response:
    assert isinstance(replayed, Replayed)
    return replayed.answer


def replay_answers(app: FastAPI) -> None:
    """Answer a retried request as its first try was answered."""
    app.add_exception_handler(Replayed, _on_replay)


async def _content(request: Request) -> bytes:
    """The body as it counts for sameness: an upload's fields, file names, types and contents without the random
    boundary; of a resumable upload what its headers announce.
    """
    announced = b"".join(_digest(request.headers[name]) for name in ANNOUNCED if name in request.headers)
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return announced + await request.body()
    digest = hashlib.sha256(announced)
    for name, value in sorted((await request.form()).multi_items(), key=lambda item: item[0]):
        digest.update(_digest(name) + (_digest(value) if isinstance(value, str) else await _file(value)))
    return digest.digest()


async def _file(sent: UploadFile) -> bytes:
    """A file's name, type and content, in a digest; it can be read again afterwards."""
    content = hashlib.sha256(_digest(sent.filename or "") + _digest(sent.content_type or ""))
    while chunk := await sent.read(1 << 20):
        content.update(chunk)
    await sent.seek(0)
    return content.digest()


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()


async def forget_answers(session: AsyncSession) -> int:
    """Drop answers too old to be replayed; how many there were."""
    dropped = await session.execute(
        text("DELETE FROM answers WHERE created_at < now() - make_interval(hours => :kept) RETURNING 1"),
        {"kept": KEPT_HOURS},
    )
    return len(dropped.all())


async def keep_forgetting(app: FastAPI) -> None:
    """Drop them every hour, for ever."""
    while True:
        await asyncio.sleep(FORGET_EVERY)
        try:
            async with transaction(app) as session:
                await forget_answers(session)
        except (SQLAlchemyError, OSError) as error:
            log.warning("old answers stay", error=repr(error))


Once = Annotated[Idempotent, Depends(once)]
