"""The limit beside which submits are read: the same statements by pgbench alone, prepared, in one commit.

It runs in the stack's own PostgreSQL, on copies of the tables with all their indexes, synchronous commit on.
"""

import asyncio
import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

import asyncpg

from deploy.local.postgres import programs

TABLES = ("dossiers", "entries", "outbox", "answers")
ROWS = 1_000
PAYLOAD = 400
"""Bytes of an event's and an answer's body, as they are in a submit."""

SCRIPT = f"""
\\set n random(1, {ROWS})
BEGIN;
UPDATE bench.dossiers SET status = 'submitted', version = version + 1, acts = acts + 1, head = repeat('0', 64),
    submitted_at = now(), fee_due = 7000
    WHERE id = md5(:n::text)::uuid;
INSERT INTO bench.entries (id, dossier_id, sequence, act, role, before, after, at, decided, patch, previous, hash)
    VALUES (gen_random_uuid(), md5(:n::text)::uuid, nextval('bench.turn'), 'submit', 'applicant', 'draft', 'submitted',
        now(), '{{"fee_due": 7000}}', '{{}}', repeat('0', 64), repeat('0', 64));
INSERT INTO bench.outbox (event_id, type, topic, subject, occurred_at, body)
    VALUES (gen_random_uuid(), 'dossier.submitted.v1', 'dossier', :n, now(), decode(repeat('78', {PAYLOAD}), 'hex'));
INSERT INTO bench.answers (subject, route, key, body_hash, status, headers, body)
    VALUES (:n, 'POST', gen_random_uuid(), decode(repeat('78', 32), 'hex'), 201, '{{}}',
        decode(repeat('78', {PAYLOAD}), 'hex'));
COMMIT;
"""  # noqa: S608 - our own words only
RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


async def prepare(url: str) -> None:
    """Make the copies and fill the dossiers from one that exists."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE SCHEMA IF NOT EXISTS bench")
        await connection.execute("CREATE SEQUENCE bench.turn")
        for table in TABLES:
            await connection.execute(f"CREATE TABLE bench.{table} (LIKE public.{table} INCLUDING ALL)")
        columns = await connection.fetchval(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns WHERE table_schema ="
            " 'bench' AND table_name = 'dossiers' AND is_generated = 'NEVER'"
            " AND column_name NOT IN ('id', 'tracking_code', 'number')"
        )
        await connection.execute(
            f"INSERT INTO bench.dossiers (id, tracking_code, {columns}) SELECT md5(n::text)::uuid, n::text, {columns}"  # noqa: S608
            f" FROM generate_series(1, {ROWS}) AS made (n), (SELECT * FROM public.dossiers LIMIT 1) AS one"
        )
    finally:
        await connection.close()


async def rate(url: str, *, clients: int, seconds: float) -> float:
    """Commits a second with so many connections; RuntimeError with pgbench's own words when one fails."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "submit.sql"
        script.write_text(SCRIPT)
        pace = ["-c", str(clients), "-j", "2", "-T", str(max(round(seconds), 1))]
        how = ["-n", "-M", "prepared", "-f", str(script), *pace]
        address = urlsplit(url)
        secret = {"PGPASSWORD": unquote(address.password or "")}  # not among the words everybody can list
        bare = url.replace(f":{address.password}@", "@", 1) if address.password else url
        running = await asyncio.create_subprocess_exec(
            str(programs() / "pgbench"),
            *how,
            bare,
            env=os.environ | secret,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told, wrong = await running.communicate()
    found = RATE.search(told.decode())
    if running.returncode != 0 or found is None:
        raise RuntimeError(f"pgbench failed: {wrong.decode()[-500:]}")
    return float(found[1])
