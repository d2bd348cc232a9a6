"""A new upload replaces the one before and keeps it; what is in a sent dossier only grows, and the history says so."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import hear
from services.dossier.lifecycle import Act
from services.dossier.models import Entry, Paper, Verdict
from services.dossier.sight import as_person, as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office, allow
from services.dossier.tests.factories import JPEG, OTHER_POLICE, PDF, PNG

ITEMS = [{"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại rõ hơn"}]


async def add(office: Office, dossier: dict[str, Any], by: Any, **more: Any) -> dict[str, Any]:
    """Send a file to the papers door, which must take it."""
    answer = await send(office, dossier, by, **more)
    assert answer.status_code == 201, answer.text
    paper: dict[str, Any] = answer.json()
    return paper


async def send(office: Office, dossier: dict[str, Any], by: Any, **more: Any) -> Any:
    content, name = more.pop("content", PDF), more.pop("name", "a.pdf")
    data = {"component_id": "ct01"} | more
    path = f"/v1/dossiers/{dossier['id']}/papers"
    return await office.ask("POST", path, by, data=data, files={"file": (name, content)})


async def obstacle(office: Office, dossier: dict[str, Any], by: Any) -> str | None:
    """What GET actions says stands in the way of adding a file."""
    told = await office.seen(dossier, by, "/actions")
    (act,) = [one for one in told["items"] if one["act"] == "file"]
    assert act["door"] == f"/v1/dossiers/{dossier['id']}/papers"
    code: str | None = act["obstacle"] and act["obstacle"]["code"]
    return code


async def test_a_new_upload_replaces_the_one_before_which_stays_to_be_read(office: Office) -> None:
    draft = await office.opened()
    first = await add(office, draft, office.lan)
    second = await add(office, draft, office.lan, content=PNG, name="b.png")
    other = await add(office, draft, office.lan, component_id="housing")
    shown = {one["id"]: one for one in (await office.seen(draft, office.lan))["papers"]}
    assert [(shown[one["id"]]["version"], shown[one["id"]]["replaced_by"]) for one in (first, second, other)] == [
        (1, second["id"]),
        (2, None),
        (1, None),
    ]
    got = await office.ask("GET", f"/v1/dossiers/{draft['id']}/papers/{first['id']}", office.lan)
    assert got.content == PDF


async def test_another_page_stands_beside_and_a_new_version_replaces_all_pages(office: Office) -> None:
    draft = await office.opened()
    pages = [await add(office, draft, office.lan, is_additional="true") for _ in range(2)]
    assert [page["version"] for page in pages] == [1, 1]
    whole = await add(office, draft, office.lan)
    shown = {one["id"]: one for one in (await office.seen(draft, office.lan))["papers"]}
    assert [shown[page["id"]]["replaced_by"] for page in pages] == [whole["id"]] * 2
    assert shown[whole["id"]]["version"] == 2


async def test_only_the_latest_version_counts(office: Office, session: AsyncSession) -> None:
    draft = await office.opened(reason="Đi làm")
    await add(office, draft, office.lan)
    latest = await add(office, draft, office.lan)
    await as_system(session)
    paper = await session.get(Paper, UUID(latest["id"]))
    assert paper is not None
    paper.verdict = Verdict.WRONG
    await session.flush()
    refused = await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", office.lan)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/papers/ct01"]


async def test_every_file_added_to_a_sent_dossier_is_an_entry(office: Office, session: AsyncSession) -> None:
    sent = await office.in_progress()
    await office.supplement(sent, *ITEMS)
    answered = await add(office, sent, office.lan)
    scanned = await add(office, sent, office.hoa, component_id="housing", content=JPEG, name="a.jpg")
    await office.act(sent, "supplement", office.lan, answers={})
    result = (await office.upload(sent, office.dung)).json()
    await as_system(session)
    filed = select(Entry).where(Entry.dossier_id == UUID(sent["id"]), Entry.act == Act.FILE).order_by(Entry.sequence)
    entries = (await session.scalars(filed)).all()
    assert [entry.patch for entry in entries] == [
        {"paper_id": one["id"], "sha256": one["sha256"]} for one in (answered, scanned, result)
    ]
    assert [entry.role for entry in entries] == ["applicant", "counter", "officer"]
    assert [one["kind"] for one in (answered, scanned, result)] == ["supplement", "supplement", "result"]


async def test_a_file_of_a_draft_is_no_act(office: Office, session: AsyncSession) -> None:
    draft = await office.opened()
    await add(office, draft, office.lan)
    assert (await office.seen(draft, office.lan))["version"] == draft["version"]


async def test_staff_add_a_scan_of_a_paper_brought_to_them(office: Office) -> None:
    sent = await office.submitted()
    scan = await add(office, sent, office.hoa)
    assert (scan["is_digitised"], scan["version"], scan["kind"]) == (True, 2, "component")
    shown = await office.seen(sent, office.lan)
    assert [(one["is_digitised"], one["replaced_by"]) for one in shown["papers"]] == [(False, scan["id"]), (True, None)]


async def test_a_scan_takes_none_of_the_citizens_room(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = await office.submitted()
    allow(office, monkeypatch, most_bytes=2 * len(PDF))
    for _ in range(3):
        await add(office, sent, office.hoa)
    assert (await send(office, await office.opened(), office.lan)).status_code == 201


async def test_what_stands_in_the_way_is_said_before_and_at_the_door(office: Office) -> None:
    sent = await office.submitted()
    await hear(office.app, factories.agency(OTHER_POLICE))
    assert await obstacle(office, sent, office.lan) == "not-now"
    assert (await send(office, sent, office.lan)).json()["code"] == "not-now"
    assert await obstacle(office, sent, office.hoa) is None
    assert (await send(office, sent, office.stranger)).status_code == 404
    draft = await office.opened()
    assert (await send(office, draft, office.hoa)).status_code == 404


async def test_the_database_itself_keeps_the_papers_of_a_sent_dossier(office: Office, session: AsyncSession) -> None:
    sent, draft = await office.submitted(), await office.opened()
    await add(office, draft, office.lan)
    await as_person(session, office.lan)
    await session.execute(delete(Paper).where(Paper.kind == "component"))
    left = await session.scalars(select(Paper.dossier_id))
    assert [str(one) for one in left] == [sent["id"]]


async def test_of_files_sent_at_once_each_replaces_the_one_before(live_office: Office) -> None:
    draft = await live_office.opened()
    sent = await asyncio.gather(*(send(live_office, draft, live_office.lan) for _ in range(4)))
    assert [answer.status_code for answer in sent] == [201] * 4
    shown = (await live_office.seen(draft, live_office.lan))["papers"]
    assert sorted(one["version"] for one in shown) == [1, 2, 3, 4]
    assert [one["version"] for one in shown if one["replaced_by"] is None] == [4]
