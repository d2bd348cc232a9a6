"""A file in pieces: it arrives once, whole, within its owner's room, and whatever goes wrong loses nothing."""

import asyncio
import base64
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Person
from kit.testing import citizen, hear
from services.dossier.actions import uploading
from services.dossier.models import Paper, Upload
from services.dossier.pieces import SMALLEST
from services.dossier.schedule import sweep_files
from services.dossier.sight import as_person, as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office, allow
from services.dossier.tests.factories import OTHERS, PDF

MEDIA = "application/offset+octet-stream"
LONG = PDF[:-7] + b"%" + b"x" * 150_000 + b"\n%%EOF\n"
"""A PDF of three pieces."""


def folder(office: Office) -> Path:
    return Path(unquote(urlsplit(office.app.state.settings.files_url).path))


async def begin(office: Office, dossier: dict[str, Any], by: Person | None = None, **changed: Any) -> httpx.Response:
    body = {"component_id": "ct01", "file_name": "a.pdf", "content_type": "application/pdf", "size": len(LONG)}
    return await office.ask("POST", f"/v1/dossiers/{dossier['id']}/uploads", by or office.lan, json=body | changed)


async def begun(office: Office, dossier: dict[str, Any], **changed: Any) -> str:
    """An upload's address."""
    answer = await begin(office, dossier, **changed)
    assert answer.status_code == 201, answer.text
    address = answer.headers["Location"]
    assert isinstance(address, str)
    return address


async def send(
    office: Office,
    path: str,
    piece: bytes,
    *,
    offset: int,
    by: Person | None = None,
    more: dict[str, str] | None = None,
) -> httpx.Response:
    headers = {"Content-Type": MEDIA, "Upload-Offset": str(offset), "Tus-Resumable": "1.0.0"} | (more or {})
    return await office.ask("PATCH", path, by or office.lan, content=piece, headers=headers)


async def send_all(office: Office, path: str, content: bytes = LONG, *, start: int = 0) -> httpx.Response:
    answer = httpx.Response(500)
    for offset in range(start, len(content), SMALLEST):
        answer = await send(office, path, content[offset : offset + SMALLEST], offset=offset)
    return answer


async def test_a_file_in_pieces_becomes_the_paper_it_would_have_been_at_once(office: Office) -> None:
    draft = await office.opened()
    path = await begun(office, draft)
    last = await send_all(office, path)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(LONG)))
    got = await office.ask("GET", last.headers["Content-Location"], office.lan)
    assert got.content == LONG
    (paper,) = (await office.seen(draft, office.lan))["papers"]
    assert (paper["file_name"], paper["size"], paper["version"], paper["kind"]) == ("a.pdf", len(LONG), 1, "component")
    told = await office.ask("GET", path, office.lan)
    assert (told.json()["paper_id"], told.json()["offset"]) == (paper["id"], len(LONG))


async def test_a_broken_connection_goes_on_where_it_stopped(office: Office) -> None:
    path = await begun(office, await office.opened())
    assert (await send(office, path, LONG[:SMALLEST], offset=0)).status_code == 204
    told = await office.ask("HEAD", path, office.lan, headers={"Tus-Resumable": "1.0.0"})
    assert (told.status_code, told.content) == (200, b"")
    assert (told.headers["Upload-Offset"], told.headers["Upload-Length"]) == (str(SMALLEST), str(len(LONG)))
    assert (told.headers["Cache-Control"], told.headers["Tus-Resumable"]) == ("no-store", "1.0.0")
    assert (await send_all(office, path, start=SMALLEST)).status_code == 204


