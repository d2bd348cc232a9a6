"""Somebody acts for another: within the procedures and days, on the record, and not a moment longer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Citizen
from kit.testing import citizen, delegate, headers, hear
from services.dossier import queries
from services.dossier.callers import standing_in
from services.dossier.history import Deed, first_break, seal
from services.dossier.lifecycle import Act, Role, Status
from services.dossier.sight import as_person
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import POLICE, PROCEDURE, local

OTHER = "2.000635"
SEALED_BEFORE = "75ee52106bd8d4ca64e7cc40593baa14e090a09e01e6a12550f1142b1d12217a"


async def minh_for_lan(office: Office, **changed: object) -> Citizen:
    """Minh, who may act for Lan in temporary residence."""
    minh = citizen()
    await hear(office.app, factories.person(minh.id, full_name="Trần Văn Minh"))
    given = factories.delegation(office.lan.id, minh.id, **changed)
    await hear(office.app, given)
    return delegate(office.lan, given.delegation_id, actor_id=minh.id)


async def ended(office: Office, acting: Citizen, **changed: object) -> None:
    """What identity says when the delegation is over."""
    assert acting.actor_id is not None
    said = {"delegation_id": acting.delegation_id, "status": "revoked", **changed}
    await hear(office.app, factories.delegation(office.lan.id, acting.actor_id, **said))


async def opened_by(office: Office, who: Citizen, procedure: str = PROCEDURE) -> tuple[int, dict[str, Any]]:
    body = {"procedure_code": procedure, "agency_code": POLICE, "answers": {"reason": "Đi làm"}}
    answer = await office.ask("POST", "/v1/dossiers", who, json=body)
    return answer.status_code, answer.json()


async def test_a_delegate_does_the_whole_errand_and_every_act_says_so(office: Office, session: AsyncSession) -> None:
    minh = await minh_for_lan(office)
    status, draft = await opened_by(office, minh)
    assert status == 201
    assert draft["answers"]["full_name"] == "Nguyễn Thị Lan"
    paper = await office.upload(draft, minh)
    assert paper.status_code == 201, paper.text
    await office.act(draft, "submission", minh)
    for reader in (office.lan, minh, office.hoa):
        acts = (await office.seen(draft, reader, "/timeline"))["items"]
        assert [one["act"] for one in acts] == ["open", "submit"]
        told = {"vi": "Do ông/bà Trần Văn Minh thực hiện thay theo ủy quyền.",
                "en": "Done by Trần Văn Minh on the applicant's behalf."}  # fmt: skip
        expected = {"delegation_id": str(minh.delegation_id), "name": "Trần Văn Minh", "words": told}
        assert [one["substitute"] for one in acts] == [expected, expected]
    entries = await queries.entries(session, UUID(draft["id"]))
    assert {(one.actor_id, one.delegation_id) for one in entries} == {(minh.actor_id, minh.delegation_id)}
    assert first_break((queries.deed(one), one.previous, one.hash) for one in entries) is None
    papers = await queries.papers(session, UUID(draft["id"]))
    assert [one.uploaded_by for one in papers] == [minh.actor_id]


async def test_the_owners_own_acts_name_nobody_else(office: Office) -> None:
    sent = await office.submitted()
    timeline = (await office.seen(sent, office.lan, "/timeline"))["items"]
    assert [one["substitute"] for one in timeline] == [None, None]


async def test_a_delegate_who_is_not_known_here_yet_is_told_of_without_a_name(office: Office) -> None:
    stranger = uuid4()
    given = factories.delegation(office.lan.id, stranger)
    await hear(office.app, given)
    _, draft = await opened_by(office, delegate(office.lan, given.delegation_id, actor_id=stranger))
    [opening] = (await office.seen(draft, office.lan, "/timeline"))["items"]
    assert opening["substitute"]["words"]["vi"] == "Do người được ủy quyền thực hiện thay theo ủy quyền."


async def test_revocation_stops_the_next_act_while_the_token_lives(office: Office) -> None:
    minh = await minh_for_lan(office)
    _, draft = await opened_by(office, minh)
    assert (await office.upload(draft, minh)).status_code == 201
    await ended(office, minh)
    for method, part in (("GET", ""), ("GET", "/timeline"), ("GET", "/actions"), ("POST", "/submission")):
        refused = await office.ask(method, f"/v1/dossiers/{draft['id']}{part}", minh)
        assert (refused.status_code, refused.json()["code"]) == (403, "delegation-over"), part
    assert (await office.ask("GET", "/v1/dossiers", minh)).status_code == 403
    assert (await opened_by(office, minh))[0] == 403
    assert (await office.seen(draft, office.lan))["status"] == "draft"


@pytest.mark.parametrize("status", ["offered", "declined", "revoked"])
async def test_a_delegation_that_was_not_accepted_or_is_over_lets_nobody_act(office: Office, status: str) -> None:
    minh = await minh_for_lan(office, status=status)
    answer, told = await opened_by(office, minh)
    assert (answer, told["code"]) == (403, "delegation-over")


async def test_an_older_word_of_identity_does_not_revive_a_delegation(office: Office) -> None:
    minh = await minh_for_lan(office)
    assert minh.actor_id is not None
    accepted = factories.delegation(office.lan.id, minh.actor_id, delegation_id=minh.delegation_id)
    await ended(office, minh)
    await hear(office.app, accepted)
    assert (await opened_by(office, minh))[0] == 403


@pytest.mark.parametrize("at", [local(2025, 12, 31, 23, 59), local(2100, 1, 1)])
async def test_a_delegation_ends_with_its_days(
    office: Office, clock_at: Callable[[datetime], None], at: datetime
) -> None:
    minh = await minh_for_lan(office)
    clock_at(at)
    assert (await office.ask("GET", "/v1/dossiers", minh)).json()["code"] == "delegation-over"


async def test_a_delegate_sees_and_opens_only_the_procedures_named(office: Office) -> None:
    await hear(office.app, factories.procedure(procedure_code=OTHER, name="Xác nhận cư trú"))
    mine = await office.opened()
    minh = await minh_for_lan(office, procedures=[OTHER])
    answer, told = await opened_by(office, minh)
    assert (answer, told["code"]) == (403, "not-delegated")
    _, theirs = await opened_by(office, minh, OTHER)
    shown = (await office.ask("GET", "/v1/dossiers", minh)).json()["items"]
    assert [one["id"] for one in shown] == [theirs["id"]]
    for method, part in (("GET", ""), ("GET", "/timeline"), ("POST", "/submission"), ("POST", "/withdrawal")):
        assert (await office.ask(method, f"/v1/dossiers/{mine['id']}{part}", minh)).status_code == 404, part
    assert (await office.upload(mine, minh)).status_code == 404


async def test_the_database_itself_hides_what_a_delegation_does_not_name(office: Office, session: AsyncSession) -> None:
    draft = await office.opened()
    minh = await minh_for_lan(office, procedures=[OTHER])
    await as_person(session, await standing_in(session, minh, on=local(2026, 11, 23).date()))
    assert await queries.dossier(session, UUID(draft["id"])) is None
    await as_person(session, minh)
    assert await queries.dossier(session, UUID(draft["id"])) is None
    await as_person(session, office.lan)
    assert await queries.dossier(session, UUID(draft["id"])) is not None


async def test_a_delegation_of_others_opens_no_door(office: Office) -> None:
    draft = await office.opened()
    minh = await minh_for_lan(office)
    thief = delegate(office.lan, minh.delegation_id or uuid4())
    assert (await office.ask("GET", f"/v1/dossiers/{draft['id']}", thief)).status_code == 403
    victim = delegate(citizen(), minh.delegation_id or uuid4(), actor_id=minh.actor_id)
    assert (await office.ask("GET", "/v1/dossiers", victim)).status_code == 403


async def test_a_delegation_on_its_way_is_waited_for(office: Office) -> None:
    answer, told = await opened_by(office, delegate(office.lan, uuid4()))
    assert (answer, told["code"]) == (409, "not-known-yet")


async def test_a_delegates_key_does_not_replay_the_principals_answer(office: Office) -> None:
    minh = await minh_for_lan(office)
    body, key = {"procedure_code": PROCEDURE, "agency_code": POLICE}, {"Idempotency-Key": uuid4().hex}
    first = await office.client.post("/v1/dossiers", headers=headers(office.lan) | key, json=body)
    await office.act(first.json(), "discard", office.lan)
    second = await office.client.post("/v1/dossiers", headers=headers(minh) | key, json=body)
    assert first.json()["id"] != second.json()["id"]


def test_seals_of_entries_older_than_delegations_stay_what_they_were() -> None:
    deed = Deed(
        dossier_id=UUID(int=1), sequence=1, act=Act.OPEN, actor_id=UUID(int=2), role=Role.APPLICANT, agency_code=None,
        client_id="demo-web", before=None, after=Status.DRAFT, at=local(2026, 11, 23, 8),
    )  # fmt: skip
    assert seal(deed, previous="0" * 64) == SEALED_BEFORE
