"""Growth: worklist, counts, search, timeline and tracking with 10^4, 10^5 and 10^6 dossiers in the province.

A database of its own, filled by SQL; the dossier service in this process, asked one at a time through its own door (no
gateway), so that what differs between two sizes is the database. The province has 10 agencies of equal share: the one
that is asked has a tenth of all dossiers, a fifth of these open, so its share and its open work grow tenfold too, and
so does its staff: 20 open dossiers in each hand. Half a percent came by post, names are of 4 surnames, 5 middle and 40
given names, three entries each. Every size is asked the same; a page is full at every
size but by post (5 rows of 50 at 10^4).
"""

import argparse
import asyncio
import hashlib
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import create_async_engine

from kit.people import Officer
from kit.testing import client_of, hear, officer
from kit.testing.cluster import running
from kit.testing.hosting import Services
from kit.testing.people import token_for
from kit.testing.postgres import Server
from services.dossier.tests import factories
from tests.load.workloads import MILLI, Times

SIZES = (10_000, 100_000, 1_000_000)
AGENCY = "H31.01"
ASKS = 400
WARM_UP = 40
GOAL = 1.3
STEP = 100_000
"""Dossiers a statement makes."""

_DOSSIERS = """
INSERT INTO dossiers (id, owner_id, tracking_code, procedure_code, procedure_name, revision, agency_code, agency_name,
    channel, applicant_name, applicant_name_folded, answers, prefilled, opened_at, edited_at, version, head, acts,
    status, number, submitted_at, received_at, due_at, fee_due, assigned_to, step, interrupted)
SELECT md5('dossier' || n)::uuid, md5('person' || n / 3)::uuid, 'T-' || n, '1.0' || n / 10 % 40, 'Đăng ký tạm trú', 1,
    'H31.0' || n % 10, 'Cơ quan', CASE WHEN n / 10 % 200 = 0 THEN 'post' ELSE 'online' END,
    initcap(name), name, '{"reason": "Đi làm"}', '{}', at, at, 3, repeat('0', 64), 3,
    CASE WHEN is_open THEN (ARRAY['submitted', 'accepted', 'in_progress', 'resolved'])[n / 50 % 4 + 1]
    ELSE 'delivered' END, 'H31.0' || n % 10 || '-' || lpad(n::text, 9, '0'), at, at,
    at + interval '3 days', 0, CASE WHEN is_open THEN md5('holder' || n / 1000)::uuid END,
    CASE WHEN is_open AND n / 50 % 30 = 0 THEN 'signature' END, '[]'
FROM generate_series($1::bigint, $2::bigint) n,
    LATERAL (SELECT n / 10 % 5 = 0 AS is_open, now() - ((n * 7919) % 5000000) * interval '1 second' AS at,
        (ARRAY['nguyen', 'tran', 'le', 'pham'])[n / 10 % 4 + 1] || ' '
        || (ARRAY['thi', 'van', 'duc', 'minh', 'thu'])[n / 40 % 5 + 1] || ' ten' || n / 200 % 40 AS name) made
"""
_ENTRIES = """
INSERT INTO entries (id, dossier_id, sequence, act, role, before, after, at, decided, patch, previous, hash)
SELECT md5('entry' || n || '-' || s)::uuid, md5('dossier' || n)::uuid, s,
    (ARRAY['open', 'submit', 'accept'])[s], (ARRAY['applicant', 'applicant', 'counter'])[s],
    (ARRAY[NULL, 'draft', 'submitted'])[s], (ARRAY['draft', 'submitted', 'accepted'])[s], now(), '{}', '{}',
    repeat('0', 64), repeat('0', 64)
FROM generate_series($1::bigint, $2::bigint) n, generate_series(1, 3) s
"""

Ask = tuple[str, str, dict[str, Any] | None]


