"""Staff limited to fields of procedures see and do only what is of these."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Officer
from kit.testing import hear, officer
from services.dossier import queries
from services.dossier.callers import specialised
from services.dossier.sight import as_person
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import POLICE

RESIDENCE = "dang-ky-quan-ly-cu-tru"
LIMITS: dict[tuple[str, ...], bool] = {
    (): True,
    (RESIDENCE,): True,
    ("ho-tich", RESIDENCE): True,
    ("ho-tich",): False,
    ("field-nobody-knows",): False,
}


def limited(*fields: str) -> Officer:
    """Somebody with every role of the desk, limited to fields."""
    return officer(POLICE, "counter", "officer", "leader", fields=fields)


@pytest.mark.parametrize("fields", LIMITS, ids=lambda fields: "+".join(fields) or "all")
async def test_a_limited_position_sees_and_acts_within_its_fields(office: Office, fields: tuple[str, ...]) -> None:
    await hear(office.app, factories.procedure(procedure_code="2.000635", field="Hộ tịch"))
    sent, clerk = await office.paid(), limited(*fields)
    listed = (await office.ask("GET", "/v1/worklist", clerk)).json()["items"]
    assert [one["id"] for one in listed] == [sent["id"]] * LIMITS[fields]
    path = f"/v1/dossiers/{sent['id']}"
    for part in ("", "/timeline", "/actions", "/clock"):
        read = await office.ask("GET", f"{path}{part}", clerk)
        assert read.status_code == (200 if LIMITS[fields] else 404), part
    for act, body in (("acceptance", None), ("start", None), ("resolution", {"outcome": "granted"})):
        done = await office.ask("POST", f"{path}/{act}", clerk, json=body)
        assert (done.status_code == 404) is not LIMITS[fields], act
    assert (await office.upload(sent, clerk)).status_code == (201 if LIMITS[fields] else 404)


async def test_the_worklist_of_a_limited_position_pages_and_narrows(office: Office) -> None:
    sent = [await office.submitted() for _ in range(3)]
    first = (await office.ask("GET", "/v1/worklist?limit=2", limited(RESIDENCE))).json()
    rest = (await office.ask("GET", f"/v1/worklist?limit=2&cursor={first['next']}", limited(RESIDENCE))).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [one["id"] for one in sent]
    nothing = await office.ask("GET", "/v1/worklist?status=accepted", limited(RESIDENCE))
    assert nothing.json()["items"] == []


async def test_the_database_itself_hides_other_fields(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await as_person(session, await specialised(session, limited("ho-tich")))
    assert await queries.dossier(session, UUID(sent["id"])) is None
    await as_person(session, await specialised(session, limited(RESIDENCE)))
    assert await queries.dossier(session, UUID(sent["id"])) is not None
