"""An agency outside the platform works on its part: it sees that alone, and every act is once, in its time."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Partner
from services.dossier.models import Usage
from services.dossier.sight import as_system
from services.dossier.tests.births import INSURANCE, NUMBER, Birth
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import PDF

PLACE = "/v1/partner/parts"
FILE = {"file": ("the.pdf", PDF, "application/pdf")}


@pytest_asyncio.fixture
async def birth(office: Office) -> Birth:
    """A joint dossier whose birth part was granted: the card is the partner's."""
    found = Birth(office)
    await found.accept()
    await found.grant("birth", found.clerk, child_number=NUMBER)
    return found


async def card_of(birth: Birth) -> dict[str, Any]:
    """The partner's part as it lists it."""
    answer = await birth.office.ask("GET", PLACE, birth.insurance)
    assert answer.status_code == 200, answer.text
    [found] = answer.json()["items"]
    listed: dict[str, Any] = found
    return listed


async def test_a_partner_lists_its_parts_without_personal_data(birth: Birth) -> None:
    listed = await card_of(birth)
    assert (listed["part"], listed["status"]) == ("card", "accepted")
    assert "Lan" not in str(listed)
    none = await birth.office.ask("GET", PLACE, birth.insurance, params={"status": "in_progress"})
    assert none.json()["items"] == []


async def test_a_list_goes_on_where_it_stopped(birth: Birth) -> None:
    second = Birth(birth.office)
    await second.accept()
    await second.grant("birth", second.clerk, child_number=NUMBER)
    seen, cursor = [], None
    for _ in range(2):
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await birth.office.ask("GET", PLACE, birth.insurance, params=query)).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page.get("next")
    assert len(set(seen)) == 2
    assert cursor is None


async def test_a_partner_reads_its_part_alone_and_the_citizen_is_told(birth: Birth, session: AsyncSession) -> None:
    listed = await card_of(birth)
    answer = await birth.office.ask(
        "GET", f"{PLACE}/{listed['id']}", birth.insurance, params={"purpose": "Cấp thẻ bảo hiểm y tế"}
    )
    assert answer.headers["cache-control"] == "no-store"
    shown = answer.json()
    assert set(shown["answers"]) == {"full_name", "reason", "clinic", "child_number"}
    assert shown["papers"] == []
    await as_system(session)
    [look] = (await session.scalars(select(Usage).where(Usage.dossier_id == UUID(listed["id"])))).all()
    assert (look.purpose, look.agency_code) == ("Cấp thẻ bảo hiểm y tế", INSURANCE)
    await birth.office.ask("GET", f"{PLACE}/{listed['id']}", birth.insurance, params={"purpose": "Thanh tra"})
    returned = await birth.office.ask("GET", f"/v1/dossiers/{listed['id']}/return", birth.insurance)
    assert (returned.status_code, returned.json()["code"]) == (403, "not-yours"), (
        "where it is sent is not theirs to know"
    )
    told = select(Usage.purpose).where(Usage.dossier_id == UUID(listed["id"]))
    assert set((await session.scalars(told)).all()) == {"Cấp thẻ bảo hiểm y tế", "Thanh tra"}


async def test_a_partner_takes_reports_and_returns_the_result(birth: Birth) -> None:
    office, listed = birth.office, await card_of(birth)
    place = f"{PLACE}/{listed['id']}"
    taken = await office.ask("POST", f"{place}/take", birth.insurance)
    assert (taken.status_code, taken.json()["status"]) == (201, "in_progress"), taken.text
    reported = await office.ask("POST", f"{place}/progress", birth.insurance, json={"note": "Đang in thẻ"})
    assert reported.status_code == 201, reported.text
    key = {"Idempotency-Key": uuid4().hex}
    first = await office.ask("POST", f"{place}/result", birth.insurance, files=FILE, headers=key)
    assert (first.status_code, first.json()["outcome"]) == (201, "granted"), first.text
    again = await office.ask("POST", f"{place}/result", birth.insurance, files=FILE, headers=key)
    assert (again.status_code, again.json()["id"]) == (201, listed["id"])
    shown = (await birth.parts())["card"]
    assert (shown["stage"], shown["status"], len(shown["results"])) == ("granted", "delivered", 1)
    read = await office.ask("GET", shown["results"][0]["href"], office.lan)
    assert (read.status_code, read.content) == (200, PDF)


