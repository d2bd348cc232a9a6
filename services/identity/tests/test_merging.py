"""Records that are proven to be one, and those somebody only wishes were."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import DelegationChanged, PeopleMerged, SecurityNoted
from kit.testing import said
from services.identity.actions.merging import merge
from services.identity.credentials.assurance import Level
from services.identity.models import (
    Account,
    Activity,
    AttributeChange,
    BrowserSession,
    Correction,
    Delegation,
    Identifier,
    LinkedIdentity,
    Merge,
    Person,
)
from services.identity.providers.upstream import Assertion, Who
from services.identity.records.corrections import Status
from services.identity.records.identifiers import Kind as Name
from services.identity.records.provenance import Source
from services.identity.seeds import VERIFIED_AT, person_id
from services.identity.tests.arrivals import LAN, NEW, answer, count, declared, enter, kinds, sitting, whoami
from services.identity.tests.factories import PASSWORD, Browser, answer_of, fields_of
from services.identity.tests.upstreams import FakeProvider


async def test_whoever_squats_a_number_loses_it_to_its_verified_owner(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    squatter = await declared(session, personal_number=NEW["SoDinhDanh"], email="squatter@motcua.example")
    await enter(browser, vneid, **NEW)
    mine = await whoami(browser)
    assert mine["sub"] != str(squatter.id)
    name = await session.get_one(Identifier, (Name.PERSONAL_NUMBER, NEW["SoDinhDanh"]), populate_existing=True)
    owner = await session.get_one(Account, name.account_id)
    assert str(owner.person_id) == mine["sub"]
    await session.refresh(squatter, ["attributes"])
    assert "personal_number" not in {one.name for one in squatter.attributes}
    assert "identifier_reclaimed" in await kinds(session, squatter.id)
    assert "identifier_reclaimed" in [one.note for one in await said(session) if isinstance(one, SecurityNoted)]
    assert await count(session, Merge) == 0


async def test_an_account_survives_becoming_verified(
    browser: Browser, other_browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    person = await declared(session, personal_number=NEW["SoDinhDanh"], email="moi@motcua.example")
    await other_browser.sign_in("moi@motcua.example")
    await browser.sign_in("moi@motcua.example")
    await enter(browser, vneid, **NEW)
    assert (await answer(browser, "yes")).status_code == 303
    assert (await whoami(browser))["sub"] == str(person.id)
    opened = await sitting(session)
    assert (opened.person_id, opened.acr) == (person.id, "high")
    # whoever was signed in before it was verified has to show who they are
    assert "error" in answer_of(await other_browser.authorize(prompt="none"))
    assert (await other_browser.sign_in("moi@motcua.example")).status_code == 303


async def test_a_shared_computers_open_session_is_nobodys_consent(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    squatter = await declared(session, personal_number=NEW["SoDinhDanh"], email="squatter@motcua.example")
    await browser.sign_in("squatter@motcua.example")
    asked = await enter(browser, vneid, **NEW)
    assert asked.headers["location"] == "/signin/linking"
    shown = await browser.client.get("/signin/linking")
    assert "Ai Đó" in shown.text
    assert "LÊ VĂN MỚI" in shown.text
    assert (await answer(browser, "no")).status_code == 303
    assert (await whoami(browser))["sub"] != str(squatter.id)


async def test_two_records_proven_to_be_one_become_one(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    second = await declared(session, email="lan.cu@motcua.example")
    await browser.sign_in("lan.cu@motcua.example")
    await enter(browser, vneid)
    shown = await browser.client.get("/signin/linking")
    assert "gộp làm một" in shown.text
    assert (await answer(browser, "yes")).status_code == 303
    assert (await whoami(browser))["sub"] == str(LAN)
    await session.refresh(second)
    assert second.merged_into_id == LAN
    merge = await session.scalar(select(Merge))
    assert merge is not None
    assert (merge.kept_id, merge.merged_id, merge.subject) == (LAN, second.id, "tech-1")
    assert next(one for one in await said(session) if isinstance(one, PeopleMerged)).merged_id == second.id
    old = await session.scalar(select(Account).where(Account.person_id == second.id))
    assert old is not None
    assert old.disabled_at is not None
    assert "people_merged" in await kinds(session, LAN)
    # both names open the one account, by its own password
    assert (await browser.sign_in("lan.cu@motcua.example")).status_code == 303
    assert (await whoami(browser))["sub"] == str(LAN)


async def test_a_merge_moves_what_belonged_to_the_other(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    second = await declared(session, email="cu@motcua.example", phone="0912000999")
    session.add(
        LinkedIdentity(
            provider="oidc",
            subject="o-1",
            person_id=second.id,
            level="low",
            linked_at=VERIFIED_AT,
            used_at=VERIFIED_AT,
        )
    )
    await session.flush()
    await browser.sign_in("cu@motcua.example")
    tokens = await browser.redeem(await browser.code())
    await enter(browser, vneid, **NEW)  # nobody has this number: the account at hand is upgraded
    await answer(browser, "no")
    verified = (await whoami(browser))["sub"]
    await browser.sign_in("cu@motcua.example")
    await enter(browser, vneid, **NEW)
    assert (await answer(browser, "yes")).status_code == 303
    kept = await session.get_one(Person, UUID(verified))
    await session.refresh(kept, ["attributes"])
    assert {one.name: one.value for one in kept.attributes}["phone"] == "0912000999"
    assert (await session.get_one(LinkedIdentity, ("oidc", "o-1"), populate_existing=True)).person_id == kept.id
    assert (await browser.userinfo(tokens.json()["access_token"])).status_code == 401
    # the verified account had no password: it takes the one that was proven
    assert (await browser.sign_in(NEW["SoDinhDanh"], PASSWORD)).status_code == 303
    assert await session.scalar(select(func.count()).where(Activity.person_id == second.id)) == 0


async def test_two_people_with_verified_numbers_are_never_asked_to_be_one(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    await browser.sign_in("031090004321")
    back = await enter(browser, vneid)
    assert back.headers["location"].startswith("/oauth2/authorize?")
    assert (await whoami(browser))["sub"] == str(LAN)
    assert await count(session, Merge) == 0


async def test_an_officers_account_is_never_merged_into_a_citizens(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    await browser.sign_in("hoa.counter")
    await enter(browser, vneid)
    assert (await whoami(browser))["sub"] == str(LAN)
    assert await count(session, Merge) == 0


async def test_an_account_prepared_for_a_victim_at_level_one_is_not_entered_at_level_two(
    browser: Browser, other_browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    """Somebody links the victim's level 1 account to a record they have a password for, and waits."""
    trap = await declared(session, email="trap@motcua.example")
    await other_browser.sign_in("trap@motcua.example")
    await enter(other_browser, vneid, **NEW, loAs="1")
    await answer(other_browser, "yes")
    assert (await session.get_one(LinkedIdentity, ("vneid", "tech-9"))).person_id == trap.id
    await enter(browser, vneid, **NEW, loAs="2")
    assert (await whoami(browser))["sub"] != str(trap.id)
    assert "provider_unlinked" in await kinds(session, trap.id)


