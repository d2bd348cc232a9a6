"""The search over procedures: through the door, with the seeded catalog and with 100,000 procedures.

Beside it a ranked query of the same words on a table made for it (tsvector, GIN), by asyncpg without HTTP. The added
procedures are names of real ones, half of one and half of another.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack
from functools import partial
from urllib.parse import quote
from uuid import uuid4

import asyncpg

from deploy.local import state
from deploy.local.memory import weigh
from kit.vietnamese import slug
from tests.faults.stack import Stack
from tests.load.wire import Wire
from tests.load.workloads import Times, Town, repeated

MANY = 100_000
CLIENTS = 8
PATIENCE = 300.0
ASKED = (
    "làm giấy khai sinh cho con", "dang ky tam tru", "tôi muốn kết hôn", "đổi bằng lái xe hết hạn", "sang tên sổ đỏ",
    "cấp lại thẻ căn cước bị mất", "giấy phép xây dựng nhà ở", "mở quán cà phê", "bảo hiểm y tế hộ gia đình",
    "xin giấy xác nhận độc thân", "đăng ký xe máy mới mua", "thay đổi nội dung đăng ký kinh doanh", "tách hộ khẩu",
    "thủ tục hải quan nhập khẩu hàng hóa", "chuyển nhượng quyền sử dụng đất", "lý lịch tư pháp", "dang ky k",
    "hoà giải tranh chấp đất đai", "gia hạn giấy phép khai thác nước", "công chứng bằng đại học", "khaisinh", "1.0041",
)  # fmt: skip
"""What people type: sentences, plain and toned, unfinished, misspelt, a code."""

COLUMNS = (
    "id", "code", "name", "field", "fields", "levels", "online_level", "agency_kinds", "ward_codes", "applicants",
    "aliases", "words", "changed_in",
)  # fmt: skip
PLAIN = """
DROP TABLE IF EXISTS bench_search;
CREATE TABLE bench_search AS
SELECT code, name, to_tsvector('simple', fold(name)) AS words FROM procedures WHERE changed_in > 0;
CREATE INDEX ON bench_search USING gin (words);
ANALYZE bench_search;
"""
RANKED = """
SELECT code, name FROM bench_search, to_tsquery('simple', $1) AS asked
WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC, code LIMIT 20
"""

Line = tuple[str, list[str]]


async def searches(town: Town, *, rounds: int, seconds: float) -> AsyncIterator[Line]:
    """The lines of the table."""
    async with town.stack.database("catalog") as connection:
        few = await connection.fetchval("SELECT count(*) FROM procedures WHERE changed_in > 0")
        before = await _measured(town, connection, rounds=rounds, seconds=seconds)
        yield _line(few, before)
        yield _beside(before)
        weight = _weight(town.stack)
        took = await _fill(town, connection)
        yield f"{MANY:,} procedures found after", [f"{took:.1f} s"]
        yield "memory of catalog before, after (PSS)", [f"{weight} MiB   {_weight(town.stack)} MiB"]
        after = await _measured(town, connection, rounds=rounds, seconds=seconds)
        yield _line(MANY, after)
        yield _beside(after)
        grown = {
            name: after[0].quantile(share) / before[0].quantile(share) for name, share in (("p50", 0.5), ("p99", 0.99))
        }
        yield "  growth", [f"{name} x {times:.2f}" for name, times in grown.items()] + ["goal: p99 x 1.5"]


def _line(size: int, measured: tuple[Times, Sequence[float], Sequence[float]]) -> Line:
    times, ours, _ = measured
    return f"search of {size:,}, {CLIENTS} clients", [
        f"{statistics.median(ours):.0f} /s",
        f"p50 {times.median:.1f} ms  p99 {times.quantile(0.99):.1f} ms",
    ]


def _beside(measured: tuple[Times, Sequence[float], Sequence[float]]) -> Line:
    _, ours, bare = measured
    share = statistics.median(ours) / statistics.median(bare)
    return f"  beside: ranked SQL, {CLIENTS} connections", [
        f"{statistics.median(bare):.0f} /s",
        f"ours is {share:.2f} of it, goal: 0.5",
    ]


async def _measured(
    town: Town, connection: asyncpg.Connection, *, rounds: int, seconds: float
) -> tuple[Times, Sequence[float], Sequence[float]]:
    """All exchanges through the door, its rates, and the rates of the bare query, in alternating rounds."""
    await connection.execute(PLAIN)
    every, ours, bare = Times(), list[float](), list[float]()
    await _through(town, seconds=1.0)  # warm-up
    for _ in range(rounds):
        times = await _through(town, seconds=seconds)
        every.taken += times.taken
        ours.append(times.per_second)
        bare.append((await _bare(town.stack, seconds=seconds)).per_second)
    return every, ours, bare


async def _through(town: Town, *, seconds: float) -> Times:
    paths = [f"/v1/procedures?q={quote(typed)}" for typed in ASKED]

    async def one(wire: Wire, at: list[int]) -> None:
        answer = await wire.ask("GET", paths[at[0] % len(paths)])
        at[0] += 1
        assert answer.status == 200, answer.body[:500]
        assert answer.body.startswith(b'{"items":[{'), answer.body[:200]

    async with town.doors(CLIENTS) as opened:
        return await repeated([partial(one, wire, [at * 3]) for at, wire in enumerate(opened)], seconds=seconds)


async def _bare(stack: Stack, *, seconds: float) -> Times:
    asked = [" | ".join(slug(typed).split("-")) for typed in ASKED]

    async def one(connection: asyncpg.Connection, at: list[int]) -> None:
        await connection.fetch(RANKED, asked[at[0] % len(asked)])
        at[0] += 1

    async with AsyncExitStack() as exits:
        opened = [await exits.enter_async_context(stack.database("catalog")) for _ in range(CLIENTS)]
        return await repeated([partial(one, each, [at * 3]) for at, each in enumerate(opened)], seconds=seconds)


async def _fill(town: Town, connection: asyncpg.Connection) -> float:
    """Put the procedures in; the seconds until the search finds them."""
    async with connection.transaction():
        edition = await connection.fetchval("UPDATE editions SET number = number + 1 RETURNING number")
        rows = await connection.fetch("SELECT name, field, fields, levels FROM procedures WHERE changed_in > 0")
        await connection.copy_records_to_table("procedures", columns=COLUMNS, records=_made_up(rows, edition))
    began = time.perf_counter()
    async with town.doors(1) as (wire,):
        while time.perf_counter() < began + PATIENCE:
            answer = await wire.ask("GET", "/v1/procedures?q=9.000001")
            if answer.body.startswith(b'{"items":[{'):
                return time.perf_counter() - began
            await asyncio.sleep(0.2)
    raise TimeoutError("the search does not find what was put in")


def _made_up(rows: Sequence[asyncpg.Record], edition: int) -> Iterator[tuple[object, ...]]:
    """Rows of `COLUMNS` until there are `MANY` in all."""
    for number in range(MANY - len(rows)):
        one, other = rows[number * 7919 % len(rows)], rows[(number * 104_729 + number // 7) % len(rows)]
        begun, ended = one["name"].split(), other["name"].split()
        name = " ".join([*begun[: max(2, len(begun) // 2)], *ended[len(ended) // 2 :]])
        empty = ["[]"] * 4
        facts = (other["field"], other["fields"], one["levels"], "information", *empty, "", edition)
        yield uuid4(), f"9.{number + 1:06d}", name, *facts


def _weight(stack: Stack) -> int:
    now = state.read(stack.layout.state)
    assert now is not None
    return weigh(now)["catalog"] >> 20