async def test_a_client_of_the_protocol_needs_no_body(office: Office) -> None:
    draft = await office.opened()
    pairs = {"filename": "tờ khai.pdf", "filetype": "application/pdf", "component_id": "ct01", "is_additional": "true"}
    told = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in pairs.items())
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(PDF)), "Upload-Metadata": told}
    answer = await office.ask("POST", f"/v1/dossiers/{draft['id']}/uploads", office.lan, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.json()["file_name"] == "tờ khai.pdf"
    assert (await send(office, answer.headers["Location"], PDF, offset=0)).status_code == 204


async def test_the_last_piece_sent_again_is_answered_and_makes_no_second_paper(office: Office) -> None:
    draft = await office.opened()
    path = await begun(office, draft)
    first = await send_all(office, path)
    start = 2 * SMALLEST
    again = await send(office, path, LONG[start:], offset=start)
    assert (again.status_code, again.headers["Content-Location"]) == (204, first.headers["Content-Location"])
    assert (await send(office, path, b"x" * SMALLEST, offset=0)).status_code == 409
    assert (await send(office, path, b"x", offset=len(LONG))).status_code == 409
    assert len((await office.seen(draft, office.lan))["papers"]) == 1


async def test_an_upload_is_its_senders_alone(office: Office, session: AsyncSession) -> None:
    draft = await office.opened()
    path = await begun(office, draft)
    minh = citizen()
    await hear(office.app, factories.person(minh.id))
    await office.offer(OTHERS[0])
    elsewhere = path.replace(draft["id"], (await office.opened(procedure=OTHERS[0]))["id"])
    for by, address in ((minh, path), (office.hoa, path), (office.stranger, path), (office.lan, elsewhere)):
        assert (await office.ask("GET", address, by)).status_code == 404
        assert (await office.ask("HEAD", address, by)).status_code == 404
        assert (await office.ask("DELETE", address, by)).status_code == 404
        assert (await send(office, address, LONG[:SMALLEST], offset=0, by=by)).status_code == 404
    assert (await begin(office, draft, minh)).status_code == 404
    await as_person(session, minh)
    assert await session.scalar(select(func.count()).select_from(Upload)) == 0
    await as_person(session, office.hoa)
    assert await session.scalar(select(func.count()).select_from(Upload)) == 0


async def test_room_is_taken_when_a_file_is_promised_and_free_when_it_does_not_come(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(office, monkeypatch, most_bytes=len(LONG) + len(PDF))
    draft = await office.opened()
    path = await begun(office, draft)
    assert (await begin(office, draft)).json()["code"] == "storage-full"
    assert (await office.upload(draft, office.lan, content=LONG)).json()["code"] == "storage-full"
    assert (await office.upload(draft, office.lan)).status_code == 201
    assert (await send_all(office, path)).status_code == 204
    await office.offer(OTHERS[0])
    other = await office.opened(procedure=OTHERS[0])
    assert (await begin(office, other, size=1)).json()["code"] == "storage-full"
    assert (await office.ask("POST", f"/v1/dossiers/{draft['id']}/discard", office.lan)).status_code == 201
    again = await begun(office, other)
    assert (await office.ask("DELETE", again, office.lan)).status_code == 204
    await begun(office, other)


async def test_a_dossier_holds_no_more_files_for_their_coming_in_pieces(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.dossier.actions.uploading.MOST_PAPERS", 2)
    draft = await office.opened()
    await begun(office, draft)
    await begun(office, draft)
    assert (await begin(office, draft)).json()["code"] == "too-many-papers"


async def test_pieces_are_kept_from_the_sweep_until_the_upload_ends(office: Office, session: AsyncSession) -> None:
    for name in folder(office).iterdir():
        name.unlink()
    path = await begun(office, await office.opened())
    for offset in (0, SMALLEST):
        await send(office, path, LONG[offset : offset + SMALLEST], offset=offset)
    age(office)
    assert (await sweep_files(office.app), len(list(folder(office).iterdir()))) == (0, 2)
    await send_all(office, path, start=2 * SMALLEST)
    age(office)
    assert (await sweep_files(office.app), len(list(folder(office).iterdir()))) == (3, 1)


def age(office: Office) -> None:
    for name in folder(office).iterdir():
        os.utime(name, (0, 0))


async def test_an_upload_runs_out_after_a_day(office: Office, session: AsyncSession, clock_at: Any) -> None:
    path = await begun(office, await office.opened())
    await send(office, path, LONG[:SMALLEST], offset=0)
    clock_at(datetime.now(UTC) + timedelta(hours=23, minutes=59))
    assert (await office.ask("GET", path, office.lan)).status_code == 200
    clock_at(datetime.now(UTC) + timedelta(hours=24, minutes=1))
    assert (await office.ask("GET", path, office.lan)).status_code == 410
    assert (await send(office, path, LONG[SMALLEST : 2 * SMALLEST], offset=SMALLEST)).status_code == 410
    await as_system(session)
    assert await uploading.expire(session, at=datetime.now(UTC), most=10) == 0
    assert await uploading.expire(session, at=datetime.now(UTC) + timedelta(hours=25), most=10) == 1
    assert await session.scalar(select(func.count()).select_from(Upload)) == 0


async def test_when_the_dossier_was_sent_meanwhile_no_piece_is_taken(office: Office) -> None:
    draft = await office.opened(reason="Đi làm")
    assert (await office.upload(draft, office.lan)).status_code == 201
    path = await begun(office, draft)
    await office.act(draft, "submission", office.lan)
    refused = await send(office, path, LONG[:SMALLEST], offset=0)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-now")


async def test_staff_send_a_scan_in_pieces(office: Office) -> None:
    sent = await office.submitted()
    answer = await begin(office, sent, office.hoa, size=len(PDF))
    done = await send(office, answer.headers["Location"], PDF, offset=0, by=office.hoa)
    assert done.status_code == 204, done.text
    assert [one["is_digitised"] for one in (await office.seen(sent, office.lan))["papers"]] == [False, True]
    assert (await office.ask("GET", answer.headers["Location"], office.dung)).status_code == 404


async def test_of_two_pieces_for_one_place_one_is_taken(live_office: Office) -> None:
    office = live_office
    draft = await office.opened()
    path = await begun(office, draft)
    answers = await asyncio.gather(*(send(office, path, LONG[:SMALLEST], offset=0) for _ in range(4)))
    codes = sorted(one.status_code for one in answers)
    assert codes == [204, 409, 409, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} <= {"offset-mismatch", "upload-busy"}
    assert (await office.ask("HEAD", path, office.lan)).headers["Upload-Offset"] == str(SMALLEST)
    await send(office, path, LONG[SMALLEST : 2 * SMALLEST], offset=SMALLEST)
    start = 2 * SMALLEST
    ends = await asyncio.gather(*(send(office, path, LONG[start:], offset=start) for _ in range(4)))
    assert 204 in {one.status_code for one in ends} <= {204, 409}
    assert len((await office.seen(draft, office.lan))["papers"]) == 1


async def test_a_failing_last_piece_loses_nothing(
    office: Office, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await office.opened()
    path = await begun(office, draft)
    for offset in (0, SMALLEST):
        await send(office, path, LONG[offset : offset + SMALLEST], offset=offset)
    start = 2 * SMALLEST
    monkeypatch.setattr("services.dossier.actions.filing.MOST_PAPERS", 0)
    refused = await send(office, path, LONG[start:], offset=start)
    assert refused.json()["code"] == "too-many-papers"
    monkeypatch.undo()
    assert (await office.ask("HEAD", path, office.lan)).headers["Upload-Offset"] == str(start)
    assert (await send(office, path, LONG[start:], offset=start)).status_code == 204


async def test_a_paper_stays_when_its_upload_is_stopped(office: Office, session: AsyncSession) -> None:
    draft = await office.opened()
    path = await begun(office, draft)
    await send_all(office, path)
    assert (await office.ask("DELETE", path, office.lan)).status_code == 204
    assert len((await office.seen(draft, office.lan))["papers"]) == 1
    await as_system(session)
    moved = update(Upload).where(Upload.dossier_id == UUID(draft["id"])).returning(Upload.id)
    assert (await session.scalars(moved.values(size=1))).all() == []
    assert await session.scalar(select(func.count()).select_from(Paper)) == 1