@pytest.mark.parametrize("spoilt", ["csrf", "answer", "origin", "none", "later", "twice"])
async def test_the_question_is_answered_once_by_the_person_it_was_asked(
    browser: Browser, vneid: FakeProvider, session: AsyncSession, spoilt: str
) -> None:
    await declared(session, email="cu@motcua.example")
    await browser.sign_in("cu@motcua.example")
    await enter(browser, vneid)
    shown = fields_of((await browser.client.get("/signin/linking")).text)
    typed = {**shown, "answer": "yes"}
    headers = {}
    if spoilt == "csrf":
        typed["csrf"] = "x"
    elif spoilt == "answer":
        typed["answer"] = "unasked"
    elif spoilt == "origin":
        headers = {"Origin": "https://evil.example"}
    elif spoilt == "none":
        typed.pop("answer")
    elif spoilt == "later":
        await session.execute(
            update(BrowserSession).values(authenticated_at=BrowserSession.authenticated_at - timedelta(hours=1))
        )
    else:
        assert (await browser.client.post("/signin/linking", data=typed)).status_code == 303
    refused = await browser.client.post("/signin/linking", data=typed, headers=headers)
    assert refused.status_code in (400, 403)
    assert await count(session, Merge) == (1 if spoilt == "twice" else 0)


