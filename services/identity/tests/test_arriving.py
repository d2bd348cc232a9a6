"""People come in with an account elsewhere: whose record it becomes."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PersonChanged, SecurityNoted
from kit.testing import said
from services.identity.models import (
    Account,
    Attribute,
    BrowserSession,
    CodeFactor,
    Identifier,
    LinkedIdentity,
    Person,
    PersonKind,
)
from services.identity.records.identifiers import Kind as Name
from services.identity.records.provenance import Source
from services.identity.seeds import VERIFIED_AT
from services.identity.tests.arrivals import (
    LAN,
    NEW,
    answer,
    come_back,
    count,
    declared,
    enter,
    kinds,
    leave,
    sitting,
    whoami,
)
from services.identity.tests.factories import Browser
from services.identity.tests.upstreams import FakeProvider


async def test_a_verified_person_comes_in_by_the_number_and_is_vouched_for(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    before = await count(session, Person)
    back = await enter(browser, vneid)
    assert back.status_code == 303
    assert back.headers["location"].startswith("/oauth2/authorize?")
    assert (await whoami(browser))["sub"] == str(LAN)
    opened = await sitting(session)
    assert (opened.acr, opened.amr) == ("high", ["fed"])
    assert await count(session, Person) == before
    link = await session.get_one(LinkedIdentity, ("vneid", "tech-1"))
    assert (link.person_id, link.level) == (LAN, "high")
    assert "provider_linked" in await kinds(session, LAN)
    assert [one.note for one in await said(session) if isinstance(one, SecurityNoted)] == ["provider_linked"]
    lan = await session.get_one(Person, LAN)
    named = {one.source: one for one in lan.attributes if one.name == "full_name"}
    assert named[Source.ELECTRONIC_IDENTITY].verified_at is not None
    assert (await enter(browser, vneid)).status_code == 303
    assert (await kinds(session, LAN)).count("provider_linked") == 1


async def test_somebody_new_gets_a_record_and_an_account_without_a_password(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    assert (await enter(browser, vneid, **NEW, ThuDienTu="moi@motcua.example")).status_code == 303
    link = await session.get_one(LinkedIdentity, ("vneid", "tech-9"))
    person = await session.get_one(Person, link.person_id)
    sources = {one.name: one.source for one in person.attributes}
    assert sources["personal_number"] is Source.ELECTRONIC_IDENTITY
    assert sources["email"] is Source.DECLARED  # theirs to confirm with us, not the provider's
    account = await session.scalar(select(Account).where(Account.person_id == person.id))
    assert account is not None
    assert account.password_hash is None
    names = await session.scalars(select(Identifier.value).where(Identifier.account_id == account.id))
    assert names.all() == ["031099000777"]
    told = [one for one in await said(session) if isinstance(one, PersonChanged) and one.person_id == person.id]
    assert told[-1].full_name == "LÊ VĂN MỚI"
    assert (await whoami(browser))["sub"] == str(person.id)


async def test_level_one_proves_no_number(browser: Browser, vneid: FakeProvider, session: AsyncSession) -> None:
    refused = await enter(browser, vneid, TechID="impostor", loAs="1")
    assert refused.status_code == 403
    assert "đăng nhập vào tài khoản đó trước" in refused.text
    assert await session.get(LinkedIdentity, ("vneid", "impostor")) is None
    assert await count(session, BrowserSession) == 0


async def test_level_one_of_somebody_new_is_a_record_of_low_assurance(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    assert (await enter(browser, vneid, **NEW, loAs="1")).status_code == 303
    opened = await sitting(session)
    assert opened.acr == "low"
    person = await session.get_one(Person, opened.person_id)
    assert {one.source for one in person.attributes} == {Source.ELECTRONIC_IDENTITY_1}
    assert all(one.verified_at is None for one in person.attributes)
    assert await session.get(Identifier, (Name.PERSONAL_NUMBER, "031099000777")) is None


async def test_level_one_is_linked_after_the_owner_signed_in_and_said_yes(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    await browser.sign_in()
    asked = await enter(browser, vneid, loAs="1")
    assert asked.headers["location"] == "/signin/linking"
    assert (await answer(browser, "yes")).status_code == 303
    assert (await whoami(browser))["sub"] == str(LAN)
    assert (await session.get_one(LinkedIdentity, ("vneid", "tech-1"))).level == "low"
    assert (await sitting(session)).acr == "low"


@pytest.mark.parametrize("email", ["lan@motcua.example", "LAN@motcua.example", "l\u0430n@motcua.example"])
@pytest.mark.parametrize("level", ["1", "2"])
async def test_an_email_address_matches_nobody(
    browser: Browser, vneid: FakeProvider, session: AsyncSession, email: str, level: str
) -> None:
    await enter(browser, vneid, **NEW, ThuDienTu=email, SoDienThoai="0912345001", loAs=level)
    assert (await whoami(browser))["sub"] != str(LAN)
    held = await session.get_one(Identifier, (Name.EMAIL, "lan@motcua.example"), populate_existing=True)
    assert (await session.get_one(Account, held.account_id)).person_id == LAN
    link = await session.get_one(LinkedIdentity, ("vneid", "tech-9"))
    assert link.person_id != LAN


async def test_a_new_registration_there_finds_the_same_person(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    await enter(browser, vneid)
    await enter(browser, vneid, TechID="tech-2")
    assert (await whoami(browser))["sub"] == str(LAN)
    assert (await session.get_one(LinkedIdentity, ("vneid", "tech-1"), populate_existing=True)).ended_at is not None
    assert (await session.get_one(LinkedIdentity, ("vneid", "tech-2"))).person_id == LAN
    assert (await kinds(session, LAN)).count("provider_unlinked") == 1


async def test_a_new_identity_paper_finds_the_same_person(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    old = await declared(session, email="card@motcua.example")
    at = datetime.now(UTC)
    card = Attribute(
        person_id=old.id,
        name="identity_card",
        source=Source.POPULATION_DATABASE,
        value="031123456",
        verified_at=VERIFIED_AT,
        recorded_at=at,
    )
    old.attributes.append(card)
    await session.flush()
    await enter(browser, vneid, **NEW, SoCMND="031123456")
    assert (await whoami(browser))["sub"] == str(old.id)
    await session.refresh(old, ["attributes"])
    assert NEW["SoDinhDanh"] in [one.value for one in old.attributes if one.name == "personal_number"]


async def test_a_business_comes_in_by_its_tax_code(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    company = {"MaSoThue": "0200123456", "TenDoanhNghiep": "CÔNG TY TNHH BIỂN XANH", "TechID": "biz-1", "loAs": None}
    await enter(browser, vneid, **company)
    found = await session.get_one(Person, (await session.get_one(LinkedIdentity, ("vneid", "biz-1"))).person_id)
    assert found.kind is PersonKind.BUSINESS
    assert found.id != LAN
    assert "personal_number" not in {one.name for one in found.attributes}
    await enter(browser, vneid, **{**company, "TechID": "biz-2"})
    assert (await session.get_one(LinkedIdentity, ("vneid", "biz-2"))).person_id == found.id


async def test_a_subject_that_turns_up_with_another_number_is_turned_away_and_told_of(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    await enter(browser, vneid)
    before = await count(session, BrowserSession)
    refused = await enter(browser, vneid, SoDinhDanh="031090004321")
    assert refused.status_code == 403
    assert "provider_refused" in await kinds(session, LAN)
    assert await count(session, BrowserSession) == before


async def test_an_account_that_is_closed_stays_closed(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    await session.execute(update(Account).where(Account.person_id == LAN).values(disabled_at=VERIFIED_AT))
    assert (await enter(browser, vneid)).status_code == 403
    assert await count(session, LinkedIdentity) == 0


async def test_an_unsure_provider_does_not_open_an_account_guarded_by_a_second_factor(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    await browser.sign_in()
    await enter(browser, vneid, loAs="1")
    await answer(browser, "yes")
    account = await session.scalar(select(Account).where(Account.person_id == LAN))
    assert account is not None
    session.add(CodeFactor(id=uuid4(), account_id=account.id, channel="email", created_at=VERIFIED_AT))
    await session.flush()
    browser.client.cookies.clear()
    before = await count(session, BrowserSession)
    assert (await enter(browser, vneid, loAs="1")).status_code == 403
    assert await count(session, BrowserSession) == before
    assert (await enter(browser, vneid, loAs="2")).headers["location"].startswith("/oauth2/authorize?")


async def test_a_provider_that_knows_no_numbers_is_linked_to_the_account_at_hand(
    browser: Browser, vneid: FakeProvider, session: AsyncSession
) -> None:
    other = vneid.beside
    assert other is not None
    await browser.sign_in()
    asked = await come_back(browser, other.authorize(await leave(browser, "oidc")), "oidc")
    assert asked.headers["location"] == "/signin/linking"
    assert (await answer(browser, "yes")).status_code == 303
    assert (await session.get_one(LinkedIdentity, ("oidc", "tech-1"))).person_id == LAN
    browser.client.cookies.clear()
    await come_back(browser, other.authorize(await leave(browser, "oidc")), "oidc")
    assert (await whoami(browser))["sub"] == str(LAN)
    opened = await sitting(session)
    assert (opened.person_id, opened.acr) == (LAN, "low")
