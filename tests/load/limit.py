"""The limit beside which submits are read: the same rows through asyncpg alone, one prepared statement, one commit.

It runs in the stack's own PostgreSQL, on empty copies of the tables with all their indexes, synchronous commit on.
"""

import asyncio
import itertools
import time
from uuid import UUID, uuid4

import asyncpg

TABLES = ("dossiers", "entries", "outbox", "answers")
ROWS = 1_000
PAYLOAD = 400
"""Bytes of an event's and an answer's body, as they are in a submit."""

_STATEMENT = """
    WITH moved AS (
        UPDATE bench.dossiers SET status = 'submitted', version = version + 1, acts = acts + 1, head = $2,
            submitted_at = now(), fee_due = 7000
        WHERE id = $1 RETURNING id
    ), entry AS (
        INSERT INTO bench.entries (id, dossier_id, sequence, act, role, before, after, at, decided, patch, previous,
            hash)
        SELECT $3, id, $4, 'submit', 'applicant', 'draft', 'submitted', now(), '{"fee_due": 7000}', '{}', $2, $2
        FROM moved
    ), said AS (
        INSERT INTO bench.outbox (event_id, type, topic, subject, occurred_at, body)
        VALUES ($3, 'dossier.submitted.v1', 'dossier', $1::text, now(), $5)
    )
    INSERT INTO bench.answers (subject, route, key, body_hash, status, headers, body)
    VALUES ($1::text, 'POST', $3::text, $5, 201, '{}', $5)
    """


async def prepare(url: str) -> list[UUID]:
    """Make the copies and fill the dossiers from one that exists; the ids."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE SCHEMA IF NOT EXISTS bench")
        for table in TABLES:
            await connection.execute(f"CREATE TABLE bench.{table} (LIKE public.{table} INCLUDING ALL)")
        columns = await connection.fetchval(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns WHERE table_schema ="
            " 'bench' AND table_name = 'dossiers' AND is_generated = 'NEVER'"
            " AND column_name NOT IN ('id', 'tracking_code', 'number')"
        )
        ids = [uuid4() for _ in range(ROWS)]
        await connection.execute(
            f"INSERT INTO bench.dossiers (id, tracking_code, {columns}) SELECT made.id, made.id::text, {columns}"  # noqa: S608
            " FROM unnest($1::uuid[]) AS made (id), (SELECT * FROM public.dossiers LIMIT 1) AS one",
            ids,
        )
        return ids
    finally:
        await connection.close()


async def rate(url: str, ids: list[UUID], *, clients: int, seconds: float) -> float:
    """Commits a second with so many connections."""
    connections = [await asyncpg.connect(url) for _ in range(clients)]
    sequence = itertools.count(time.time_ns() // 1_000_000 % 1_000_000_000)
    done = 0

    async def work(connection: asyncpg.Connection, own: list[UUID]) -> None:
        nonlocal done
        statement = await connection.prepare(_STATEMENT)
        for dossier_id in itertools.cycle(own):
            if time.perf_counter() > until:
                return
            await statement.fetch(dossier_id, "0" * 64, uuid4(), next(sequence), b"x" * PAYLOAD)
            done += 1

    began = time.perf_counter()
    until = began + seconds
    try:
        await asyncio.gather(*(work(one, ids[n::clients]) for n, one in enumerate(connections)))
        return done / (time.perf_counter() - began)
    finally:
        for connection in connections:
            await connection.close()