async def test_a_record_recovered_on_weak_proof_is_the_verified_persons_again(
    browser: Browser, other_browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    """Whoever reads Lan's mail has set a new password; she comes with her electronic identity."""
    await session.execute(update(Person).where(Person.id == LAN).values(doubted_at=VERIFIED_AT))
    await other_browser.sign_in()
    assert (await sitting(session)).acr == "low"
    await enter(browser, vneid)
    assert (await sitting(session)).acr == "high"
    assert "error" in answer_of(await other_browser.authorize(prompt="none"))
    assert (await other_browser.sign_in()).status_code == 403


async def test_whoever_recovered_their_own_record_keeps_the_password(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    await session.execute(update(Person).where(Person.id == LAN).values(doubted_at=VERIFIED_AT))
    await browser.sign_in()
    await enter(browser, vneid)
    assert (await sitting(session)).acr == "high"
    assert (await browser.sign_in()).status_code == 303


async def test_whoever_was_merged_before_follows(world: FastAPI, session: AsyncSession) -> None:
    first = await declared(session, email="first@motcua.example")
    second = await declared(session, email="second@motcua.example")
    lan = await session.get_one(Person, LAN)
    told, sealer = Assertion("vneid", "tech-1", Who.CITIZEN, Level.HIGH, VERIFIED_AT), world.state.provider.sealer
    await merge(session, sealer, kept=second, merged=first, told=told, at=VERIFIED_AT)
    await merge(session, sealer, kept=lan, merged=second, told=told, at=VERIFIED_AT)
    await session.refresh(first)
    assert first.merged_into_id == LAN
    events = [(one.merged_id, one.kept_id) for one in await said(session) if isinstance(one, PeopleMerged)]
    assert sorted(events, key=str) == sorted([(first.id, second.id), (second.id, LAN), (first.id, LAN)], key=str)


async def test_a_record_is_never_merged_with_itself(world: FastAPI, session: AsyncSession) -> None:
    lan = await session.get_one(Person, LAN)
    told = Assertion("vneid", "tech-1", Who.CITIZEN, Level.HIGH, VERIFIED_AT)
    with pytest.raises(ValueError, match="cannot be merged"):
        await merge(session, world.state.provider.sealer, kept=lan, merged=lan, told=told, at=VERIFIED_AT)


async def test_what_was_asked_and_changed_of_the_merged_record_is_the_kept_persons(
    world: FastAPI, session: AsyncSession
) -> None:
    second = await declared(session, email="cu@motcua.example")
    lan, sealer = await session.get_one(Person, LAN), world.state.provider.sealer

    def asked(person_id: UUID, name: str) -> Correction:
        return Correction(
            id=uuid4(), person_id=person_id, name=name, sealed_claim=sealer.seal(b'"X"'), reason="X",
            agency_code="G01.24.91", status=Status.RECEIVED, received_at=VERIFIED_AT,
        )  # fmt: skip

    own, twice, other = asked(LAN, "full_name"), asked(second.id, "full_name"), asked(second.id, "sex")
    change = AttributeChange(
        id=uuid4(), person_id=second.id, name="ethnicity", source=Source.DECLARED, changed_at=VERIFIED_AT
    )
    session.add_all([own, twice, other, change])
    await session.flush()
    told = Assertion("vneid", "tech-1", Who.CITIZEN, Level.HIGH, VERIFIED_AT)
    await merge(session, sealer, kept=lan, merged=second, told=told, at=VERIFIED_AT)
    open_ones = await session.execute(select(Correction.id, Correction.person_id))
    assert {tuple(row) for row in open_ones} == {(own.id, LAN), (other.id, LAN)}
    await session.refresh(change)
    assert change.person_id == LAN


async def test_whoever_was_let_act_for_the_merged_person_acts_for_the_kept_one(
    world: FastAPI, session: AsyncSession
) -> None:
    second = await declared(session, email="cu@motcua.example")
    lan, minh = await session.get_one(Person, LAN), person_id("minh")
    days = {"valid_from": date(2026, 11, 1), "valid_to": date(2026, 12, 1), "offered_at": VERIFIED_AT}
    named = {"delegate_name": "X", "delegate_hint": "321", "procedures": ["1.004194"]}
    kept = Delegation(id=uuid4(), principal_id=second.id, delegate_id=minh, accepted_at=VERIFIED_AT, **days, **named)
    void = Delegation(id=uuid4(), principal_id=LAN, delegate_id=second.id, accepted_at=VERIFIED_AT, **days, **named)
    session.add_all([kept, void])
    await session.flush()
    told = Assertion("vneid", "tech-1", Who.CITIZEN, Level.HIGH, VERIFIED_AT)
    await merge(session, world.state.provider.sealer, kept=lan, merged=second, told=told, at=VERIFIED_AT)
    said_of = {one.delegation_id: one for one in await said(session) if isinstance(one, DelegationChanged)}
    assert (said_of[kept.id].principal_id, said_of[kept.id].status) == (LAN, "accepted")
    assert said_of[void.id].status == "revoked"  # nobody acts for themselves
