"""Exports: made in the background whoever dies, read by who asked, harmless in a spreadsheet, seen by the citizens."""

import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.people import Officer
from kit.testing import officer
from services.dossier import queries
from services.dossier.actions import exporting
from services.dossier.models import Dossier, Export, ExportFormat, Usage
from services.dossier.schedule import forget_exports, make_exports, sweep_files
from services.dossier.sight import as_person, as_system
from services.dossier.tests.conftest import Office
from services.dossier.worklists.files import HEADINGS, Writer, harmless

PATH = "/v1/worklist/exports"


async def asked(office: Office, by: Officer | None = None, kind: str = "csv", **content: str) -> dict[str, Any]:
    """An export that was asked for."""
    answer = await office.ask("POST", PATH, by or office.hoa, json={"format": kind, "filter": content})
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"{PATH}/{found['id']}"
    return found


async def seen(office: Office, export: dict[str, Any], by: Officer | None = None) -> dict[str, Any]:
    """How far it is."""
    answer = await office.ask("GET", f"{PATH}/{export['id']}", by or office.hoa)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def lease_over(session: AsyncSession) -> None:
    """A minute passes."""
    await as_system(session)
    await session.execute(update(Export).values(leased_until=await now() - timedelta(seconds=1)))


async def test_an_export_is_made_in_the_background_and_read_by_who_asked(office: Office, session: AsyncSession) -> None:
    sent, other = await office.in_progress(), await office.submitted()
    export = await asked(office, status="in_progress")
    assert (export["status"], export["rows_total"], export["content"]) == ("waiting", 1, None)
    early = await office.ask("GET", f"{PATH}/{export['id']}/content", office.hoa)
    assert (early.status_code, early.json()["code"]) == (409, "export-not-ready")
    assert await make_exports(office.app) == 1
    assert await make_exports(office.app) == 0
    ready = await seen(office, export)
    assert (ready["status"], ready["rows_done"]) == ("ready", 1)
    file = await office.ask("GET", ready["content"], office.hoa)
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Cache-Control"] == "no-store"
    assert file.content.startswith(b"\xef\xbb\xbf")
    headings, row = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    assert headings == list(HEADINGS)
    assert (row[0], row[4], row[5]) == (sent["number"], "Nguyễn Thị Lan", "Đang xử lý")
    await as_system(session)
    looks = select(Usage.dossier_id).where(Usage.what == "export", Usage.looked_by == office.hoa.id)
    assert list(await session.scalars(looks)) == [UUID(sent["id"])]
    journal = (await office.ask("GET", "/v1/me/usage", office.lan)).json()["items"]
    assert "Danh sách hồ sơ xuất ra tệp" in [one["what_in_words"]["vi"] for one in journal]
    assert other["id"] != sent["id"]


