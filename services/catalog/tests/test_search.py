"""The search over HTTP on PostgreSQL, and how it stays up to date."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.catalog.actions.editions import raise_edition
from services.catalog.models import LifeEvent, Procedure, Synonym
from services.catalog.schemas.procedures import ProceduresFound
from services.catalog.search.freshness import Search
from services.catalog.tests.factories import offered

ON = date(2020, 1, 1)
AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest_asyncio.fixture(autouse=True)
async def searched(app: FastAPI) -> AsyncIterator[Search]:
    """A search that knows nothing yet: what another test rolled back must not be found."""
    app.state.search = Search(app)
    yield app.state.search
    await app.state.search.close()


@pytest_asyncio.fixture(autouse=True)
async def few(emptied: None, session: AsyncSession) -> None:
    """A small catalog."""
    edition = await raise_edition(session)
    await session.execute(
        insert(Procedure),
        [
            offered("9.000001", "Thủ tục đăng ký kết hôn", changed_in=edition),
            offered("9.000002", "Thủ tục đăng ký lại kết hôn", changed_in=edition),
            offered("9.000003", "Đăng ký tạm trú", changed_in=edition, ward_codes=["10891"], field="Cư trú"),
            offered("9.000004", "Cấp giấy phép lái xe", changed_in=edition, levels=["province"], aliases=["thi bằng"]),
            offered("9.000005", "Bản nháp kết hôn chưa ai thấy", changed_in=0),
        ],
    )
    await session.commit()


async def ask(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get("/v1/procedures", params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    ProceduresFound.model_validate(body, strict=False)
    return body


async def codes(client: httpx.AsyncClient, **query: Any) -> list[str]:
    return [item["code"] for item in (await ask(client, **query))["items"]]


@pytest.mark.parametrize("typed", ["kết hôn", "ket hon", "toi muon ket hon", "kết hô", "KẾT HÔN!"])
async def test_a_procedure_is_found_however_it_is_asked_for(client: httpx.AsyncClient, typed: str) -> None:
    assert (await codes(client, q=typed))[:2] == ["9.000001", "9.000002"]


@pytest.mark.parametrize("typed", ["9.000003", "9000003", "9.00000"])
async def test_a_code_or_its_beginning_finds_procedures(client: httpx.AsyncClient, typed: str) -> None:
    assert "9.000003" in await codes(client, q=typed)


async def test_an_alias_finds_its_procedure_once(client: httpx.AsyncClient) -> None:
    assert (await codes(client, q="thi bằng lái xe")).count("9.000004") == 1


async def test_what_nobody_sees_yet_is_not_found(client: httpx.AsyncClient) -> None:
    assert "9.000005" not in await codes(client, q="bản nháp kết hôn")
    assert "9.000005" not in await codes(client, limit=100)


@pytest.mark.parametrize("typed", ["zzzz", "???"])
async def test_what_does_not_exist_is_not_found(client: httpx.AsyncClient, typed: str) -> None:
    assert await ask(client, q=typed) == {"items": [], "next": None, "suggestion": None}


async def test_a_typing_error_is_understood_and_told(client: httpx.AsyncClient) -> None:
    body = await ask(client, q="dang ky ket hoon")
    assert body["suggestion"] == "đăng ký kết hôn"
    assert body["items"][0]["code"] == "9.000001"


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ({"level": "province"}, ["9.000004"]),
        ({"field": "cu tru"}, ["9.000003"]),
        ({"ward": "10543"}, ["9.000001", "9.000002", "9.000004"]),
        (
            {"agency": "commune_police", "applicant": "citizen", "online": "full"},
            ["9.000001", "9.000002", "9.000003", "9.000004"],
        ),
        ({"online": "information"}, []),
    ],
)
@pytest.mark.parametrize("typed", [{}, {"q": "đăng ký kết hôn, tạm trú, giấy phép"}], ids=["listed", "searched"])
async def test_a_list_is_narrowed(
    client: httpx.AsyncClient, typed: dict[str, str], narrowed: dict[str, str], left: list[str]
) -> None:
    found = [code for code in await codes(client, limit=100, **typed, **narrowed) if code.startswith("9.00000")]
    assert sorted(found) == left


@pytest.mark.parametrize("query", [{}, {"q": "đăng ký"}], ids=["listed", "searched"])
async def test_pages_follow_each_other_without_gap_or_repeat(client: httpx.AsyncClient, query: dict[str, str]) -> None:
    whole = await codes(client, limit=100, **query)
    pieces, cursor = list[str](), dict[str, str]()
    while True:
        body = await ask(client, limit=1, **query, **cursor)
        pieces += [item["code"] for item in body["items"]]
        if body["next"] is None:
            break
        cursor = {"cursor": body["next"]}
    assert pieces == whole
    assert len(set(whole)) == len(whole) > 1


async def test_pages_stay_the_same_while_the_catalog_changes(client: httpx.AsyncClient, session: AsyncSession) -> None:
    whole = await codes(client, q="đăng ký")
    first = await ask(client, q="đăng ký", limit=1)
    edition = await raise_edition(session)
    await session.execute(insert(Procedure), [offered(f"9.00010{n}", "Đăng ký", changed_in=edition) for n in range(5)])
    await session.commit()
    assert (await codes(client, q="đăng ký", limit=1))[0].startswith("9.00010")
    assert await codes(client, q="đăng ký", cursor=first["next"]) == whole[1:]


async def test_a_change_is_found_at_once(client: httpx.AsyncClient, session: AsyncSession) -> None:
    assert await codes(client, q="kết hôn lưu động") != []
    edition = await raise_edition(session)
    await session.execute(
        update(Procedure).where(Procedure.code == "9.000002").values(name="Nuôi ong", changed_in=edition)
    )
    await session.execute(insert(Procedure), [offered("9.000009", "Khoan giếng", changed_in=edition)])
    await session.commit()
    assert "9.000002" not in await codes(client, q="kết hôn")
    assert await codes(client, q="nuôi ong") == ["9.000002"]
    assert await codes(client, q="khoan giếng") == ["9.000009"]


async def test_a_closed_procedure_leaves(client: httpx.AsyncClient, session: AsyncSession) -> None:
    edition = await raise_edition(session)
    await session.execute(
        update(Procedure).where(Procedure.code == "9.000003").values(closed_on=ON, changed_in=edition)
    )
    await session.commit()
    assert "9.000003" not in await codes(client, q="tạm trú")
    assert "9.000003" not in await codes(client, limit=100)


async def test_a_life_event_and_a_synonym_find_their_procedures(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    assert await codes(client, q="uyên ương") == []
    await raise_edition(session)
    steps = [{"code": "9.000001", "vi": "Đăng ký", "en": "Register"}]
    session.add(
        LifeEvent(
            code="wedding", name="Uyên ương", name_en="Wedding", position=0, aliases=["lễ hỏi"], procedures=steps,
            version=1, changed_at=AT,
        )
    )  # fmt: skip
    session.add(Synonym(said="ve chung nha", meant=["đăng ký kết hôn"], version=1, changed_at=AT))
    await session.commit()
    assert await codes(client, q="uyên ương") == ["9.000001"]
    assert await codes(client, q="lễ hỏi") == ["9.000001"]
    assert (await codes(client, q="về chung nhà"))[0] == "9.000001"


@pytest.mark.parametrize("query", [{}, {"q": "kết hôn"}], ids=["listed", "searched"])
async def test_an_unchanged_answer_costs_no_search(
    client: httpx.AsyncClient, session: AsyncSession, searched: Search, query: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    etag = (await client.get("/v1/procedures", params=query)).headers["etag"]
    with monkeypatch.context() as patched:
        patched.setattr(searched, "catalogue", None)
        again = await client.get("/v1/procedures", params=query, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    await raise_edition(session)
    await session.commit()
    assert (await client.get("/v1/procedures", params=query, headers={"If-None-Match": etag})).status_code == 200


async def test_a_restored_catalog_is_read_anew(
    client: httpx.AsyncClient, session: AsyncSession, searched: Search
) -> None:
    await codes(client, q="kết hôn")
    newest = await searched.catalogue(await searched.edition())
    searched._newest = type(newest)(10**6, newest.snapshot, newest.vocabulary, newest.synonyms, newest.told)
    assert (await codes(client, q="kết hôn"))[0] == "9.000001"


@pytest.mark.parametrize("query", ["cursor=AAAA", "q=a&cursor=AAAA", "ward=1", "online=sometimes", "limit=0"])
async def test_bad_input_is_refused(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/v1/procedures?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"]


async def test_a_cursor_of_a_search_does_not_continue_a_list(client: httpx.AsyncClient) -> None:
    cursor = (await ask(client, q="đăng ký", limit=1))["next"]
    assert (await client.get("/v1/procedures", params={"cursor": cursor})).status_code == 400
