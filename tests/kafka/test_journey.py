"""The whole house on a real Kafka: one errand, citizens submitting while the broker is away, and a wiped broker."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from deploy.kafka.node import KafkaNode
from kit.tests.conftest import listener_of
from tests.journeys.drafts import opened
from tests.journeys.errand import PDF, World
from tests.journeys.phone import Phone
from tests.journeys.temporary_residence import AGENCY, PROCEDURE, TemporaryResidence, stay
from tests.kafka.conftest import Note, Started, free_ports
from tests.kafka.records import effects, forget_topics, speak, until, until_heard
from tests.kafka.stack import Stack

pytestmark = pytest.mark.kafka

BETWEEN = 2.0
"""Seconds between two submissions."""
FOLLOWS = Counter({"dossier_submitted": 1, "bill_issued": 1, "bill": 1})
"""What follows a submission by event, in two other services."""


@pytest_asyncio.fixture(scope="module")
async def stack(node: KafkaNode, note: Note) -> AsyncIterator[Stack]:
    """The house, started on the broker."""
    node.start()
    forget_topics(node.address)
    async with Stack(node.address, port=free_ports(2)) as started:
        note(f"full stack on Apache Kafka: ready in {started.seconds:.1f} s")
        yield started


@pytest_asyncio.fixture
async def world(stack: Stack) -> AsyncIterator[World]:
    """Where the journey happens; every phone is put away afterwards."""
    made, opened = stack.world(), list[httpx.AsyncClient]()
    door = made.door

    def kept() -> httpx.AsyncClient:
        opened.append(door())
        return opened[-1]

    made.door = kept
    yield made
    for one in opened:
        await one.aclose()


async def test_an_errand_from_sign_in_to_rating(world: World, note: Note) -> None:
    began = time.perf_counter()
    await TemporaryResidence(world).run()
    note(f"one errand from sign-in to rating: {time.perf_counter() - began:.1f} s")


async def test_whatever_is_said_and_submitted_while_the_broker_is_away_follows_once_when_it_is_back(
    world: World, node: KafkaNode, *, sample: Started, outage: float, note: Note
) -> None:
    lan, said = await _signed_in(world), list[UUID]()
    async with sample(node, listener_of()) as app:
        await speak(app, said, seconds=1)
        await until_heard(app, before := len(said), seconds=30)
        await asyncio.to_thread(node.stop)
        async with asyncio.TaskGroup() as going_on:
            going_on.create_task(speak(app, said, seconds=outage))
            submissions = going_on.create_task(_submit_for(lan, outage))
        dossiers = [dossier for dossier, _ in submissions.result()]
        assert not any(await _followed(lan, dossiers)), "heard without a broker"
        assert len(await effects(app)) == before
        await asyncio.to_thread(node.start)
        spent = await asyncio.gather(
            until_heard(app, len(said), seconds=60), until(lambda: _is_followed(lan, dossiers), seconds=60)
        )
        await asyncio.sleep(2)  # time for anything to happen twice
        assert sorted(await effects(app)) == sorted(said)
    assert await _followed(lan, dossiers) == [FOLLOWS] * len(dossiers)
    slowest = max(seconds for _, seconds in submissions.result())
    note(
        f"outage of {outage:.0f} s: {len(dossiers)} submissions through HTTP, all 201, slowest {slowest * 1000:.0f} ms"
    )
    note(f"  all their notices and bills there {spent[1]:.1f} s after the broker answered again")
    note(f"  {len(said) - before} events of another service all heard {spent[0]:.1f} s after it; nothing twice")


async def test_a_wiped_broker_is_refilled_by_all_services_and_nobody_is_told_twice(
    world: World, node: KafkaNode, note: Note
) -> None:
    lan = await _signed_in(world)
    before, _ = await _submit(lan)
    await until(lambda: _is_followed(lan, [before]), seconds=30)
    told = await _inbox(lan)
    await asyncio.to_thread(node.wipe)
    after, _ = await _submit(lan)
    await asyncio.to_thread(node.start)
    followed = await until(lambda: _is_followed(lan, [after]), seconds=60)
    await asyncio.sleep(2)  # time for anything to happen twice
    found = await _inbox(lan)
    assert len(found) == len(told) + 2
    about_dossiers = [(one["dossier_id"], one["kind"]) for one in found if one["dossier_id"]]
    assert max(Counter(about_dossiers).values()) == 1
    note(f"broker wiped under the stack: {len(found)} notices, none twice; the dossier submitted meanwhile had")
    note(f"  notice and bill {followed:.1f} s after the empty broker answered")


async def _signed_in(world: World) -> Phone:
    phone = world.phone()
    await phone.sign_in("lan@motcua.example", world.passwords["lan"])
    return phone


async def _submit(phone: Phone) -> tuple[str, float]:
    """One dossier from draft to submission; its id and the seconds the submission took. AssertionError unless 201."""
    draft = await opened(phone, {"procedure_code": PROCEDURE, "agency_code": AGENCY})
    place = f"/v1/dossiers/{draft['id']}"
    seen = {"If-Match": (await phone.ask("GET", place)).headers["etag"]}
    await phone.api("PATCH", place, json={"answers": stay()}, headers=seen, expect=200)
    paper = {"file": ("hop-dong-thue-nha.pdf", PDF, "application/pdf")}
    await phone.api("POST", f"{place}/papers", data={"component_id": "lawful-residence"}, files=paper, expect=201)
    began = time.perf_counter()
    await phone.api("POST", f"{place}/submission", expect=201)
    return str(draft["id"]), time.perf_counter() - began


async def _submit_for(phone: Phone, seconds: float) -> list[tuple[str, float]]:
    """Submits one dossier after the other for that long."""
    ends, done = time.monotonic() + seconds, []
    while time.monotonic() < ends:
        done.append(await _submit(phone))
        await asyncio.sleep(BETWEEN)
    return done


async def _inbox(phone: Phone) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 100}
    while True:
        page = await phone.api("GET", "/v1/inbox", params=query, expect=200)
        found += page["items"]
        if not page["next"]:
            return found
        query["cursor"] = page["next"]


async def _followed(phone: Phone, dossiers: list[str]) -> list[Counter[str]]:
    """For each dossier what followed by event, and how often: its notices by kind, its bills."""
    notices = await _inbox(phone)
    followed = []
    for dossier in dossiers:
        bills = await phone.api("GET", "/v1/bills", params={"dossier": dossier}, expect=200)
        kinds = Counter(one["kind"] for one in notices if one["dossier_id"] == dossier)
        followed.append(kinds + Counter(bill=len(bills["items"])))
    return followed


async def _is_followed(phone: Phone, dossiers: list[str]) -> bool:
    return all(one >= FOLLOWS for one in await _followed(phone, dossiers))