async def fill(url: str, *, since: int, until: int) -> None:
    """Make the dossiers from one number up to and without another, as the owner, and let PostgreSQL look at them."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        for first in range(since, until, STEP):
            last = min(first + STEP, until) - 1
            for statement in (_DOSSIERS, _ENTRIES):
                await driver.execute(statement, first, last, timeout=600)
        await driver.execute("VACUUM ANALYZE", timeout=600)
    await engine.dispose()


def asks(size: int) -> dict[str, Callable[[], Ask]]:
    """What is asked, each time of another row."""
    chosen = random.Random(7)  # noqa: S311 - the same for every size

    def own() -> int:
        return chosen.randrange(size // 10) * 10 + 1

    def holder() -> str:
        return str(_uuid(f"holder{chosen.randrange(size // 1000)}"))

    def name() -> str:
        return f"ten{chosen.randrange(40)} {chosen.choice(('nguyen', 'tran', 'le', 'pham'))}"

    return {
        "worklist": lambda: ("GET", "/v1/worklist", None),
        "worklist, a status": lambda: ("GET", "/v1/worklist?status=accepted", None),
        "worklist, a holder": lambda: ("GET", f"/v1/worklist?assignee={holder()}", None),
        "worklist, overdue": lambda: ("GET", "/v1/worklist?due=overdue", None),
        "worklist, by post": lambda: ("GET", "/v1/worklist?channel=post", None),
        "worklist, counts": lambda: ("GET", "/v1/worklist/counts", None),
        "search, a number": lambda: ("POST", "/v1/worklist/search", {"number": f"{AGENCY}-{own():09}"}),
        "search, a name": lambda: ("POST", "/v1/worklist/search", {"name": name()}),
        "timeline": lambda: ("GET", f"/v1/dossiers/{_uuid(f'dossier{own()}')}/timeline", None),
        "tracking": lambda: ("GET", f"/v1/tracking/{AGENCY}-{own():09}", None),
    }


async def measure(client: httpx.AsyncClient, clerk: Officer, ask: Callable[[], Ask]) -> Times:
    """The times of so many asks, one after the other."""
    times = Times()
    signed = {"Authorization": f"Bearer {token_for(clerk)}"}
    for at in range(-WARM_UP, ASKS):
        method, path, body = ask()
        began = time.perf_counter()
        answer = await client.request(method, path, json=body, headers=signed)
        if at >= 0:
            times.taken.append((time.perf_counter() - began) * MILLI)
        assert answer.status_code == 200, (path, answer.text[:300])
    return times


async def growth(sizes: Sequence[int]) -> AsyncIterator[tuple[str, list[str]]]:
    """The lines of the table: each kind of ask at each size, and its growth from the size before."""
    async with AsyncExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="motcua-growth-")))
        server = Server(exits.enter_context(running()))
        app = await Services(server, folder, exits).app("dossier")
        client = await exits.enter_async_context(client_of(app))
        await hear(app, factories.calendar())
        owned = (await server.database("dossier")).replace("test_dossier:", "test_dossier_owner:")
        clerk, before, since = officer(AGENCY, "counter", "officer"), dict[str, tuple[float, float]](), 0
        for size in sizes:
            began = time.monotonic()
            await fill(owned, since=since, until=size)
            since = size
            yield (
                f"{size:,} dossiers, {size // 10:,} of the agency's, {size // 50:,} open",
                [f"made in {time.monotonic() - began:.0f} s"],
            )
            for what, ask in asks(size).items():
                times = await measure(client, clerk, ask)
                found = times.median, times.quantile(0.99)
                p50, p99 = (now / then for now, then in zip(found, before.get(what, found), strict=True))
                grown = [f"p50 x {p50:.2f}  p99 x {p99:.2f}, goal: x {GOAL}"] if what in before else []
                before[what] = found
                yield f"  {what}", [f"p50 {found[0]:.1f} ms  p99 {found[1]:.1f} ms", *grown]


def _uuid(words: str) -> UUID:

    return UUID(hashlib.md5(words.encode(), usedforsecurity=False).hexdigest())


async def told(sizes: Sequence[int]) -> None:
    """Print the table."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    async for what, figures in growth(sizes):
        print(f"{what:<64} {'   '.join(figures)}", flush=True)


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.dossiers", description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1], help="the largest size")
    most = parser.parse_args().most
    asyncio.run(told([size for size in SIZES if size <= most]))


if __name__ == "__main__":
    main()
