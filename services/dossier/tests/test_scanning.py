"""Quarantine, scan, available: with clamd nothing is given out before it was looked at, and harmful files never."""

import asyncio
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import PaperFoundHarmful
from kit.testing import said
from services.dossier.models import Paper
from services.dossier.scanning import Clamd, ScannerAway
from services.dossier.schedule import scan_papers
from services.dossier.settings import DossierSettings
from services.dossier.sight import as_system
from services.dossier.tests.conftest import Office, allow
from services.dossier.tests.factories import PDF

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HARMFUL = PDF[:-7] + b"% " + EICAR + b"\n%%EOF\n"


async def _content(reader: asyncio.StreamReader) -> bytes:
    """What a client sends after INSTREAM: pieces, each after its length, until one of none."""
    assert await reader.readline() == b"nINSTREAM\n"
    held = bytearray()
    while length := struct.unpack("!L", await reader.readexactly(4))[0]:
        held += await reader.readexactly(length)
    return bytes(held)


@asynccontextmanager
async def clamd(mode: str = "sound") -> AsyncIterator[str]:
    """A scanner that speaks clamd's INSTREAM, or breaks it in some way; gives its address."""
    answers = {
        "nonsense": b"stream: maybe\n",
        "error": b"stream: lstat() failed ERROR\n",
        "limit": b"INSTREAM size limit exceeded. ERROR\n",
        "silent": b"",
        "endless": b"x" * 100_000,
        "other": b"file: OK\n",
        "binary": b"\xff\xfe\n",
    }
    released = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if mode == "reset":
                await reader.readline()
                writer.transport.abort()
                return
            content = await _content(reader)
            if mode == "hang":
                await released.wait()
            found = b"stream: Eicar-Test-Signature FOUND\n" if EICAR in content else b"stream: OK\n"
            writer.write(answers.get(mode, found))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        released.set()
        server.close()


@pytest.fixture(autouse=True)
def _no_scanner_is_left(office: Office) -> Iterator[None]:
    yield
    office.app.state.scanner = None


def scanned_by(office: Office, patch: pytest.MonkeyPatch, address: str) -> None:
    """Run the service with this clamd."""
    allow(office, patch, clamd=address)
    office.app.state.scanner = Clamd(address, patience=0.3)


def file_of(office: Office, key: str) -> Path:
    return Path(unquote(urlsplit(office.app.state.settings.files_url).path)) / key


async def scan_of(office: Office, dossier: dict[str, Any]) -> list[str]:
    return [one["scan"] for one in (await office.seen(dossier, office.lan))["papers"]]


async def test_clamd_tells_harmful_content_from_other() -> None:
    async with clamd() as address:
        assert await Clamd(address).look(PDF) is None
        assert await Clamd(address).look(HARMFUL) == "Eicar-Test-Signature"
        assert await Clamd(address).look(PDF + bytes(3_000_000)) is None


@pytest.mark.parametrize(
    "mode", ["hang", "reset", "nonsense", "error", "limit", "silent", "endless", "other", "binary"]
)
async def test_a_broken_clamd_tells_nothing(mode: str) -> None:
    async with clamd(mode) as address:
        with pytest.raises(ScannerAway):
            await Clamd(address, patience=0.3).look(PDF)


async def test_a_clamd_that_is_not_there_tells_nothing() -> None:
    async with clamd() as address:
        pass
    with pytest.raises(ScannerAway):
        await Clamd(address, patience=0.3).look(PDF)


async def test_without_a_scanner_a_file_is_said_not_to_be_scanned(office: Office) -> None:
    draft = await office.opened()
    assert (await office.upload(draft, office.lan)).json()["scan"] == "not_scanned"
    assert await scan_papers(office.app) == 0


@pytest.mark.parametrize("address", ["clamd", "clamd:", ":3310", "tcp://clamd:3310", "clamd:3310/x", "a b:3310"])
def test_an_address_that_is_none_is_refused_at_start(address: str) -> None:
    with pytest.raises(ValidationError):
        DossierSettings(clamd=address)


