"""Writing a dossier along and taking it over: who is asked, what they see before and after, what stays behind."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import InvitationMade
from kit.people import Citizen, Person
from kit.testing import citizen, hear, said
from services.dossier.models import Dossier, Invitation
from services.dossier.sight import as_person
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office, allow
from services.dossier.tests.factories import PDF
from services.dossier.tests.test_delegates import minh_for_lan
from services.dossier.tests.test_merges import merged

NUMBER = "031090004321"
NAME = "Trần Văn Minh"
AT = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest_asyncio.fixture
async def minh(office: Office) -> Citizen:
    """Somebody with an account."""
    return await known(office)


async def known(office: Office, number: str = NUMBER, name: str = NAME) -> Citizen:
    found = citizen()
    await hear(office.app, factories.person(found.id, full_name=name, personal_number=number))
    return found


async def ask(
    office: Office, dossier: dict[str, Any], kind: str = "co_author", by: Person | None = None, **who: Any
) -> Any:
    body = {"kind": kind, "full_name": NAME, "personal_number": NUMBER} | who
    return await office.ask("POST", f"/v1/dossiers/{dossier['id']}/invitations", by or office.lan, json=body)


async def mine(office: Office, by: Person) -> list[dict[str, Any]]:
    answer = await office.ask("GET", "/v1/me/invitations", by)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def answered(office: Office, by: Person, door: str = "acceptance", invitation: str | None = None) -> Any:
    which = invitation or (await mine(office, by))[0]["id"]
    return await office.ask("POST", f"/v1/me/invitations/{which}/{door}", by)


async def joined(office: Office, dossier: dict[str, Any], by: Citizen, kind: str = "co_author") -> None:
    assert (await ask(office, dossier, kind)).status_code == 201
    assert (await answered(office, by)).status_code == 201


async def change(
    office: Office, dossier: dict[str, Any], by: Person, *, version: int | None = None, **answers: Any
) -> Any:
    path = f"/v1/dossiers/{dossier['id']}"
    if version is None:
        version = (await office.seen(dossier, by))["version"]
    return await office.ask("PATCH", path, by, json={"answers": answers}, headers={"If-Match": f'"{version}"'})


async def test_who_is_asked_is_told_and_sees_nothing_of_the_dossier(
    office: Office, minh: Citizen, session: AsyncSession
) -> None:
    draft = await office.opened(reason="Đi làm")
    asked = await ask(office, draft, full_name="tran van minh")
    assert asked.status_code == 201, asked.text
    assert (asked.json()["standing"], asked.json()["number_ends"]) == ("waiting", "4321")
    [told] = [one for one in await said(session) if isinstance(one, InvitationMade)]
    assert (told.person_id, told.kind, str(told.invitation_id)) == (minh.id, "co_author", asked.json()["id"])
    [shown] = await mine(office, minh)
    assert (shown["owner_name"], shown["procedure_name"], shown["kind"]) == (
        "Nguyễn Thị Lan", "Đăng ký tạm trú", "co_author",
    )  # fmt: skip
    assert (shown["standing"], shown["dossier_id"]) == ("waiting", None)
    for part in ("", "/timeline", "/actions", "/messages", "/requirements", "/clock"):
        assert (await office.ask("GET", f"/v1/dossiers/{draft['id']}{part}", minh)).status_code == 404, part
    assert (await change(office, draft, minh, version=draft["version"], reason="x")).status_code == 404
    await as_person(session, minh)
    assert (await session.scalars(select(Dossier))).all() == []
    assert len((await session.scalars(select(Invitation))).all()) == 1


async def test_whether_anybody_has_an_account_is_not_told(office: Office, minh: Citizen, session: AsyncSession) -> None:
    draft = await office.opened()
    asked = [
        (await ask(office, draft)).json(),
        (await ask(office, draft, personal_number="031090009999")).json(),
        (await ask(office, draft, full_name="Trần Thị Khác")).json(),
        (await ask(office, draft)).json(),  # the same person again
    ]
    assert {tuple(one) for one in asked} == {tuple(asked[0])}
    assert {(one["standing"], one["accepted_at"], one["ended_at"]) for one in asked} == {("waiting", None, None)}
    listed = await office.ask("GET", f"/v1/dossiers/{draft['id']}/invitations", office.lan)
    assert {one["id"] for one in listed.json()["items"]} == {one["id"] for one in asked}
    assert len([one for one in await said(session) if isinstance(one, InvitationMade)]) == 1
    acts = [one["act"] for one in (await office.seen(draft, office.lan, "/timeline"))["items"]]
    assert acts == ["open", *["invite"] * 4]
    assert len(await mine(office, minh)) == 1


async def test_a_co_author_writes_along_and_nothing_more(office: Office, minh: Citizen) -> None:
    draft = await office.opened(reason="Đi làm")
    await joined(office, draft, minh)
    assert (await mine(office, minh))[0]["dossier_id"] == draft["id"]
    assert (await change(office, draft, minh, reason="Đi học")).status_code == 200
    assert (await office.upload(draft, minh)).status_code == 201
    shown = await office.seen(draft, office.lan)
    assert shown["answers"]["reason"] == "Đi học"
    assert [one["uploaded_as"] for one in shown["papers"]] == ["co_author"]
    for door in ("submission", "discard", "copy", "corrections"):
        assert (await office.ask("POST", f"/v1/dossiers/{draft['id']}/{door}", minh)).status_code == 403, door
    assert (await ask(office, draft, by=minh)).status_code == 403
    await office.act(draft, "submission", office.lan)
    path = f"/v1/dossiers/{draft['id']}"
    assert (await office.ask("POST", f"{path}/messages", minh, json={"words": "Xin chào"})).status_code == 201
    assert (await office.ask("POST", f"{path}/withdrawal", minh)).status_code == 403
    assert (await change(office, draft, minh, reason="Khác")).status_code == 409
    listed = {one["act"]: one for one in (await office.seen(draft, minh, "/actions"))["items"]}
    assert not any(one["is_allowed"] for one in listed.values())
    assert (await office.ask("GET", "/v1/dossiers", minh)).json()["items"] == []


async def test_a_co_author_who_left_or_was_let_go_sees_nothing_any_more(office: Office, minh: Citizen) -> None:
    draft = await office.opened()
    await joined(office, draft, minh)
    [tie] = await mine(office, minh)
    left = await answered(office, minh, "ending", tie["id"])
    assert (left.status_code, left.json()["standing"]) == (201, "ended")
    assert (await office.ask("GET", f"/v1/dossiers/{draft['id']}", minh)).status_code == 404
    assert (await answered(office, minh, "ending", tie["id"])).json()["code"] == "invitation-over"
    await joined(office, draft, minh)
    [tie] = await mine(office, minh)
    path = f"/v1/dossiers/{draft['id']}/invitations/{tie['id']}/ending"
    assert (await office.ask("POST", path, citizen())).status_code == 404
    assert (await office.ask("POST", path, office.lan)).status_code == 201
    assert (await change(office, draft, minh, version=1, reason="x")).status_code == 404
    acts = (await office.seen(draft, office.lan, "/timeline"))["items"]
    assert [(one["act"], one["role"], one["by_name"]) for one in acts[1:]] == [
        ("invite", "applicant", None),
        ("join", "invitee", NAME),
        ("leave", "co_author", NAME),
        ("invite", "applicant", None),
        ("join", "invitee", NAME),
        ("leave", "applicant", None),
    ]


async def test_declining_ends_it(office: Office, minh: Citizen) -> None:
    draft = await office.opened()
    asked = (await ask(office, draft)).json()["id"]
    assert (await answered(office, minh, "ending")).status_code == 201
    assert await mine(office, minh) == []
    assert (await answered(office, minh, invitation=asked)).json()["code"] == "invitation-over"
    assert (await office.ask("GET", f"/v1/dossiers/{draft['id']}", minh)).status_code == 404


async def test_an_invitation_lapses_and_may_be_made_anew(office: Office, minh: Citizen, clock_at: Any) -> None:
    draft = await office.opened()
    clock_at(AT)
    old = (await ask(office, draft)).json()["id"]
    clock_at(AT + timedelta(days=14))
    assert await mine(office, minh) == []
    assert (await answered(office, minh, invitation=old)).json()["code"] == "invitation-over"
    await joined(office, draft, minh)


async def test_an_invitation_is_the_invitees_to_answer(office: Office, minh: Citizen) -> None:
    asked = (await ask(office, await office.opened())).json()["id"]
    for other in (citizen(), office.lan):
        assert await mine(office, other) == []
        for door in ("acceptance", "ending"):
            assert (await answered(office, other, door, asked)).status_code == 404, door
    assert (await answered(office, office.hoa, "acceptance", asked)).status_code == 403
    assert (await office.ask("GET", "/v1/me/invitations", await minh_for_lan(office))).status_code == 403


async def test_a_delegate_asks_nobody_and_is_told_so_before(office: Office) -> None:
    draft, acting = await office.opened(), await minh_for_lan(office)
    for kind in ("co_author", "transfer"):
        refused = await ask(office, draft, kind, by=acting)
        assert (refused.status_code, refused.json()["code"]) == (403, "owner-only")
    [told] = [one for one in (await office.seen(draft, acting, "/actions"))["items"] if one["act"] == "invite"]
    assert (told["is_allowed"], told["obstacle"]["code"]) == (False, "owner-only")
    asked = (await ask(office, draft)).json()["id"]
    path = f"/v1/dossiers/{draft['id']}/invitations/{asked}/ending"
    assert (await office.ask("POST", path, acting)).json()["code"] == "owner-only"


async def test_nobody_asks_themselves_or_everybody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = await office.opened()
    own = await ask(office, draft, personal_number="030194001234")
    assert [one["pointer"] for one in own.json()["errors"]] == ["/personal_number"]
    monkeypatch.setattr("services.dossier.actions.sharing.MOST", 3)
    asked = [await ask(office, draft, personal_number=f"03109000000{turn}") for turn in range(4)]
    assert [one.status_code for one in asked] == [201, 201, 201, 409]
    assert asked[3].json()["code"] == "too-many-invitations"
    monkeypatch.setattr("services.dossier.actions.sharing.MOST", 10)
    monkeypatch.setattr("services.dossier.actions.sharing.MOST_A_DAY", 3)
    assert (await ask(office, draft)).json()["code"] == "too-many-invitations"


@pytest.mark.parametrize("smuggled", [{"person_id": str(UUID(int=1))}, {"accepted_at": "2026-01-01T00:00:00Z"},
                                      {"kind": "owner"}, {"personal_number": "1"}],
                         ids=["person", "accepted", "kind", "number"])  # fmt: skip
async def test_an_invitation_says_whom_and_to_what(office: Office, smuggled: dict[str, Any]) -> None:
    assert (await ask(office, await office.opened(), **smuggled)).status_code == 400


async def test_a_discarded_draft_ends_what_was_asked(office: Office, minh: Citizen) -> None:
    draft = await office.opened()
    await joined(office, draft, minh)
    await office.act(draft, "discard", office.lan)
    assert await mine(office, minh) == []
    assert (await office.ask("GET", f"/v1/dossiers/{draft['id']}", minh)).status_code == 404


async def test_the_room_of_the_owner_counts_for_who_writes_along(
    office: Office, minh: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.submitted()
    draft = await office.opened()
    await joined(office, draft, minh)
    allow(office, monkeypatch, most_bytes=len(PDF))
    assert (await office.upload(draft, minh)).json()["code"] == "storage-full"


async def test_invitations_follow_a_merged_person(office: Office, minh: Citizen) -> None:
    draft, present = await office.opened(), await known(office, "031090006666")
    await ask(office, draft)
    await ask(office, draft, personal_number="031090006666")
    await hear(office.app, merged(minh.id, present.id))
    assert len(await mine(office, present)) == 1
    assert (await answered(office, present)).status_code == 201
    await hear(office.app, merged(office.lan.id, present.id))
    assert await mine(office, present) == []
    assert (await office.seen(draft, present))["id"] == draft["id"]
