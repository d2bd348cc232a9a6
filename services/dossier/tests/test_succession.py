"""Agencies are merged and split while dossiers are under way: the dossier goes on, and keeps the names of its day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierMoved
from contracts.identity import AgencyReorganised
from kit.clock import now
from kit.testing import hear, officer, said
from services.dossier.actions import succeeding
from services.dossier.history import standing
from services.dossier.queries import deed, entries
from services.dossier.replicas import Succession
from services.dossier.sight import as_system
from services.dossier.succession import successor
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import POLICE

NORTH, SOUTH = "G01.24.93", "G01.24.94"


@dataclass(frozen=True)
class Heir:
    code: str
    ward_codes: tuple[str, ...]


N, S = Heir(NORTH, ("10001",)), Heir(SOUTH, ("10002", "10003"))


@pytest.mark.parametrize(
    ("heirs", "wards", "expected"),
    [
        ([N], ["10003"], (NORTH, True)),
        ([N, S], ["10003"], (SOUTH, True)),
        ([N, S], [], (NORTH, False)),
        ([N, S], ["10001", "10002"], (NORTH, False)),
        ([N, S], ["99999"], (NORTH, False)),
    ],
    ids=["merger", "split by ward", "no ward", "two wards", "strange ward"],
)
def test_a_dossier_goes_to_whoever_serves_its_ward(
    heirs: list[Heir], wards: list[str], expected: tuple[str, bool]
) -> None:
    assert successor(heirs, wards=wards) == expected


def test_an_agency_without_a_successor_is_an_error() -> None:
    with pytest.raises(ValueError, match="successor"):
        successor([], wards=[])


async def reorganised(office: Office, *codes: str, on: date = date(2026, 1, 1)) -> None:
    for code in codes:
        wards = ["10891"] if code == NORTH else ["10543"]
        await hear(office.app, factories.agency(code, name=f"Công an {code}", ward_codes=wards))
    event = AgencyReorganised(
        agency_code=POLICE, successor_codes=list(codes), happened_on=on, legal_basis="Nghị quyết 1/NQ-HĐND"
    )
    await hear(office.app, event)


async def followed(session: AsyncSession) -> int:
    await as_system(session)
    return await succeeding.follow(session, at=await now())


async def row(office: Office, dossier: dict[str, Any], by: Any) -> dict[str, Any]:
    answer = await office.ask("GET", f"/v1/dossiers/{dossier['id']}", by)
    assert answer.status_code == 200, answer.text
    whole: dict[str, Any] = answer.json()
    return whole


async def test_a_merged_agencys_dossiers_go_on_with_its_successor(office: Office, session: AsyncSession) -> None:
    accepted = await office.act(await office.paid(), "acceptance", office.hoa)
    await reorganised(office, NORTH)
    assert await followed(session) == 1
    heir = officer(NORTH, "officer")
    assert (await office.ask("GET", f"/v1/dossiers/{accepted['id']}", office.hoa)).status_code == 404
    whole = await row(office, accepted, heir)
    assert whole["agency"] == {"code": NORTH, "name": "Công an phường Tứ Minh"}
    assert whole["number"].startswith(POLICE)
    assert (await office.act(accepted, "start", heir))["status"] == "in_progress"
    assert [one.former_agency_code for one in await said(session) if isinstance(one, DossierMoved)] == [POLICE]
    timeline = (await office.ask("GET", f"/v1/dossiers/{accepted['id']}/timeline", office.lan)).json()["items"]
    assert "Nghị quyết 1/NQ-HĐND" in next(one["note"] for one in timeline if one["act"] == "move")


async def test_entries_still_say_what_a_moved_dossier_is(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await reorganised(office, NORTH)
    await followed(session)
    found = standing([deed(one) for one in await entries(session, sent["id"])])
    assert (found.agency_code, found.status) == (NORTH, "submitted")


async def test_after_a_split_a_dossier_goes_by_its_ward_and_a_draft_takes_the_new_name(
    office: Office, session: AsyncSession
) -> None:
    draft = await office.opened(reason="Đi làm", stay_ward_code="10891")
    await reorganised(office, SOUTH, NORTH)
    await followed(session)
    assert (await row(office, draft, office.lan))["agency"] == {"code": NORTH, "name": f"Công an {NORTH}"}


async def test_nothing_moves_before_the_day(office: Office, session: AsyncSession) -> None:
    draft = await office.opened()
    await reorganised(office, NORTH, on=date(2199, 1, 1))
    assert await followed(session) == 0
    assert (await row(office, draft, office.lan))["agency"]["code"] == POLICE


async def test_when_all_have_moved_the_succession_is_over(office: Office, session: AsyncSession) -> None:
    await office.opened()
    await reorganised(office, NORTH)
    assert [await followed(session), await followed(session), await followed(session)] == [1, 0, 0]
    assert await session.scalar(select(Succession.followed_at)) is not None
