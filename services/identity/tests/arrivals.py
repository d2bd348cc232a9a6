"""What tests of signing in with an account elsewhere have in common: the way there and back, and who came in."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions
from services.identity.models import Account, Activity, Attribute, BrowserSession, Identifier, Person, PersonKind
from services.identity.providers.configuration import Kind
from services.identity.records.identifiers import Kind as Name
from services.identity.records.provenance import Source
from services.identity.seeds import person_id
from services.identity.tests.factories import Browser, answer_of, fields_of
from services.identity.tests.upstreams import FakeProvider, person_of

LAN = person_id("lan")
NEW = {
    "TechID": "tech-9",
    "SoDinhDanh": "031099000777",
    "HoVaTen": "LÊ VĂN MỚI",
    "NgaySinh": "01/02/1999",
    "GioiTinh": "Nam",
}
"""Somebody VNeID knows and we do not."""


async def leave(browser: Browser, name: str = "vneid", request: str | None = None) -> str:
    """Press the button; the address at the provider."""
    asked = urlencode(browser.query()) if request is None else request
    answer = await browser.client.get(f"/signin/{name}", params={"request": asked})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def come_back(browser: Browser, answer: dict[str, str], name: str = "vneid") -> httpx.Response:
    """The provider sends the browser back."""
    return await browser.client.get(f"/signin/{name}/callback", params=answer)


async def enter(browser: Browser, fake: FakeProvider, **changed: Any) -> httpx.Response:
    """The whole way, as whoever the provider says."""
    fake.person = person_of(Kind.VNEID, **changed)
    return await come_back(browser, fake.authorize(await leave(browser)))


async def answer(browser: Browser, word: str) -> httpx.Response:
    """Answer the question whether the account at hand is theirs as well."""
    shown = await browser.client.get("/signin/linking")
    assert shown.status_code == 200, shown.text
    return await browser.client.post("/signin/linking", data={**fields_of(shown.text), "answer": word})


async def whoami(browser: Browser) -> dict[str, Any]:
    """Who the browser is signed in as: the claims its client gets."""
    code = answer_of(await browser.authorize(prompt="none"))["code"]
    tokens = (await browser.redeem(code)).json()
    claims: dict[str, Any] = (await browser.userinfo(tokens["access_token"])).json()
    return claims


async def sitting(session: AsyncSession) -> BrowserSession:
    """The sign-in opened last."""
    found = await session.scalar(
        select(BrowserSession).where(BrowserSession.ended_at.is_(None)).order_by(BrowserSession.created_at.desc())
    )
    assert found is not None
    return found


async def declared(session: AsyncSession, **values: str) -> Person:
    """Somebody who registered here and declared these values, none of them verified; signs in with PASSWORD."""
    at, lan = datetime.now(UTC), await session.scalar(select(Account).where(Account.person_id == LAN))
    assert lan is not None
    person = Person(id=uuid4(), kind=PersonKind.CITIZEN, language="vi", created_at=at, changed_at=at, attributes=[])
    written = [
        Attribute(person_id=person.id, name=name, source=Source.DECLARED, value=value, recorded_at=at)
        for name, value in {"full_name": "Ai Đó", **values}.items()
    ]
    await actions.people.record_person(session, person, written, at=at)
    account = Account(id=uuid4(), person_id=person.id, password_hash=lan.password_hash, created_at=at)
    session.add(account)
    await session.flush()
    for name in (Name.EMAIL, Name.PERSONAL_NUMBER):
        if name in values:
            session.add(Identifier(kind=name, value=values[name], account_id=account.id, confirmed_at=at))
    await session.flush()
    return person


async def kinds(session: AsyncSession, who: UUID) -> list[str]:
    """What happened to somebody's account, oldest first."""
    return list(
        await session.scalars(
            select(Activity.kind).where(Activity.person_id == who).order_by(Activity.happened_at, Activity.kind)
        )
    )


async def count(session: AsyncSession, table: type[Any]) -> int:
    """How many rows there are."""
    return await session.scalar(select(func.count()).select_from(table)) or 0
