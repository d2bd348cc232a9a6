"""`make bench`: start a stack of its own, load it, print a table. Ends by itself, at the latest after `LIMIT` seconds.

Submits stand beside the limit of the same database, in alternating rounds: min / median / max. The load comes from
this one program, whose share of the CPU is told, on the machine that runs the stack: it slows what it measures.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from deploy.local import state
from deploy.local.memory import weigh
from deploy.local.pids import family
from tests.faults.citizen import Applicant
from tests.faults.stack import Stack, running
from tests.journeys.phone import Phone
from tests.load import limit
from tests.load.catalog import searches
from tests.load.identity import share, tokens_and_sign_ins
from tests.load.workloads import (
    Times,
    Town,
    asked,
    prepare,
    quiet,
    submit_to_inbox,
    submits,
)

LIMIT = 900
REST = 10.0
CLIENTS = (8, 32)
REFRESHERS = 8


@dataclass(frozen=True)
class Size:
    """How much is asked: rounds, seconds and drafts of each, submits at 1 and at 50 a second."""

    rounds: int
    seconds: float
    drafts: int
    slow: int
    fast: int


FULL = Size(rounds=5, seconds=2.0, drafts=120, slow=20, fast=500)
QUICK = Size(rounds=2, seconds=1.0, drafts=60, slow=10, fast=150)


def line(what: str, *figures: str) -> None:
    """One row of the table."""
    print(f"{what:<44} {'   '.join(figures)}", flush=True)


def spread(values: Sequence[float], unit: str) -> str:
    """min / median / max."""
    return f"{min(values):.0f} / {statistics.median(values):.0f} / {max(values):.0f} {unit}"


def latency(times: Times) -> str:
    """p50 and p99 of one run."""
    return f"p50 {times.median:.1f} ms  p99 {times.quantile(0.99):.1f} ms  max {max(times.taken):.1f} ms"


def rates(rounds: Sequence[Times]) -> tuple[str, str]:
    """The rates of the rounds, and their p99."""
    p99 = spread([one.quantile(0.99) for one in rounds], "ms p99")
    return spread([one.per_second for one in rounds], "/s"), p99


async def at_rest(stack: Stack) -> None:
    """Memory and CPU of the stack while nobody asks anything."""
    now = state.read(stack.layout.state)
    assert now is not None
    before = cpu(stack)
    await asyncio.sleep(REST)
    spent = {name: (seconds - before[name]) / REST * 100 for name, seconds in cpu(stack).items()}
    weights = weigh(now)
    line("memory at rest (PSS)", f"{sum(weights.values()) / 2**20:.0f} MiB")
    line("", ", ".join(f"{name} {bytes_ >> 20}" for name, bytes_ in weights.items()))
    line("CPU at rest, of one core", f"{sum(spent.values()):.1f} %")
    line("", parts(spent))


def cpu(stack: Stack) -> dict[str, float]:
    """Seconds of CPU each part has used since it started."""
    now = state.read(stack.layout.state)
    assert now is not None
    used = {name: sum(map(_seconds, family(known.pid))) for name, known in now.programs.items()}
    return used | {"runner": _seconds(now.runner.pid)}


def parts(shares: Mapping[str, float]) -> str:
    """The parts that count, the dearest first."""
    dearest = sorted(shares.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {share:.1f}" for name, share in dearest if share >= 0.05)


def _seconds(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


async def inbox(town: Town, size: Size) -> None:
    """Submit to inbox at rest and at 50 a second."""
    for per_second, count in ((1.0, size.slow), (50.0, size.fast)):
        drafts = await prepare(town, count)
        await quiet(town)
        before = cpu(town.stack)
        answers, rows = await submit_to_inbox(town, drafts, per_second=per_second)
        what = f"at {per_second:.0f}/s (came to {answers.per_second:.1f}/s)"
        line(f"submit, {what}", latency(answers))
        line(f"answer -> inbox row, {what}", latency(rows))
        await quiet(town)
    # the last pace is the busy one: what a dossier costs until the last mail about it has left
    spent = {name: (used - before[name]) / count * 1000 for name, used in cpu(town.stack).items()}
    line("CPU of a submit and all that follows", f"{sum(spent.values()):.1f} ms")
    line("", parts(spent))


async def capacity(town: Town, size: Size) -> None:
    """Submits as fast as they go, beside the limit."""
    url = town.stack.database_url("dossier")
    await limit.prepare(url)
    ours: dict[int, list[Times]] = {clients: [] for clients in CLIENTS}
    bare: dict[int, list[float]] = {clients: [] for clients in CLIENTS}
    for _ in range(size.rounds):
        for clients in CLIENTS:
            drafts = await prepare(town, size.drafts)
            await quiet(town)
            ours[clients].append(await submits(town, drafts, clients=clients))
            await quiet(town)
            bare[clients].append(await limit.rate(url, clients=clients, seconds=size.seconds))
        await town.lan.phone.refresh("demo-web")
    for clients in CLIENTS:
        line(f"submit, {clients} clients", *rates(ours[clients]))
        share = statistics.median(one.per_second for one in ours[clients]) / statistics.median(bare[clients])
        line(f"  limit: pgbench, {clients} connections", spread(bare[clients], "/s"), f"ours is {share:.2f} of it")


async def reads(town: Town, size: Size) -> None:
    """What people read most, with 8 clients."""
    found = await town.lan.phone.api("GET", "/v1/dossiers", params={"limit": 1}, expect=200)
    asks: dict[str, tuple[str, Phone | None]] = {
        "worklist": ("/v1/worklist", town.clerk),
        "tracking": (f"/v1/tracking/{found['items'][0]['tracking_code']}", None),
        "inbox": ("/v1/inbox", town.lan.phone),
        "catalog search": ("/v1/procedures?q=dang+ky+tam+tru", None),
    }
    rounds: dict[str, list[Times]] = {name: [] for name in asks}
    for _ in range(size.rounds):
        for name, (path, phone) in asks.items():
            rounds[name].append(await asked(town, path, phone=phone, clients=8, seconds=size.seconds))
        for one in (town.lan.phone, town.clerk):
            await one.refresh("demo-web")
    for name, times in rounds.items():
        line(f"{name}, 8 clients", *rates(times))


async def identity(town: Town, phones: Sequence[Phone], size: Size) -> None:
    """Tokens and sign-ins, each beside its limit: bare signing, or bare Argon2 of the same parameters."""
    figures, limits = await tokens_and_sign_ins(
        town, phones, rounds=size.rounds, seconds=size.seconds, cpu=lambda: cpu(town.stack)["identity"]
    )
    for name, found in figures.items():
        line(f"{name}, {REFRESHERS} clients", *rates(found.times))
        limit_name = "argon2" if name == "password sign-in" else "signing"
        line("  for a second of identity's CPU", spread(found.per_core, "/s"))
        if limit_name == "argon2":
            ours = statistics.median(one.per_second for one in found.times) / statistics.median(limits["argon2"])
            line("  limit: Argon2 alone, 2 threads", spread(limits["argon2"], "/s"), f"ours is {ours:.2f} of it")
        else:
            line(
                "  limit: signing alone, one core",
                spread(limits["signing"], "/s"),
                f"{share(found, limits['signing']):.2f} of it",
            )


async def signed_in(stack: Stack, login: str, name: str) -> Phone:
    """Somebody with tokens."""
    world = stack.world()
    phone = world.phone()
    await phone.sign_in(login, world.passwords[name])
    return phone


async def bench(size: Size) -> None:
    """All of it."""
    async with AsyncExitStack() as exits:
        folder = exits.enter_context(tempfile.TemporaryDirectory(prefix="motcua-bench-"))
        stack, seconds = await exits.enter_async_context(running(Path(folder)))
        line("load of the machine before", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        line("first start until ready", f"{seconds:.1f} s")
        await at_rest(stack)
        lan = await exits.enter_async_context(Applicant.signed_in(stack.world()))
        clerk = await signed_in(stack, "hoa.counter", "hoa.counter")
        phones = [await signed_in(stack, "minh@motcua.example", "minh") for _ in range(REFRESHERS)]
        for phone in (clerk, *phones):
            exits.push_async_callback(phone.close)
        town = Town(stack, lan, clerk)
        await submits(town, await prepare(town, 20), clients=4)  # warm-up
        await inbox(town, size)
        await capacity(town, size)
        await reads(town, size)
        await identity(town, phones, size)
        await at_rest(stack)
        async for what, figures in searches(town, rounds=size.rounds, seconds=size.seconds):  # last: it leaves rows
            line(what, *figures)


def main() -> None:
    """Read the words and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: for a look, not for a claim")
    size = QUICK if parser.parse_args().quick else FULL
    began = time.monotonic()
    asyncio.run(asyncio.wait_for(bench(size), LIMIT))
    spent = time.monotonic() - began
    line("the generator's own CPU, of one core", f"{time.process_time() / spent * 100:.0f} % over {spent:.0f} s")


if __name__ == "__main__":
    main()