async def test_a_file_in_quarantine_is_shown_and_given_to_nobody_until_it_was_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with clamd() as address:
        scanned_by(office, monkeypatch, address)
        sent = await office.submitted()
        (paper,) = (await office.seen(sent, office.hoa))["papers"]
        assert paper["scan"] == "quarantined"
        path = f"/v1/dossiers/{sent['id']}/papers/{paper['id']}"
        for by in (office.lan, office.hoa, office.dung):
            refused = await office.ask("GET", path, by)
            assert (refused.status_code, refused.json()["code"]) == (409, "paper-quarantined")
        assert await scan_papers(office.app) == 1
        assert await scan_of(office, sent) == ["clean"]
        assert (await office.ask("GET", path, office.hoa)).content == PDF
        assert await scan_papers(office.app) == 0


async def test_a_harmful_file_does_not_count_and_its_content_is_gone(
    office: Office, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with clamd() as address:
        scanned_by(office, monkeypatch, address)
        draft = await office.opened(reason="Đi làm")
        uploaded = await office.upload(draft, office.lan, content=HARMFUL)
        assert uploaded.status_code == 201
        await as_system(session)
        paper = await session.get(Paper, UUID(uploaded.json()["id"]))
        assert paper is not None
        assert file_of(office, paper.file_key).exists()
        assert await scan_papers(office.app) == 1
        assert not file_of(office, paper.file_key).exists()
        assert await scan_of(office, draft) == ["infected"]
        (told,) = [one for one in await said(session) if isinstance(one, PaperFoundHarmful)]
        assert (told.owner_id, told.paper_id, told.component_id) == (office.lan.id, paper.id, "ct01")
        refused = await office.ask("GET", f"/v1/dossiers/{draft['id']}/papers/{paper.id}", office.lan)
        assert (refused.status_code, refused.json()["code"]) == (410, "paper-infected")
        lacking = await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", office.lan)
        assert [one["pointer"] for one in lacking.json()["errors"]] == ["/papers/ct01"]
        assert (await office.upload(draft, office.lan)).status_code == 201
        await office.act(draft, "submission", office.lan)


async def test_while_clamd_is_away_files_wait_and_are_looked_at_later(
    office: Office, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with clamd("hang") as address:
        scanned_by(office, monkeypatch, address)
        sent = await office.submitted()
        assert await scan_papers(office.app) == 0
    assert await scan_of(office, sent) == ["quarantined"]
    async with clamd() as address:
        scanned_by(office, monkeypatch, address)
        assert await scan_papers(office.app) == 0, "another replica may still be at it"
        await as_system(session)
        await session.execute(update(Paper).values(scan_due_at=datetime.now(UTC) - timedelta(minutes=1)))
        assert await scan_papers(office.app) == 1
    assert await scan_of(office, sent) == ["clean"]


async def test_a_scanner_that_is_no_longer_set_up_lets_nothing_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with clamd() as address:
        scanned_by(office, monkeypatch, address)
        draft = await office.opened()
        assert (await office.upload(draft, office.lan)).status_code == 201
    office.app.state.scanner = None
    assert await scan_papers(office.app) == 0
    assert await scan_of(office, draft) == ["quarantined"]


async def test_a_result_is_a_result_once_it_was_looked_at(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_on = await office.in_progress()
    async with clamd() as address:
        scanned_by(office, monkeypatch, address)
        assert (await office.upload(worked_on, office.dung)).json()["scan"] == "quarantined"
        path = f"/v1/dossiers/{worked_on['id']}/resolution"
        early = await office.ask("POST", path, office.dung, json={"outcome": "granted"})
        assert early.json()["code"] == "result-missing"
        assert await scan_papers(office.app) == 1
        await office.act(worked_on, "resolution", office.dung, outcome="granted")