async def test_a_partner_refuses_with_grounds_and_the_citizen_repairs(birth: Birth) -> None:
    office, listed = birth.office, await card_of(birth)
    place = f"{PLACE}/{listed['id']}"
    await office.ask("POST", f"{place}/take", birth.insurance)
    refused = await office.ask("POST", f"{place}/refuse", birth.insurance, json={"reason": "Nơi khám không nhận thêm"})
    assert (refused.status_code, refused.json()["outcome"]) == (201, "refused"), refused.text
    await office.act(listed, "repair", office.lan, answers={"clinic": "Bệnh viện Nhi"})
    shown = (await office.ask("GET", place, birth.insurance)).json()
    assert (shown["status"], shown["outcome"], shown["answers"]["clinic"]) == ("accepted", None, "Bệnh viện Nhi")


@pytest.mark.parametrize(
    ("door", "request_"),
    [
        pytest.param("progress", {"json": {"note": "Đang in thẻ"}}, id="progress"),
        pytest.param("result", {"files": FILE}, id="result"),
        pytest.param("refuse", {"json": {"reason": "Thiếu thông tin"}}, id="refuse"),
    ],
)
async def test_nothing_is_done_before_the_part_is_taken(birth: Birth, door: str, request_: dict[str, Any]) -> None:
    listed = await card_of(birth)
    answer = await birth.office.ask("POST", f"{PLACE}/{listed['id']}/{door}", birth.insurance, **request_)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-now")


@pytest.mark.parametrize(
    ("outputs", "code"),
    [
        pytest.param("[]", "malformed", id="no object"),
        pytest.param("[" * 10_000, "malformed", id="too deep"),
        pytest.param('{"x": "\\u0001"}', "malformed", id="no text"),
        pytest.param('{"x": 1}', "unknown", id="not its to give"),
    ],
)
async def test_outputs_that_nobody_takes_are_refused(birth: Birth, outputs: str, code: str) -> None:
    listed = await card_of(birth)
    place = f"{PLACE}/{listed['id']}"
    await birth.office.ask("POST", f"{place}/take", birth.insurance)
    answer = await birth.office.ask("POST", f"{place}/result", birth.insurance, files=FILE, data={"outputs": outputs})
    assert (answer.status_code, [one["code"] for one in answer.json()["errors"]]) == (400, [code])


async def test_what_is_not_the_partners_does_not_exist(birth: Birth) -> None:
    listed, found = await card_of(birth), await birth.parts()
    stranger = Partner(id=uuid4(), client_id="x", scopes=frozenset(), name="x", agency="G99.99")
    places = [(birth.insurance, birth.whole["id"]), (birth.insurance, found["residence"]["id"])]
    for who, id_ in [*places, (birth.insurance, uuid4()), (stranger, listed["id"])]:
        assert (await birth.office.ask("GET", f"{PLACE}/{id_}", who)).status_code == 404
        assert (await birth.office.ask("GET", f"{PLACE}/{id_}/papers/{uuid4()}", who)).status_code == 404
        assert (await birth.office.ask("POST", f"{PLACE}/{id_}/take", who)).status_code == 404
    assert (await birth.office.ask("GET", PLACE, birth.office.lan)).status_code == 403
    assert (await birth.office.ask("GET", PLACE, birth.clerk)).status_code == 403


async def test_a_partner_downloads_a_paper_of_its_part_and_that_is_noted(birth: Birth, session: AsyncSession) -> None:
    office, listed = birth.office, await card_of(birth)
    place = f"{PLACE}/{listed['id']}"
    await office.ask("POST", f"{place}/take", birth.insurance)
    await office.ask("POST", f"{place}/result", birth.insurance, files=FILE)
    [paper] = (await office.ask("GET", place, birth.insurance)).json()["papers"]
    read = await office.ask("GET", f"{place}/papers/{paper['id']}", birth.insurance)
    assert (read.status_code, read.content) == (200, PDF)
    await as_system(session)
    looks = (await session.scalars(select(Usage.what).where(Usage.paper_id == UUID(paper["id"])))).all()
    assert list(looks) == ["papers"]
