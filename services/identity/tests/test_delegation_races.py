"""Both sides at once: the table lets one story happen, and limits hold."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import select

from contracts.identity import DelegationChanged
from kit.db import transaction
from kit.problems import Problem
from kit.testing import said
from services.identity import actions, queries, seeds
from services.identity.actions.delegations import MOST, Addressee, Terms
from services.identity.activity import Where
from services.identity.delegations import Act
from services.identity.models import Delegation, Person
from services.identity.tests.test_delegations import LATER, TODAY


async def _race(town: FastAPI, given_id: UUID, act: Act, by: UUID) -> str:
    try:
        async with transaction(town) as session:
            given = await queries.delegations.find_own(session, given_id, person_id=by, is_locked=True)
            assert given is not None
            await actions.delegations.undergo(session, given, act, by=by, at=datetime.now(UTC), where=Where())
    except Problem as problem:
        return problem.code()
    return act.value


async def test_of_thirty_answers_and_revocations_at_once_the_table_lets_one_story_happen(town: FastAPI) -> None:
    lan, minh = seeds.person_id("lan"), seeds.person_id("minh")
    async with transaction(town) as session:
        principal = await session.get_one(Person, lan)
        to, terms = Addressee("Trần Văn Minh", "031090004321"), Terms(["1.004194"], TODAY, LATER, None)
        given = await actions.delegations.offer(
            session, principal, to=to, terms=terms, at=datetime.now(UTC), where=Where()
        )
    each = [(Act.ACCEPT, minh), (Act.DECLINE, minh), (Act.REVOKE, lan)]
    done = await asyncio.gather(*(_race(town, given.id, *each[n % 3]) for n in range(30)))
    happened = [one for one in done if one != "not-now"]
    assert happened in (["accept", "revoke"], ["revoke", "accept"], ["decline"], ["revoke"])
    async with transaction(town) as session:
        told = [one.status for one in await said(session) if isinstance(one, DelegationChanged)]
        assert told[0] == "offered"
        assert len(told) == 1 + len(happened)


async def test_the_number_of_open_delegations_is_limited(town: FastAPI) -> None:
    at, lan = datetime.now(UTC), seeds.person_id("lan")
    async with transaction(town) as session:
        old = {"principal_id": lan, "delegate_name": "A", "delegate_hint": "4321", "procedures": ["1.004194"]}
        days = {"valid_from": TODAY, "valid_to": LATER, "offered_at": at - timedelta(days=2)}
        session.add_all(Delegation(id=uuid4(), **old, **days) for _ in range(MOST - 1))

    async def offer() -> str:
        try:
            async with transaction(town) as session:
                principal = await session.get_one(Person, lan)
                to, terms = Addressee("Trần Văn Minh", "031090004321"), Terms(["1.004194"], TODAY, LATER, None)
                await actions.delegations.offer(session, principal, to=to, terms=terms, at=at, where=Where())
        except Problem as problem:
            return problem.code()
        return "offered"

    outcomes = await asyncio.gather(*(offer() for _ in range(8)))
    assert sorted(outcomes) == ["offered", *["too-many-offers"] * 7]


async def test_two_who_delegate_to_each_other_at_once_do_not_wait_for_each_other(town: FastAPI) -> None:
    sides = [("lan", Addressee("Trần Văn Minh", "031090004321")), ("minh", Addressee("Nguyễn Thị Lan", "030194001234"))]

    async def offer(user: str, to: Addressee) -> None:
        async with transaction(town) as session:
            principal = await session.get_one(Person, seeds.person_id(user))
            terms = Terms(["1.004194"], TODAY, LATER, None)
            await actions.delegations.offer(session, principal, to=to, terms=terms, at=datetime.now(UTC), where=Where())

    await asyncio.gather(*(offer(*sides[n % 2]) for n in range(24)))
    async with transaction(town) as session:
        given = await session.scalars(select(Delegation.principal_id))
        assert len(given.all()) == 24
