"""What a file must be to be kept, where it is kept, and that nothing else is."""

import os
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest

from kit.files import Content, Store
from kit.testing import headers
from services.dossier.schedule import sweep_files
from services.dossier.tests.conftest import Office, allow
from services.dossier.tests.factories import JPEG, OTHERS, PDF, PNG


@pytest.fixture(autouse=True)
def _empty_store(office: Office) -> None:
    """Files are not rolled back: what earlier tests kept goes first."""
    for name in kept(office):
        (folder(office) / name).unlink()


def folder(office: Office) -> Path:
    """Where the service keeps files."""
    return Path(unquote(urlsplit(office.app.state.settings.files_url).path))


def kept(office: Office) -> set[str]:
    """The keys of all files in the store."""
    return {path.name for path in folder(office).iterdir()}


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.pdf", b"plain text", 415, "unsupported-type"),
        ("a.html", b"<!doctype html><script>alert(1)</script>", 415, "unsupported-type"),
        ("a.pdf", PNG, 415, "extension-mismatch"),
        ("a", PNG, 415, "extension-mismatch"),
        ("a.png", PNG + bytes(10 * 1024 * 1024), 413, "too-large"),
        ("a.pdf", PDF[:-7], 415, "broken-file"),
        ("a.png", PNG[:-12], 415, "broken-file"),
        ("a.png", PNG + b"<script>", 415, "broken-file"),
        ("a.jpg", JPEG[:-2], 415, "broken-file"),
        ("a" * 300 + ".png", PNG, 400, "invalid"),
    ],
)
async def test_a_file_that_is_not_what_it_should_be_is_refused(
    office: Office, name: str, content: bytes, status: int, code: str
) -> None:
    draft = await office.opened()
    refused = await office.upload(draft, office.lan, name=name, content=content)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (await office.seen(draft, office.lan))["papers"] == []
    assert kept(office) == set()


async def test_a_file_comes_back_as_an_attachment(office: Office) -> None:
    draft = await office.opened()
    signed = headers(office.lan)
    path = f"/v1/dossiers/{draft['id']}/papers"
    data = {"component_id": "ct01"}
    kept = await office.client.post(path, files={"file": ("C:\\tờ khai.PNG", PNG)}, data=data, headers=signed)
    again = await office.client.post(path, files={"file": ("C:\\tờ khai.PNG", PNG)}, data=data, headers=signed)
    assert kept.json() == again.json()
    assert kept.json()["file_name"] == "tờ khai.PNG"
    got = await office.ask("GET", f"{path}/{kept.json()['id']}", office.lan)
    assert got.content == PNG
    assert got.headers["Content-Type"] == "image/png"
    assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''t%E1%BB%9D%20khai.PNG"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert len((await office.seen(draft, office.lan))["papers"]) == 1


async def test_a_paper_the_procedure_does_not_know_is_refused(office: Office) -> None:
    draft = await office.opened()
    assert (await office.upload(draft, office.lan, component_id="none")).status_code == 400
    assert kept(office) == set()


@pytest.mark.parametrize("declared", ["image/png", "text/html", "application/octet-stream", ""])
async def test_the_declared_type_is_the_content_and_the_extension(office: Office, declared: str) -> None:
    draft = await office.opened()
    path, data = f"/v1/dossiers/{draft['id']}/papers", {"component_id": "ct01"}
    refused = await office.ask("POST", path, office.lan, data=data, files={"file": ("a.pdf", PDF, declared)})
    assert (refused.status_code, refused.json()["code"]) == (415, "extension-mismatch")
    files = {"file": ("a.jpeg", JPEG, "Image/JPEG; quality=1")}
    assert (await office.ask("POST", path, office.lan, data=data, files=files)).status_code == 201


async def test_unknown_and_repeated_parts_are_refused(office: Office) -> None:
    draft = await office.opened()
    path = f"/v1/dossiers/{draft['id']}/papers"
    file, component = ("file", ("a.pdf", PDF)), ("component_id", (None, "ct01"))
    for parts, pointer, code in (
        ([file, component, ("kind", (None, "result"))], "/kind", "unknown"),
        ([file, file, component], "/file", "twice"),
        ([file, component, ("component_id", (None, "housing"))], "/component_id", "twice"),
    ):
        refused = await office.ask("POST", path, office.lan, files=parts)
        assert refused.status_code == 400, refused.text
        assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [(pointer, code)]
    assert (await office.ask("POST", path, office.lan, files=[file, component])).status_code == 201


async def test_a_file_refused_by_state_or_role_is_not_kept(office: Office) -> None:
    sent = await office.submitted()
    before = kept(office)
    assert (await office.upload(sent, office.lan)).json()["code"] == "not-now"
    assert (await office.upload(sent, office.dung)).json()["code"] == "not-now"
    assert (await office.upload(sent, office.hoa)).json()["code"] == "not-yours"
    assert (await office.upload(sent, office.stranger)).status_code == 404
    assert kept(office) == before


async def test_a_file_whose_row_cannot_be_written_is_deleted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = await office.opened()
    monkeypatch.setattr("services.dossier.actions.filing.Verdict", SimpleNamespace(UNSEEN=None))
    assert (await office.upload(draft, office.lan, component_id="ct01")).status_code == 500
    assert kept(office) == set()


async def test_a_persons_files_have_so_much_room_and_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(office, monkeypatch, most_bytes=2 * len(PDF))
    await office.offer(OTHERS[0])
    first, second = await office.opened(), await office.opened(procedure=OTHERS[0])
    for draft in (first, second):
        assert (await office.upload(draft, office.lan)).status_code == 201
    before = kept(office)
    refused = await office.upload(first, office.lan)
    assert (refused.status_code, refused.json()["code"]) == (409, "storage-full")
    assert kept(office) == before


async def test_files_no_paper_names_are_swept_when_they_are_old(office: Office) -> None:
    draft = await office.opened()
    assert (await office.upload(draft, office.lan)).status_code == 201
    (named,) = kept(office)
    files: Store = office.app.state.files
    lost, fresh = [await files.save(Content(PDF, "", "application/pdf")) for _ in range(2)]
    for key in (named, lost):
        os.utime(folder(office) / key, (0, 0))
    assert await sweep_files(office.app) == 1
    assert kept(office) == {named, fresh}
    assert await sweep_files(office.app) == 0


async def test_a_dossier_holds_so_many_files_and_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.dossier.actions.filing.MOST_PAPERS", 1)
    draft = await office.opened()
    assert (await office.upload(draft, office.lan)).status_code == 201
    assert (await office.upload(draft, office.lan)).json()["code"] == "too-many-papers"
