"""Events in flight: the broker dead or empty, everything killed at once, poison in front of good ones."""

import asyncio
import json
from uuid import UUID, uuid4

import pytest

from kit.clock import now
from tests.faults.balance import HEARERS, balance, balanced
from tests.faults.citizen import Applicant
from tests.faults.stack import Stack

pytestmark = pytest.mark.faults

MANY = 12
DEAD = 3.0
"""Seconds without a broker after the submits: long enough for every client of it to have noticed."""


async def test_citizens_submit_while_the_broker_is_dead_and_are_told_when_it_is_back(stack: Stack) -> None:
    async with Applicant.signed_in(stack.world()) as lan:
        drafts = await lan.drafts(stack, 2)
        before = stack.restarts("broker")
        with stack.without("broker"):
            for draft in drafts:
                submitted = await lan.submit(draft)
                assert submitted["status"] == "submitted"
            await asyncio.sleep(DEAD)
            assert (await balance(stack)).missing, "somebody heard without a broker"
        await stack.is_restarted("broker", before=before)
        await lan.is_told(*drafts)
        await balanced(stack)


async def test_everything_killed_right_after_submits_loses_no_dossier_and_no_event(stack: Stack) -> None:
    async with Applicant.signed_in(stack.world()) as lan:
        drafts = await lan.drafts(stack, MANY)
        with stack.without("notification"):  # the events are still on their way when the rest dies
            await asyncio.gather(*map(lan.submit, drafts))
            assert len((await balance(stack)).missing) >= MANY
            stack.crash()
    await stack.start()
    async with Applicant.signed_in(stack.world()) as lan:
        for draft in drafts:
            dossier = await lan.phone.api("GET", f"/v1/dossiers/{draft}", expect=200)
            assert dossier["status"] == "submitted"
        await lan.is_told(*drafts)
        assert (await balanced(stack)).said >= MANY


async def test_a_poison_event_waits_as_a_dead_letter_and_others_go_on(stack: Stack) -> None:
    subject = uuid4()
    async with Applicant.signed_in(stack.world()) as lan:
        draft = await lan.draft()
        poison = [await _said(stack, subject, {"dossier_id": "none"}), await _said(stack, subject, {})]
        try:
            await lan.submit(draft)
            await lan.is_told(draft)
            assert (await balanced(stack, poison=frozenset(poison))).waiting == set(poison)
            async with stack.database("notification") as connection:
                letters = await connection.fetch("SELECT event_id, reason FROM dead_letters ORDER BY id")
            assert [letter["event_id"] for letter in letters] == poison
            assert letters[1]["reason"] == "waits behind an earlier event"
        finally:
            await _forgotten(stack, poison)


async def _said(stack: Stack, subject: UUID, body: object) -> UUID:
    """Put an event into dossier's outbox, as a broken speaker would."""
    event_id = uuid4()
    async with stack.database("dossier") as connection:
        await connection.execute(
            "INSERT INTO outbox (event_id, type, topic, subject, occurred_at, body)"
            " VALUES ($1, 'dossier.submitted.v1', 'dossier', $2, $3, $4)",
            *(event_id, str(subject), await now(), json.dumps(body).encode()),
        )
    return event_id


async def _forgotten(stack: Stack, poison: list[UUID]) -> None:
    for service, table in (("dossier", "outbox"), *((hearer, "dead_letters") for hearer in HEARERS)):
        async with stack.database(service) as connection:
            await connection.execute(f"DELETE FROM {table} WHERE event_id = ANY($1)", poison)  # noqa: S608 - our names
