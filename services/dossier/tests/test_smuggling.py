"""Nobody says of a dossier what is not theirs to say, through whichever of the applicant's doors they try."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import citizen
from services.dossier.models import Dossier
from services.dossier.sight import as_system
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import OTHERS

STRANGER = str(uuid4())
SMUGGLED: dict[str, Any] = {
    "id": STRANGER,
    "owner_id": STRANGER,
    "status": "delivered",
    "number": "G01-1",
    "fee_due": 0,
    "fee_paid_at": "2026-01-01T00:00:00Z",
    "revision": 99,
    "corrects_id": STRANGER,
    "assigned_to": STRANGER,
    "uploaded_as": "agency",
    "version": 99,
}
KEPT = ("owner_id", "number", "fee_paid_at", "corrects_id", "assigned_to", "outcome", "due_at")

DOORS: dict[str, tuple[str, dict[str, Any], str]] = {
    # door: (where the dossier is before, the body that would do, where it may be after)
    "submission": ("draft", {}, "submitted"),
    "discard": ("draft", {}, "discarded"),
    "invitations": (
        "draft",
        {"kind": "co_author", "full_name": "Trần Văn Minh", "personal_number": "031090004321"},
        "draft",
    ),
    "withdrawal": ("submitted", {}, "draft"),
    "withdrawal-requests": ("submitted", {}, "withdrawal_requested"),
    "messages": ("submitted", {"words": "Xin chào"}, "submitted"),
    "copy": ("submitted", {}, "submitted"),
}


async def whole(session: AsyncSession, dossier: dict[str, Any]) -> Dossier:
    await as_system(session)
    found = select(Dossier).where(Dossier.id == UUID(dossier["id"])).execution_options(populate_existing=True)
    return (await session.scalars(found)).one()


@pytest.mark.parametrize("door", sorted(DOORS))
async def test_what_is_smuggled_into_a_door_is_refused_or_has_no_effect(
    office: Office, session: AsyncSession, door: str
) -> None:
    before, body, after = DOORS[door]
    dossier = await office.opened(reason="Đi làm")
    await office.upload(dossier, office.lan)
    if before == "submitted":
        await office.act(dossier, "submission", office.lan)
    then = await whole(session, dossier)
    kept = {name: getattr(then, name) for name in KEPT}
    answer = await office.ask("POST", f"/v1/dossiers/{dossier['id']}/{door}", office.lan, json=body | SMUGGLED)
    assert answer.status_code in ((400,) if body else (201, 400)), answer.text
    now = await whole(session, dossier)
    assert {name: getattr(now, name) for name in KEPT} == kept
    assert (now.owner_id, now.revision, now.version < 99) == (office.lan.id, 1, True)
    assert now.status in {before, after}
    assert now.fee_due == (7000 if now.submitted_at else now.fee_due)


@pytest.mark.parametrize("name", sorted(SMUGGLED))
async def test_an_opening_takes_no_more_than_it_asks(office: Office, name: str) -> None:
    body = {"procedure_code": "1.004194", "agency_code": office.agency, name: SMUGGLED[name]}
    refused = await office.ask("POST", "/v1/dossiers", office.lan, json=body)
    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (400, [f"/{name}"])


@pytest.mark.parametrize("door", ["copy", "corrections", "invitations", "messages", "submission", "papers"])
async def test_a_foreign_id_is_nobodys_dossier(office: Office, door: str) -> None:
    await office.offer(OTHERS[0])
    draft = await office.opened()
    body = DOORS[door][1] if door in DOORS else {}
    for place in (draft["id"], str(uuid4())):
        path = f"/v1/dossiers/{place}/{door}"
        sent: dict[str, Any] = {"json": body}
        if door == "papers":
            sent = {"data": {"component_id": "ct01"}, "files": {"file": ("a.pdf", b"%PDF-1.7")}}
        refused = await office.ask("POST", path, citizen(), **sent)
        assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