async def test_a_spreadsheet_holds_strings_and_no_formula(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await as_system(session)
    await session.execute(update(Dossier).where(Dossier.id == sent["id"]).values(applicant_name="=1+1"))
    export = await asked(office, kind="xlsx")
    plain = await asked(office)
    assert await make_exports(office.app) + await make_exports(office.app) == 2
    file = await office.ask("GET", f"{PATH}/{export['id']}/content", office.hoa)
    with zipfile.ZipFile(io.BytesIO(file.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in sheet
    text = (await office.ask("GET", f"{PATH}/{plain['id']}/content", office.hoa)).content.decode("utf-8-sig")
    assert "'=1+1" in text


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na"], ids=repr)
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    assert harmless("a" + cell) == "a" + cell
    assert harmless("") == ""


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_many_rows_are_written_page_by_page(kind: ExportFormat, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    with Writer(path, kind) as writer:
        for _ in range(3):
            writer.write([["x"] * len(HEADINGS)] * 1000)
    if kind is ExportFormat.CSV:
        assert len(path.read_bytes().splitlines()) == 3001
    else:
        with zipfile.ZipFile(path) as book:
            assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 3001


async def test_whoever_dies_another_takes_it_up(office: Office, session: AsyncSession) -> None:
    await office.submitted()
    export = await asked(office)
    await as_system(session)
    dead = await exporting.take(session, at=await now())
    assert dead is not None
    assert (await seen(office, export))["status"] == "running"
    assert await make_exports(office.app) == 0
    await lease_over(session)
    assert await make_exports(office.app) == 1
    assert (await seen(office, export))["status"] == "ready"
    await as_system(session)
    assert not await exporting.go_on(session, dead, [], done=1, at=await now())
    assert not await exporting.finish(session, dead, key="x", size=1, at=await now())


async def test_pages_are_resumed_from_the_beginning_with_one_look_each(
    office: Office, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await office.submitted()
    monkeypatch.setattr("services.dossier.worklists.exporting.PAGE", 2)
    export = await asked(office)

    async def die(path: Path) -> str:
        raise ConnectionError(path.name)

    monkeypatch.setattr(office.app.state.files, "save_file", die)
    with pytest.raises(ConnectionError):
        await make_exports(office.app)
    monkeypatch.undo()
    await lease_over(session)
    assert await make_exports(office.app) == 1
    assert (await seen(office, export))["rows_done"] == 3
    await as_system(session)
    assert await session.scalar(select(func.count()).where(Usage.what == "export")) == 3


async def test_what_fails_too_often_is_given_up(office: Office, session: AsyncSession) -> None:
    export = await asked(office)
    await as_system(session)
    for _ in range(exporting.ATTEMPTS):
        assert await exporting.take(session, at=await now()) is not None
        await lease_over(session)
    assert await make_exports(office.app) == 0
    assert (await seen(office, export))["status"] == "failed"
    assert (await office.ask("GET", f"{PATH}/{export['id']}/content", office.hoa)).status_code == 409


async def test_nobody_else_reads_an_export(office: Office, session: AsyncSession) -> None:
    export = await asked(office)
    await make_exports(office.app)
    elsewhere = Officer(**{**vars(office.hoa), "agency": office.stranger.agency})
    for other in (office.dung, officer(office.agency, "leader"), elsewhere):
        for path in (f"{PATH}/{export['id']}", f"{PATH}/{export['id']}/content"):
            assert (await office.ask("GET", path, other)).status_code == 404
        await as_person(session, other)
        assert (await session.scalars(select(Export))).all() == []
    assert (await office.ask("GET", f"{PATH}/{export['id']}", office.lan)).status_code == 403
    assert (await office.ask("GET", f"{PATH}/{uuid4()}", office.hoa)).status_code == 404


async def test_the_sweep_keeps_the_files_of_exports_until_they_are_forgotten(
    office: Office, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = await asked(office)
    await make_exports(office.app)
    monkeypatch.setattr("services.dossier.schedule.UNCLAIMED_FOR", timedelta(seconds=-60))
    await sweep_files(office.app)
    path = f"{PATH}/{export['id']}"
    assert (await office.ask("GET", f"{path}/content", office.hoa)).status_code == 200
    await as_system(session)
    key = await session.scalar(select(Export.file_key).where(Export.id == export["id"]))
    assert key is not None
    assert await queries.claimed(session, [key]) == {key}
    await session.execute(update(Export).values(expires_at=await now() - timedelta(seconds=1)))
    assert (await office.ask("GET", path, office.hoa)).status_code == 410
    await forget_exports(session)
    assert (await office.ask("GET", path, office.hoa)).status_code == 404
    assert await sweep_files(office.app) >= 1


async def test_too_much_at_once_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.submitted()
    monkeypatch.setattr(exporting, "MOST_ROWS", 0)
    long = await office.ask("POST", PATH, office.hoa, json={"format": "csv"})
    assert (long.status_code, long.json()["code"]) == (409, "too-many-rows")
    monkeypatch.undo()
    for _ in range(exporting.MOST_WAITING):
        await asked(office)
    many = await office.ask("POST", PATH, office.hoa, json={"format": "csv"})
    assert (many.status_code, many.json()["code"]) == (409, "too-many-exports")
    assert (await office.ask("POST", PATH, office.hoa, json={"format": "pdf"})).status_code == 400
