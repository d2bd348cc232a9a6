"""Files in pieces that are not what they should be: each is refused as early as can be, and nothing of it is kept."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import headers
from services.dossier import queries
from services.dossier.pieces import SMALLEST
from services.dossier.sight import as_system
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import PDF, PNG
from services.dossier.tests.test_resumable import LONG, MEDIA, begin, begun, send


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"Upload-Metadata": "filename !"}, "/header/Upload-Metadata"),
        ({"Upload-Length": "0"}, "/header/Upload-Length"),
        ({"Upload-Length": "many"}, "/header/Upload-Length"),
        ({}, "/header/Upload-Length"),
        ({"Upload-Length": "10"}, "/component_id"),
        ({"Upload-Length": "10", "Upload-Metadata": "kind cmVzdWx0"}, "/kind"),
    ],
    ids=["metadata", "nothing", "no-number", "no-length", "no-metadata", "unknown"],
)
async def test_bad_headers_are_told_by_name(office: Office, changed: dict[str, str], pointer: str) -> None:
    draft = await office.opened()
    refused = await office.ask("POST", f"/v1/dossiers/{draft['id']}/uploads", office.lan, headers=changed)
    assert refused.status_code == 400
    assert pointer in [one["pointer"] for one in refused.json()["errors"]]


async def test_another_version_of_the_protocol_is_refused(office: Office) -> None:
    path = await begun(office, await office.opened())
    refused = await send(office, path, LONG[:SMALLEST], offset=0, more={"Tus-Resumable": "0.2.2"})
    assert (refused.status_code, refused.headers["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"size": 0}, 400, "invalid"),
        ({"size": -1}, 400, "invalid"),
        ({"size": 10 * 2**20 + 1}, 413, "too-large"),
        ({"content_type": "text/html"}, 415, "unsupported-type"),
        ({"content_type": "image/png"}, 415, "extension-mismatch"),
        ({"file_name": "a.pdf.exe"}, 415, "extension-mismatch"),
        ({"file_name": "../"}, 400, "invalid"),
        ({"file_name": "a\u0001.pdf"}, 400, "invalid"),
        ({"file_name": "a\u202e.pdf"}, 400, "invalid"),
        ({"file_name": "x" * 201 + ".pdf"}, 400, "invalid"),
        ({"component_id": "none"}, 400, "invalid"),
        ({"owner_id": str(uuid4())}, 400, "invalid"),
        ({"kind": "result"}, 400, "invalid"),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, dict) else "",
)
async def test_what_cannot_become_a_paper_is_refused_before_it_is_sent(
    office: Office, changed: dict[str, Any], status: int, code: str
) -> None:
    refused = await begin(office, await office.opened(), **changed)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"plain text", "unsupported-type"),
        (b"PK\x03\x04" + bytes(100), "unsupported-type"),
        (PNG, "extension-mismatch"),
        (PDF[:-7], "broken-file"),
    ],
    ids=["text", "archive", "other-type", "cut"],
)
async def test_content_that_is_not_what_was_promised_ends_the_upload(
    office: Office, session: AsyncSession, content: bytes, code: str
) -> None:
    draft = await office.opened()
    path = await begun(office, draft, size=len(content))
    refused = await send(office, path, content, offset=0)
    assert (refused.status_code, refused.json()["code"]) == (415, code)
    assert (await office.ask("GET", path, office.lan)).status_code == 404
    await as_system(session)
    assert await queries.kept_bytes(session, office.lan.id) == 0
    assert (await office.seen(draft, office.lan))["papers"] == []


@pytest.mark.parametrize(
    ("offset", "length", "status", "code"),
    [
        (1, SMALLEST, 409, "offset-mismatch"),
        (SMALLEST, SMALLEST, 409, "offset-mismatch"),
        (0, SMALLEST - 1, 400, "invalid"),
        (0, 0, 400, "invalid"),
        (0, 4 * 2**20 + 1, 413, "too-large"),
        (0, len(LONG) + 1, 413, "too-large"),
        (-1, SMALLEST, 400, "invalid"),
    ],
    ids=["inside", "ahead", "small", "empty", "large", "more-than-promised", "negative"],
)
async def test_a_piece_out_of_place_or_size_changes_nothing(
    office: Office, offset: int, length: int, status: int, code: str
) -> None:
    path = await begun(office, await office.opened())
    refused = await send(office, path, bytes(length), offset=offset)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (await office.ask("HEAD", path, office.lan)).headers["Upload-Offset"] == "0"


async def test_a_piece_says_its_type_and_its_place(office: Office) -> None:
    path = await begun(office, await office.opened())
    assert (await send(office, path, LONG[:SMALLEST], offset=0, more={"Content-Type": "text/plain"})).status_code == 415
    bare = await office.ask("PATCH", path, office.lan, content=LONG[:SMALLEST], headers={"Content-Type": MEDIA})
    assert [one["pointer"] for one in bare.json()["errors"]] == ["/header/Upload-Offset"]


async def test_a_piece_whose_connection_breaks_is_not_kept(office: Office) -> None:
    path = await begun(office, await office.opened())
    signed = headers(office.lan) | {"Content-Type": MEDIA, "Upload-Offset": "0", "Host": "test"}
    scope = {
        "type": "http", "http_version": "1.1", "method": "PATCH", "scheme": "http", "path": path, "root_path": "",
        "raw_path": path.encode(), "query_string": b"", "client": ("127.0.0.1", 1), "server": ("test", 80),
        "headers": [(name.lower().encode(), value.encode()) for name, value in signed.items()],
    }  # fmt: skip
    parts = iter([{"type": "http.request", "body": LONG[:SMALLEST], "more_body": True}, {"type": "http.disconnect"}])
    told: list[Any] = []

    async def receive() -> Any:
        return next(parts)

    async def answered(message: Any) -> None:
        told.append(message)

    await office.app(scope, receive, answered)
    assert [one["status"] for one in told if one["type"] == "http.response.start"] == [400]
    assert (await office.ask("HEAD", path, office.lan)).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.pdf", b"", 415, "unsupported-type"),
        ("a.zip", b"PK\x03\x04" + bytes(200), 415, "unsupported-type"),
        ("a.pdf", b"PK\x03\x04" + bytes(200) + PDF, 415, "unsupported-type"),
        ("a.docx", PDF, 415, "extension-mismatch"),
        ("a.pdf.exe", PDF, 415, "extension-mismatch"),
        ("..\\..\\a.pdf", PDF, 201, None),
        ("/etc/passwd/a.pdf", PDF, 201, None),
        ("a\u202efdp.pdf", PDF, 400, "invalid"),
        ("../", PDF, 400, "invalid"),
        ("a.pdf", PDF + b"<script>" * 200, 415, "broken-file"),
    ],
    ids=[
        *("empty", "archive", "archive-before", "other-extension", "double-extension"),
        *("folders", "absolute", "right-to-left", "no-name", "appended"),
    ],
)
async def test_tricks_with_names_and_contents_fail(
    office: Office, name: str, content: bytes, status: int, code: str | None
) -> None:
    draft = await office.opened()
    answer = await office.upload(draft, office.lan, name=name, content=content)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    papers = (await office.seen(draft, office.lan))["papers"]
    assert [one["file_name"] for one in papers] == (["a.pdf"] if status == 201 else [])


@pytest.mark.parametrize("field", ["kind", "owner_id", "verdict", "scan", "is_digitised", "version", "replaced_by"])
async def test_nobody_sets_what_is_not_theirs_to_say(office: Office, field: str) -> None:
    draft = await office.opened()
    more: dict[str, Any] = {field: "1"}
    data, path = {"component_id": "ct01"} | more, f"/v1/dossiers/{draft['id']}/papers"
    refused = await office.ask("POST", path, office.lan, data=data, files={"file": ("a.pdf", PDF)})
    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (400, [f"/{field}"])
    assert (await begin(office, draft, **more)).status_code == 400
